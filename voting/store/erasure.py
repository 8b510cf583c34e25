"""What an erasure takes out of the register's tables, and what it finds in its way."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from voting.ballots.lifecycle import State
from voting.store.access import MailRow, PendingRow, SessionRow, SignInRow
from voting.store.duties import CalendarFeedRow
from voting.store.outbox import MailFaultRow
from voting.store.passkeys import InvitationRow, PasskeyRow
from voting.store.roll_passkeys import RollPasskeyRow
from voting.store.tables import BallotRow, CastRow, PersonRow, RecordRow, RollRow

DELETED = (SessionRow, SignInRow, InvitationRow, CalendarFeedRow, MailFaultRow)
"""Tables whose rows about a person go with the person."""


def ballots_on_whose_rolls(session: Session, person: str) -> list[BallotRow]:
    """The ballots on whose rolls a person stands."""
    return list(session.execute(select(BallotRow).join(RollRow, RollRow.ballot == BallotRow.id).where(
        RollRow.person == person)).scalars())


def is_under_way(ballot: BallotRow, now: int, objections_s: int) -> bool:
    """Whether a ballot is not over yet: votes, counting, or time in which it may be objected to."""
    return ballot.state in (State.ANNOUNCED, State.OPEN, State.CLOSED, State.COUNTED) or (
        ballot.state == State.DECLARED and now <= ballot.declared_at + objections_s)


def erase(session: Session, person: PersonRow) -> None:
    """Take name, address and whatever opens a commitment about a person out of every table."""
    for entry in session.execute(select(RollRow).where(RollRow.person == person.id)).scalars():
        entry.name, entry.salt = person.id, b""
        session.execute(update(CastRow).where(CastRow.ballot == entry.ballot, CastRow.voter == entry.voter)
                        .values(reason="", reason_salt=b"", assertion=b""))
        session.execute(delete(RollPasskeyRow).where(RollPasskeyRow.ballot == entry.ballot,
                                                     RollPasskeyRow.voter == entry.voter))
    session.flush()
    session.execute(delete(PasskeyRow).where(PasskeyRow.person == person.id))
    for table in DELETED:
        session.execute(delete(table).where(table.person == person.id))
    session.execute(delete(MailRow).where((MailRow.person == person.id) | (MailRow.to == (person.mail or " "))))
    for waiting in session.execute(select(PendingRow)).scalars():
        if waiting.payload.get("person") == person.id and "mail" in waiting.payload:
            waiting.payload = {**waiting.payload, "mail": ""}
    person.name, person.mail, person.language, person.zone = person.id, None, "", "UTC"


def records_of(session: Session, motions: set[str]) -> list[RecordRow]:
    """The kept records of some motions."""
    return list(session.execute(select(RecordRow).where(RecordRow.motion.in_(motions))).scalars())
