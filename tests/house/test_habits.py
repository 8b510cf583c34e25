"""Sizes, names, prose: the habits of the house, each as a check."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT, Module, modules
from voting.store.log import LeafRow

LONGEST = 400
NO_NAMES = {"utils", "util", "helpers", "helper", "manager", "data", "info", "common", "misc"}
LOGGED = re.compile(r'log(?:_register)?\(\s*"([a-z_]+)"')
MARKS = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")


def sources() -> list[Path]:
    """Files that people write: Python, JavaScript, styles, templates, of code and tests."""
    places = [ROOT / name for name in ("voting", "tests", "client/src", "templates", "benchmarks")]
    found = [path for place in places for path in place.rglob("*")
             if path.suffix in {".py", ".mjs", ".css", ".html"} and "dist" not in path.parts]
    return [path for path in found if not {"golden", "vectors", "versions"} & set(path.parts)] + list(ROOT.glob("*.py"))


def test_no_file_is_long() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in sources()
            if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST}
    assert long == {}


def test_the_median_file_is_short() -> None:
    sizes = [len(module.path.read_text(encoding="utf-8").splitlines()) for module in modules().values()]
    assert statistics.median(sizes) <= 120


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [path.name for path in sources() if path.stem.lstrip("_") in NO_NAMES] == []


def test_nothing_is_left_unfinished() -> None:
    here = Path(__file__)
    marked = [str(path.relative_to(ROOT)) for path in sources() if path != here
              and MARKS.search(path.read_text(encoding="utf-8"))]
    assert marked == []


@pytest.mark.parametrize("module", modules().values(), ids=lambda module: module.name)
def test_modules_and_public_functions_say_what_they_are(module: Module) -> None:
    assert ast.get_docstring(module.tree), module.name
    if module.room in ("web", "cli"):  # views and commands are described by their pages and their --help
        return
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{module.name}.{node.name}"


def test_the_composition_root_is_small() -> None:
    assert len((ROOT / "wsgi.py").read_text().splitlines()) <= 15


def test_lint_finds_nothing() -> None:
    import sys

    done = subprocess.run([str(Path(sys.executable).with_name("ruff")), "check", "--no-cache", "."], cwd=ROOT,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_kinds_of_log_entries_fit_into_their_column() -> None:
    longest = LeafRow.type.type.length
    kinds = {found for path in (ROOT / "voting" / "services").rglob("*.py")
             for found in LOGGED.findall(path.read_text(encoding="utf-8"))}
    assert "application_received" in kinds
    assert [kind for kind in sorted(kinds) if len(kind) > longest] == []  # SQLite would take them, PostgreSQL not
