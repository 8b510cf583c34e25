"""Tables of passkeys, of the links by which they are enrolled, and of the nonces that each may sign once.

A passkey is ended, never deleted: what it signed stays checkable. Links and nonces are stored as hashes only.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.store.database import db


class PasskeyRow(db.Model):
    """A passkey of a person: what verifies its signatures, and what the person is told of it."""

    __tablename__ = "passkey"
    id: Mapped[str] = mapped_column(String(1364), primary_key=True)
    """Base64url of the credential's id, which has at most 1,023 bytes."""
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    alg: Mapped[int]  # COSE: -7 (ECDSA on P-256), -8 (Ed25519) or -257 (RSA)
    spki: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    is_backup_eligible: Mapped[bool] = mapped_column(default=False)
    is_backed_up: Mapped[bool] = mapped_column(default=False)
    has_prf: Mapped[bool] = mapped_column(default=False)
    enrolled_at: Mapped[int] = mapped_column(BigInteger)
    vouched_by: Mapped[str] = mapped_column(String(40), default="")
    """The second officer who confirmed it, if a ballot on whose roll the person stands was announced or open."""
    last_used_at: Mapped[int] = mapped_column(BigInteger, default=0)
    ended_at: Mapped[int] = mapped_column(BigInteger, default=0)
    ended_because: Mapped[str] = mapped_column(Text, default="")
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Under which the log names it when it is enrolled; of those enrolled before, made at their first countersignature.
    """


class InvitationRow(db.Model):
    """A single-use link by which a person enrols a passkey; `replaces` ends those that they had."""

    __tablename__ = "invitation"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # hash of the link's secret
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    replaces: Mapped[bool] = mapped_column(default=False)
    invited_by: Mapped[dict] = mapped_column(JSON)
    vouched_by: Mapped[dict | None] = mapped_column(JSON)
    """The officer documents of who invited and, where it took two, who confirmed."""
    written_at: Mapped[int] = mapped_column(BigInteger)
    usable_at: Mapped[int] = mapped_column(BigInteger)
    until_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int] = mapped_column(BigInteger, default=0)
    ended_at: Mapped[int] = mapped_column(BigInteger, default=0)


class NonceRow(db.Model):
    """A server's nonce that a passkey signs once, for one purpose, in the browser that asked."""

    __tablename__ = "nonce"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # hash of the nonce
    purpose: Mapped[str] = mapped_column(String(20))
    browser: Mapped[str] = mapped_column(String(64))  # hash of what the asking browser keeps
    asked_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int] = mapped_column(BigInteger, default=0)


def passkeys_of(session: Session, person: str, at: int) -> list[PasskeyRow]:
    """The passkeys that a person could use at an instant (UTC seconds), oldest first."""
    return list(session.execute(select(PasskeyRow).where(
        PasskeyRow.person == person, PasskeyRow.enrolled_at <= at,
        (PasskeyRow.ended_at == 0) | (PasskeyRow.ended_at > at)).order_by(
            PasskeyRow.enrolled_at, PasskeyRow.id)).scalars())


def has_enrolled(session: Session, person: str) -> bool:
    """Whether a person ever had a passkey."""
    return session.execute(select(PasskeyRow.id).where(PasskeyRow.person == person).limit(1)).first() is not None


def use_nonce(session: Session, id: str, purpose: str, browser: str, since: int, now: int) -> bool:
    """Whether a nonce was given to this browser for this purpose since an instant, and is used for the first time."""
    done = session.execute(update(NonceRow).where(
        NonceRow.id == id, NonceRow.purpose == purpose, NonceRow.browser == browser, NonceRow.asked_at >= since,
        NonceRow.used_at == 0).values(used_at=now))
    return done.rowcount == 1


def forget_nonces(session: Session, before: int) -> None:
    """Drop nonces that were asked for before an instant, used or not: they can no longer be signed."""
    session.execute(delete(NonceRow).where(NonceRow.asked_at < before))


def use_invitation(session: Session, id: str, now: int) -> bool:
    """Whether an invitation could be used now and was not before; from now on it has been."""
    done = session.execute(update(InvitationRow).where(
        InvitationRow.id == id, InvitationRow.used_at == 0, InvitationRow.ended_at == 0, InvitationRow.usable_at <= now,
        InvitationRow.until_at >= now).values(used_at=now))
    return done.rowcount == 1


def end_invitations(session: Session, person: str, now: int) -> None:
    """A person's invitations that were not used work no more."""
    session.execute(update(InvitationRow).where(
        InvitationRow.person == person, InvitationRow.used_at == 0, InvitationRow.ended_at == 0).values(ended_at=now))


def invitations_of(session: Session, person: str) -> list[InvitationRow]:
    """A person's invitations, the latest first."""
    return list(session.execute(select(InvitationRow).where(InvitationRow.person == person).order_by(
        InvitationRow.written_at.desc(), InvitationRow.id)).scalars())


def locked_until(session: Session, person: str, now: int) -> int:
    """Until when a person who gets new passkeys may not vote; 0 if they may."""
    return session.execute(select(func.max(InvitationRow.usable_at)).where(
        InvitationRow.person == person, InvitationRow.replaces.is_(True), InvitationRow.ended_at == 0,
        InvitationRow.written_at <= now, InvitationRow.usable_at > now)).scalar() or 0
