"""Who may name a candidate, who looks after an election, and which one is due when (V.CD.4a, V.CO.1a, V.CO.4).

Each answer is a ruling with its clause. Facts come as values; nothing here knows a register or a clock. Lateness is
only said: it ends no term (reading end_of_terms).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from voting.sentences import N_
from voting.statutes.calendar import years_after
from voting.statutes.clauses import serves
from voting.statutes.election_rule import ElectionRule
from voting.statutes.model import Statutes
from voting.statutes.ruling import Ruling, words


@serves("V.CO.1a", "IV.3")
def may_nominate(statutes: Statutes, rule: ElectionRule, standing: str, named: int) -> Ruling:
    """Whether an organisation of this standing, which has `named` candidates already, may name one now."""
    if rule.standings and standing not in rule.standings:
        refusal = statutes.refusals.standings.get(standing)
        known = statutes.standings.get(standing)
        if refusal is not None:
            return Ruling(False, refusal.clause, N_("%(why)s It names no candidate.", why=words(refusal.text)))
        return Ruling(False, rule.clause, N_("An organisation with the standing “%(standing)s” names no candidate.",
                                             standing=words(known.name) if known else standing or "–"))
    if rule.one_per_organisation and named:
        return Ruling(False, rule.clause, N_("This organisation has named its candidate already; it may name one."))
    return Ruling(True, rule.clause, N_("A candidate may be named (clause %(clause)s).", clause=rule.clause))


@serves("V.COORD.3")
def may_look_after(statutes: Statutes, stands: bool) -> Ruling:
    """Whether somebody may preside over an election or hold a key of it: nobody who stands does."""
    clause = statutes.presiding.clause
    if stands:
        return Ruling(False, clause, N_("You stand in this election, so you neither preside over it nor hold a key "
                                        "of it (clause %(clause)s).", clause=clause))
    return Ruling(True, clause, N_("You do not stand in this election."))


@dataclass(frozen=True, slots=True)
class ElectionDue:
    """An election of an organ on a day: "due", "overdue" or "unknown"; `by` is the day on which the term is over."""

    rule: ElectionRule
    organ: str
    state: str
    by: date | None


@serves("V.CD.4a", "V.CO.1b", "V.CO.4", "V.COORD.1", "V.CAC.1")
def elections_due(statutes: Statutes, declared_on: Mapping[tuple[str, str], date], on: date) -> list[ElectionDue]:
    """Every election with a term, soonest first: when it is due after the day on which the last one was declared.

    `declared_on` is by (election, electing organ); one that was never declared is "unknown" and comes last.
    """
    found = []
    for rule in statutes.elections.values():
        term = statutes.terms.get(rule.term)
        if term is None:
            continue
        for organ in rule.electors:
            last = declared_on.get((rule.id, organ))
            by = years_after(last, term.years) if last else None
            found.append(ElectionDue(rule, organ, "unknown" if by is None else "overdue" if on > by else "due", by))
    return sorted(found, key=lambda due: (due.by is None, due.by or on, due.rule.id, due.organ))
