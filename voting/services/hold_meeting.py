"""Open and close a meeting, as whoever presides over it: the chair, else the deputy, else the tellers, in their time.

Opening asks nothing but the convocation. Closing waits until every motion that was put here has its end, so that the
minutes can tell all of it; it takes no ballot away from anybody.
"""

from __future__ import annotations

from datetime import UTC, datetime

from voting.ballots.meeting import MeetingMove, follow_meeting
from voting.errors import ConflictError, InputError
from voting.register.presiding import office_for, presiding_office
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.officers import preside
from voting.statutes import serves
from voting.store.find import ballots_of, find_meeting, meeting_asked
from voting.store.meetings import attendance_of, motions_at
from voting.store.tables import MeetingRow, MotionRow

EARLIEST_S = 12 * 3600
"""A meeting whose hour is known is not opened longer than this before it."""


@serves("V.COORD.3")
def open_meeting(service: Service, by: str, meeting: str) -> None:
    """Open it; who opens is who presides, until somebody else does."""
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = preside(act, row.organ, by, due_for(act, row, by))
        state = follow_meeting(row.state, MeetingMove.OPEN)
        if row.starts_at and act.now < row.starts_at - EARLIEST_S:
            raise ConflictError(N_("The meeting begins on %(at)s; it is not opened so long before.",
                                   at=datetime.fromtimestamp(row.starts_at, UTC)))
        row.state, row.opened_at, row.presiding = state, act.now, by
        act.log_register("meeting_opened", officer, meeting=row.id, organ=row.organ)


def take_chair(service: Service, by: str, meeting: str) -> None:
    """Somebody else presides from now on: whoever of chair, deputy and tellers may act."""
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = preside(act, row.organ, by, due_for(act, row, by))
        follow_meeting(row.state, MeetingMove.NOTE)
        if row.presiding == by:
            raise ConflictError(N_("You preside over this meeting already."))
        row.presiding = by
        act.log_register("chair_taken", officer, meeting=row.id, organ=row.organ)


def close_meeting(service: Service, by: str, meeting: str) -> None:
    """Close it; `ConflictError` while a motion that was announced here has no end."""
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = preside(act, row.organ, by, due_for(act, row, by))
        state = follow_meeting(row.state, MeetingMove.CLOSE)
        live = [number for number, motion in motions_at(act.session, row.id) if _is_under_way(act, row, motion)]
        if live:
            raise ConflictError(N_("Item %(number)s is not at its end: its result has not been declared.",
                                   number=live[0]),
                                next=N_("Declare or withdraw every motion that was put, then close the meeting."))
        row.state, row.ended_at = state, act.now
        act.log_register("meeting_closed", officer, meeting=row.id, organ=row.organ,
                         attended=len(attendance_of(act.session, row.id)))


def hand_over_chair(service: Service, by: str, meeting: str, to: str) -> None:
    """Who presides lets another presiding officer of the organ preside from now on, without any delay."""
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = preside(act, row.organ, by, due_for(act, row, by))
        follow_meeting(row.state, MeetingMove.NOTE)
        if not presiding_office(act.statutes, act.register(), row.organ, to, act.now):
            raise InputError(N_("Choose the chair, the deputy or a teller of this organ."), "to")
        row.presiding = to
        act.log_register("chair_handed_over", officer, meeting=row.id, organ=row.organ, subject=to)


def due_for(act: Act, meeting: MeetingRow, person: str) -> int:
    """Since when this person's act is due: at once for the chair and for who presides already; for others the delays
    run from the opening, or from the hour of the meeting, or from its convocation where no hour is known."""
    if meeting.presiding == person or office_for(act.statutes, act.register(), meeting.organ, person, "chair", act.now):
        return 0
    return meeting.opened_at or meeting.starts_at or meeting.convened_at


def _is_under_way(act: Act, meeting: MeetingRow, motion: MotionRow) -> bool:
    """Whether this meeting still has to act on a motion that was put: not if another organ's meeting is next."""
    if motion.state != "live" or motion.document is None:
        return False
    newest = meeting_asked(act.session, motion, ballots_of(act.session, motion.id)[-1])
    return newest is not None and newest.id == meeting.id


def note_taker(act: Act, meeting: MeetingRow, person: str) -> dict[str, str]:
    """The officer document of one who keeps the attendance and the notes: whoever presides in the organ, at once."""
    return preside(act, meeting.organ, person, 0)
