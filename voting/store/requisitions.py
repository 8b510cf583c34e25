"""Requisitions: who asks for an extraordinary meeting, out of which frozen list of members, who has signed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.errors import NotFoundError
from voting.sentences import N_
from voting.store.database import db


class RequisitionRow(db.Model):
    """A request for an extraordinary meeting; `certificate` is signed when enough members have signed."""

    __tablename__ = "requisition"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    organ: Mapped[str] = mapped_column(String(40), index=True)
    reasons: Mapped[str] = mapped_column(Text)
    filed_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    filed_at: Mapped[int] = mapped_column(BigInteger)
    met_at: Mapped[int] = mapped_column(BigInteger, default=0)
    ended_at: Mapped[int] = mapped_column(BigInteger, default=0)
    statutes_sha256: Mapped[str] = mapped_column(String(64))
    certificate: Mapped[bytes | None] = mapped_column(LargeBinary)
    meeting: Mapped[str | None] = mapped_column(ForeignKey("meeting.id"))


class RequisitionMemberRow(db.Model):
    """A member on the frozen list, and since when their signature stands; 0 for none."""

    __tablename__ = "requisition_member"
    requisition: Mapped[str] = mapped_column(ForeignKey("requisition.id"), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    organisation: Mapped[str] = mapped_column(String(40))
    signed_at: Mapped[int] = mapped_column(BigInteger, default=0)


def find_requisition(session: Session, requisition: str) -> RequisitionRow:
    """The requisition with this id."""
    row = session.get(RequisitionRow, requisition)
    if row is None:
        raise NotFoundError(N_("There is no such requisition here."))
    return row


def all_requisitions(session: Session) -> Sequence[RequisitionRow]:
    """Every requisition, the latest first."""
    return session.execute(select(RequisitionRow).order_by(RequisitionRow.filed_at.desc(), RequisitionRow.id)
                           ).scalars().all()


def members_of(session: Session, requisition: str) -> Sequence[RequisitionMemberRow]:
    """The frozen list, sorted by person."""
    return session.execute(select(RequisitionMemberRow).where(RequisitionMemberRow.requisition == requisition)
                           .order_by(RequisitionMemberRow.person)).scalars().all()


def counts_of(session: Session, requisition: str) -> tuple[int, int]:
    """(signers, members) of a requisition now."""
    signed, members = session.execute(select(
        func.count().filter(RequisitionMemberRow.signed_at > 0), func.count()).where(
        RequisitionMemberRow.requisition == requisition)).one()
    return signed, members


def requisitions_to_convene(session: Session) -> Sequence[RequisitionRow]:
    """Requisitions that were met and for which no meeting has been convened yet."""
    return session.execute(select(RequisitionRow).where(
        RequisitionRow.met_at > 0, RequisitionRow.meeting.is_(None)).order_by(RequisitionRow.met_at)).scalars().all()
