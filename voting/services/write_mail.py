"""Letters about a ballot, written into the outbox in the transaction of the event that they report (ecosystem 8).

In the reader's language, with instants in their zone and in UTC, and with one plain address: no letter carries a
credential or a choice. Sending is `send_mail`'s work.
"""

from __future__ import annotations

from collections.abc import Callable

from voting.services.act import Act
from voting.services.find import roll_of
from voting.services.letters import Letter, announcement, annulment, counted, extension, result
from voting.store.access import MailRow
from voting.store.tables import BallotRow, MotionRow


def write_announcements(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """To everyone on the roll: what is put, from when to when, where to vote."""
    _to_roll(act, ballot, lambda language, zone: announcement(
        language, zone, motion.question, f"{act.service.origin}/ballots/{ballot.id}", ballot.open_at, ballot.close_at))


def write_extension(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """To everyone on the roll: the new closing time."""
    _to_roll(act, ballot, lambda language, zone: extension(
        language, zone, motion.question, f"{act.service.origin}/ballots/{ballot.id}", ballot.close_at))


def write_counted(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """To everyone on the roll: the ballot is closed and counted; the result is within the organ's pages."""
    _to_roll(act, ballot, lambda language, zone: counted(
        language, zone, motion.question, f"{act.service.origin}/ballots/{ballot.id}", ballot.closed_at))


def write_result(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """To everyone on the roll: the declared result and where to check it."""
    _to_roll(act, ballot, lambda language, zone: result(
        language, zone, motion.question, f"{act.service.origin}/results/{motion.id}", motion.state, act.now))


def write_annulment(act: Act, ballot: BallotRow, motion: MotionRow, reason: str) -> None:
    """To everyone on the roll: the ballot is annulled, and why."""
    _to_roll(act, ballot, lambda language, zone: annulment(
        language, zone, motion.question, f"{act.service.origin}/results/{motion.id}", reason))


def _to_roll(act: Act, ballot: BallotRow, letter: Callable[[str, str], Letter]) -> None:
    people = act.register().people
    for entry in roll_of(act.session, ballot.id):
        person = people[entry.person]
        if person.mail and not entry.is_replaced:
            put(act, person.mail, person.language, letter(person.language, person.zone))


def put(act: Act, to: str, language: str, letter: Letter) -> None:
    """Write one letter into the outbox."""
    act.session.add(MailRow(to=to, subject=letter.subject, body=letter.body, language=language, written_at=act.now))
