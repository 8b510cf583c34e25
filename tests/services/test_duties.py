"""The calendar of duties on a real database: what is due, what is noted, who is reminded, who reads the feed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.world import World
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError
from voting.services.calendar_feed import end_feed, language_of, make_feed
from voting.services.note_duty import note_duty
from voting.services.read.duties import DutyLine, duties_on
from voting.services.remind_of_duties import remind_of_duties
from voting.store.access import MailRow
from voting.store.duties import DutyDoneRow, DutyReminderRow

YEAR_S = 366 * 86400


def line(world: World, duty: str, on: date | None = None) -> DutyLine:
    return next(line for line in duties_on(world.service, on).lines if line.due.duty.id == duty)


@pytest.mark.clause("V.CO.2b", "V.CD.2")
def test_a_meeting_that_was_held_does_the_duty_of_its_year_and_one_ahead_does_not_yet(world: World) -> None:
    assert line(world, "council_meetings").due.state == "due"
    world.convene()  # on 20 January, five days ahead
    assert line(world, "council_meetings").due.state == "due"
    world.wait(6 * 86400)
    assert line(world, "council_meetings").due.state == "done"
    assert line(world, "steering_committee_meetings", date(2027, 12, 31)).due.state == "due"


@pytest.mark.clause("V.COORD.1", "V.CO.4")
def test_what_is_late_says_by_how_many_days_and_empties_nothing(world: World) -> None:
    world.wait(3 * YEAR_S)
    late = line(world, "coordinator_election")
    assert (late.due.state, late.due.by, late.late_days) == ("overdue", date(2029, 1, 15), 367)
    assert duties_on(world.service).terms[0].over_days == 367
    world.open_ballot()  # the chair whose term is over still presides


@pytest.mark.clause("VI.1")
def test_the_review_waits_for_a_stated_entry_into_force(world: World) -> None:
    assert line(world, "review_of_principles").due.state == "unknown"


@pytest.mark.clause("V.COORD.5", "V.CF.4")
def test_a_report_is_noted_with_its_document_and_logged_without_words(world: World) -> None:
    note_duty(world.service, world.person("coordinator"), "annual_statement", "2027-01-14", "Given to the Committee.",
              ("statement.pdf", b"%PDF-1.7 figures"))
    noted = line(world, "annual_statement")
    assert (noted.last_on, noted.due.by) == (date(2027, 1, 14), date(2028, 1, 14))
    leaf = world.leaves(kind="duty_done")[0]
    assert (leaf["duty"], leaf["done_on"]) == ("annual_statement", "2027-01-14")
    assert "words" not in leaf
    with pytest.raises(ConflictError, match="already"):
        note_duty(world.service, world.person("coordinator"), "annual_statement", "2027-01-14", "Again.")


@pytest.mark.clause("V.COORD.5", "V.CAC.1")
@pytest.mark.parametrize(("who", "duty", "on", "words", "error"), [
    ("AMBER", "annual_statement", "2027-01-14", "Given.", RefusedError),
    ("chair", "auditor_report", "2027-01-14", "Given.", RefusedError),
    ("coordinator", "council_meetings", "2027-01-14", "Held.", ConflictError),
    ("coordinator", "no_such_duty", "2027-01-14", "Done.", NotFoundError),
    ("coordinator", "annual_statement", "2027-01-16", "Ahead.", InputError),
    ("coordinator", "annual_statement", "14 January", "When?", InputError),
    ("coordinator", "annual_statement", "2027-01-14", "  ", InputError)])
def test_who_may_not_note_and_what_cannot_be_noted(world: World, who: str, duty: str, on: str, words: str,
                                                   error: type[Exception]) -> None:
    with pytest.raises(error):
        note_duty(world.service, world.person(who), duty, on, words)
    assert world.rows(DutyDoneRow) == []


@pytest.mark.clause("V.COORD.3", "V.COORD.5")
def test_the_officer_is_reminded_once_before_the_day_and_once_after_it(world: World) -> None:
    assert remind_of_duties(world.service) == 0  # nothing is near
    world.clock.now = int(datetime(2027, 11, 20, 9, tzinfo=UTC).timestamp())
    written = remind_of_duties(world.service)
    assert written > 0
    assert remind_of_duties(world.service) == 0  # today's look has been taken
    world.wait(86400)
    assert remind_of_duties(world.service) == 0  # and tomorrow's finds nothing new
    mails = [row for row in world.rows(MailRow) if "Meetings of the Council" in str(row.letter)]
    assert {row.to for row in mails} == {"coordinator@example.org"}
    world.clock.now = int(datetime(2028, 12, 1, tzinfo=UTC).timestamp()) + 60 * 86400
    assert remind_of_duties(world.service) > 0
    assert any("Overdue" in str(row.letter) for row in world.rows(MailRow))


def test_before_the_founding_the_clock_reminds_nobody(empty_world: World) -> None:
    assert remind_of_duties(empty_world.service) == 0
    assert empty_world.rows(DutyReminderRow) == []


def test_the_feeds_address_is_kept_as_a_hash_and_worthless_once_revoked(world: World) -> None:
    first = make_feed(world.service, world.person("AMBER"))
    assert language_of(first) == ""
    second = make_feed(world.service, world.person("AMBER"))
    with pytest.raises(NotFoundError):
        language_of(first)
    end_feed(world.service, world.person("AMBER"))
    with pytest.raises(NotFoundError):
        language_of(second)
