"""Change a meeting's title, time or place, or cancel it: once it is convened, its members are told, with the reason.

Their calendars get the same entry with a higher sequence. A changed day must keep the notice again, or is decided on
like a late convocation.
"""

from __future__ import annotations

from dataclasses import replace

from voting.ballots.lifecycle import LIVE, State
from voting.ballots.meeting import MeetingMove, MeetingState, follow_meeting
from voting.errors import ConflictError, InputError
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.convene_meeting import convened
from voting.services.meeting_letters import write_cancelling, write_change
from voting.services.officers import preparer
from voting.services.prepare_meeting import MeetingDraft, write_particulars
from voting.services.send_convocation import decide_on_notice, notice_document
from voting.services.typed import typed
from voting.store.find import find_meeting
from voting.store.meetings import ballots_at
from voting.store.requisitions import find_requisition


def change_meeting(service: Service, by: str, meeting: str, draft: MeetingDraft, reason: str = "") -> None:
    """Give a meeting another title, time or place; organ, kind and requisition stay. A convened one needs a reason."""
    reason = typed(reason)
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = preparer(act, row.organ, by)
        follow_meeting(row.state, MeetingMove.CHANGE)
        before = (row.title, row.held_on, row.starts_at, row.ends_at, row.place, row.is_remote, row.zone)
        day = row.held_on
        write_particulars(act, row, replace(draft, organ=row.organ, kind=row.kind))
        if before == (row.title, row.held_on, row.starts_at, row.ends_at, row.place, row.is_remote, row.zone):
            return
        if row.state == MeetingState.PREPARED:
            return
        if not reason:
            raise InputError(N_("Say why the meeting is changed; the members are told."), "reason")
        if ballots_at(act.session, row.id, LIVE - {State.DRAFTED}):
            raise ConflictError(N_("A ballot of this meeting has been announced; its paper names the day and place."),
                                next=N_("Finish or cancel the ballot first."))
        if row.held_on != day:
            decide_on_notice(act, row, by, reason)
        row.sequence += 1
        act.log_register("meeting_changed", officer, **convened(row), reason=reason, notice=notice_document(act, row))
        write_change(act, row, reason)


def cancel_meeting(service: Service, by: str, meeting: str, reason: str) -> None:
    """Call a meeting off before it opens; its requisition, if it has one, waits for another meeting."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Say why the meeting is cancelled; the members are told."), "reason")
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = preparer(act, row.organ, by)
        was_convened = bool(row.convened_at)
        state = follow_meeting(row.state, MeetingMove.CANCEL)
        if ballots_at(act.session, row.id, LIVE - {State.DRAFTED}):
            raise ConflictError(N_("A ballot of this meeting has been announced."),
                                next=N_("Finish or cancel the ballot first."))
        row.state, row.ended_at, row.sequence = state, act.now, row.sequence + was_convened
        if row.requisition and was_convened:
            find_requisition(act.session, row.requisition).meeting = None
        act.log_register("meeting_cancelled", officer, meeting=row.id, organ=row.organ, reason=reason)
        if was_convened:
            write_cancelling(act, row, reason)
