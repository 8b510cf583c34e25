"""Tables of the biennial cycle: when one began and ended, which of its steps were passed over, by whom and why."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.store.database import db
from voting.store.duties import duties_noted
from voting.store.elections import ElectionRow
from voting.store.tables import MeetingRow, MotionRow


class CycleRow(db.Model):
    """A cycle under way, or ended; there is at most one under way."""

    __tablename__ = "cycle"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    begun_at: Mapped[int] = mapped_column(BigInteger)
    begun_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[int] = mapped_column(BigInteger, default=0)


class CycleSkipRow(db.Model):
    """A step that was passed over, with the reason; kept, never changed."""

    __tablename__ = "cycle_skip"
    cycle: Mapped[str] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(60), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    skipped_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    skipped_at: Mapped[int] = mapped_column(BigInteger)


def cycles(session: Session) -> list[CycleRow]:
    """Every cycle, the latest first."""
    return list(session.execute(select(CycleRow).order_by(CycleRow.begun_at.desc(), CycleRow.id)).scalars())


def running_cycle(session: Session) -> CycleRow | None:
    """The cycle under way."""
    return session.execute(select(CycleRow).where(CycleRow.ended_at == 0)).scalars().first()


def skips_of(session: Session, cycle: str) -> list[CycleSkipRow]:
    """The steps of a cycle that were passed over, in the order in which that was done."""
    return list(session.execute(select(CycleSkipRow).where(CycleSkipRow.cycle == cycle)
                                .order_by(CycleSkipRow.skipped_at, CycleSkipRow.step)).scalars())


def happened_since(session: Session, begun_at: int, until_at: int) -> list[tuple]:
    """(kind of step, what about, when, where found) of everything between two instants that a step may ask for; of a
    meeting its kind comes last."""
    def within(column: object) -> tuple[object, ...]:
        return column >= begun_at, column <= until_at

    found = [("meeting", row.organ, row.convened_at, row.id, row.kind) for row in session.execute(
        select(MeetingRow).where(MeetingRow.state != "cancelled", *within(MeetingRow.convened_at))).scalars()]
    found += [("nominations", rule, at, motion) for rule, at, motion in session.execute(
        select(ElectionRow.rule, MotionRow.filed_at, MotionRow.id).join(MotionRow, MotionRow.id == ElectionRow.motion)
        .where(MotionRow.state.in_(("live", "elected")), *within(MotionRow.filed_at))).all()]
    found += [("election", rule, at, motion) for rule, at, motion in session.execute(
        select(ElectionRow.rule, MotionRow.ended_at, MotionRow.id).join(MotionRow, MotionRow.id == ElectionRow.motion)
        .where(MotionRow.state == "elected", *within(MotionRow.ended_at))).all()]
    found += [("decision", f"{decision}:{subject}", at, motion) for decision, subject, at, motion in session.execute(
        select(MotionRow.decision, MotionRow.subject_id, MotionRow.ended_at, MotionRow.id).where(
            MotionRow.tally.is_not(None), MotionRow.state != "annulled", *within(MotionRow.ended_at))).all()]
    found += [("report", row.duty, row.noted_at, row.document_sha256) for row in duties_noted(session)
              if row.document_sha256 and begun_at <= row.noted_at <= until_at]
    return found


def live_motion_about(session: Session, decision: str, subject: str) -> str:
    """The id of a motion under way that takes a decision about a subject; "" for none."""
    return session.execute(select(MotionRow.id).where(
        MotionRow.state == "live", MotionRow.decision == decision, MotionRow.subject_id == subject)
        .order_by(MotionRow.filed_at.desc(), MotionRow.id)).scalars().first() or ""
