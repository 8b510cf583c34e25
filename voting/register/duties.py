"""When the duties of the calendar were done, whose terms end when, and who audits where they sit: from dated facts.

For the calendar of duties (V.CD.2, V.CO.2b, V.CO.4, V.COORD.5, V.CF.2, V.CF.4, V.CAC.1, VI.1). Days are UTC days of
the register's instants. Lateness is only said: by the reading "end of terms" whoever is in office stays until their
successors are declared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from voting.register.facts import OfficeHeld, Register, Seat
from voting.statutes import Statutes, serves
from voting.statutes.calendar import years_after
from voting.statutes.model import Duty, Term

BEGINS_AT_LEAST = (1, 2)
"""A day on which at least this share of an organ's elected seats began is the day of its election; fewer fill gaps."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What has happened, as days: meetings held by organ, decisions declared by (decision, organ), duties noted."""

    meetings: Collection[tuple[str, date]]
    decided: Collection[tuple[str, str, date]]
    noted: Mapping[str, Sequence[date]]


@dataclass(frozen=True, slots=True)
class TermEnd:
    """A term that runs: of an office held, or of the elected seats of an organ (`person` "" then)."""

    term: Term
    organ: str
    person: str
    began_on: date
    ends_on: date

    def days_over(self, on: date) -> int:
        """How many days ago the term ended; 0 while it runs."""
        return max((on - self.ends_on).days, 0)


@serves("V.CD.2", "V.CO.2b", "V.CF.2", "V.CD.4a", "V.CD.4b", "V.CO.4", "V.COORD.1", "V.COORD.5", "V.CF.4", "V.CAC.1",
        "VI.1")
def days_done(duty: Duty, statutes: Statutes, register: Register, facts: Facts) -> list[date]:
    """The days on which a duty was done, in order."""
    if duty.kind == "meeting":
        return sorted(day for organ, day in facts.meetings if organ == duty.organ)
    if duty.kind == "decision":
        return _all_decided(duty, facts)
    if duty.kind in ("election", "appointment"):
        return sorted({*begun_on(statutes, register, duty.term), *facts.noted.get(duty.id, ())})
    return sorted(facts.noted.get(duty.id, ()))


def _all_decided(duty: Duty, facts: Facts) -> list[date]:
    """The days on which the last of the duty's subjects was decided, round by round."""
    rounds = [sorted(day for decision, organ, day in facts.decided if (decision, organ) == (duty.decision, subject))
              for subject in duty.subjects]
    return [max(days) for days in zip(*rounds, strict=False)]


def begun_on(statutes: Statutes, register: Register, term: str) -> list[date]:
    """The days on which a term began: an office was filled, or at least half of an organ's elected seats were."""
    if term in statutes.offices:
        return sorted({day_of(held.from_at) for held in register.offices if held.office == term})
    seats = _elected(statutes, register, term)
    numerator, denominator = BEGINS_AT_LEAST
    days = {day_of(seat.from_at) for seat in seats}
    return sorted(day for day in days if denominator * sum(day_of(seat.from_at) == day for seat in seats)
                  >= numerator * sum(_held_on(seat, day) for seat in seats))


def terms_running(statutes: Statutes, register: Register, at: int) -> list[TermEnd]:
    """Every term that runs at an instant, the one that ends first before the others."""
    ends = []
    for term in statutes.terms.values():
        if term.id in statutes.offices:
            ends += [_ends(term, held.organ, held.person, day_of(held.from_at)) for held in register.offices
                     if held.office == term.id and held.holds_at(at)]
        elif any(seat.holds_at(at) for seat in _elected(statutes, register, term.id)):
            past = [day for day in begun_on(statutes, register, term.id) if day <= day_of(at)]
            ends += [_ends(term, term.id, "", past[-1])] if past else []
    return sorted(ends, key=lambda end: (end.ends_on, end.term.id, end.organ, end.person))


@serves("V.CAC.1")
def audit_conflicts(statutes: Statutes, register: Register, at: int) -> list[tuple[OfficeHeld, Seat]]:
    """Auditors who also sit with a vote where money is decided or accounted for: nobody audits themselves."""
    auditors = [held for held in register.offices
                if held.office in statutes.offices_of_role("auditor") and held.holds_at(at)]
    return [(held, seat) for held in auditors for organ in statutes.organs for seat in register.seats_in(organ, at)
            if seat.person == held.person and _votes(statutes, seat)]


def day_of(at: int) -> date:
    """The UTC day of an instant."""
    return datetime.fromtimestamp(at, UTC).date()


def _ends(term: Term, organ: str, person: str, began_on: date) -> TermEnd:
    return TermEnd(term, organ, person, began_on, years_after(began_on, term.years))


def _elected(statutes: Statutes, register: Register, organ: str) -> list[Seat]:
    """Seats, ever held, that are filled by election: those that count, but for co-opted and ex officio ones."""
    kinds = {rule.kind for rule in statutes.organs[organ].seats if rule.counted and rule.kind == "elected"}
    return [seat for seat in register.seats if seat.organ == organ and seat.kind in kinds]


def _held_on(seat: Seat, day: date) -> bool:
    return day_of(seat.from_at) <= day and (not seat.until_at or day < day_of(seat.until_at))


def _votes(statutes: Statutes, seat: Seat) -> bool:
    return any(rule.kind == seat.kind and rule.votes for rule in statutes.organs[seat.organ].seats)
