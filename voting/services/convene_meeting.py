"""Enter a meeting that has been convened by other means (V.COORD.3): every ballot belongs to a convened meeting.

For a shell, and for an organisation that begins to vote here between two meetings. Nobody is mailed and no notice is
judged; where the members are to be told, `prepare_meeting` and `send_convocation` do it.
"""

from __future__ import annotations

from voting.ballots.meeting import MeetingMove, follow_meeting
from voting.services.act import Act, Service, begin
from voting.services.prepare_meeting import MeetingDraft, enter_meeting
from voting.statutes import serves
from voting.statutes.meetings import EXTRAORDINARY, ORDINARY
from voting.store.requisitions import find_requisition
from voting.store.tables import MeetingRow


@serves("V.COORD.3")
def convene_meeting(service: Service, by: str, organ: str, title: str, held_on: str, place: str, is_remote: bool,
                    requisition: str = "", *, kind: str = "", starts_at: int = 0, ends_at: int = 0,
                    zone: str = "") -> str:
    """The id of the meeting; `InputError` names what is missing. On a `requisition` it is an extraordinary one."""
    kind = kind or (EXTRAORDINARY if requisition else ORDINARY)
    with begin(service) as act:
        officer, row = enter_meeting(act, by, MeetingDraft(organ, title, held_on, place, is_remote, kind, starts_at,
                                                           ends_at, zone, requisition))
        mark_convened(act, row)
        act.log_register("convened", officer, **convened(row))
        return row.id


def mark_convened(act: Act, meeting: MeetingRow) -> None:
    """From now on the meeting counts as convened; the requisition that it answers is answered."""
    meeting.state = follow_meeting(meeting.state, MeetingMove.CONVENE)
    meeting.convened_at = act.now
    if meeting.requisition:
        find_requisition(act.session, meeting.requisition).meeting = meeting.id


def convened(meeting: MeetingRow) -> dict[str, object]:
    """What the log says of a meeting that is convened."""
    return {"meeting": meeting.id, "organ": meeting.organ, "kind": meeting.kind, "title": meeting.title,
            "held_on": meeting.held_on, "starts": meeting.starts_at, "place": meeting.place,
            "remote": meeting.is_remote, **({"requisition": meeting.requisition} if meeting.requisition else {})}
