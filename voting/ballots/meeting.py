"""The life of a meeting: one table, as for ballots.

    prepared → convened → open → closed; cancelled before it opens.

Preparing binds nobody. Convening tells the members; from then on every change is told to them too. Who presides opens
and closes it. A ballot needs a meeting that was convened; a closed one takes no new ballot.
"""

from __future__ import annotations

from enum import StrEnum

from voting.errors import ConflictError
from voting.sentences import N_, Sentence
from voting.statutes import Ruling, serves


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PREPARED = "prepared"
    CONVENED = "convened"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class MeetingMove(StrEnum):
    """What can be done about a meeting."""

    CONVENE = "convene"
    ADD_ITEM = "add_item"
    REORDER = "reorder"
    CHANGE = "change"
    CANCEL = "cancel"
    OPEN = "open"
    ATTEND = "attend"
    NOTE = "note"
    ANNOUNCE = "announce"
    CLOSE = "close"
    MINUTE = "minute"


S, M = MeetingState, MeetingMove

MEETING_LIFE: dict[tuple[MeetingState, MeetingMove], MeetingState] = {
    (S.PREPARED, M.CONVENE): S.CONVENED,
    (S.PREPARED, M.ADD_ITEM): S.PREPARED,
    (S.PREPARED, M.REORDER): S.PREPARED,
    (S.PREPARED, M.CHANGE): S.PREPARED,
    (S.PREPARED, M.CANCEL): S.CANCELLED,
    (S.CONVENED, M.ADD_ITEM): S.CONVENED,
    (S.CONVENED, M.REORDER): S.CONVENED,
    (S.CONVENED, M.CHANGE): S.CONVENED,
    (S.CONVENED, M.CANCEL): S.CANCELLED,
    (S.CONVENED, M.OPEN): S.OPEN,
    (S.CONVENED, M.ANNOUNCE): S.CONVENED,
    (S.OPEN, M.ADD_ITEM): S.OPEN,
    (S.OPEN, M.ATTEND): S.OPEN,
    (S.OPEN, M.NOTE): S.OPEN,
    (S.OPEN, M.ANNOUNCE): S.OPEN,
    (S.OPEN, M.CLOSE): S.CLOSED,
    (S.CLOSED, M.MINUTE): S.CLOSED,
}

MEETING_WORDS: dict[MeetingState, Sentence] = {
    S.PREPARED: N_("This meeting is being prepared and has not been convened yet."),
    S.CONVENED: N_("This meeting is convened and not open yet."),
    S.OPEN: N_("This meeting is open."),
    S.CLOSED: N_("This meeting is closed."),
    S.CANCELLED: N_("This meeting was cancelled."),
}

_CANNOT: dict[MeetingMove, Sentence] = {
    M.CONVENE: N_("It cannot be convened."),
    M.ADD_ITEM: N_("Nothing can be put on its agenda any more."),
    M.REORDER: N_("The order of its agenda cannot be changed any more."),
    M.CHANGE: N_("Its time and place cannot be changed any more."),
    M.CANCEL: N_("It cannot be cancelled."),
    M.OPEN: N_("It cannot be opened."),
    M.ATTEND: N_("Attendance is recorded while it is open."),
    M.NOTE: N_("Notes for its minutes are taken while it is open."),
    M.ANNOUNCE: N_("No ballot can be announced in it."),
    M.CLOSE: N_("It cannot be closed."),
    M.MINUTE: N_("Its minutes are made when it has been closed."),
}


def follow_meeting(state: str, move: MeetingMove) -> MeetingState:
    """The state after `move`; `ConflictError` with both halves of the reason if the table has no such move."""
    before = MeetingState(state)
    after = MEETING_LIFE.get((before, move))
    if after is None:
        raise ConflictError(N_("%(state)s %(cannot)s", state=MEETING_WORDS[before], cannot=_CANNOT[move]))
    return after


@serves("V.COORD.3")
def meeting_ruling(state: str, clause: str) -> Ruling:
    """Whether a ballot may be announced in a meeting that stands so: every ballot belongs to a convened meeting."""
    is_convened = (MeetingState(state), MeetingMove.ANNOUNCE) in MEETING_LIFE
    if is_convened:
        return Ruling(True, clause, N_("The meeting has been convened."))
    return Ruling(False, clause, N_("%(state)s %(cannot)s", state=MEETING_WORDS[MeetingState(state)],
                                    cannot=_CANNOT[MeetingMove.ANNOUNCE]))
