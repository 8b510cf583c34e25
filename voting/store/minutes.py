"""Minutes as they were made and signed: one file a motion and language, kept as made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.evidence import decode
from voting.store.database import db
from voting.store.log import LeafRow
from voting.store.tables import CastRow, MeetingRow, RecordRow, RollRow


class MinutesRow(db.Model):
    """The signed PDF; `sha256` is what the log names and officers countersign."""

    __tablename__ = "minutes"
    motion: Mapped[str] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    made_at: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class MeetingMinutesRow(db.Model):
    """The signed PDF of a closed meeting's minutes; `sha256` is what the log names and officers countersign."""

    __tablename__ = "meeting_minutes"
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    made_at: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)


def meeting_minutes(session: Session, meeting: str) -> Sequence[MeetingMinutesRow]:
    """The minutes of a meeting in each language in which they were made."""
    return session.execute(select(MeetingMinutesRow).where(MeetingMinutesRow.meeting == meeting)
                           .order_by(MeetingMinutesRow.language)).scalars().all()


def every_meeting_minutes(session: Session) -> Sequence[MeetingMinutesRow]:
    """All minutes of meetings that are kept."""
    return session.execute(select(MeetingMinutesRow).order_by(MeetingMinutesRow.meeting, MeetingMinutesRow.language)
                           ).scalars().all()


def meetings_without_minutes(session: Session, language: str) -> Sequence[str]:
    """Closed meetings whose minutes in a language have not been made."""
    return session.execute(select(MeetingRow.id).outerjoin(
        MeetingMinutesRow, (MeetingMinutesRow.meeting == MeetingRow.id) & (MeetingMinutesRow.language == language))
        .where(MeetingRow.state == "closed", MeetingMinutesRow.meeting.is_(None)).order_by(MeetingRow.ended_at)
    ).scalars().all()


def minutes_of(session: Session, motion: str) -> Sequence[MinutesRow]:
    """The minutes of a motion in each language in which they were made."""
    return session.execute(select(MinutesRow).where(MinutesRow.motion == motion).order_by(MinutesRow.language)
                           ).scalars().all()


def every_minutes(session: Session) -> Sequence[MinutesRow]:
    """All minutes that are kept."""
    return session.execute(select(MinutesRow).order_by(MinutesRow.motion, MinutesRow.language)).scalars().all()


def motions_without_minutes(session: Session, language: str) -> Sequence[str]:
    """Declared motions whose minutes in a language are missing, or older than their record (after an annulment)."""
    return session.execute(
        select(RecordRow.motion).outerjoin(MinutesRow, (MinutesRow.motion == RecordRow.motion)
                                           & (MinutesRow.language == language))
        .where((MinutesRow.motion.is_(None)) | (MinutesRow.made_at < RecordRow.made_at)).order_by(RecordRow.made_at)
    ).scalars().all()


def objections_of(session: Session, ballot: str) -> Sequence[tuple[str, str, str]]:
    """(name, organisation, reason) of the objections that stood at the close: each voter's last cast."""
    query = select(RollRow.name, RollRow.organisation, CastRow.reason).join(
        CastRow, (CastRow.ballot == RollRow.ballot) & (CastRow.voter == RollRow.voter)
        & (CastRow.seq == RollRow.last_seq)
    ).where(RollRow.ballot == ballot, CastRow.reason != "").order_by(RollRow.organisation, RollRow.name)
    return [(name, organisation, reason) for name, organisation, reason in session.execute(query).all()]


def declared_by(session: Session, motion: str) -> Mapping[str, str]:
    """The office and random id of who declared a motion last; the clock's before."""
    body = session.execute(select(LeafRow.body).where(LeafRow.motion == motion, LeafRow.type == "declared")
                           .order_by(LeafRow.index.desc())).scalars().first()
    return {"office": "clock", "subject": ""} if body is None else decode(bytes(body))["by"]


def declared_index(session: Session, motion: str) -> int:
    """Where the declaration of a motion stands in the log; -1 if there is none."""
    found = session.execute(select(LeafRow.index).where(LeafRow.motion == motion, LeafRow.type == "declared")
                            .order_by(LeafRow.index.desc())).scalars().first()
    return -1 if found is None else found
