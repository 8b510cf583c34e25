"""The statements of a cast: what every voter's request reads and writes, at the hour when all vote.

SQLAlchemy's Core in place of its rows that follow changes, each statement built once: one look at ballot, entry of the
roll and earlier answer, two statements that write. The head of the log is locked before any of them (`lock_head`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, exists, insert, select, update

from voting.store.roll_passkeys import RollPasskeyRow
from voting.store.tables import BallotRow, CastRow, RollRow

_BALLOT, _ROLL, _CAST = BallotRow.__table__, RollRow.__table__, CastRow.__table__
_KEY = RollPasskeyRow.__table__
_SLOT = select(
    _BALLOT.c.motion, _BALLOT.c.state, _BALLOT.c.open_at, _BALLOT.c.close_at, _BALLOT.c.paper, _BALLOT.c.paper_hash,
    _ROLL.c.voter, _ROLL.c.clause, _ROLL.c.is_replaced, _ROLL.c.ended_at, _ROLL.c.last_seq,
    exists().where(_KEY.c.ballot == _ROLL.c.ballot, _KEY.c.voter == _ROLL.c.voter),
    _CAST.c.seq, _CAST.c.cast_at, _CAST.c.code, _CAST.c.receipt,
).select_from(
    _BALLOT.join(_ROLL, _ROLL.c.ballot == _BALLOT.c.id)
    .outerjoin(_CAST, and_(_CAST.c.ballot == _ROLL.c.ballot, _CAST.c.voter == _ROLL.c.voter,
                           _CAST.c.attempt == bindparam("attempt")))
).where(_BALLOT.c.id == bindparam("ballot"), _ROLL.c.person == bindparam("person"))
_CAST_AT = select(_CAST.c.cast_at).where(*(_CAST.c[name] == bindparam(name) for name in ("ballot", "voter", "seq")))
_ADD_CAST = insert(_CAST)
_COUNT_UP = update(_ROLL).where(_ROLL.c.ballot == bindparam("of_ballot"), _ROLL.c.voter == bindparam("of_voter"))


@dataclass(frozen=True, slots=True)
class Answered:
    """What an attempt that arrived before was answered."""

    seq: int
    cast_at: int
    code: str
    receipt: bytes


@dataclass(frozen=True, slots=True)
class Slot:
    """A voter's place in a ballot: the ballot, their entry of its roll, and what this attempt was answered."""

    ballot: str
    motion: str
    state: str
    open_at: int
    close_at: int
    paper: bytes
    paper_hash: str
    voter: str
    clause: str
    is_replaced: bool
    ended_at: int
    last_seq: int
    has_passkey: bool
    answered: Answered | None


def slot_of(connection: Connection, ballot: str, person: str, attempt: str) -> Slot | None:
    """The place of a person in a ballot; None if there is no such ballot or they are not on its roll."""
    row = connection.execute(_SLOT, {"ballot": ballot, "person": person, "attempt": attempt}).one_or_none()
    if row is None:
        return None
    *place, seq, cast_at, code, receipt = row
    answered = None if seq is None else Answered(seq, cast_at, code, bytes(receipt))
    *place, has_passkey = place
    return Slot(ballot, *place, bool(has_passkey), answered)


def cast_at_of(connection: Connection, slot: Slot, seq: int) -> int:
    """When the vote with this number was cast under a place of the roll."""
    return connection.execute(_CAST_AT, {"ballot": slot.ballot, "voter": slot.voter, "seq": seq}).scalar_one()


def store_cast(connection: Connection, slot: Slot, **cast: object) -> None:
    """Store a cast under a place of the roll, and its number as the latest."""
    connection.execute(_ADD_CAST, {"ballot": slot.ballot, "voter": slot.voter, **cast})
    connection.execute(_COUNT_UP, {"of_ballot": slot.ballot, "of_voter": slot.voter, "last_seq": cast["seq"]})
