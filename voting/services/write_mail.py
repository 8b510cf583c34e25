"""Letters about a ballot, put into the outbox in the transaction of the event that they report (ecosystem 8).

To everyone on the roll, whoever has voted or not; only reminders and notices of a vote know one voter from another
(`remind_of_ballots`). Putting them into the reader's language and sending them is `send_mail`'s work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voting.evidence import decode
from voting.services.act import Act
from voting.services.considerate import considerate
from voting.services.designation_letters import votes_in_your_place
from voting.services.draft_motion import law_of
from voting.services.letters import (
    BallotEvent,
    Letter,
    announcement,
    annulment,
    counted,
    extension,
    issue_notice,
    key_disputed,
    key_wanted,
    nomination,
    passed_on,
    result,
    silence,
    void,
)
from voting.store.access import MailRow
from voting.store.find import roll_of
from voting.store.listings import acts_of_motion
from voting.store.outbox import ReminderRow
from voting.store.representations import principals_on_roll
from voting.store.secret import trustees_of
from voting.store.tables import BallotRow, MotionRow, PersonRow, RollRow

WITHOUT_WISH = "en"
"""The language of a letter to somebody who has stated none."""

LETTER, CODE, REMINDER, NOTICE = "letter", "code", "reminder", "notice"
"""Kinds of letters: what a ballot has come to, a credential that soon ends, what may be overtaken, a warning."""

NO_HURRY = 2**40
"""Later than any instant: a letter that may wait for the morning in any case."""

REMIND_BEFORE_S = {"day": 86400, "hours": 7200}
"""How long before the close a reminder is due."""


def write_announcements(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """What is put, from when to when, where to vote."""
    is_written = law_of(act, motion).decisions[motion.decision].is_written
    letter = (silence if is_written else announcement)(motion.question, _ballot_page(act, ballot), ballot.open_at,
                                                        ballot.close_at)
    latest = ballot.open_at if ballot.open_at > act.now else ballot.close_at
    _to_roll(act, ballot, letter.at(_event(act, ballot, motion, 0)), latest)


def write_to_principals(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """To each member whose representative stands on the roll: who votes, and where it says why."""
    for entry, principal in principals_on_roll(act.session, ballot.id):
        write_to_person(act, principal, votes_in_your_place(entry.name, motion.question,
                                                            f"{_ballot_page(act, ballot)}/roll"), ballot=ballot.id)


def write_extension(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """The new closing time; reminders whose moment has passed for it are not needed any more."""
    extended = [decode(body) for body in acts_of_motion(act.session, motion.id, "extended")]
    letter = extension(motion.question, _ballot_page(act, ballot), ballot.close_at)
    number = sum(1 for leaf in extended if leaf["ballot"] == ballot.id)
    _to_roll(act, ballot, letter.at(_event(act, ballot, motion, number)), ballot.close_at)
    for kind, before in REMIND_BEFORE_S.items():
        if ballot.close_at - before <= act.now:
            act.session.merge(ReminderRow(ballot=ballot.id, kind=kind, close_at=ballot.close_at))


def write_counted(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """The ballot is closed and counted; the figures are within the organ."""
    _to_roll(act, ballot, counted(motion.question, _ballot_page(act, ballot), ballot.closed_at))


def write_sealed(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """To the tellers who hold keys: the ballot is closed, they may open it now."""
    for one in trustees_of(act.session, ballot.id):
        write_to_person(act, act.session.get(PersonRow, one.person),
                        key_wanted(motion.question, f"{act.service.origin}/teller"), ballot=ballot.id)


def write_disputed(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """To the tellers who hold keys: the count is disputed; they decide whether to hand over the key itself."""
    for one in trustees_of(act.session, ballot.id):
        write_to_person(act, act.session.get(PersonRow, one.person),
                        key_disputed(motion.question, f"{act.service.origin}/teller"), ballot=ballot.id)


def write_void(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """A secret ballot could not be opened; it is void and may be put again."""
    _to_roll(act, ballot, void(motion.question, _ballot_page(act, ballot)))


def write_issue_notice(act: Act, ballot: BallotRow, motion: MotionRow, person: str) -> None:
    """To the voter alone: a ballot paper was issued in their name; nothing of what becomes of it is ever mailed."""
    write_to_person(act, act.session.get(PersonRow, person), issue_notice(motion.question, _ballot_page(act, ballot)),
                    NOTICE, ballot.id)


def write_result(act: Act, ballots: Sequence[BallotRow], motion: MotionRow) -> None:
    """The declared result and where to check it: to everyone who was on the last roll, or on another organ's."""
    letter, told = result(motion.question, _result_page(act, motion), motion.state), set()
    for ballot in (row for row in reversed(ballots) if row is ballots[-1] or row.organ != ballots[-1].organ):
        for _, person in readers_of(act, ballot):
            if person.id not in told:
                write_to_person(act, person, letter, ballot=ballot.id, latest=NO_HURRY)
                told.add(person.id)


