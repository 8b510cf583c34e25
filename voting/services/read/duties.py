"""The calendar of duties on a day: what is due, by whom, under which clause, how late; whose terms end; who audits
where they sit (V.CAC.1). Facts come from the register, the meetings, the declared decisions and what was noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from voting.register.duties import Facts, TermEnd, audit_conflicts, day_of, days_done, terms_running
from voting.register.facts import Register
from voting.services.act import Service, statutes_at
from voting.statutes import Due, Statutes, due_on
from voting.store.database import Session, reading
from voting.store.duties import (
    DutyDoneRow,
    decisions_declared,
    duties_noted,
    feed_of,
    founded_at,
    meeting_days,
)
from voting.store.load_register import load_register
from voting.store.requisitions import RequisitionRow, requisitions_to_convene


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as it stands; `late_days` 0 unless it is overdue; `last_on` the last day on which it was done."""

    due: Due
    late_days: int
    last_on: date | None
    holders: tuple[str, ...]
    """Person ids of those in the office that has to see to it."""

    @property
    def is_noted_by_hand(self) -> bool:
        """Whether somebody has to say that it was done: no act of the service shows it."""
        return self.due.duty.kind in ("report", "review")


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term that runs, for how many days it is over, and the name of the holder, if it is one person's."""

    end: TermEnd
    over_days: int
    name: str


@dataclass(frozen=True, slots=True)
class DutiesView:
    """The calendar on a day, with the names of those who hold the offices."""

    on: date
    statutes: Statutes
    lines: Sequence[DutyLine]
    terms: Sequence[TermLine]
    conflicts: Sequence[tuple[str, str]]
    """(name, organ) of auditors who sit with a vote."""
    noted: Sequence[DutyDoneRow]
    to_convene: Sequence[RequisitionRow]
    """Requisitions that were met and that no meeting answers yet (V.CD.5, V.CO.5)."""
    names: dict[str, str]
    has_feed: bool = False


def duties_on(service: Service, on: date | None = None, reader: str = "") -> DutiesView:
    """The calendar on a day (today if none is named), as `reader` sees it."""
    with reading() as session:
        today = day_of(service.clock())
        return read_duties(session, on or today, service.clock(), reader)


def read_duties(session: Session, on: date, now: int, reader: str = "") -> DutiesView:
    """The same within a view or an act that is open already."""
    at = now if on == day_of(now) else int(datetime.combine(on, time.max, UTC).timestamp())
    statutes, register = statutes_at(session, now), load_register(session)
    facts, begun = _facts(session, on), founded_at(session)
    since = day_of(begun) if begun else None
    if statutes.legal.in_force_on:
        since = date.fromisoformat(statutes.legal.in_force_on)
    lines = [_line(statutes, register, facts, duty_id, on, since, at) for duty_id in statutes.calendar]
    order = {"overdue": 0, "due": 1, "unknown": 2, "done": 3}
    lines.sort(key=lambda line: (order[line.due.state], line.due.by or date.max, line.due.duty.id))
    names = {person.id: person.name for person in register.people.values()}
    terms = [TermLine(end, end.days_over(on), names.get(end.person, "")) for end in
             terms_running(statutes, register, at)]
    conflicts = [(names[held.person], seat.organ) for held, seat in audit_conflicts(statutes, register, at)]
    return DutiesView(on, statutes, lines, terms, conflicts, duties_noted(session),
                      requisitions_to_convene(session), names,
                      bool(reader) and feed_of(session, reader) is not None)


def _line(statutes: Statutes, register: Register, facts: Facts, duty_id: str, on: date, since: date | None,
          at: int) -> DutyLine:
    duty = statutes.calendar[duty_id]
    done = [day for day in days_done(duty, statutes, register, facts) if day <= on]
    is_once = duty.rhythm == "once_after_entry"  # the founding here is no entry into force
    start = since if not is_once or statutes.legal.in_force_on else None
    due = due_on(duty, on, done, start)
    holders = tuple(sorted({held.person for held in register.offices if held.office == duty.office
                            and held.organ in ("", duty.organ) and held.holds_at(at)}))
    late = (on - due.by).days if due.state == "overdue" and due.by else 0
    return DutyLine(due, late, done[-1] if done else None, holders)


def _facts(session: Session, on: date) -> Facts:
    noted: dict[str, list[date]] = defaultdict(list)
    for row in duties_noted(session):
        noted[row.duty].append(date.fromisoformat(row.done_on))
    meetings = [(organ, date.fromisoformat(day)) for organ, day in meeting_days(session)]
    return Facts([(organ, day) for organ, day in meetings if day <= on],
                 [(decision, subject, day_of(at)) for decision, subject, at in decisions_declared(session)],
                 noted)
