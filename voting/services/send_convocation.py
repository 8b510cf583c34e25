"""Convene: send the convocation of a prepared meeting to everyone concerned (V.COORD.3, "in good time").

The notice is judged against the data on the day of sending. A late one is not refused silently nor passed silently:
whoever holds the office that the data name decides on it with reasons, which the letter, the meeting's page and its
minutes repeat.
"""

from __future__ import annotations

from datetime import date

from voting.ballots.meeting import MeetingMove, follow_meeting
from voting.errors import ConflictError, InputError, RefusedError
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.convene_meeting import convened, mark_convened
from voting.services.meeting_letters import write_agenda, write_convocation
from voting.services.officers import preparer
from voting.services.prepare_agenda import agenda_sha256
from voting.services.prepare_meeting import check_requisition
from voting.services.typed import typed
from voting.statutes import Ruling, serves
from voting.statutes.meetings import notice_needed, notice_ruling, who_may_shorten
from voting.store.find import find_meeting
from voting.store.meetings import items_of
from voting.store.tables import MeetingRow

REASON_LIMIT = 1000


@serves("V.COORD.3", "V.CD.5", "V.CO.5")
def send_convocation(service: Service, by: str, meeting: str, late_reason: str = "") -> int:
    """How many letters were written; `RefusedError` for a late notice by an office that may not shorten it."""
    late_reason = typed(late_reason)
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = preparer(act, row.organ, by)
        follow_meeting(row.state, MeetingMove.CONVENE)
        if not items_of(act.session, row.id):
            raise ConflictError(N_("The agenda is empty: nobody is convened to nothing."),
                                next=N_("Write the items of the agenda first."))
        if date.fromisoformat(row.held_on) < act.today or 0 < row.starts_at <= act.now:
            raise ConflictError(N_("The meeting lies in the past; nobody can be convened to it."),
                                next=N_("Change its day first."))
        if row.requisition:
            check_requisition(act, row.requisition, row.organ, row.kind)
        notice = decide_on_notice(act, row, by, late_reason)
        mark_convened(act, row)
        act.log_register("convened", officer, **convened(row), agenda_sha256=agenda_sha256(act.session, row.id),
                         notice=notice_document(act, row))
        return write_convocation(act, row, notice)


def send_agenda(service: Service, by: str, meeting: str) -> int:
    """Tell the members what has been added to the agenda since; how many letters were written."""
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = preparer(act, row.organ, by)
        follow_meeting(row.state, MeetingMove.ADD_ITEM)
        if not row.convened_at:
            raise ConflictError(N_("This meeting is being prepared and has not been convened yet."),
                                next=N_("The convocation tells the whole agenda."))
        row.sequence += 1
        act.log_register("agenda_sent", officer, meeting=row.id, agenda_sha256=agenda_sha256(act.session, row.id))
        return write_agenda(act, row)


def notice_of(act: Act, meeting: MeetingRow) -> Ruling:
    """The notice of a meeting as it would be, or was, given."""
    return notice_ruling(act.statutes, meeting.organ, meeting.kind, act.today, date.fromisoformat(meeting.held_on))


def may_shorten(act: Act, meeting: MeetingRow, person: str) -> Ruling:
    """Whether somebody may convene this meeting at shorter notice."""
    rule = act.statutes.meetings[meeting.organ]
    held = {office.office for office in act.register().offices
            if office.person == person and office.organ in ("", meeting.organ) and office.holds_at(act.now)}
    return who_may_shorten(act.statutes, rule, held)


def notice_document(act: Act, meeting: MeetingRow) -> dict[str, object]:
    """What the log says of the notice: days given, days asked for, the reason of a late one."""
    return {"given": (date.fromisoformat(meeting.held_on) - act.today).days,
            "needed": notice_needed(act.statutes, meeting.organ, meeting.kind), "reason": meeting.late_reason}


def decide_on_notice(act: Act, meeting: MeetingRow, by: str, reason: str) -> Ruling:
    """The notice as it is given now; a late one is decided on by `by`, with a reason that stays with the meeting."""
    notice = notice_of(act, meeting)
    meeting.late_reason = "" if notice.allowed else _decided(act, meeting, by, reason)
    return notice


def _decided(act: Act, meeting: MeetingRow, by: str, reason: str) -> str:
    ruling = may_shorten(act, meeting, by)
    if not ruling.allowed:
        raise RefusedError(N_("%(notice)s %(who)s", notice=notice_of(act, meeting).reason, who=ruling.reason),
                           ruling.clause, kept=N_("The meeting and its agenda are stored as they were."))
    if not reason:
        raise InputError(N_("Say why the meeting is convened at shorter notice; the members read it."), "late_reason")
    if len(reason) > REASON_LIMIT:
        raise InputError(N_("The reasons have at most %(limit)s characters.", limit=REASON_LIMIT), "late_reason")
    return reason
