"""When duties were done, whose terms end, who audits where they sit: facts in, days out."""

from __future__ import annotations

from datetime import date

import pytest

from voting.register.duties import Facts, audit_conflicts, begun_on, day_of, days_done, terms_running
from voting.register.facts import OfficeHeld, Register, Seat
from voting.statutes import progressive_alliance
from voting.statutes.calendar import due_on

LAW = progressive_alliance()
NOTHING = Facts([], [], {})
FIRST, SECOND = date(2027, 1, 15), date(2029, 1, 20)


def instant(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86400 + 3600


def council(day: date, people: range, until: int = 0) -> list[Seat]:
    return [Seat(f"s{day}{n}", "council", "elected", f"p{n}", f"ORG{n}", instant(day), until) for n in people]


def register(seats: list[Seat], offices: list[OfficeHeld] | None = None) -> Register:
    return Register({}, {}, seats, offices or [])


@pytest.mark.clause("V.CD.4a", "V.CO.1b")
def test_a_council_is_elected_on_the_day_on_which_most_seats_begin_and_a_seat_filled_between_is_no_election() -> None:
    old, late = council(FIRST, range(10), instant(SECOND)), council(date(2028, 3, 1), range(10, 12), instant(SECOND))
    members = register([*old, *late, *council(SECOND, range(20, 30))])
    assert begun_on(LAW, members, "council") == [FIRST, SECOND]
    duty = LAW.calendar["council_election"]
    done = days_done(duty, LAW, members, NOTHING)
    assert due_on(duty, date(2028, 6, 1), done).by == date(2029, 1, 15)
    assert due_on(duty, date(2029, 1, 16), done).state == "overdue"
    assert due_on(duty, date(2029, 2, 1), done).by == date(2031, 1, 20)


@pytest.mark.clause("V.CD.4b")
def test_the_discharge_is_done_when_every_organ_was_decided_upon_each_round() -> None:
    duty = LAW.calendar["discharge"]
    first, last, next_one = date(2027, 2, 1), date(2027, 2, 3), date(2029, 2, 1)
    facts = Facts([], [("discharge", "council", last), ("discharge", "finance_committee", first),
                       ("discharge", "council", next_one), ("resolution", "finance_committee", next_one)], {})
    assert days_done(duty, LAW, register([]), facts) == [last]


@pytest.mark.clause("V.CD.2", "V.CO.2b", "V.CF.2")
def test_a_meeting_counts_for_its_own_organ() -> None:
    facts = Facts([("council", FIRST), ("finance_committee", SECOND)], [], {})
    assert days_done(LAW.calendar["council_meetings"], LAW, register([]), facts) == [FIRST]
    assert days_done(LAW.calendar["steering_committee_meetings"], LAW, register([]), facts) == []


@pytest.mark.clause("V.CO.4", "V.COORD.1", "V.CAC.1")
def test_terms_of_offices_run_two_years_from_the_day_they_were_filled() -> None:
    held = [OfficeHeld("o1", "coordinator", "", "p1", instant(FIRST)),
            OfficeHeld("o2", "auditor", "", "p2", instant(SECOND)),
            OfficeHeld("o3", "chair", "council", "p3", instant(date(2020, 1, 1)), instant(date(2022, 1, 1)))]
    ends = terms_running(LAW, register([], held), instant(date(2029, 6, 1)))
    assert [(end.term.id, end.person, end.ends_on, end.days_over(date(2029, 6, 1))) for end in ends] == [
        ("coordinator", "p1", date(2029, 1, 15), 137), ("auditor", "p2", date(2031, 1, 20), 0)]
    assert days_done(LAW.calendar["coordinator_election"], LAW, register([], held), NOTHING) == [FIRST]


@pytest.mark.clause("V.CAC.1")
def test_an_auditor_who_votes_in_an_organ_is_named_and_one_who_only_attends_is_not() -> None:
    auditor = OfficeHeld("o1", "auditor", "", "p1", instant(FIRST))
    sits = Seat("s1", "finance_committee", "delegate", "p1", "ORG1", instant(FIRST), instant(SECOND))
    found = audit_conflicts(LAW, register([sits], [auditor]), instant(date(2028, 1, 1)))
    assert [(held.id, seat.organ) for held, seat in found] == [("o1", "finance_committee")]
    assert audit_conflicts(LAW, register([sits], [auditor]), instant(SECOND)) == []


def test_days_are_utc_days() -> None:
    assert day_of(0) == date(1970, 1, 1)
    assert day_of(86_399) == date(1970, 1, 1)
    assert day_of(86_400) == date(1970, 1, 2)
