"""Countersignatures by passkey, as they are opened for whoever checks them: the log names each by a hash."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.store.database import db


class CountersignatureRow(db.Model):
    """What was signed, the passkey with its salt, its answer: a copy, because a person may remove a passkey."""

    __tablename__ = "countersignature"
    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    """The hash of the assertion, as it stands in the entry of the log."""
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


def every_countersignature(session: Session) -> Sequence[tuple[str, bytes]]:
    """Name and line of each, sorted."""
    query = select(CountersignatureRow.id, CountersignatureRow.body).order_by(CountersignatureRow.id)
    return [(name, bytes(body)) for name, body in session.execute(query)]


def countersignatures_named(session: Session, ids: Collection[str]) -> Sequence[bytes]:
    """The lines of those that some entries of the log name, sorted by their names."""
    query = select(CountersignatureRow.body).where(CountersignatureRow.id.in_(ids)).order_by(CountersignatureRow.id)
    return [bytes(body) for body in session.execute(query).scalars()]
