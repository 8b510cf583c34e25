"""Letters of the clock: open now, closes soon, a vote in your name; by day, to the right people, never once untrue."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MEMBERS, World
from voting.services.act import begin
from voting.services.considerate import considerate
from voting.services.direct_ballot import call_last, close_early, extend_ballot
from voting.services.letters import Letter
from voting.services.remind_of_ballots import tell_of_votes
from voting.services.send_mail import Folder
from voting.services.tick import tick
from voting.services.write_mail import NOTICE, REMINDER, write_issue_notice
from voting.store.access import MailRow
from voting.store.database import writing
from voting.store.find import find_ballot, find_motion
from voting.store.tables import PersonRow

HOUR, DAY = 3600, 86400


def render(letter: Letter, language: str, zone: str) -> tuple[str, str]:
    """A letter in English."""
    return str(letter.subject), "\n".join([*map(str, letter.lines), letter.address])


def letters(world: World, kind: str) -> list[MailRow]:
    """The letters of a kind, in the order in which they were written."""
    return [row for row in world.rows(MailRow) if row.kind == kind]


def subject(row: MailRow) -> str:
    """What a letter is about."""
    return str(Letter.from_json(row.letter).subject).split(":")[0]


@pytest.fixture
def clock_works(world: World, tmp_path: Path):
    """The clock's work once; which letters went out: (subject, address), sorted."""
    folder = tmp_path / "outbox"

    def work() -> list[tuple[str, str]]:
        before = set(folder.glob("*.eml"))
        tick(world.service, Folder(folder), render)
        found = [message_from_bytes(path.read_bytes(), policy=default) for path in set(folder.glob("*.eml")) - before]
        return sorted((str(message["Subject"]).split(":")[0], str(message["To"]).split("@")[0]) for message in found)

    return work


def to_all(words: str, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """A letter to each delegate but some."""
    return sorted((words, code.lower()) for code in MEMBERS if code not in but)


# ---------------------------------------------------------------- reminders


def test_reminders_a_day_and_two_hours_before_go_to_those_who_have_not_voted(world: World, clock_works) -> None:
    ballot = world.announce(world.draft(), opens_in=HOUR, lasts=3 * DAY)
    assert clock_works() == to_all("You are asked to vote")
    world.wait(HOUR)
    assert clock_works() == to_all("Open now")
    world.cast("AMBER", ballot, "consent")
    assert clock_works() == [("A vote was cast in your name", "amber")]
    world.wait(2 * DAY - 1)
    assert clock_works() == []
    world.wait(1)
    assert clock_works() == to_all("Closes soon", but=("AMBER",))
    assert clock_works() == []
    world.cast("BIRCH", ballot, "consent")
    clock_works()
    world.wait(22 * HOUR)
    assert clock_works() == to_all("Closes soon", but=("AMBER", "BIRCH"))
    world.wait(HOUR)
    assert clock_works() == []


def test_a_ballot_that_opens_at_once_and_a_short_one_are_not_talked_about_twice(world: World, clock_works) -> None:
    world.open_ballot()
    assert clock_works() == to_all("You are asked to vote")
    world.wait(7100)
    assert clock_works() == []


def test_after_an_outage_one_reminder_is_written_not_two(world: World, clock_works) -> None:
    world.announce(world.draft(), lasts=3 * DAY)
    clock_works()
    world.wait(3 * DAY - HOUR)
    assert clock_works() == to_all("Closes soon")
    assert clock_works() == []


def test_an_early_close_cancels_the_reminders_that_wait(world: World, clock_works) -> None:
    ballot = world.announce(world.draft(), lasts=3 * DAY)
    clock_works()
    world.wait(2 * DAY)
    tick(world.service, Nobody(), render)  # written, and no server takes them
    assert len(letters(world, REMINDER)) == 6
    call_last(world.service, world.person("chair"), ballot)
    world.wait(600)
    close_early(world.service, world.person("chair"), ballot)
    world.wait(HOUR)
    assert Counter(words for words, _ in clock_works()) == {"Closed and counted": 6}
    assert {row.failed for row in letters(world, REMINDER)} == {"overtaken"}


def test_whoever_votes_or_gets_more_time_is_not_reminded_of_what_is_untrue(world: World, clock_works) -> None:
    ballot = world.announce(world.draft(), lasts=3 * DAY)
    clock_works()
    world.wait(2 * DAY)
    tick(world.service, Nobody(), render)
    world.cast("AMBER", ballot, "consent")
    world.wait(300)
    assert ("Closes soon", "amber") not in clock_works()
    world.wait(DAY - 300 - HOUR)
    tick(world.service, Nobody(), render)  # two hours before
    extend_ballot(world.service, world.person("chair"), ballot, world.now + 2 * DAY, "More time")
    world.wait(300)
    assert {words for words, _ in clock_works()} == {"Extended"}
    world.wait(DAY - 299)
    assert clock_works() == to_all("Closes soon", but=("AMBER",))


def test_an_extension_that_leaves_less_than_a_reminders_time_is_its_own_reminder(world: World, clock_works) -> None:
    ballot = world.announce(world.draft(), lasts=3 * DAY)
    clock_works()
    world.wait(3 * DAY - HOUR)
    clock_works()
    extend_ballot(world.service, world.person("chair"), ballot, world.now + HOUR + 1800, "Half an hour more")
    assert {words for words, _ in clock_works()} == {"Extended"}
    assert clock_works() == []


class Nobody:
    """A mail server that is not there."""

    def carry(self, message: object) -> None:
        """Refuse."""
        raise OSError("no such host")


# ---------------------------------------------------------------- by day


def test_a_letter_that_can_wait_comes_in_the_readers_morning(world: World, clock_works) -> None:
    with writing() as session:
        session.get(PersonRow, world.person("AMBER")).zone = "Pacific/Auckland"  # 21:00 there at the start
    world.wait(2 * HOUR)  # 23:00 there
    world.announce(world.draft(), lasts=3 * DAY)
    assert clock_works() == to_all("You are asked to vote", but=("AMBER",))
    world.wait(8 * HOUR - 1)
    assert clock_works() == []
    world.wait(1)  # 07:00
    assert clock_works() == [("You are asked to vote", "amber")]


@pytest.mark.parametrize(("at", "zone", "left_h", "expected"), [
    ("2027-01-15 21:59", "UTC", 99, "2027-01-15 21:59"), ("2027-01-15 22:00", "UTC", 99, "2027-01-16 07:00"),
    ("2027-01-15 06:59", "UTC", 99, "2027-01-15 07:00"), ("2027-01-15 07:00", "UTC", 99, "2027-01-15 07:00"),
    ("2027-01-15 23:00", "UTC", 9, "2027-01-16 07:00"), ("2027-01-15 23:00", "UTC", 8, "2027-01-15 23:00"),
    ("2027-01-15 22:30", "Europe/Paris", 99, "2027-01-16 06:00"),
    ("2027-01-15 20:59", "Europe/Paris", 99, "2027-01-15 20:59"),
    ("2027-03-27 23:30", "Europe/Paris", 99, "2027-03-28 05:00"),  # the clocks go forward in that night
    ("2027-01-15 23:00", "Nowhere/At-All", 99, "2027-01-15 23:00"), ("2027-01-15 23:00", "../etc", 99,
                                                                     "2027-01-15 23:00")])
def test_not_at_night_if_that_can_be_avoided(at: str, zone: str, left_h: int, expected: str) -> None:
    now = instant(at)
    assert considerate(now, zone, now + left_h * HOUR) == instant(expected)


def instant(text: str) -> int:
    """`2027-01-15 21:59` in UTC, as seconds."""
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp())


