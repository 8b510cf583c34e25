"""How often somebody has done something lately, under a name that is a keyed hash; forgotten after a day."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.store.database import db


class RateRow(db.Model):
    """The instants of the latest tries under one name; the name tells nobody who it was."""

    __tablename__ = "rate"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    hits: Mapped[list[int]] = mapped_column(JSON)
    last_at: Mapped[int] = mapped_column(BigInteger, index=True)


def hits_of(session: Session, name: str) -> list[int]:
    """The instants kept under a name, oldest first."""
    row = session.get(RateRow, name)
    return [] if row is None else list(row.hits)


def lock_hits(session: Session, name: str) -> RateRow:
    """The row of a name, made if it is new, locked until the transaction ends."""
    locked = select(RateRow).where(RateRow.name == name).with_for_update()
    row = session.execute(locked).scalar_one_or_none()
    if row is None:
        try:
            with session.begin_nested():
                session.add(RateRow(name=name, hits=[], last_at=0))
        except IntegrityError:  # another process was first; PostgreSQL alone lets it come so far
            pass
        row = session.execute(locked).scalar_one()
    return row
