"""Letters about a ballot, put into the outbox in the transaction of the event that they report (ecosystem 8).

To everyone on the roll, whoever has voted or not. Putting them into the reader's language and sending them is
`send_mail`'s work.
"""

from __future__ import annotations

from voting.services.act import Act
from voting.services.letters import (
    Letter,
    announcement,
    annulment,
    counted,
    extension,
    issue_notice,
    key_wanted,
    nomination,
    result,
    void,
)
from voting.store.access import MailRow
from voting.store.find import roll_of
from voting.store.secret import trustees_of
from voting.store.tables import BallotRow, MotionRow, PersonRow

WITHOUT_WISH = "en"
"""The language of a letter to somebody who has stated none."""


def write_announcements(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """What is put, from when to when, where to vote."""
    _to_roll(act, ballot, announcement(motion.question, _ballot_page(act, ballot), ballot.open_at, ballot.close_at))


def write_extension(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """The new closing time."""
    _to_roll(act, ballot, extension(motion.question, _ballot_page(act, ballot), ballot.close_at))


def write_counted(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """The ballot is closed and counted; the figures are within the organ."""
    _to_roll(act, ballot, counted(motion.question, _ballot_page(act, ballot), ballot.closed_at))


def write_sealed(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """To the tellers who hold keys: the ballot is closed, they may open it now."""
    people = act.register().people
    for one in trustees_of(act.session, ballot.id):
        person = people[one.person]
        if person.mail:
            put(act, person.mail, person.language, person.zone,
                key_wanted(motion.question, f"{act.service.origin}/teller"))


def write_void(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """A secret ballot could not be opened; it is void and may be put again."""
    _to_roll(act, ballot, void(motion.question, _ballot_page(act, ballot)))


def write_issue_notice(act: Act, ballot: BallotRow, motion: MotionRow, person: str) -> None:
    """To the voter alone: a ballot paper was issued in their name; nothing of what becomes of it is ever mailed."""
    row = act.register().people[person]
    if row.mail:
        put(act, row.mail, row.language, row.zone, issue_notice(motion.question, _ballot_page(act, ballot)))


def write_result(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """The declared result and where to check it."""
    _to_roll(act, ballot, result(motion.question, _result_page(act, motion), motion.state))


def write_annulment(act: Act, ballot: BallotRow, motion: MotionRow, reason: str) -> None:
    """The ballot is annulled, and why."""
    _to_roll(act, ballot, annulment(motion.question, _result_page(act, motion), reason))


def write_nomination(act: Act, motion: MotionRow, person: str, closes_at: int) -> None:
    """Somebody was named as a candidate, and is asked."""
    named, title = act.session.get(PersonRow, person), act.statutes.decisions[motion.decision].title
    if named.mail:
        put(act, named.mail, named.language, named.zone,
            nomination(title, f"{act.service.origin}/elections/{motion.id}", closes_at))


def put(act: Act, to: str, language: str, zone: str, letter: Letter) -> None:
    """One letter into the outbox."""
    act.session.add(MailRow(to=to, letter=letter.to_json(), language=language or WITHOUT_WISH, zone=zone,
                            written_at=act.now))


def _to_roll(act: Act, ballot: BallotRow, letter: Letter) -> None:
    people = act.register().people
    for entry in roll_of(act.session, ballot.id):
        person = people[entry.person]
        if person.mail and not entry.is_replaced:
            put(act, person.mail, person.language, person.zone, letter)


def _ballot_page(act: Act, ballot: BallotRow) -> str:
    return f"{act.service.origin}/ballots/{ballot.id}"


def _result_page(act: Act, motion: MotionRow) -> str:
    return f"{act.service.origin}/results/{motion.id}"