@given(st.integers(0, 4 * 10**9), st.sampled_from(["UTC", "Asia/Kathmandu", "America/Lima", "Pacific/Kiritimati"]),
       st.integers(0, 2 * DAY))
def test_waiting_never_takes_the_last_hour_nor_more_than_nine(now: int, zone: str, left: int) -> None:
    at = considerate(now, zone, now + left)
    assert at == now or now < at <= min(now + 10 * HOUR, now + left - HOUR)


# ---------------------------------------------------------------- a vote in your name


def test_of_a_vote_its_voter_is_told_within_the_minute_and_never_which(world: World, clock_works) -> None:
    ballot = world.open_ballot()
    clock_works()
    world.cast("AMBER", ballot, "object", reason="Reasons of state")
    world.wait(30)
    world.cast("AMBER", ballot, "consent")
    world.cast("BIRCH", ballot, "stand_aside")
    world.wait(29)
    assert clock_works() == [("A vote was cast in your name", name) for name in ("amber", "birch")]
    texts = [str(row.letter) for row in letters(world, NOTICE)]
    for secret in ("consent", "object", "aside", "Reasons", *(row.code for row in cast_rows(world))):
        assert not any(secret in text for text in texts)
    assert all("coordinator@example.org" in text for text in texts)
    assert clock_works() == []


def cast_rows(world: World) -> list:
    """The votes as their voters see them."""
    from voting.store.tables import CastRow

    return world.rows(CastRow)


def test_eight_clocks_tell_of_a_vote_once(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "consent")
    written = world.together([lambda: tell_of_votes(world.service)] * 8)
    assert sorted(written) == [0] * 7 + [1]


# ---------------------------------------------------------------- others' letters


def test_the_letter_about_an_issued_paper_says_nothing_of_its_use(world: World) -> None:
    ballot = world.open_ballot()
    with begin(world.service) as act:
        row = find_ballot(act.session, ballot)
        write_issue_notice(act, row, find_motion(act.session, row.motion), world.person("AMBER"))
    (row,) = letters(world, NOTICE)
    assert (row.to, row.person, row.ballot) == ("amber@example.org", world.person("AMBER"), ballot)
    assert "Your ballot paper was issued" in str(row.letter)
    assert "nothing about whether or how you vote" in str(row.letter)
