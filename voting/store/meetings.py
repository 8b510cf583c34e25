"""What belongs to a meeting: its agenda with documents, who was there, what was noted for its minutes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.store.database import db
from voting.store.tables import BallotRow, MeetingRow, MotionRow


class AgendaItemRow(db.Model):
    """An item of a meeting's agenda; motions and elections stand under the item of their number."""

    __tablename__ = "agenda_item"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    title: Mapped[dict] = mapped_column(JSON)
    added_at: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the meeting did about it, in the words of who presided; decisions speak for themselves."""


class AgendaDocumentRow(db.Model):
    """A document that lies under an item, sent with the convocation or added later."""

    __tablename__ = "agenda_document"
    __table_args__ = (UniqueConstraint("item", "sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(ForeignKey("agenda_item.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("document.sha256"), index=True)
    added_at: Mapped[int] = mapped_column(BigInteger)


class AttendanceRow(db.Model):
    """Somebody who was at a meeting: in the room or from elsewhere, for which organisation, until when."""

    __tablename__ = "attendance"
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    how: Mapped[str] = mapped_column(String(10))  # room | remote
    noted_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[int] = mapped_column(BigInteger)
    left_at: Mapped[int] = mapped_column(BigInteger, default=0)


class MeetingNoteRow(db.Model):
    """An incident, or what else is to stand in the minutes; kept, never changed. `number` 0: of no item."""

    __tablename__ = "meeting_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    noted_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[int] = mapped_column(BigInteger)


def items_of(session: Session, meeting: str) -> Sequence[AgendaItemRow]:
    """The agenda in its order."""
    return session.execute(select(AgendaItemRow).where(AgendaItemRow.meeting == meeting)
                           .order_by(AgendaItemRow.number)).scalars().all()


def documents_of(session: Session, meeting: str) -> Sequence[AgendaDocumentRow]:
    """The documents of a meeting as they were added."""
    return session.execute(select(AgendaDocumentRow).join(AgendaItemRow, AgendaDocumentRow.item == AgendaItemRow.id)
                           .where(AgendaItemRow.meeting == meeting).order_by(AgendaDocumentRow.id)).scalars().all()


def meetings_with_document(session: Session, sha256: str) -> Sequence[MeetingRow]:
    """The meetings under whose items a document lies."""
    return session.execute(select(MeetingRow).where(MeetingRow.id.in_(
        select(AgendaItemRow.meeting).join(AgendaDocumentRow, AgendaDocumentRow.item == AgendaItemRow.id)
        .where(AgendaDocumentRow.sha256 == sha256)))).scalars().all()


def attendance_of(session: Session, meeting: str) -> Sequence[AttendanceRow]:
    """Who was there, as noted."""
    return session.execute(select(AttendanceRow).where(AttendanceRow.meeting == meeting)
                           .order_by(AttendanceRow.person)).scalars().all()


def notes_of(session: Session, meeting: str) -> Sequence[MeetingNoteRow]:
    """What was noted, in order."""
    return session.execute(select(MeetingNoteRow).where(MeetingNoteRow.meeting == meeting)
                           .order_by(MeetingNoteRow.id)).scalars().all()


def motions_at(session: Session, meeting: str) -> Sequence[tuple[int, MotionRow]]:
    """(item, motion or election) of all that is put at a meeting, to its organ first or as a further one, in order."""
    own = [(motion.agenda, motion) for motion in session.execute(
        select(MotionRow).where(MotionRow.meeting == meeting)).scalars()]
    further = {(ballot.agenda, motion.id): motion for ballot, motion in session.execute(
        select(BallotRow, MotionRow).join(MotionRow, BallotRow.motion == MotionRow.id)
        .where(BallotRow.meeting == meeting)).all()}
    return sorted([*own, *((number, motion) for (number, _), motion in further.items())],
                  key=lambda pair: (pair[0], pair[1].filed_at, pair[1].id))


def ballots_at(session: Session, meeting: str, states: Collection[str]) -> Sequence[BallotRow]:
    """The ballots of a meeting that stand in one of some states."""
    return session.execute(select(BallotRow).join(MotionRow, BallotRow.motion == MotionRow.id).where(
        (BallotRow.meeting == meeting) | ((MotionRow.meeting == meeting) & (BallotRow.organ == "")),
        BallotRow.state.in_(states)).order_by(BallotRow.id)).scalars().all()


def meetings_in(session: Session, organs: Collection[str]) -> Sequence[MeetingRow]:
    """The meetings of some organs, the latest day first."""
    return session.execute(select(MeetingRow).where(MeetingRow.organ.in_(organs)).order_by(
        MeetingRow.held_on.desc(), MeetingRow.starts_at.desc(), MeetingRow.id)).scalars().all()
