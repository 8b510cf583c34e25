"""Who was designated to represent a member at one meeting (V.CO.1f): named, accepted, declined, revoked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.ballots.lifecycle import State
from voting.errors import NotFoundError
from voting.register.facts import Representation
from voting.sentences import N_
from voting.store.database import db
from voting.store.tables import BallotRow, MeetingRow, MotionRow, PersonRow, RollRow, SeatRow

SET_ASIDE = (State.CANCELLED, State.ANNULLED)


class RepresentationRow(db.Model):
    """The holder of a seat names `person` for a meeting; it counts from the acceptance until it is revoked."""

    __tablename__ = "representation"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    seat: Mapped[str] = mapped_column(ForeignKey("seat.id"), index=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    named_at: Mapped[int] = mapped_column(BigInteger)
    accepted_at: Mapped[int] = mapped_column(BigInteger, default=0)
    ended_at: Mapped[int] = mapped_column(BigInteger, default=0)
    ended_as: Mapped[str] = mapped_column(String(20), default="")  # declined | revoked
    document_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Of one that came in writing: the letter, and why the coordinator entered it; "" where the member did it."""


def find_representation(session: Session, id: str) -> RepresentationRow:
    """The designation with this id."""
    row = session.get(RepresentationRow, id)
    if row is None:
        raise NotFoundError(N_("There is no such designation here."))
    return row


def accepted_representations(session: Session) -> list[Representation]:
    """Every designation that was accepted, as the register's values."""
    return [Representation(row.id, row.meeting, row.seat, row.person, row.accepted_at, row.ended_at)
            for row in session.execute(select(RepresentationRow).where(RepresentationRow.accepted_at > 0)).scalars()]


def live_designations(session: Session, meeting: str, seat: str = "") -> Sequence[RepresentationRow]:
    """Those of a meeting, perhaps of one seat, that are neither declined nor revoked."""
    query = select(RepresentationRow).where(RepresentationRow.meeting == meeting, RepresentationRow.ended_at == 0)
    if seat:
        query = query.where(RepresentationRow.seat == seat)
    return session.execute(query.order_by(RepresentationRow.named_at, RepresentationRow.id)).scalars().all()


def designations_by_letter(session: Session, sha256: str) -> Sequence[tuple[str, frozenset[str]]]:
    """The organ of the meeting, member and representative of each designation that came with this letter."""
    return [(organ, frozenset(people)) for organ, *people in session.execute(
        select(MeetingRow.organ, SeatRow.person, RepresentationRow.person)
        .join(MeetingRow, MeetingRow.id == RepresentationRow.meeting)
        .join(SeatRow, SeatRow.id == RepresentationRow.seat)
        .where(RepresentationRow.document_sha256 == sha256)).all()]


def designations_about(session: Session, person: str, since: str) -> Sequence[tuple[RepresentationRow, MeetingRow]]:
    """What names `person`, or is of a seat that they hold, for meetings on or after an ISO day."""
    return [(row, meeting) for row, meeting in session.execute(
        select(RepresentationRow, MeetingRow).join(MeetingRow, MeetingRow.id == RepresentationRow.meeting)
        .join(SeatRow, SeatRow.id == RepresentationRow.seat)
        .where(MeetingRow.held_on >= since, (RepresentationRow.person == person) | (SeatRow.person == person))
        .order_by(MeetingRow.held_on, RepresentationRow.named_at, RepresentationRow.id)).all()]


def meetings_ahead(session: Session, organs: Collection[str], since: str) -> Sequence[MeetingRow]:
    """The meetings of some organs on or after an ISO day, that were convened, the next one first."""
    return session.execute(select(MeetingRow).where(
        MeetingRow.organ.in_(organs), MeetingRow.held_on >= since,
        MeetingRow.state.not_in(("prepared", "cancelled"))).order_by(MeetingRow.held_on, MeetingRow.id)).scalars().all()


def frozen_with(session: Session, meeting: str, seat: str, person: str) -> list[BallotRow]:
    """The ballots of a meeting on whose roll `person` stands under `seat`; what was set aside binds nobody."""
    return list(session.execute(
        select(BallotRow).join(RollRow, RollRow.ballot == BallotRow.id)
        .join(MotionRow, MotionRow.id == BallotRow.motion)
        .where(_is_at(meeting), RollRow.seat == seat, RollRow.person == person,
               RollRow.is_replaced.is_(False), BallotRow.state.not_in(SET_ASIDE))
        .order_by(BallotRow.announced_at, BallotRow.id)).scalars())


def _is_at(meeting: str) -> ColumnElement[bool]:
    """Whether a ballot belongs to a meeting: its own, or that of its motion."""
    return (BallotRow.meeting == meeting) | (
        (BallotRow.meeting == "") & (BallotRow.organ == "") & (MotionRow.meeting == meeting))


def organs_represented(session: Session, person: str, since: str) -> list[str]:
    """The organs in which a person represents somebody at a meeting on or after an ISO day."""
    return list(session.execute(
        select(MeetingRow.organ).join(RepresentationRow, RepresentationRow.meeting == MeetingRow.id)
        .join(SeatRow, SeatRow.id == RepresentationRow.seat)
        .where(RepresentationRow.person == person, RepresentationRow.accepted_at > 0, RepresentationRow.ended_at == 0,
               SeatRow.until_at == 0, MeetingRow.held_on >= since).distinct()).scalars())


def named_ahead(session: Session, since: str) -> list[tuple[str, str, str]]:
    """(person, organ, organisation represented) of everybody named for a meeting on or after an ISO day."""
    return [(person, organ, organisation or "") for person, organ, organisation in session.execute(
        select(RepresentationRow.person, SeatRow.organ, SeatRow.organisation)
        .join(SeatRow, SeatRow.id == RepresentationRow.seat)
        .join(MeetingRow, MeetingRow.id == RepresentationRow.meeting)
        .where(RepresentationRow.ended_at == 0, MeetingRow.held_on >= since).order_by(RepresentationRow.id)).all()]


def principals_on_roll(session: Session, ballot: str) -> list[tuple[RollRow, PersonRow]]:
    """The entries of a ballot's roll that represent somebody, each with the member represented."""
    return [(entry, person) for entry, person in session.execute(
        select(RollRow, PersonRow).join(SeatRow, SeatRow.id == RollRow.seat)
        .join(PersonRow, PersonRow.id == SeatRow.person)
        .where(RollRow.ballot == ballot, SeatRow.person != RollRow.person).order_by(RollRow.voter)).all()]


def principal_name(session: Session, entry: RollRow) -> str:
    """The name of the member whom an entry of a roll represents; "" for who votes under their own seat."""
    return session.execute(select(PersonRow.name).join(SeatRow, SeatRow.person == PersonRow.id).where(
        SeatRow.id == entry.seat, SeatRow.person != entry.person)).scalar_one_or_none() or ""
