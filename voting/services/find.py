"""Rows by their ids, locked by the act's own transaction; `NotFoundError` in a sentence for the rest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.errors import NotFoundError
from voting.sentences import N_
from voting.store.tables import BallotRow, MeetingRow, MotionRow, RollRow


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


def ballots_of(session: Session, motion: str) -> list[BallotRow]:
    """The ballots of a motion in the order of their stages, cancelled ones first within a stage."""
    query = select(BallotRow).where(BallotRow.motion == motion).order_by(BallotRow.stage, BallotRow.due_at, BallotRow.id)
    return list(session.execute(query).scalars())


def roll_of(session: Session, ballot: str) -> list[RollRow]:
    """The entries of a ballot's roll: the frozen ones by voter id, then the added ones in their order."""
    query = select(RollRow).where(RollRow.ballot == ballot).order_by(RollRow.added_order, RollRow.voter)
    return list(session.execute(query).scalars())


def entry_of(session: Session, ballot: str, person: str) -> RollRow | None:
    """A person's entry in a ballot's roll, replaced or not."""
    return session.execute(select(RollRow).where(RollRow.ballot == ballot, RollRow.person == person)
                           ).scalar_one_or_none()
