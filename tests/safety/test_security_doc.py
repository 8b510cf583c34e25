"""docs/security.md keeps its word: every line of the table has a test, every test that it names exists."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path

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


def test_each_test_that_bears_an_id_of_asvs_is_on_the_page() -> None:
    bearing = {name for name in known_tests() if name.startswith("test_asvs_")}
    assert bearing <= set(re.findall(r"`(test_\w+)`", TEXT)), "add the test to docs/security.md"


def test_asvs_11_1_1_the_inventory_names_every_key_of_the_service() -> None:
    for key in fields(Keyring):
        assert f"| `{key.name}` | Ed25519 |" in TEXT
    for kind in ("issuer", "urn", "tellers'", "passkeys", "session secret", "minutes"):
        assert f"\n| {kind}" in TEXT, kind


def test_asvs_15_1_2_the_risky_components_are_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    here = {re.split(r"[<>=~! \[]", line)[0] for line in project}
    watched = set(re.findall(r"^- `([\w-]+)`", TEXT, re.MULTILINE)) | set(re.findall(r" and `([\w-]+)` \d", TEXT))
    browser = json.loads((ROOT / "client" / "package.json").read_text()).get("dependencies", {})
    assert watched <= here | set(browser), watched
    assert {"flask-login", "cryptography", "fido2"} <= watched
