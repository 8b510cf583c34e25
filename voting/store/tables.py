"""Tables of who belongs and what they decide. Instants are UTC seconds (integers); `until_at` 0 is "no end known".

Rows of the register are ended, never deleted. What is signed or hashed is stored as the very bytes.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from voting.store.database import db

Instant = BigInteger


class OrganisationRow(db.Model):
    """A party, party network or organisation."""

    __tablename__ = "organisation"
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(40))
    country: Mapped[str] = mapped_column(String(2))
    continent: Mapped[str] = mapped_column(String(40))


class StandingRow(db.Model):
    """From when an organisation has which standing, and why."""

    __tablename__ = "standing"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.code"), index=True)
    standing: Mapped[str] = mapped_column(String(40))
    from_at: Mapped[int] = mapped_column(Instant)
    until_at: Mapped[int] = mapped_column(Instant, default=0)
    reason: Mapped[str] = mapped_column(Text)
    document_sha256: Mapped[str] = mapped_column(String(64), default="")
    motion: Mapped[str] = mapped_column(String(40), default="")


class ContributionRow(db.Model):
    """Since when, and until when, an organisation contributes."""

    __tablename__ = "contribution"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.code"), index=True)
    from_at: Mapped[int] = mapped_column(Instant)
    until_at: Mapped[int] = mapped_column(Instant, default=0)


class PersonRow(db.Model):
    """Someone who may sit or hold office. The id is random; it, never the name, stands in the log."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    mail: Mapped[str | None] = mapped_column(String(254), unique=True)
    language: Mapped[str] = mapped_column(String(8), default="")  # "": whatever the browser asks for
    zone: Mapped[str] = mapped_column(String(64), default="UTC")


class SeatRow(db.Model):
    """A seat in an organ."""

    __tablename__ = "seat"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    organ: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisation.code"), index=True)
    from_at: Mapped[int] = mapped_column(Instant)
    until_at: Mapped[int] = mapped_column(Instant, default=0)
    ended_because: Mapped[str] = mapped_column(Text, default="")
    term_ends_on: Mapped[str] = mapped_column(String(10), default="")  # of who was elected; successors end the seat


class OfficeRow(db.Model):
    """An office held; `organ` is empty where the office belongs to the whole organisation."""

    __tablename__ = "office"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    office: Mapped[str] = mapped_column(String(40))
    organ: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    from_at: Mapped[int] = mapped_column(Instant)
    until_at: Mapped[int] = mapped_column(Instant, default=0)
    term_ends_on: Mapped[str] = mapped_column(String(10), default="")


class MeetingRow(db.Model):
    """A meeting of an organ; every ballot belongs to one. `starts_at` 0: only its day is known."""

    __tablename__ = "meeting"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    organ: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(Text)
    held_on: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(Text)
    is_remote: Mapped[bool]
    convened_at: Mapped[int] = mapped_column(Instant)  # 0 while it is prepared
    kind: Mapped[str] = mapped_column(String(20), default="ordinary", server_default="ordinary")
    state: Mapped[str] = mapped_column(String(12), default="convened", server_default="convened")
    starts_at: Mapped[int] = mapped_column(Instant, default=0, server_default="0")
    ends_at: Mapped[int] = mapped_column(Instant, default=0, server_default="0")
    zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often its members were told of a change: what a calendar calls SEQUENCE."""
    late_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why it was convened at shorter notice than the data ask for; "" if the notice was kept."""
    requisition: Mapped[str] = mapped_column(String(40), default="", server_default="")
    opened_at: Mapped[int] = mapped_column(Instant, default=0, server_default="0")
    ended_at: Mapped[int] = mapped_column(Instant, default=0, server_default="0")
    """When it was closed by who presided, or cancelled."""
    presiding: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class MotionRow(db.Model):
    """A motion; its document is frozen when its first ballot is announced."""

    __tablename__ = "motion"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    organ: Mapped[str] = mapped_column(String(40), index=True)
    decision: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(Text)
    subject_name: Mapped[str] = mapped_column(Text)
    question: Mapped[dict] = mapped_column(JSON)
    dossier: Mapped[dict] = mapped_column(JSON)
    end_on: Mapped[str] = mapped_column(String(10), default="")
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    agenda: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="live")  # live adopted rejected withdrawn annulled
    filed_at: Mapped[int] = mapped_column(Instant)
    ended_at: Mapped[int] = mapped_column(Instant, default=0)
    statutes_sha256: Mapped[str] = mapped_column(String(64))
    document: Mapped[bytes | None] = mapped_column(LargeBinary)
    tally: Mapped[bytes | None] = mapped_column(LargeBinary)
    tally_sig: Mapped[bytes | None] = mapped_column(LargeBinary)
    effects: Mapped[bytes | None] = mapped_column(LargeBinary)


