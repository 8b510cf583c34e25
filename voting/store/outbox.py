"""What stands around the outbox: which reminders were written, how far votes were told of, which addresses failed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.ballots.lifecycle import State
from voting.evidence import decode
from voting.store.access import MailRow
from voting.store.database import db
from voting.store.log import HeadRow, LeafRow
from voting.store.tables import BallotRow, CastRow, RollRow

OVERTAKEN = "overtaken"
"""Stands in place of a fault on a letter that had become untrue before it was sent."""


class ReminderRow(db.Model):
    """A reminder that was written, or was not needed, for one closing time of a ballot."""

    __tablename__ = "reminder"
    ballot: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    close_at: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class NoticedRow(db.Model):
    """How far the clock's work has come: row 1, entries of the log whose voters were told; row 2, see `retention`."""

    __tablename__ = "noticed"
    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)


class MailFaultRow(db.Model):
    """An address of the register to which no letter can be delivered, until another address or letter works."""

    __tablename__ = "mail_fault"
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    status: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[int] = mapped_column(BigInteger)


def open_ballots(session: Session, now: int) -> list[BallotRow]:
    """Ballots in which one may vote at `now`, written down as open or not yet."""
    return list(session.execute(select(BallotRow).where(
        BallotRow.state.in_((State.ANNOUNCED, State.OPEN)), BallotRow.open_at <= now, BallotRow.close_at >= now)
        .order_by(BallotRow.id)).scalars())


def reminders_of(session: Session, ballot: str) -> set[tuple[str, int]]:
    """(kind, closing time) of each reminder of a ballot that is done with."""
    return {(kind, close_at) for kind, close_at in session.execute(
        select(ReminderRow.kind, ReminderRow.close_at).where(ReminderRow.ballot == ballot)).all()}


def noticed_size(session: Session) -> int:
    """How many entries of the log have been looked at for votes."""
    return session.execute(select(NoticedRow.size).where(NoticedRow.id == 1)).scalar_one_or_none() or 0


def log_size(session: Session) -> int:
    """How many entries the log has."""
    return session.execute(select(HeadRow.size)).scalar_one_or_none() or 0


def votes_between(session: Session, start: int, end: int) -> Sequence[tuple[RollRow, CastRow]]:
    """The named votes of some entries of the log, in order, each with the voter's entry of the roll."""
    found = []
    for ballot, body in session.execute(select(LeafRow.ballot, LeafRow.body).where(
            LeafRow.index >= start, LeafRow.index < end, LeafRow.type == "cast").order_by(LeafRow.index)).all():
        cast = decode(bytes(body))
        entry = session.get(RollRow, (ballot, cast.get("voter", "")))
        stored = session.get(CastRow, (ballot, cast.get("voter", ""), cast.get("seq", 0)))
        if entry is not None and stored is not None:
            found.append((entry, stored))
    return found


def note_size(session: Session, size: int) -> None:
    """From now on the log counts as looked at up to here."""
    row = session.get(NoticedRow, 1)
    if row is None:
        session.add(NoticedRow(id=1, size=size))
    else:
        row.size = size


def discard_waiting(session: Session) -> int:
    """Delete the letters that have not been sent; how many. Of votes up to now nobody is told any more."""
    note_size(session, log_size(session))
    return session.execute(delete(MailRow).where(MailRow.sent_at == 0)).rowcount


def letter_with(session: Session, token: str) -> MailRow | None:
    """The letter that went out under a token."""
    return session.execute(select(MailRow).where(MailRow.token == token, MailRow.token != "")).scalars().first()


def letters_not_delivered(session: Session) -> list[MailRow]:
    """Letters that failed for good, the latest first."""
    return list(session.execute(select(MailRow).where(MailRow.failed != "", MailRow.failed != OVERTAKEN)
                                .order_by(MailRow.id.desc())).scalars())


def mail_faults(session: Session) -> dict[str, MailFaultRow]:
    """The faulty addresses by person."""
    return {row.person: row for row in session.execute(select(MailFaultRow)).scalars()}
