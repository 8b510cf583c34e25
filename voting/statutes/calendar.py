"""What is due and what is overdue, from dated facts: meetings, elections, reports, the review of the principles.

For the coordinator's calendar (V.CD.2, V.CO.2b, V.CO.4, V.COORD.5, V.CF.2, V.CF.4, V.CAC.1, VI.1). Knows no clock: the
day is a value. Lateness is only said; it empties no roll and ends no office (reading end_of_terms).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from voting.statutes.clauses import serves
from voting.statutes.model import Duty


@dataclass(frozen=True, slots=True)
class Due:
    """A duty on a day: "done", "due", "overdue" or "unknown"; `by` is the last day on which it is in time."""

    duty: Duty
    state: str
    by: date | None


def years_after(start: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


@serves("V.CD.2", "V.CO.2b", "V.CF.2", "V.CO.4", "V.COORD.5", "V.CF.4", "VI.1")
def due_on(duty: Duty, on: date, done: Collection[date], in_force_on: date | None = None) -> Due:
    """How a duty stands on a day, given the days on which it was done and the entry into force, if known."""
    past = sorted(day for day in done if day <= on)
    if duty.rhythm == "times_a_year":
        return _in_calendar_years(duty, on, past, in_force_on)
    if duty.rhythm == "once_after_entry":
        if in_force_on is None:
            return Due(duty, "unknown", None)
        if any(day >= in_force_on for day in past):
            return Due(duty, "done", None)
        return _by(duty, on, years_after(in_force_on, duty.number))
    start = past[-1] if past else in_force_on
    return Due(duty, "unknown", None) if start is None else _by(duty, on, years_after(start, duty.number))


def _by(duty: Duty, on: date, by: date) -> Due:
    return Due(duty, "overdue" if on > by else "due", by)


def _in_calendar_years(duty: Duty, on: date, past: list[date], in_force_on: date | None) -> Due:
    held = {year: sum(day.year == year for day in past) for year in (on.year - 1, on.year)}
    first_full_year = None if in_force_on is None else in_force_on.year + 1
    if first_full_year is not None and on.year - 1 >= first_full_year and held[on.year - 1] < duty.number:
        return Due(duty, "overdue", date(on.year - 1, 12, 31))
    return Due(duty, "done" if held[on.year] >= duty.number else "due", date(on.year, 12, 31))
