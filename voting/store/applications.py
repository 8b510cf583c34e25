"""Applications in writing to the organ that admits (IV.2b), with what was enclosed; the unconfirmed are forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.errors import NotFoundError
from voting.sentences import N_
from voting.store.database import db


class ApplicationRow(db.Model):
    """What an organisation writes, who writes for it, and how far it has come.

    `state`: sent (the address is not confirmed), received, entered (in the register as an applicant), put (a motion is
    drafted), closed. `code_sha256` is the hash of what the confirming mail holds.
    """

    __tablename__ = "application"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(40))
    country: Mapped[str] = mapped_column(String(2))
    continent: Mapped[str] = mapped_column(String(40))
    contact: Mapped[str] = mapped_column(Text)
    mail: Mapped[str] = mapped_column(String(254))
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[int] = mapped_column(BigInteger)
    received_on: Mapped[str] = mapped_column(String(10), default="")
    code_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisation.code"), index=True)
    report: Mapped[str] = mapped_column(Text, default="")
    motion: Mapped[str] = mapped_column(String(40), default="")
    closed_because: Mapped[str] = mapped_column(Text, default="")


class EnclosureRow(db.Model):
    """A document that came with an application, typed by its bytes."""

    __tablename__ = "enclosure"
    application: Mapped[str] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(8))
    body: Mapped[bytes] = mapped_column(LargeBinary)


def find_application(session: Session, id: str) -> ApplicationRow:
    """The application with this id, its address confirmed."""
    row = session.get(ApplicationRow, id)
    if row is None or row.state == "sent":
        raise NotFoundError(N_("There is no such application here."))
    return row


def application_with_code(session: Session, code_sha256: str) -> ApplicationRow | None:
    """The application that waits for this code."""
    return session.execute(select(ApplicationRow).where(
        ApplicationRow.code_sha256 == code_sha256, ApplicationRow.state == "sent")).scalar_one_or_none()


def applications_received(session: Session) -> Sequence[ApplicationRow]:
    """Every application whose address was confirmed, or that came on paper; the latest first."""
    return session.execute(select(ApplicationRow).where(ApplicationRow.state != "sent")
                           .order_by(ApplicationRow.written_at.desc(), ApplicationRow.id)).scalars().all()


def applications_of(session: Session, organisation: str) -> Sequence[ApplicationRow]:
    """The applications by which an organisation came into the register, the first one first."""
    return session.execute(select(ApplicationRow).where(ApplicationRow.organisation == organisation)
                           .order_by(ApplicationRow.written_at, ApplicationRow.id)).scalars().all()


def motions_enclosing(session: Session, sha256: str) -> list[str]:
    """The motions drafted from an application with which this document came."""
    return list(session.execute(select(ApplicationRow.motion).join(
        EnclosureRow, EnclosureRow.application == ApplicationRow.id).where(
        EnclosureRow.sha256 == sha256, ApplicationRow.motion != "")).scalars())


def application_put(session: Session, motion: str) -> ApplicationRow | None:
    """The application from which a motion was drafted."""
    return session.execute(select(ApplicationRow).where(ApplicationRow.motion == motion)).scalars().first()


def enclosures_of(session: Session, application: str) -> Sequence[EnclosureRow]:
    """What came with an application, by name."""
    return session.execute(select(EnclosureRow).where(EnclosureRow.application == application)
                           .order_by(EnclosureRow.name, EnclosureRow.sha256)).scalars().all()
