"""The style page shows every part: a macro that no page of examples uses is one that nobody has looked at."""

from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT

PARTS = sorted((ROOT / "templates").glob("_*.html"))
MACRO = re.compile(r"{%-? macro (\w+)\(.*?{%-? endmacro", re.DOTALL)


def called(text: str) -> set[str]:
    """The names that are called in a template, by `part.name(` or `name(` alone."""
    return set(re.findall(r"(?<!macro )\b(?:\w+\.)?(\w+)\(", text))


@pytest.mark.parametrize("file", PARTS, ids=lambda file: file.name)
def test_every_part_is_on_the_style_page(file) -> None:
    page = (ROOT / "templates" / "style.html").read_text(encoding="utf-8")
    shown = called(page) | {alias for name, alias in re.findall(r"(\w+) as (\w+)", page)}
    shown |= {name for name, alias in re.findall(r"(\w+) as (\w+)", page) if alias in called(page)}
    bodies = {match.group(1): match.group(0) for part in PARTS for match in MACRO.finditer(part.read_text("utf-8"))}
    while more := {name for known in shown & set(bodies) for name in called(bodies[known])} - shown:
        shown |= more  # a part within a part is seen with it
    unseen = {name for name in bodies if name.endswith("_script")}  # a script is no part to look at
    assert set(MACRO.findall(file.read_text(encoding="utf-8"))) - shown - unseen == set()
