"""docs/security.md keeps its word: every line of the table has a test, every test that it names exists."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from voting.services.keyring import Keyring

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\| (\d+) \| ([\d., to]+) \| (.+?) \| (`test_.+`) \|$", TEXT, re.MULTILINE)


def known_tests() -> set[str]:
    """The name of every test there is."""
    return {node.name for path in (ROOT / "tests").rglob("test_*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_each_of_the_53_lines_has_a_control_and_tests_that_exist() -> None:
    assert [int(number) for number, *_ in LINES] == list(range(1, 54))
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert len(named) > 60
    assert named <= known_tests(), sorted(named - known_tests())


def ids_of(cell: str) -> list[str]:
    """The ids of a line of the table: "3.3.1 to 3.3.4, 3.4.1" are five."""
    found = []
    for part in cell.split(", "):
        first, _, last = part.partition(" to ")
        chapter, _, number = first.rpartition(".")
        found += [f"{chapter}.{each}" for each in range(int(number), int((last or first).rpartition(".")[2]) + 1)]
    return found


def names_it(test: str, id: str) -> bool:
    """Whether the name of a test has an id of ASVS, alone or within a range `3_3_1_to_3_3_4`."""
    chapter, _, number = id.rpartition(".")
    for found in re.finditer(r"(?<!\d)(\d+_\d+)_(\d+)(?:_to_\1_(\d+))?(?!\d)", test):
        if found[1] == chapter.replace(".", "_") and int(found[2]) <= int(number) <= int(found[3] or found[2]):
            return True
    return False


def test_each_id_of_each_line_is_in_the_name_of_a_test_that_holds_it() -> None:
    lacking = [(number, id) for number, cell, _, tests in LINES for id in ids_of(cell)
               if not any(names_it(test, id) for test in re.findall(r"`(test_\w+)`", tests))]
    assert lacking == [], "let the name of a test that would fail without this control have its id"


@pytest.mark.parametrize(("test", "id", "has"), [
    ("test_asvs_2_2_1_and_2_2_2_a", "2.2.2", True), ("test_asvs_3_3_1_to_3_3_4_and_3_4_1_b", "3.3.3", True),
    ("test_asvs_3_3_1_to_3_3_4_and_3_4_1_b", "3.4.1", True), ("test_asvs_3_3_1_to_3_3_4_b", "3.3.5", False),
    ("test_asvs_16_5_1_x", "6.5.1", False), ("test_asvs_6_5_1_x", "6.5.11", False), ("test_a_2_2", "2.2.1", False)])
def test_an_id_is_found_in_a_name_only_where_it_stands(test: str, id: str, has: bool) -> None:
    assert names_it(test, id) is has


def test_each_test_that_bears_an_id_of_asvs_is_on_the_page() -> None:
    bearing = {name for name in known_tests() if name.startswith("test_asvs_")}
    assert bearing <= set(re.findall(r"`(test_\w+)`", TEXT)), "add the test to docs/security.md"


def test_asvs_11_1_1_and_11_1_2_the_inventory_names_every_key_of_the_service() -> None:
    for key in fields(Keyring):
        assert f"| `{key.name}` | Ed25519 |" in TEXT
    for kind in ("issuer", "urn", "tellers'", "passkeys", "session secret", "minutes"):
        assert f"\n| {kind}" in TEXT, kind


def test_asvs_15_1_2_and_15_1_4_the_risky_components_are_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    here = {re.split(r"[<>=~! \[]", line)[0] for line in project}
    watched = set(re.findall(r"^- `([\w-]+)`", TEXT, re.MULTILINE)) | set(re.findall(r" and `([\w-]+)` \d", TEXT))
    browser = json.loads((ROOT / "client" / "package.json").read_text()).get("dependencies", {})
    assert watched <= here | set(browser), watched
    assert {"flask-login", "cryptography", "fido2"} <= watched
