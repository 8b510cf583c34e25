"""Prepare a meeting (V.COORD.3): organ, kind, day, hour in a zone, place. Nobody is told before it is convened.

Its agenda is written next (`prepare_agenda`); `send_convocation` tells the members. An extraordinary meeting that
members asked for names their requisition.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voting.ballots.meeting import MeetingState
from voting.ballots.motion import is_day
from voting.errors import InputError
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.officers import preparer
from voting.services.typed import typed
from voting.statutes import serves
from voting.statutes.meetings import EXTRAORDINARY, ORDINARY, WRITTEN, kinds_of
from voting.store.requisitions import find_requisition
from voting.store.tables import MeetingRow

LONGEST_S = 31 * 86400
"""No meeting lasts longer than a month."""


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """What is entered of a meeting: `held_on` an ISO day in `zone`; instants in UTC seconds, 0 for unknown.

    `requisition` is the one that the meeting answers: met, of the same organ, and not answered yet.
    """

    organ: str
    title: str
    held_on: str
    place: str
    is_remote: bool
    kind: str = ORDINARY
    starts_at: int = 0
    ends_at: int = 0
    zone: str = ""
    requisition: str = ""


@serves("V.COORD.3", "V.CD.4a")
def prepare_meeting(service: Service, by: str, draft: MeetingDraft) -> str:
    """The id of the meeting, which is prepared and not convened; `InputError` names what is missing."""
    with begin(service) as act:
        officer, row = enter_meeting(act, by, draft)
        act.log_register("meeting_prepared", officer, meeting=row.id, organ=row.organ, kind=row.kind)
        return row.id


def enter_meeting(act: Act, by: str, draft: MeetingDraft) -> tuple[dict[str, str], MeetingRow]:
    """The officer document and the row of a meeting that is now prepared."""
    if draft.organ not in act.statutes.organs:
        raise InputError(N_("The statutes know no organ “%(organ)s”.", organ=draft.organ[:40]), "organ")
    officer = preparer(act, draft.organ, by)
    if draft.kind not in kinds_of(act.statutes, draft.organ):
        raise InputError(N_("This organ has no meetings of this kind."), "kind")
    row = MeetingRow(id=new_id("g"), organ=draft.organ, kind=draft.kind, state=MeetingState.PREPARED, convened_at=0,
                     sequence=0, late_reason="", opened_at=0, ended_at=0, requisition="", starts_at=0, ends_at=0)
    write_particulars(act, row, draft)
    if draft.requisition:
        check_requisition(act, draft.requisition, draft.organ, draft.kind)
        row.requisition = draft.requisition
    act.session.add(row)
    act.session.flush()
    return officer, row


def write_particulars(act: Act, row: MeetingRow, draft: MeetingDraft) -> None:
    """Title, time and place, checked. Remote meetings only where the data allows them."""
    title, place = typed(draft.title), typed(draft.place)
    if not title:
        raise InputError(N_("The meeting needs a title."), "title")
    if not is_day(draft.held_on):
        raise InputError(N_("The meeting needs a day, written like 2027-03-12."), "held_on")
    is_written = row.kind == WRITTEN  # neither in a place nor remote: it is no meeting
    if draft.is_remote and not is_written and not act.statutes.legal.remote_voting:
        raise InputError(N_("The statutes' data does not allow remote meetings."), "is_remote")
    if not draft.is_remote and not is_written and not place:
        raise InputError(N_("A meeting that is not remote needs a place."), "place")
    if draft.ends_at and not draft.starts_at < draft.ends_at <= draft.starts_at + LONGEST_S:
        raise InputError(N_("The meeting ends after it begins, and within a month."), "ends")
    try:
        ZoneInfo(draft.zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise InputError(N_("“%(zone)s” is no time zone that is known here; one is written like Europe/Paris.",
                            zone=draft.zone[:40]), "zone") from fault
    row.title, row.place, row.is_remote = title[:200], place[:200], draft.is_remote or is_written
    row.held_on, row.starts_at, row.ends_at, row.zone = draft.held_on, draft.starts_at, draft.ends_at, draft.zone


@serves("V.CD.5", "V.CO.5")
def check_requisition(act: Act, requisition: str, organ: str, kind: str) -> None:
    """`InputError` unless this requisition of the organ was met and no meeting answers it yet."""
    asked = find_requisition(act.session, requisition)
    if asked.organ != organ or not asked.met_at:
        raise InputError(N_("This requisition is of another organ, or not enough members have signed it."),
                         "requisition")
    if asked.meeting:
        raise InputError(N_("A meeting has been convened on this requisition already."), "requisition")
    if kind != EXTRAORDINARY and EXTRAORDINARY in kinds_of(act.statutes, organ):
        raise InputError(N_("A meeting that members asked for is an extraordinary one."), "kind")
