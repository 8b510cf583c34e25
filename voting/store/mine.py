"""The rows about one person, table by table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.store.access import MailRow, SessionRow, SignInRow
from voting.store.elections import CandidacyRow
from voting.store.log import LeafRow
from voting.store.outbox import MailFaultRow
from voting.store.passkeys import PasskeyRow
from voting.store.secret import CredentialRow
from voting.store.tables import BallotRow, CastRow, OfficeRow, RollRow, SeatRow


def rows_about(session: Session, person: str, mail: str) -> dict[str, Sequence]:
    """The rows about a person by what they are, oldest first; letters also by the address that they went to."""
    def of(table: type, order: object) -> Sequence:
        return session.execute(select(table).where(table.person == person).order_by(order)).scalars().all()

    letters = session.execute(select(MailRow).where((MailRow.person == person) | (MailRow.to == (mail or " ")))
                              .order_by(MailRow.id)).scalars().all()
    return {"seats": of(SeatRow, SeatRow.from_at), "offices": of(OfficeRow, OfficeRow.from_at),
            "passkeys": of(PasskeyRow, PasskeyRow.enrolled_at), "sessions": of(SessionRow, SessionRow.began_at),
            "codes": of(SignInRow, SignInRow.asked_at), "candidacies": of(CandidacyRow, CandidacyRow.named_at),
            "faults": of(MailFaultRow, MailFaultRow.noted_at), "letters": letters}


def entries_of(session: Session, person: str) -> list[tuple[RollRow, BallotRow]]:
    """A person's entries of rolls with their ballots, the latest opened first."""
    return [(entry, ballot) for entry, ballot in session.execute(
        select(RollRow, BallotRow).join(BallotRow, RollRow.ballot == BallotRow.id).where(RollRow.person == person)
        .order_by(BallotRow.open_at.desc(), BallotRow.id)).all()]


def casts_of(session: Session, ballot: str, voter: str) -> list[tuple[CastRow, bytes]]:
    """A voter's votes in a ballot with the entries of the log that they are, in order."""
    return [(cast, bytes(body)) for cast, body in session.execute(
        select(CastRow, LeafRow.body).join(LeafRow, LeafRow.index == CastRow.leaf).where(
            CastRow.ballot == ballot, CastRow.voter == voter).order_by(CastRow.seq)).all()]


def has_credential(session: Session, ballot: str, voter: str) -> bool:
    """Whether the paper of a secret ballot was issued to a voter, as far as is still kept."""
    return session.get(CredentialRow, (ballot, voter)) is not None
