"""Table of the passkeys that stand on a ballot's roll: what opens each commitment, as it was when it was put there.

A copy, not a look at the passkey: a person may remove a passkey, and what it signed on this roll stays checkable.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.store.database import db
from voting.store.passkeys import PasskeyRow


class RollPasskeyRow(db.Model):
    """One passkey of one entry of a roll; `id` is the commitment that stands there."""

    __tablename__ = "roll_passkey"
    __table_args__ = (Index("ix_roll_passkey_voter", "ballot", "voter"), {"sqlite_with_rowid": False})
    ballot: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    voter: Mapped[str] = mapped_column(String(43))
    passkey: Mapped[str] = mapped_column(ForeignKey("passkey.id"), index=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    document: Mapped[bytes] = mapped_column(LargeBinary)
    let_in_at: Mapped[int] = mapped_column(BigInteger, default=0)
    """When two officers let it in; 0 if it stood there when its entry was made."""


def roll_passkeys(session: Session, ballots: Collection[str]) -> list[RollPasskeyRow]:
    """Every passkey on the rolls of some ballots, in the order in which they were let in."""
    return list(session.execute(select(RollPasskeyRow).where(RollPasskeyRow.ballot.in_(ballots)).order_by(
        RollPasskeyRow.let_in_at, RollPasskeyRow.id)).scalars())


def passkeys_of_voter(session: Session, ballot: str, voter: str) -> list[tuple[RollPasskeyRow, bool]]:
    """The passkeys under which a voter may cast, each with whether its owner still has it."""
    rows = session.execute(select(RollPasskeyRow, PasskeyRow.ended_at).join(
        PasskeyRow, PasskeyRow.id == RollPasskeyRow.passkey).where(
            RollPasskeyRow.ballot == ballot, RollPasskeyRow.voter == voter).order_by(RollPasskeyRow.id))
    return [(row, not ended_at) for row, ended_at in rows]


def live_passkeys(session: Session, people: Collection[str]) -> dict[str, list[PasskeyRow]]:
    """The passkeys that each of some people has now, oldest first; who has none is not in it."""
    found: dict[str, list[PasskeyRow]] = {}
    query = select(PasskeyRow).where(PasskeyRow.person.in_(people), PasskeyRow.ended_at == 0)
    for row in session.execute(query.order_by(PasskeyRow.enrolled_at, PasskeyRow.id)).scalars():
        found.setdefault(row.person, []).append(row)
    return found
