"""Tables of who is signed in, what waits for a second officer, what is to be mailed, which law is in force."""

from __future__ import annotations

import secrets

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    ForeignKey,
    LargeBinary,
    Row,
    String,
    Text,
    bindparam,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.store.database import db
from voting.store.tables import PersonRow


class SessionRow(db.Model):
    """A signed-in browser. Only the hash of its secret is stored; revoking is setting `ended_at`."""

    __tablename__ = "session"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    way: Mapped[str] = mapped_column(String(20))  # passkey | mail | demonstration
    began_at: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger)
    ended_at: Mapped[int] = mapped_column(BigInteger, default=0)


class SignInRow(db.Model):
    """A one-time code sent by mail, bound to the browser that asked; hashes only."""

    __tablename__ = "sign_in"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # hash of the browser's secret
    person: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    mail_hash: Mapped[str] = mapped_column(String(64), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[int] = mapped_column(BigInteger)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[int] = mapped_column(BigInteger, default=0)


class PendingRow(db.Model):
    """An act that one officer proposed and a second must confirm; without a ballot it concerns the whole."""

    __tablename__ = "pending"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    act: Mapped[str] = mapped_column(String(20))  # amend_roll | annul | recover | change_mail
    ballot: Mapped[str | None] = mapped_column(ForeignKey("ballot.id"), index=True)
    organ: Mapped[str] = mapped_column(String(40), index=True)
    payload: Mapped[dict] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    proposed_office: Mapped[str] = mapped_column(String(40))
    proposed_at: Mapped[int] = mapped_column(BigInteger)
    settled_at: Mapped[int] = mapped_column(BigInteger, default=0)
    settled_by: Mapped[str] = mapped_column(String(40), default="")
    outcome: Mapped[str] = mapped_column(String(20), default="")  # confirmed | refused


class MailRow(db.Model):
    """A letter, written in the transaction of the event that it reports; sent later, by the clock."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str] = mapped_column(String(254))
    letter: Mapped[dict] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[int] = mapped_column(BigInteger)
    next_try_at: Mapped[int] = mapped_column(BigInteger, default=0)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[int] = mapped_column(BigInteger, default=0)
    failed: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(20), default="letter")  # letter | code | reminder | notice | invitation
    person: Mapped[str] = mapped_column(String(40), default="", index=True)
    ballot: Mapped[str] = mapped_column(String(40), default="")
    until_at: Mapped[int] = mapped_column(BigInteger, default=0)
    token: Mapped[str] = mapped_column(String(16), default=lambda: secrets.token_hex(8), index=True)
    """In the envelope's sender: a letter that comes back names itself by it, and nobody else can."""


class StatutesRow(db.Model):
    """A version of the statutes' data, in force from an instant until the next one is; of two of one instant the one
    with the greater number. `motion` has brought it into force; "" for the founding and the operator's."""

    __tablename__ = "statutes"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[bytes] = mapped_column(LargeBinary)
    in_force_at: Mapped[int] = mapped_column(BigInteger, index=True)
    number: Mapped[int] = mapped_column(default=0, server_default="0")
    motion: Mapped[str] = mapped_column(String(40), default="", server_default="")
    withdrawn_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """When it was taken back before its day: the amendment was annulled."""


class TextRow(db.Model):
    """A text of the principles, in force from an instant: what an amendment must start from."""

    __tablename__ = "text"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    in_force_at: Mapped[int] = mapped_column(BigInteger, index=True)
    motion: Mapped[str] = mapped_column(String(40), default="")
    withdrawn_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class FactRow(db.Model):
    """A fact about the whole organisation (founded, dissolved, discharged:…); ended, never deleted."""

    __tablename__ = "fact"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    at: Mapped[int] = mapped_column(BigInteger)
    motion: Mapped[str] = mapped_column(String(40), default="")
    until_at: Mapped[int] = mapped_column(BigInteger, default=0)


_SESSION, _PERSON = SessionRow.__table__, PersonRow.__table__
_SIGNED_IN = select(
    _SESSION.c.id, _SESSION.c.person, _SESSION.c.way, _SESSION.c.began_at, _SESSION.c.seen_at, _SESSION.c.ended_at,
    _PERSON.c.name, _PERSON.c.mail, _PERSON.c.language, _PERSON.c.zone,
).join_from(_SESSION, _PERSON, _PERSON.c.id == _SESSION.c.person).where(_SESSION.c.id == bindparam("id"))


def signed_in(connection: Connection, id: str) -> Row | None:
    """A session and whose it is, in one row: asked of every request. Whether it still holds is the caller's to say."""
    return connection.execute(_SIGNED_IN, {"id": id}).one_or_none()


def mark_session_seen(session: Session, id: str, now: int, every_s: int) -> None:
    """Note that a session is in use, unless that was noted within `every_s` seconds."""
    session.execute(update(SessionRow).where(SessionRow.id == id, SessionRow.seen_at < now - every_s)
                    .values(seen_at=now))


def mark_session_ended(session: Session, id: str, now: int) -> None:
    """End a session, once."""
    session.execute(update(SessionRow).where(SessionRow.id == id, SessionRow.ended_at == 0).values(ended_at=now))


def end_sessions_of(session: Session, person: str, now: int, but: str = "") -> None:
    """End a person's sessions, all or all but one, and the codes that were sent to them."""
    session.execute(update(SessionRow).where(
        SessionRow.person == person, SessionRow.ended_at == 0, SessionRow.id != but).values(ended_at=now))
    session.execute(update(SignInRow).where(SignInRow.person == person, SignInRow.used_at == 0).values(used_at=now))


def sessions_of(session: Session, person: str) -> list[SessionRow]:
    """A person's sessions that nobody has ended, the latest used first."""
    return list(session.execute(select(SessionRow).where(SessionRow.person == person, SessionRow.ended_at == 0)
                                .order_by(SessionRow.seen_at.desc(), SessionRow.id)).scalars())


def end_all_sessions(session: Session, now: int) -> None:
    """End every session, and every code that was sent."""
    session.execute(update(SessionRow).where(SessionRow.ended_at == 0).values(ended_at=now))
    session.execute(update(SignInRow).where(SignInRow.used_at == 0).values(used_at=now))


def waiting_of_kind(session: Session, act: str) -> list[PendingRow]:
    """Proposals of one kind that wait for a second officer."""
    return list(session.execute(select(PendingRow).where(PendingRow.act == act, PendingRow.settled_at == 0)).scalars())


def confirmed_proposal(session: Session, act: str, since: int) -> PendingRow | None:
    """The latest proposal of one kind that was confirmed since an instant and not carried out yet."""
    return session.execute(select(PendingRow).where(
        PendingRow.act == act, PendingRow.outcome == "confirmed", PendingRow.settled_at >= since).order_by(
            PendingRow.settled_at.desc()).limit(1)).scalar_one_or_none()


def waiting_about(session: Session, act: str, person: str) -> list[PendingRow]:
    """Proposals of one kind about a person that wait for a second officer."""
    return [row for row in waiting_of_kind(session, act) if row.payload.get("person") == person]


def mail_due(session: Session, now: int, most: int, is_claimed: bool = False) -> list[MailRow]:
    """Letters to be sent now, oldest first; to be claimed, they are locked, and what another process locks is left."""
    query = select(MailRow).where(MailRow.sent_at == 0, MailRow.failed == "", MailRow.next_try_at <= now)
    query = query.order_by(MailRow.id).limit(most)
    if is_claimed:
        query = query.with_for_update(skip_locked=True)
    return list(session.execute(query).scalars())
