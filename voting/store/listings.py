"""Ballots, motions and receipts in the lists that pages show, each in its order."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from voting.ballots.lifecycle import State
from voting.store.access import MailRow
from voting.store.log import LeafRow
from voting.store.tables import BallotRow, CastRow, MotionRow, OrganisationRow, RecordRow, RollRow

_ANNOUNCED_OR_OPEN = (State.ANNOUNCED, State.OPEN)


def running_ballots(session: Session, now: int) -> list[BallotRow]:
    """Ballots announced or open at `now`, by their close; one whose time is over is none, written down so or not."""
    return list(session.execute(select(BallotRow).where(
        BallotRow.state.in_(_ANNOUNCED_OR_OPEN), BallotRow.close_at >= now).order_by(BallotRow.close_at, BallotRow.id)
    ).scalars())


def organs_voting(session: Session, now: int) -> set[str]:
    """The organs with a ballot announced or open at `now`."""
    found = session.execute(select(MotionRow.organ, BallotRow.organ).join(
        BallotRow, BallotRow.motion == MotionRow.id).where(
        BallotRow.state.in_(_ANNOUNCED_OR_OPEN), BallotRow.close_at >= now))
    return {asked or organ for organ, asked in found}


def ballots_voted_in(session: Session, person: str) -> list[BallotRow]:
    """The ballots in which a person has cast a vote."""
    return list(session.execute(select(BallotRow).join(RollRow, RollRow.ballot == BallotRow.id).where(
        RollRow.person == person, RollRow.last_seq > 0)).scalars())


def declared_motions(session: Session, limit: int = 0) -> list[MotionRow]:
    """The motions with a declared outcome, annulled ones too, the latest first; at most `limit` if it is not 0."""
    query = select(MotionRow).where(MotionRow.tally.is_not(None)).order_by(MotionRow.ended_at.desc(), MotionRow.id)
    return list(session.execute(query.limit(limit) if limit else query).scalars())


def declared_motion(session: Session, motion: str) -> tuple[MotionRow, bytes] | None:
    """A declared motion and its full record; None if it is unknown or not declared."""
    found = session.execute(select(MotionRow, RecordRow.body).join(RecordRow, RecordRow.motion == MotionRow.id).where(
        MotionRow.id == motion, MotionRow.tally.is_not(None))).one_or_none()
    return None if found is None else (found[0], bytes(found[1]))


def acts_of_motion(session: Session, motion: str, kind: str = "") -> list[bytes]:
    """The bytes of a motion's entries in the log but the votes, in order; of one kind if it is named."""
    is_wanted = LeafRow.type == kind if kind else LeafRow.type != "cast"
    return [bytes(body) for body in session.execute(
        select(LeafRow.body).where(LeafRow.motion == motion, is_wanted).order_by(LeafRow.index)).scalars()]


def codes_that_count(session: Session, ballot: str) -> list[str]:
    """The receipt codes of each voter's last cast in a ballot, sorted."""
    last = (select(CastRow.voter, func.max(CastRow.seq).label("seq")).where(CastRow.ballot == ballot)
            .group_by(CastRow.voter).subquery())
    return list(session.execute(
        select(CastRow.code).join(last, (CastRow.voter == last.c.voter) & (CastRow.seq == last.c.seq)).where(
            CastRow.ballot == ballot).order_by(CastRow.code)).scalars())


def record_made_at(session: Session, motion: str) -> int:
    """When the kept record of a motion was made; 0 if there is none."""
    return session.execute(select(RecordRow.made_at).where(RecordRow.motion == motion)).scalar_one_or_none() or 0


def counted_ballots(session: Session, organs: Collection[str] | None, limit: int) -> list[BallotRow]:
    """The ballots of `organs` (None: of all) that were counted last, the latest closed first; at most `limit`."""
    query = select(BallotRow).where(BallotRow.tally.is_not(None)).order_by(BallotRow.closed_at.desc(), BallotRow.id)
    if organs is not None:
        query = query.join(MotionRow, BallotRow.motion == MotionRow.id).where(
            case((BallotRow.organ != "", BallotRow.organ), else_=MotionRow.organ).in_(organs))
    return list(session.execute(query.limit(limit)).scalars())


def organisation_name(session: Session, code: str) -> str:
    """The printed name of an organisation; "" if the register has none with this code."""
    return session.execute(select(OrganisationRow.name).where(OrganisationRow.code == code)).scalar_one_or_none() or ""


def all_letters(session: Session) -> list[MailRow]:
    """The outbox, oldest first."""
    return list(session.execute(select(MailRow).order_by(MailRow.id)).scalars())


def recorded_motions(session: Session) -> list[str]:
    """The motions whose record is kept, in order of their ids."""
    return list(session.execute(select(RecordRow.motion).order_by(RecordRow.motion)).scalars())
