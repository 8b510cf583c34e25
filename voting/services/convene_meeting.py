"""Convene a meeting of an organ (V.COORD.3): every ballot belongs to one (reading "where ballots happen")."""

from __future__ import annotations

from voting.ballots.motion import is_day
from voting.errors import InputError
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.officers import preparer
from voting.services.typed import typed
from voting.statutes import serves
from voting.store.requisitions import find_requisition
from voting.store.tables import MeetingRow


@serves("V.COORD.3")
def convene_meeting(service: Service, by: str, organ: str, title: str, held_on: str, place: str,
                    is_remote: bool, requisition: str = "") -> str:
    """The id of the meeting; `InputError` names what is missing. Remote meetings only where the data allows them.

    `requisition` is the one that this meeting answers: met, of the same organ, and not answered yet.
    """
    title, place = typed(title), typed(place)
    with begin(service) as act:
        if organ not in act.statutes.organs:
            raise InputError(N_("The statutes know no organ “%(organ)s”.", organ=organ[:40]), "organ")
        officer = preparer(act, organ, by)
        if not title:
            raise InputError(N_("The meeting needs a title."), "title")
        if not is_day(held_on):
            raise InputError(N_("The meeting needs a day, written like 2027-03-12."), "held_on")
        if is_remote and not act.statutes.legal.remote_voting:
            raise InputError(N_("The statutes' data does not allow remote meetings."), "is_remote")
        if not is_remote and not place:
            raise InputError(N_("A meeting that is not remote needs a place."), "place")
        row = MeetingRow(id=new_id("g"), organ=organ, title=title[:200], held_on=held_on,
                         place=place[:200], is_remote=is_remote, convened_at=act.now)
        act.session.add(row)
        if requisition:
            _answer(act, requisition, row)
        act.log_register("convened", officer, meeting=row.id, organ=organ, title=row.title, held_on=held_on,
                         place=row.place, remote=is_remote, **({"requisition": requisition} if requisition else {}))
        return row.id


@serves("V.CD.5", "V.CO.5")
def _answer(act: Act, requisition: str, meeting: MeetingRow) -> None:
    asked = find_requisition(act.session, requisition)
    if asked.organ != meeting.organ or not asked.met_at:
        raise InputError(N_("This requisition is of another organ, or not enough members have signed it."),
                         "requisition")
    if asked.meeting:
        raise InputError(N_("A meeting has been convened on this requisition already."), "requisition")
    act.session.flush()
    asked.meeting = meeting.id
