"""Requisitions and the calendar: thresholds in integers, what is due on a day."""

from __future__ import annotations

from datetime import date

import pytest

from voting.errors import MalformedError, NotFoundError
from voting.statutes import due_on, is_requisition_met, progressive_alliance, signers_needed

STATUTES = progressive_alliance()


@pytest.mark.clause("V.CD.5")
@pytest.mark.clause("V.CO.5")
@pytest.mark.parametrize(("organ", "members", "needed"), [
    ("steering_committee", 130, 39), ("steering_committee", 131, 40), ("council", 35, 11), ("council", 1, 1)])
def test_thirty_per_cent(organ: str, members: int, needed: int) -> None:
    assert signers_needed(STATUTES, organ, members) == needed
    assert is_requisition_met(STATUTES, organ, needed, members).allowed
    assert not is_requisition_met(STATUTES, organ, needed - 1, members).allowed


def test_a_requisition_by_nobody_is_none() -> None:
    assert not is_requisition_met(STATUTES, "council", 0, 0).allowed


def test_more_signers_than_members_are_refused() -> None:
    with pytest.raises(MalformedError):
        is_requisition_met(STATUTES, "council", 3, 2)


def test_the_finance_committee_has_no_requisition() -> None:
    with pytest.raises(NotFoundError):
        signers_needed(STATUTES, "finance_committee", 10)


@pytest.mark.clause("V.CD.2")
@pytest.mark.parametrize(("done", "state"), [
    ([], "overdue"), ([date(2025, 3, 1), date(2025, 9, 1)], "due"),
    ([date(2025, 3, 1), date(2025, 9, 1), date(2026, 2, 1)], "due"),
    ([date(2025, 3, 1), date(2025, 9, 1), date(2026, 2, 1), date(2026, 5, 1)], "done")])
def test_two_meetings_a_year(done: list[date], state: str) -> None:
    duty = STATUTES.calendar["steering_committee_meetings"]
    assert due_on(duty, date(2026, 6, 1), done, date(2024, 1, 1)).state == state


@pytest.mark.clause("V.CO.4")
def test_an_election_is_due_two_years_after_the_last_and_overdue_the_day_after() -> None:
    duty = STATUTES.calendar["coordinator_election"]
    done = [date(2022, 2, 28), date(2024, 2, 29)]
    assert (due_on(duty, date(2026, 2, 28), done).state, due_on(duty, date(2026, 2, 28), done).by) == (
        "due", date(2026, 2, 28))
    assert due_on(duty, date(2026, 3, 1), done).state == "overdue"
    assert due_on(duty, date(2026, 3, 1), []).state == "unknown"


@pytest.mark.clause("VI.1")
def test_the_review_comes_once_two_years_after_entry_into_force() -> None:
    duty, entry = STATUTES.calendar["review_of_principles"], date(2023, 5, 1)
    assert due_on(duty, date(2025, 5, 1), [], entry).state == "due"
    assert due_on(duty, date(2025, 5, 2), [], entry).state == "overdue"
    assert due_on(duty, date(2030, 1, 1), [date(2025, 4, 1)], entry).state == "done"
    assert due_on(duty, date(2030, 1, 1), []).state == "unknown"
