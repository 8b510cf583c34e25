"""Note who is at a meeting, in the room or from elsewhere, and who left: by the presiding officer or a teller.

Members, officers and those who attend without a vote can be noted; a guest of the day is told of in a note. Being
noted gives nobody a vote and not being noted takes none away: the electoral roll does that.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.meeting import MeetingMove, follow_meeting
from voting.errors import InputError
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.hold_meeting import note_taker
from voting.services.meeting_letters import members_to_convene
from voting.statutes import serves
from voting.store.find import find_meeting
from voting.store.meetings import AttendanceRow, attendance_of
from voting.store.tables import MeetingRow

ROOM, REMOTE, LEFT, AWAY = "room", "remote", "left", ""
HOW = (ROOM, REMOTE, LEFT, AWAY)


@serves("V.CO.2a", "IV.3")
def note_attendance(service: Service, by: str, meeting: str, noted: Mapping[str, str]) -> int:
    """Take over what is `noted` by person: room, remote, left, or "" for not there; how many lines changed."""
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = note_taker(act, row, by)
        follow_meeting(row.state, MeetingMove.ATTEND)
        known = {line.person: line for line in attendance_of(act.session, meeting)}
        may_be_noted = {*members_to_convene(act, row.organ), *known}
        changed = 0
        for person, how in sorted(noted.items()):
            if person not in may_be_noted or how not in HOW:
                raise InputError(N_("Only members and officers of the organ can be noted, in the room or remote."),
                                 "attendance")
            if how == REMOTE and not row.is_remote:
                raise InputError(N_("Nobody takes part in this meeting from elsewhere."), "attendance")
            if _note(act, row, known.get(person), person, how, by):
                act.log_register("attended", officer, meeting=row.id, subject=person, how=how)
                changed += 1
        return changed


def _note(act: Act, meeting: MeetingRow, line: AttendanceRow | None, person: str, how: str, by: str) -> bool:
    """Whether something changed."""
    if line is None:
        if how in (AWAY, LEFT):
            return False
        act.session.add(AttendanceRow(meeting=meeting.id, person=person, how=how, noted_by=by, noted_at=act.now,
                                      left_at=0))
        return True
    if how == LEFT:
        was_there = not line.left_at
        line.left_at = line.left_at or act.now
        return was_there
    if how == AWAY:
        act.session.delete(line)
        return True
    if (line.how, line.left_at) == (how, 0):
        return False
    line.how, line.left_at, line.noted_by, line.noted_at = how, 0, by, act.now
    return True
