"""What an election does once it is declared: seats and offices begin, for their term, and those before them end.

Outgoing members and officers stay until this moment (reading end_of_terms): where nobody is elected nothing changes.
A by-election ends nobody's seat, and whoever it seats stays as long as the others. Whoever gets an office gets the
seats that come with it (V.COORD.4). Takes plain values and knows no register.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from voting.ballots.election import Candidate, ElectionPaper
from voting.statutes import Statutes, serves
from voting.statutes.calendar import years_after

SEAT_FILLED_KEYS = {"at", "candidate", "effect", "kind", "organ", "organisation", "subject", "term_ends_on"}
OFFICE_FILLED_KEYS = {"at", "candidate", "effect", "office", "organ", "subject", "term_ends_on"}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What ends when successors are declared: seats as (id, organ) and offices as (id, office, organ)."""

    seats: Sequence[tuple[str, str]] = ()
    offices: Sequence[tuple[str, str, str]] = ()


@serves("V.CO.1b", "V.CO.4", "V.COORD.1", "V.COORD.4", "V.CAC.1", "V.CD.4a")
def election_effects(statutes: Statutes, organ: str, election: ElectionPaper, elected: Sequence[str], at: int,
                     outgoing: Outgoing) -> list[dict[str, object]]:
    """The effects of declaring `elected` (ids on the paper) at `at`; `organ` is the one that held the election."""
    if not elected:
        return []
    candidates = election.by_id
    is_by_election = bool(election.sitting)
    ends = "" if is_by_election else term_ends_on(statutes, election, at)
    effects: list[dict[str, object]] = []
    if not is_by_election:
        effects += [{"effect": "seat_ended", "seat": seat, "organ": where, "at": at}
                    for seat, where in sorted(outgoing.seats)]
        effects += [{"effect": "office_ended", "office_id": held, "office": office, "organ": where, "at": at}
                    for held, office, where in sorted(outgoing.offices)]
    for name in elected:
        effects += _filled(statutes, organ, election, candidates[name], at, ends)
    return effects


def _filled(statutes: Statutes, organ: str, election: ElectionPaper, one: Candidate, at: int,
            ends: str) -> list[dict[str, object]]:
    if election.organ:
        return [_seat(election.organ, election.seat, one, one.organisation, at, ends)]
    rule = statutes.offices[election.office]
    filled: list[dict[str, object]] = [{
        "effect": "office_filled", "office": rule.id, "organ": organ if rule.organ_bound else "", "candidate": one.id,
        "subject": one.subject, "at": at, "term_ends_on": ends}]
    return filled + [_seat(place, "ex_officio", one, "", at, ends) for place in seats_of_office(statutes, rule.id)]


def seat_filled(election: ElectionPaper, name: str, at: int, ends: str) -> dict[str, object]:
    """The seat of the organ that was elected, for the candidate of this id."""
    one = election.by_id[name]
    return _seat(election.organ, election.seat, one, one.organisation, at, ends)


def _seat(organ: str, kind: str, one: Candidate, organisation: str, at: int, ends: str) -> dict[str, object]:
    return {"effect": "seat_filled", "organ": organ, "kind": kind, "candidate": one.id, "subject": one.subject,
            "organisation": organisation, "at": at, "term_ends_on": ends}


def seats_of_office(statutes: Statutes, office: str) -> list[str]:
    """The organs in which an office brings a seat."""
    return [organ.id for organ in statutes.organs.values()
            if any(seat.kind == "ex_officio" and seat.office == office for seat in organ.seats)]


def term_ends_on(statutes: Statutes, election: ElectionPaper, at: int) -> str:
    """The day on which a term that begins at `at` is over, like 2029-03-12; "" where the statutes know no term."""
    term = statutes.terms.get(election.organ or election.office)
    if term is None:
        return ""
    return years_after(datetime.fromtimestamp(at, UTC).date(), term.years).isoformat()