class BallotRow(db.Model):
    """One stage of a motion."""

    __tablename__ = "ballot"
    __table_args__ = (Index("ix_ballot_state_close", "state", "close_at"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    motion: Mapped[str] = mapped_column(ForeignKey("motion.id"), index=True)
    stage: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    is_secret: Mapped[bool] = mapped_column(default=False, server_default=false())
    due_at: Mapped[int] = mapped_column(Instant)
    """Since when the next act of the presiding officer is awaited: the delays for deputy and tellers run from here."""
    announced_at: Mapped[int] = mapped_column(Instant, default=0)
    open_at: Mapped[int] = mapped_column(Instant, default=0)
    close_at: Mapped[int] = mapped_column(Instant, default=0)
    last_call_ends_at: Mapped[int] = mapped_column(Instant, default=0)
    closed_at: Mapped[int] = mapped_column(Instant, default=0)
    declared_at: Mapped[int] = mapped_column(Instant, default=0)
    present: Mapped[int | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    organ: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """The organ that is asked, where it is not the motion's; `meeting` and `agenda` are then that organ's."""
    meeting: Mapped[str] = mapped_column(String(40), default="", server_default="")
    agenda: Mapped[int] = mapped_column(default=0, server_default="0")
    paper: Mapped[bytes | None] = mapped_column(LargeBinary)
    paper_sig: Mapped[bytes | None] = mapped_column(LargeBinary)
    paper_hash: Mapped[str] = mapped_column(String(43), default="")
    tally: Mapped[bytes | None] = mapped_column(LargeBinary)
    tally_sig: Mapped[bytes | None] = mapped_column(LargeBinary)


class RollRow(db.Model):
    """One entry of the electoral roll of a ballot, with what opens its commitment and the ballot issued for it."""

    __tablename__ = "roll"
    __table_args__ = (UniqueConstraint("ballot", "person"), {"sqlite_with_rowid": False})
    ballot: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    voter: Mapped[str] = mapped_column(String(43), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str] = mapped_column(String(40))
    seat: Mapped[str] = mapped_column(ForeignKey("seat.id"), index=True)
    clause: Mapped[str] = mapped_column(String(20))
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    issued: Mapped[bytes] = mapped_column(LargeBinary)
    added_order: Mapped[int] = mapped_column(default=0)
    is_replaced: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[int] = mapped_column(Instant, default=0)
    last_seq: Mapped[int] = mapped_column(default=0)


class CastRow(db.Model):
    """A named cast as its voter sees it again; the cast itself is the entry of the log."""

    __tablename__ = "cast"
    __table_args__ = (UniqueConstraint("ballot", "voter", "attempt"), {"sqlite_with_rowid": False})
    ballot: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    voter: Mapped[str] = mapped_column(String(43), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    attempt: Mapped[str] = mapped_column(String(64))
    leaf: Mapped[int] = mapped_column(BigInteger)
    cast_at: Mapped[int] = mapped_column(Instant)
    code: Mapped[str] = mapped_column(String(14))
    receipt: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_salt: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    assertion: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    """What the voter's passkey signed, canonical; empty for a vote of somebody without one."""


class RecordRow(db.Model):
    """The full record of a declared motion, as made and signed when it was declared or annulled."""

    __tablename__ = "record"
    motion: Mapped[str] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    made_at: Mapped[int] = mapped_column(Instant)
    body: Mapped[bytes] = mapped_column(LargeBinary)
