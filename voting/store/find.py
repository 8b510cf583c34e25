"""Ballots, motions, meetings, rolls and casts by what they are known by; `NotFoundError` in a sentence for the rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from voting.ballots.lifecycle import State
from voting.errors import NotFoundError
from voting.sentences import N_
from voting.store.tables import BallotRow, CastRow, MeetingRow, MotionRow, RollRow


def find_ballot(session: Session, ballot: str) -> BallotRow:
    """The ballot with this id."""
    row = session.get(BallotRow, ballot)
    if row is None:
        raise NotFoundError(N_("There is no such ballot here."))
    return row


def find_motion(session: Session, motion: str) -> MotionRow:
    """The motion with this id."""
    row = session.get(MotionRow, motion)
    if row is None:
        raise NotFoundError(N_("There is no such motion here."))
    return row


def find_meeting(session: Session, meeting: str) -> MeetingRow:
    """The meeting with this id."""
    row = session.get(MeetingRow, meeting)
    if row is None:
        raise NotFoundError(N_("There is no such meeting here."))
    return row


def organ_asked(motion: MotionRow, ballot: BallotRow) -> str:
    """The organ that votes in a ballot: of a decision of several organs not always the one it was put to."""
    return ballot.organ or motion.organ


def meeting_asked(session: Session, motion: MotionRow, ballot: BallotRow) -> MeetingRow | None:
    """The meeting to which a ballot belongs; None for a further organ's that stands on no agenda yet."""
    if ballot.organ and not ballot.meeting:
        return None
    return find_meeting(session, ballot.meeting or motion.meeting)


def meeting_id_asked(motion: MotionRow, ballot: BallotRow) -> str:
    """The id of the meeting to which a ballot belongs; "" for a further organ's that stands on no agenda yet."""
    return ballot.meeting or ("" if ballot.organ else motion.meeting)


def another_ballot(ballot: BallotRow, ballot_id: str, due_at: int) -> BallotRow:
    """A drafted ballot of the same stage, of the same organ in the same meeting."""
    return BallotRow(id=ballot_id, motion=ballot.motion, stage=ballot.stage, state=State.DRAFTED, due_at=due_at,
                     organ=ballot.organ, meeting=ballot.meeting, agenda=ballot.agenda)


def ballots_of(session: Session, motion: str) -> list[BallotRow]:
    """The ballots of a motion in the order of their stages, cancelled ones first within a stage."""
    return list(session.execute(select(BallotRow).where(BallotRow.motion == motion).order_by(
        BallotRow.stage, BallotRow.state != State.CANCELLED, BallotRow.due_at, BallotRow.id)).scalars())


def live_motions(session: Session) -> list[MotionRow]:
    """The motions that have been announced and are not at their end."""
    return list(session.execute(select(MotionRow).where(MotionRow.state == "live", MotionRow.document.is_not(None))
                                .order_by(MotionRow.filed_at, MotionRow.id)).scalars())


def ballots_due(session: Session, now: int) -> list[BallotRow]:
    """Ballots that the clock has opened or closed by `now` and that are not written down so yet."""
    return list(session.execute(select(BallotRow).where(or_(
        (BallotRow.state == State.ANNOUNCED) & (BallotRow.open_at <= now),
        (BallotRow.state == State.OPEN) & (BallotRow.close_at < now))).order_by(BallotRow.id)).scalars())


def roll_of(session: Session, ballot: str) -> list[RollRow]:
    """The entries of a ballot's roll: the frozen ones by voter id, then the added ones in their order."""
    query = select(RollRow).where(RollRow.ballot == ballot).order_by(RollRow.added_order, RollRow.voter)
    return list(session.execute(query).scalars())


def entry_of(session: Session, ballot: str, person: str) -> RollRow | None:
    """A person's entry in a ballot's roll, replaced or not."""
    return session.execute(select(RollRow).where(RollRow.ballot == ballot, RollRow.person == person)
                           ).scalar_one_or_none()


def turnout_of(session: Session, ballot: str) -> tuple[int, int]:
    """(how many have voted, how many are entitled) in a ballot."""
    voted, entitled = session.execute(select(func.count().filter(RollRow.last_seq > 0), func.count()).where(
        RollRow.ballot == ballot, RollRow.is_replaced.is_(False))).one()
    return voted, entitled


def is_anyone_to_vote(session: Session, ballot: str) -> bool:
    """Whether somebody who still may vote in a ballot has not."""
    return session.execute(select(RollRow.voter).where(
        RollRow.ballot == ballot, RollRow.is_replaced.is_(False), RollRow.ended_at == 0, RollRow.last_seq == 0
    ).limit(1)).first() is not None


def running_entries(session: Session, seat: str) -> Sequence[tuple[RollRow, BallotRow]]:
    """The unmarked entries of a seat on rolls in whose ballot one may still vote."""
    return [(entry, ballot) for entry, ballot in session.execute(
        select(RollRow, BallotRow).join(BallotRow, RollRow.ballot == BallotRow.id).where(
            BallotRow.state.in_([State.ANNOUNCED, State.OPEN]), RollRow.ended_at == 0, RollRow.is_replaced.is_(False),
            RollRow.seat == seat).order_by(RollRow.ballot, RollRow.voter)).all()]


def running_entries_of(session: Session, person: str) -> list[tuple[RollRow, BallotRow]]:
    """The entries of a person under which one may still vote, in the order of their ballots."""
    return [(entry, ballot) for entry, ballot in session.execute(
        select(RollRow, BallotRow).join(BallotRow, RollRow.ballot == BallotRow.id).where(
            BallotRow.state.in_([State.ANNOUNCED, State.OPEN]), RollRow.ended_at == 0, RollRow.is_replaced.is_(False),
            RollRow.person == person).order_by(RollRow.ballot)).all()]


def cast_of(session: Session, ballot: str, voter: str, attempt: str = "") -> CastRow | None:
    """A voter's cast of a given attempt, or the last one."""
    mine: list[ColumnElement[bool]] = [CastRow.ballot == ballot, CastRow.voter == voter]
    if attempt:
        return session.execute(select(CastRow).where(*mine, CastRow.attempt == attempt)).scalar_one_or_none()
    return session.execute(select(CastRow).where(*mine).order_by(CastRow.seq.desc()).limit(1)).scalars().first()


def casts_with_reason(session: Session, ballots: Collection[str]) -> list[CastRow]:
    """The casts of some ballots that give a reason."""
    return list(session.execute(select(CastRow).where(CastRow.ballot.in_(ballots), CastRow.reason != "")).scalars())


def signed_casts(session: Session, ballots: Collection[str]) -> list[bytes]:
    """The assertions under the casts of some ballots."""
    return [bytes(found) for found in session.execute(select(CastRow.assertion).where(
        CastRow.ballot.in_(ballots), CastRow.assertion != b"")).scalars()]


def is_on_running_roll(session: Session, person: str, now: int) -> bool:
    """Whether a person stands on the roll of a ballot that is announced or open at an instant."""
    return session.execute(select(RollRow.voter).join(BallotRow, RollRow.ballot == BallotRow.id).where(
        RollRow.person == person, RollRow.is_replaced.is_(False), BallotRow.close_at >= now,
        BallotRow.state.in_([State.ANNOUNCED, State.OPEN])).limit(1)).first() is not None
