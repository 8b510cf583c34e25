"""What is noted of the calendar's duties: that one was done, that its officer was reminded, who reads it as a feed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.store.access import FactRow
from voting.store.database import db
from voting.store.tables import MeetingRow, MotionRow


class DutyDoneRow(db.Model):
    """A report given, or another duty done: on which day, in what words, with which document; kept, never changed."""

    __tablename__ = "duty_done"
    id: Mapped[int] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(String(80), index=True)
    done_on: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text)
    document_sha256: Mapped[str] = mapped_column(String(64), default="")
    noted_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[int] = mapped_column(BigInteger)


class DutyReminderRow(db.Model):
    """A duty of whose due day its officers were reminded: once before it, once when it was over."""

    __tablename__ = "duty_reminder"
    __table_args__ = (UniqueConstraint("duty", "due_on", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(String(80))
    due_on: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    written_at: Mapped[int] = mapped_column(BigInteger)


class CalendarFeedRow(db.Model):
    """A secret address under which a person's calendar program reads the duties; only its hash is stored."""

    __tablename__ = "calendar_feed"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[int] = mapped_column(BigInteger)
    ended_at: Mapped[int] = mapped_column(BigInteger, default=0)


def duties_noted(session: Session) -> Sequence[DutyDoneRow]:
    """Everything noted as done, the latest day first."""
    return session.execute(select(DutyDoneRow).order_by(DutyDoneRow.done_on.desc(), DutyDoneRow.id.desc())
                           ).scalars().all()


def meeting_days(session: Session) -> Sequence[tuple[str, str]]:
    """(organ, day) of every meeting that was convened and not called off."""
    return [(organ, day) for organ, day in session.execute(select(MeetingRow.organ, MeetingRow.held_on).where(
        MeetingRow.state.not_in(("prepared", "cancelled")))).all()]


def decisions_declared(session: Session) -> Sequence[tuple[str, str, int]]:
    """(decision, what it is about, when its result was declared) of every motion that stands."""
    query = select(MotionRow.decision, MotionRow.subject_id, MotionRow.ended_at).where(
        MotionRow.tally.is_not(None), MotionRow.state != "annulled")
    return [(decision, subject, at) for decision, subject, at in session.execute(query).all()]


def founded_at(session: Session) -> int:
    """When the organisation was founded here; 0 before."""
    return session.execute(select(FactRow.at).where(FactRow.name == "founded")).scalar() or 0


def was_reminded(session: Session, duty: str, due_on: str, state: str) -> bool:
    """Whether the officers were reminded already that the duty is due, or overdue, on this day."""
    return session.execute(select(DutyReminderRow.id).where(
        DutyReminderRow.duty == duty, DutyReminderRow.due_on == due_on, DutyReminderRow.state == state)
    ).first() is not None


def feed_of(session: Session, person: str) -> CalendarFeedRow | None:
    """The address that is in use by a person."""
    return session.execute(select(CalendarFeedRow).where(
        CalendarFeedRow.person == person, CalendarFeedRow.ended_at == 0)).scalars().first()
