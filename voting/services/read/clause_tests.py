"""Which tests assert which clause: read from the `clause` marks in `tests/`, without running anything.

For `voting clauses` and the page of clauses. Where the service runs without its sources' tests there is nothing to
count, which is another answer than "no test": `has_tests` tells the two apart.
"""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parents[3] / "tests"


def has_tests(folder: Path = TESTS) -> bool:
    """Whether the tests lie beside this source; another package's `tests` are not taken for ours."""
    return (folder / "house" / "test_arrows.py").is_file()


def clause_tests(folder: Path = TESTS) -> dict[str, list[str]]:
    """Clause id -> ids of the tests marked with it (`file::function` or `file::Class::function`)."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whole_file = [clause for node in tree.body if isinstance(node, ast.Assign)
                      and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)
                      for clause in _marks([node.value])]
        place = path.relative_to(folder.parent).as_posix()
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                marks = whole_file + _marks(node.decorator_list)
                for inner in node.body:
                    _note(found, inner, f"{place}::{node.name}::", marks)
            else:
                _note(found, node, f"{place}::", whole_file)
    return found


def _note(found: dict[str, list[str]], node: ast.AST, prefix: str, marks: list[str]) -> None:
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
        for clause in dict.fromkeys(marks + _marks(node.decorator_list)):
            found.setdefault(clause, []).append(prefix + node.name)


def _marks(decorators: list[ast.expr]) -> list[str]:
    """Ids in `pytest.mark.clause("…", …)` among some expressions, lists of them included."""
    clauses: list[str] = []
    for decorator in decorators:
        if isinstance(decorator, ast.List | ast.Tuple):
            clauses += _marks(decorator.elts)
        if (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)
                and decorator.func.attr == "clause"):
            clauses += [arg.value for arg in decorator.args if isinstance(arg, ast.Constant)]
    return clauses
