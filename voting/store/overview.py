"""Lists that the officers' rooms show: motions, meetings, acts on a motion, what waits, contributions, the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import ColumnElement, Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from voting.ballots.lifecycle import State
from voting.store.access import PendingRow
from voting.store.database import writing
from voting.store.log import LeafRow, lock_head
from voting.store.tables import (
    BallotRow,
    ContributionRow,
    MeetingRow,
    MotionRow,
    RecordRow,
    SeatRow,
    StandingRow,
)

_LEAF = LeafRow.__table__
_HASHES = select(_LEAF.c.hash).where(_LEAF.c.index >= bindparam("start"), _LEAF.c.index < bindparam("end")).order_by(
    _LEAF.c.index)


def all_motions(session: Session) -> list[MotionRow]:
    """Every motion, the latest drafted first."""
    return list(session.execute(select(MotionRow).order_by(MotionRow.filed_at.desc(), MotionRow.id)).scalars())


def motions_about(session: Session, organisation: str) -> list[MotionRow]:
    """The motions about an organisation that were announced, in the order in which they were filed."""
    return list(session.execute(select(MotionRow).where(
        MotionRow.subject_kind == "organisation", MotionRow.subject_id == organisation, MotionRow.document.is_not(None))
        .order_by(MotionRow.filed_at, MotionRow.id)).scalars())


def all_meetings(session: Session) -> list[MeetingRow]:
    """Every meeting, the latest first."""
    return list(session.execute(select(MeetingRow).order_by(MeetingRow.held_on.desc(), MeetingRow.id)).scalars())


def adopted_motions(session: Session) -> list[MotionRow]:
    """The motions that were adopted, the latest first."""
    return list(session.execute(select(MotionRow).where(MotionRow.state == "adopted")
                                .order_by(MotionRow.ended_at.desc(), MotionRow.id)).scalars())


def acts_on(session: Session, motion: str) -> list[LeafRow]:
    """The entries of the log about a motion in their order, without casts and issues."""
    return list(session.execute(select(LeafRow).where(LeafRow.motion == motion, LeafRow.type.not_in(("cast", "issue")))
                                .order_by(LeafRow.index)).scalars())


def countersigned_on(session: Session, motion: str, ballot: str) -> list[LeafRow]:
    """The entries of the log by which a ballot's count was countersigned, in order; none from before a dispute over the
    count, for what they signed was set aside."""
    found: list[LeafRow] = []
    for leaf in acts_on(session, motion):
        if leaf.ballot == ballot and leaf.type == "disputed":
            found.clear()
        elif leaf.ballot == ballot and leaf.type == "countersigned":
            found.append(leaf)
    return found


def waiting_on(session: Session, ballots: Collection[str]) -> list[PendingRow]:
    """Proposals about some ballots that wait for a second officer."""
    return list(session.execute(select(PendingRow).where(PendingRow.ballot.in_(ballots), PendingRow.settled_at == 0)
                                .order_by(PendingRow.proposed_at, PendingRow.id)).scalars())


def all_proposals(session: Session) -> list[PendingRow]:
    """Every proposal, those that wait first, then the latest settled."""
    return list(session.execute(select(PendingRow).order_by(
        PendingRow.settled_at > 0, PendingRow.settled_at.desc(), PendingRow.proposed_at)).scalars())


def contributions(session: Session) -> list[ContributionRow]:
    """Every contribution with its beginning and end."""
    query = select(ContributionRow).order_by(ContributionRow.from_at, ContributionRow.id)
    return list(session.execute(query).scalars())


def standings_of(session: Session, organisation: str) -> list[StandingRow]:
    """The standings of an organisation in the order of their beginning."""
    return list(session.execute(select(StandingRow).where(StandingRow.organisation == organisation)
                                .order_by(StandingRow.from_at, StandingRow.id)).scalars())


def seats_ever_of(session: Session, organisation: str) -> list[SeatRow]:
    """The seats that an organisation holds or has held."""
    return list(session.execute(select(SeatRow).where(SeatRow.organisation == organisation)
                                .order_by(SeatRow.from_at, SeatRow.id)).scalars())


def records(session: Session, organs: Collection[str] | None, offset: int,
            most: int) -> Sequence[tuple[MotionRow, RecordRow]]:
    """Declared motions of `organs` (None: of all) with their records, the latest first, `most` after `offset`."""
    query = select(MotionRow, RecordRow).join(RecordRow, RecordRow.motion == MotionRow.id)
    if organs is not None:
        query = query.where(_asked_of(organs))
    query = query.order_by(RecordRow.made_at.desc(), RecordRow.motion).offset(offset).limit(most)
    return [(motion, record) for motion, record in session.execute(query).all()]


def record_count(session: Session, organs: Collection[str] | None) -> int:
    """How many motions of `organs` (None: of all) have a record."""
    query = select(func.count()).select_from(RecordRow).join(MotionRow, RecordRow.motion == MotionRow.id)
    return session.execute(query if organs is None else query.where(_asked_of(organs))).scalar_one()


def _asked_of(organs: Collection[str]) -> ColumnElement[bool]:
    """Whether a motion was put to one of `organs`, or one of them was asked as well."""
    asked = select(BallotRow.motion).where(BallotRow.organ.in_(organs))
    return or_(MotionRow.organ.in_(organs), MotionRow.id.in_(asked))


def is_voting(session: Session) -> bool:
    """Whether a ballot is announced or open as far as is written down."""
    return session.execute(select(BallotRow.id).where(BallotRow.state.in_([State.ANNOUNCED, State.OPEN])).limit(1)
                           ).first() is not None


def first_of_running(session: Session) -> int | None:
    """The place in the log of the first entry of any ballot announced or open as far as is written down; None if none
    is."""
    return session.execute(select(func.min(LeafRow.index)).join(BallotRow, BallotRow.id == LeafRow.ballot).where(
        BallotRow.state.in_([State.ANNOUNCED, State.OPEN]))).scalar_one()


def log_counts(session: Session) -> Sequence[tuple[str, int]]:
    """How many entries of each type the log has."""
    return [(kind, count) for kind, count in session.execute(
        select(LeafRow.type, func.count()).group_by(LeafRow.type).order_by(LeafRow.type)).all()]


def log_size(session: Session) -> int:
    """How many entries the log has."""
    return session.execute(select(func.count()).select_from(LeafRow)).scalar_one()


def each_leaf(session: Session, start: int = 0, kind: str = "") -> Iterator[Row]:
    """The log from an entry on, in order, of one type if `kind` is given; a thousand are held at a time."""
    query = select(*_LEAF.c).where(_LEAF.c.index >= start).order_by(_LEAF.c.index)
    if kind:
        query = query.where(_LEAF.c.type == kind)
    yield from session.connection().execute(query, execution_options={"yield_per": 1000})


def latest_leaves(session: Session, offset: int, most: int) -> Sequence[Row]:
    """The entries of the log from the latest backwards, `most` of them after the first `offset`."""
    return session.connection().execute(
        select(*_LEAF.c).order_by(_LEAF.c.index.desc()).offset(offset).limit(most)).all()


def hashes_between(session: Session, start: int, end: int) -> list[bytes]:
    """The hashes of the leaves from `start` up to and without `end`, in order."""
    return [bytes(row.hash) for row in session.connection().execute(_HASHES, {"start": start, "end": end})]


def locked_last_at() -> int:
    """When the last act was, read under the lock that every act takes and then let go; `UnavailableError` if it cannot
    be had."""
    with writing() as session:
        at = lock_head(session).last_at
        session.rollback()
        return at
