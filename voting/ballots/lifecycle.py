"""The life of a ballot: one table, read by everyone, repeated nowhere.

    drafted → announced → open → closed → counted → declared
    cancelled before opening; annulled after it; a secret ballot whose tellers do not open it becomes void.
    Where votes of a secret ballot do not open, two officers may dispute the count: then it is counted once more.

Announcing freezes roll and paper. Opening and closing follow the clock: `state_at` says where a ballot stands
at an instant, whether or not anyone has written it down yet. Counting is automatic; tellers may countersign what was
counted; declaring is the presiding officer's act, and legal effects begin with it. Every move that is not in the table
is refused in a sentence.
Nothing here resets a ballot, because no such move exists.
"""

from __future__ import annotations

from enum import StrEnum

from voting.errors import ConflictError
from voting.sentences import N_, Sentence


class State(StrEnum):
    """Where a ballot stands."""

    DRAFTED = "drafted"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    DECLARED = "declared"
    CANCELLED = "cancelled"
    ANNULLED = "annulled"


class Move(StrEnum):
    """What can be done to a ballot."""

    ANNOUNCE = "announce"
    OPEN = "open"
    CAST = "cast"
    COUNT_HANDS = "count_hands"
    CALL_LAST = "call_last"
    EXTEND = "extend"
    AMEND_ROLL = "amend_roll"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    COUNT = "count"
    DISPUTE = "dispute"
    RECOUNT = "recount"
    COUNTERSIGN = "countersign"
    DECLARE = "declare"
    CANCEL = "cancel"
    FILL = "fill"
    ANNUL = "annul"
    VOID = "void"


S, M = State, Move

LIFE: dict[tuple[State, Move], State] = {
    (S.DRAFTED, M.ANNOUNCE): S.ANNOUNCED,
    (S.DRAFTED, M.CANCEL): S.CANCELLED,
    (S.ANNOUNCED, M.OPEN): S.OPEN,
    (S.ANNOUNCED, M.AMEND_ROLL): S.ANNOUNCED,
    (S.ANNOUNCED, M.WITHDRAW): S.ANNOUNCED,
    (S.ANNOUNCED, M.EXTEND): S.ANNOUNCED,
    (S.ANNOUNCED, M.CANCEL): S.CANCELLED,
    (S.OPEN, M.CAST): S.OPEN,
    (S.OPEN, M.AMEND_ROLL): S.OPEN,
    (S.OPEN, M.WITHDRAW): S.OPEN,
    (S.OPEN, M.COUNT_HANDS): S.OPEN,
    (S.OPEN, M.CALL_LAST): S.OPEN,
    (S.OPEN, M.EXTEND): S.OPEN,
    (S.OPEN, M.CLOSE): S.CLOSED,
    (S.OPEN, M.ANNUL): S.ANNULLED,
    (S.CLOSED, M.COUNT): S.COUNTED,
    (S.CLOSED, M.ANNUL): S.ANNULLED,
    (S.CLOSED, M.VOID): S.ANNULLED,
    (S.COUNTED, M.DISPUTE): S.COUNTED,
    (S.COUNTED, M.RECOUNT): S.COUNTED,
    (S.COUNTED, M.COUNTERSIGN): S.COUNTED,
    (S.COUNTED, M.DECLARE): S.DECLARED,
    (S.COUNTED, M.ANNUL): S.ANNULLED,
    (S.DECLARED, M.COUNTERSIGN): S.DECLARED,
    (S.DECLARED, M.FILL): S.DECLARED,
    (S.DECLARED, M.ANNUL): S.ANNULLED,
}

LIVE = frozenset({S.DRAFTED, S.ANNOUNCED, S.OPEN, S.CLOSED, S.COUNTED})
"""States in which a ballot still has something to come: at most one such ballot a subject."""

WORDS: dict[State, Sentence] = {
    S.DRAFTED: N_("This ballot has not been announced yet."),
    S.ANNOUNCED: N_("This ballot is announced and not open yet."),
    S.OPEN: N_("This ballot is open."),
    S.CLOSED: N_("This ballot is closed."),
    S.COUNTED: N_("This ballot is closed and counted."),
    S.DECLARED: N_("The result of this ballot has been declared."),
    S.CANCELLED: N_("This ballot was cancelled before it opened."),
    S.ANNULLED: N_("This ballot was annulled."),
}

_CANNOT: dict[Move, Sentence] = {
    M.ANNOUNCE: N_("It cannot be announced."),
    M.OPEN: N_("It cannot be opened."),
    M.CAST: N_("No vote can be cast in it."),
    M.COUNT_HANDS: N_("No show of hands can be entered."),
    M.CALL_LAST: N_("No last call can be given."),
    M.EXTEND: N_("It cannot be extended."),
    M.AMEND_ROLL: N_("Its electoral roll can no longer be amended."),
    M.WITHDRAW: N_("Nobody can withdraw from it any more."),
    M.CLOSE: N_("It cannot be closed."),
    M.COUNT: N_("It cannot be counted."),
    M.DISPUTE: N_("Its count cannot be disputed."),
    M.RECOUNT: N_("It cannot be counted again."),
    M.COUNTERSIGN: N_("Its count cannot be countersigned."),
    M.DECLARE: N_("Its result cannot be declared."),
    M.CANCEL: N_("It cannot be cancelled."),
    M.FILL: N_("No vacancy can be filled from its papers."),
    M.ANNUL: N_("It cannot be annulled."),
    M.VOID: N_("It cannot become void."),
}


def follow(state: State, move: Move) -> State:
    """The state after `move`; `ConflictError` with both halves of the reason if the table has no such move."""
    after = LIFE.get((state, move))
    if after is None:
        raise ConflictError(N_("%(state)s %(cannot)s", state=WORDS[state], cannot=_CANNOT[move]))
    return after


def state_at(state: State, open_at: int, close_at: int, now: int) -> State:
    """Where the ballot stands at `now` (UTC seconds), whatever has been written so far.

    The last second counts: with `close_at` 19:00:00 a vote at 19:00:00 is in time, one at 19:00:01 is not.
    """
    if state is S.ANNOUNCED and now >= open_at:
        state = S.OPEN
    if state is S.OPEN and now > close_at:
        state = S.CLOSED
    return state
