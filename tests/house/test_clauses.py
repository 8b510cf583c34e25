"""Every clause is served by a rule and asserted by a test, or says what it waits for; none is missing silently.

The list below is the table of clauses as the customer reads it. It stands here a second time on purpose: a clause that
disappears from the statutes' data must not disappear from the report without anybody noticing.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from tests.house.source import ROOT, modules
from voting.services.read.clause_tests import clause_tests

CLAUSES = (
    "III", "IV.1", "IV.2a", "IV.2b", "IV.2c", "IV.2d", "IV.3", "IV.4", "IV.5",
    "V.CD.1", "V.CD.2", "V.CD.3", "V.CD.4a", "V.CD.4b", "V.CD.5",
    "V.CO.1a", "V.CO.1b", "V.CO.1c", "V.CO.1d", "V.CO.1e", "V.CO.1f", "V.CO.2a", "V.CO.2b", "V.CO.3", "V.CO.4",
    "V.CO.5",
    "V.COORD.1", "V.COORD.2", "V.COORD.3", "V.COORD.4", "V.COORD.5",
    "V.CF.1", "V.CF.2", "V.CF.3", "V.CF.4", "V.CAC.1", "VI.1", "VI.2")
LATER = {"elections", "meetings and calendar", "concurrent decisions"}
MADE_UP = '''
import pytest

@pytest.mark.clause("IX.9")
def test_of_a_clause_that_nobody_knows():
    assert 1 + 1 == 2

class TestRoom:
    @pytest.mark.clause("IV.3")
    def test_that_only_looks(self):
        print("fine")
'''


@lru_cache
def report() -> dict[str, dict[str, object]]:
    """What `voting clauses --json` prints, by clause."""
    ran = subprocess.run([sys.executable, "-m", "voting.cli", "clauses", "--json"], capture_output=True, text=True,
                         timeout=120, check=True, cwd=ROOT)
    return {row["id"]: row for row in json.loads(ran.stdout)}


def test_the_report_lists_every_clause_once_in_order() -> None:
    assert tuple(report()) == CLAUSES
    assert all(set(row) == {"id", "rules", "tests", "due"} for row in report().values())


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_is_served_and_asserted_or_says_what_it_waits_for(clause: str) -> None:
    row = report()[clause]
    if row["due"]:
        assert row["due"] in LATER
    else:
        assert row["rules"], f"no rule serves {clause}"
        assert row["tests"], f"no test asserts {clause}"


def test_rules_and_tests_of_the_report_exist() -> None:
    for row in report().values():
        for rule in row["rules"]:
            module, _, name = rule.rpartition(".")
            assert name in {node.name for node in modules()[module].tree.body if isinstance(node, ast.FunctionDef)}
        for test in row["tests"]:
            path, *_, name = test.split("::")
            assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_no_rule_serves_a_clause_that_the_statutes_do_not_know() -> None:
    named = {argument.value for module in modules().values() for node in ast.walk(module.tree)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "serves"
             for argument in node.args if isinstance(argument, ast.Constant)}
    assert named <= set(CLAUSES)
    assert "IV.2d" in named


def test_no_test_is_marked_with_a_clause_that_the_statutes_do_not_know() -> None:
    assert set(clause_tests()) <= set(CLAUSES)


def test_every_marked_test_asserts_something() -> None:
    assert silent(clause_tests(), ROOT) == []


def test_made_up_marks_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_made_up.py").write_text(MADE_UP)
    found = clause_tests(tmp_path / "tests")
    assert set(found) - set(CLAUSES) == {"IX.9"}
    assert silent(found, tmp_path) == ["tests/test_made_up.py::TestRoom::test_that_only_looks"]


def silent(found: dict[str, list[str]], root: Path) -> list[str]:
    """The tests among `found` that assert nothing, neither in their own body nor by a function of their own file."""
    tests = sorted({test for names in found.values() for test in names})
    return [test for test in tests if not _speaks(root, test)]


def _speaks(root: Path, test: str) -> bool:
    body = list(ast.walk(_function(root, test)))
    called = {node.func.id for node in body if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    asked = [node for node in _tree(root / test.partition("::")[0]).body
             if isinstance(node, ast.FunctionDef) and node.name in called]
    return any(_asserts(node) for node in [*body, *(inner for each in asked for inner in ast.walk(each))])


def _function(root: Path, test: str) -> ast.AST:
    path, *names = test.split("::")
    node: ast.AST = _tree(root / path)
    for name in names:
        node = next(inner for inner in node.body if getattr(inner, "name", "") == name)
    return node


@lru_cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _asserts(node: ast.AST) -> bool:
    """An `assert` that is not of a constant, or `pytest.raises`."""
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "raises"
