"""What the register keeps of secret ballots: who asked for one, who holds keys, who was handed a credential.

Never what a vote says or which vote is whose: votes are in the urn, under names that nobody here knows. A locker is the
voter's own state, encrypted in the voter's browser before it is sent.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, Text, and_, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.ballots.lifecycle import State
from voting.store.database import db
from voting.store.tables import BallotRow


class SecrecyAskRow(db.Model):
    """A person who asked that a stage of a motion be voted on in secret; seen within the organ."""

    __tablename__ = "secrecy_ask"
    motion: Mapped[str] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    stage: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    asked_at: Mapped[int] = mapped_column(BigInteger)


class TrusteeRow(db.Model):
    """A teller's key for one ballot, its rehearsal; after the close the release of shares, in a dispute the key's."""

    __tablename__ = "trustee"
    ballot: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    document: Mapped[dict] = mapped_column(JSON)  # the entry of the paper: id, pk, sig, subject; of an election lots
    accepted_at: Mapped[int] = mapped_column(BigInteger)
    rehearsal: Mapped[bytes] = mapped_column(LargeBinary)  # SHA-256 of what the teller must find
    rehearsal_sealed: Mapped[bytes] = mapped_column(LargeBinary, default=b"", server_default="")
    locker: Mapped[bytes] = mapped_column(LargeBinary, default=b"", server_default="")  # the teller's own, encrypted
    rehearsed_at: Mapped[int] = mapped_column(BigInteger, default=0)
    release: Mapped[bytes | None] = mapped_column(LargeBinary)
    shares: Mapped[bytes | None] = mapped_column(LargeBinary)
    released_at: Mapped[int] = mapped_column(BigInteger, default=0)
    key_release: Mapped[bytes | None] = mapped_column(LargeBinary)  # the key itself, released in a recorded dispute
    nonce: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))  # the teller's part of an election's lots


class SecretBallotRow(db.Model):
    """How far a secret ballot has come with the urn: keys and key of its readers, what was handed over, the seal."""

    __tablename__ = "secret_ballot"
    ballot: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    reading_key: Mapped[str] = mapped_column(String(43))
    handed: Mapped[str] = mapped_column(Text, default="")  # the state that the urn has taken last: paper | extended …
    urn_checkpoint: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed: Mapped[dict | None] = mapped_column(JSON)  # {urn: {root, size}, issue: {root, size}}
    sealed_at: Mapped[int] = mapped_column(BigInteger, default=0)
    urn_leaves: Mapped[bytes | None] = mapped_column(LargeBinary)  # of the count, for the record
    disputed_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    recounted_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")

    @property
    def is_disputed(self) -> bool:
        """Whether two officers dispute the count and it was not made again yet."""
        return bool(self.disputed_at) and not self.recounted_at


class CredentialRow(db.Model):
    """What was handed to one voter: blinded in, signed out, and the voter's own locker; kept until objections end."""

    __tablename__ = "credential"
    __table_args__ = ({"sqlite_with_rowid": False},)
    ballot: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    voter: Mapped[str] = mapped_column(String(43), primary_key=True)
    blinded: Mapped[bytes] = mapped_column(LargeBinary)
    blind_sigs: Mapped[bytes] = mapped_column(LargeBinary)
    locker: Mapped[bytes] = mapped_column(LargeBinary)
    assertion: Mapped[bytes] = mapped_column(LargeBinary, default=b"", server_default="")  # b"": by the register alone


_IS_DISPUTED = and_(BallotRow.state == State.COUNTED, SecretBallotRow.disputed_at > 0,
                    SecretBallotRow.recounted_at == 0)


def asks_of(session: Session, motion: str, stage: int) -> list[SecrecyAskRow]:
    """Who asked for secrecy of a stage, the first first."""
    return list(session.execute(select(SecrecyAskRow).where(
        SecrecyAskRow.motion == motion, SecrecyAskRow.stage == stage).order_by(
            SecrecyAskRow.asked_at, SecrecyAskRow.person)).scalars())


def trustees_of(session: Session, ballot: str) -> list[TrusteeRow]:
    """The key holders of a ballot by their place."""
    return list(session.execute(select(TrusteeRow).where(TrusteeRow.ballot == ballot).order_by(TrusteeRow.index)
                                ).scalars())


def trustee_of(session: Session, ballot: str, person: str) -> TrusteeRow | None:
    """The key that a person holds for a ballot."""
    return session.execute(select(TrusteeRow).where(TrusteeRow.ballot == ballot, TrusteeRow.person == person)
                           ).scalar_one_or_none()


def secret_of(session: Session, ballot: str) -> SecretBallotRow | None:
    """What is kept of a ballot if it is secret and announced."""
    return session.get(SecretBallotRow, ballot)


def credential_of(session: Session, ballot: str, voter: str) -> CredentialRow | None:
    """What was handed to a voter."""
    return session.get(CredentialRow, (ballot, voter))


def issue_assertions(session: Session, ballots: Collection[str]) -> list[bytes]:
    """What opens the assertions by which credentials of some ballots were issued."""
    query = select(CredentialRow.assertion).where(CredentialRow.ballot.in_(ballots), CredentialRow.assertion != b"")
    return [bytes(document) for document in session.execute(query).scalars()]


def count_issued(session: Session, ballot: str) -> int:
    """How many voters of a ballot have been handed a credential."""
    return session.execute(select(func.count()).select_from(CredentialRow).where(CredentialRow.ballot == ballot)
                           ).scalar_one()


def unfinished_ballots(session: Session) -> list[BallotRow]:
    """Ballots before their count or, in a dispute, their second; secret or such as may become so."""
    disputed = select(SecretBallotRow.ballot).join(BallotRow, BallotRow.id == SecretBallotRow.ballot).where(
        _IS_DISPUTED)
    return list(session.execute(select(BallotRow).where(or_(
        BallotRow.state.in_((State.DRAFTED, State.ANNOUNCED, State.OPEN, State.CLOSED)), BallotRow.id.in_(disputed))
    ).order_by(BallotRow.id)).scalars())


def secret_under_way(session: Session) -> list[str]:
    """The secret ballots of which the urn may still have to be told something, or that are not counted yet."""
    query = select(SecretBallotRow.ballot).join(BallotRow, BallotRow.id == SecretBallotRow.ballot).where(or_(
        BallotRow.state.in_([State.ANNOUNCED, State.OPEN, State.CLOSED]), _IS_DISPUTED,
        SecretBallotRow.handed.not_in(["closed", "void"])))
    return list(session.execute(query.order_by(SecretBallotRow.ballot)).scalars())


def forget_credentials(session: Session, ballot: str) -> None:
    """Delete what was handed out: blinded messages, signatures and lockers. The issue list stays in the log."""
    session.execute(delete(CredentialRow).where(CredentialRow.ballot == ballot))
