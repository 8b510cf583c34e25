"""Which rule and which test serve which clause, so that no clause is missing silently.

A rule says `@serves("IV.2d")` where it is defined; a test carries the marker `clause("IV.2d")`. The report joins both
with the clauses of a statutes file; a clause that waits for a later part of the work says for which in `due`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from voting.statutes.model import Statutes

Rule = TypeVar("Rule", bound=Callable[..., object])
_rules: dict[str, list[str]] = {}


def serves(*clauses: str) -> Callable[[Rule], Rule]:
    """Note that the decorated rule serves these clauses; the rule itself is not changed."""

    def note(rule: Rule) -> Rule:
        name = f"{rule.__module__}.{rule.__qualname__}"
        for clause in clauses:
            names = _rules.setdefault(clause, [])
            if name not in names:
                names.append(name)
        return rule

    return note


def rules_of(clause: str) -> tuple[str, ...]:
    """Names of the rules, in the modules imported so far, that serve a clause."""
    return tuple(sorted(_rules.get(clause, ())))


def clause_report(statutes: Statutes, tests: Mapping[str, Sequence[str]]) -> list[dict[str, object]]:
    """Every clause of the file with its rules, its tests (clause -> test ids) and what it is still due for."""
    return [{"id": clause.id, "rules": list(rules_of(clause.id)), "tests": sorted(tests.get(clause.id, ())),
             "due": clause.due} for clause in statutes.clauses.values()]