def write_asked_next(act: Act, question: dict[str, str], people: Sequence[str], page: str) -> None:
    """To officers of the organ that is asked next: a motion has been passed on to it."""
    for person in people:
        write_to_person(act, act.session.get(PersonRow, person), passed_on(question, page))


def write_annulment(act: Act, ballot: BallotRow, motion: MotionRow, reason: str) -> None:
    """The ballot is annulled, and why."""
    _to_roll(act, ballot, annulment(motion.question, _result_page(act, motion), reason))


def write_nomination(act: Act, motion: MotionRow, person: str, closes_at: int) -> None:
    """Somebody was named as a candidate, and is asked."""
    named, title = act.session.get(PersonRow, person), act.statutes.decisions[motion.decision].title
    write_to_person(act, named, nomination(title, f"{act.service.origin}/elections/{motion.id}", closes_at),
                    latest=closes_at)


def write_to_person(act: Act, person: PersonRow | None, letter: Letter, kind: str = LETTER, ballot: str = "",
                    until_at: int = 0, latest: int = 0) -> bool:
    """One letter to somebody of the register, if they have an address; by day where `latest` lets it wait (0: at once).

    `until_at`: after this instant the letter is untrue and is not sent.
    """
    if person is None or not person.mail:
        return False
    not_before = considerate(act.now, person.zone, latest) if latest else 0
    put(act, person.mail, person.language, person.zone, letter, kind=kind, person=person.id, ballot=ballot,
        until_at=until_at, not_before=not_before)
    return True


def put(act: Act, to: str, language: str, zone: str, letter: Letter, *, kind: str = LETTER, person: str = "",
        ballot: str = "", until_at: int = 0, not_before: int = 0) -> None:
    """One letter into the outbox."""
    act.session.add(MailRow(to=to, letter=letter.to_json(), language=language or WITHOUT_WISH, zone=zone,
                            written_at=act.now, next_try_at=not_before, kind=kind, person=person, ballot=ballot,
                            until_at=until_at))


def readers_of(act: Act, ballot: BallotRow) -> Iterable[tuple[RollRow, PersonRow]]:
    """Everyone on the roll who has an address, but for entries that were replaced."""
    for entry in roll_of(act.session, ballot.id):
        person = act.session.get(PersonRow, entry.person)
        if person is not None and person.mail and not entry.is_replaced:
            yield entry, person


def _to_roll(act: Act, ballot: BallotRow, letter: Letter, latest: int = NO_HURRY) -> None:
    for _, person in readers_of(act, ballot):
        write_to_person(act, person, letter, ballot=ballot.id, latest=latest)


def _event(act: Act, ballot: BallotRow, motion: MotionRow, sequence: int) -> BallotEvent:
    host = act.service.sender.rpartition("@")[2]
    return BallotEvent(f"{ballot.id}@{host}", dict(motion.question), ballot.open_at, ballot.close_at, sequence)


def _ballot_page(act: Act, ballot: BallotRow) -> str:
    return f"{act.service.origin}/ballots/{ballot.id}"


def _result_page(act: Act, motion: MotionRow) -> str:
    return f"{act.service.origin}/results/{motion.id}"
