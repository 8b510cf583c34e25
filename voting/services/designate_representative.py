"""A member who cannot attend names a representative for one meeting, and may take it back (V.CO.1f).

Named beforehand, by the member: nobody does it for them; what they sent in writing the coordinator may enter
(`enter_designation`). It counts for every roll that freezes after the
representative has accepted; once a roll has frozen with it, it binds for the meeting.
"""

from __future__ import annotations

from voting.errors import ConflictError, InputError, RefusedError
from voting.register.facts import Seat
from voting.register.represent import may_be_represented, may_represent
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.designation_letters import designated, revoked
from voting.services.invite import invite_new
from voting.services.seat_person import enter_person
from voting.services.write_mail import write_to_person
from voting.statutes import serves
from voting.store.find import find_meeting
from voting.store.representations import (
    RepresentationRow,
    find_representation,
    frozen_with,
    live_designations,
)
from voting.store.tables import MeetingRow, PersonRow, SeatRow


@serves("V.CO.1f")
def designate_representative(service: Service, by: str, meeting: str, name: str, mail: str) -> str:
    """The id of the designation; the person named is asked by mail. `RefusedError` with the clause if it may not be."""
    with begin(service) as act:
        where = find_meeting(act.session, meeting)
        seat = own_seat(act, where, by)
        return place_designation(act, {"office": "member", "subject": by}, where, seat, name, mail).id


@serves("V.CO.1f")
def place_designation(act: Act, by: dict[str, str], where: MeetingRow, seat: Seat, name: str, mail: str,
                      **written: str) -> RepresentationRow:
    """The designation of whoever holds `seat`, entered by `by`; `written` is what else is known of one on paper."""
    if where.held_on < act.today.isoformat():
        raise ConflictError(N_("This meeting is over; a representative is named beforehand."))
    if live_designations(act.session, where.id, seat.id):
        raise ConflictError(N_("You have named a representative for this meeting already.") if not written else
                            N_("This member has named a representative for this meeting already."),
                            next=N_("Take that back first, then name another.") if not written else
                            N_("The member or the representative ends that one first."))
    if not mail.strip():
        raise InputError(N_("The representative is asked by mail: an address is needed."), "mail")
    person = enter_person(act, name, mail)
    ruling = may_represent(act.statutes, act.register(), seat, person, where.id, act.now)
    if not ruling.allowed:
        raise RefusedError(ruling.reason, ruling.clause)
    row = RepresentationRow(id=new_id("v"), meeting=where.id, seat=seat.id, person=person, named_at=act.now, **written)
    act.session.add(row)
    act.log_register("designated", by, representation=row.id, meeting=where.id, seat=seat.id, subject=person,
                     clause=ruling.clause, **written)
    invite_new(act, by, person)
    write_to_person(act, act.session.get(PersonRow, person), designated(
        act.session.get(PersonRow, seat.person).name, act.statutes.organs[where.organ].name, where.title,
        where.held_on, f"{act.service.origin}/representatives"))
    return row


@serves("V.CO.1f")
def revoke_representative(service: Service, by: str, representation: str) -> None:
    """The member takes the designation back, or the representative steps down, until a roll has frozen with it."""
    with begin(service) as act:
        row = find_representation(act.session, representation)
        seat, where = act.session.get(SeatRow, row.seat), find_meeting(act.session, row.meeting)
        if by not in (seat.person, row.person):
            raise RefusedError(N_("Only the member and the representative can end this designation."),
                               _clause(act, seat))
        if row.ended_at:
            raise ConflictError(N_("This designation has ended already."))
        frozen = frozen_with(act.session, row.meeting, row.seat, row.person)
        if frozen:
            raise RefusedError(N_("An electoral roll of this meeting was frozen with the representative on it, so the "
                                  "designation binds for the meeting."), _clause(act, seat),
                               next=N_("The vote is the representative's; nobody else votes under this seat."))
        row.ended_at, row.ended_as = act.now, "revoked"
        act.forget_register()
        act.log_register("designation_ended", {"office": "member", "subject": by}, representation=row.id,
                         ended_as=row.ended_as)
        other = row.person if by == seat.person else seat.person
        write_to_person(act, act.session.get(PersonRow, other),
                        revoked(act.session.get(PersonRow, by).name, where.title, where.held_on,
                                f"{service.origin}/representatives"))


def own_seat(act: Act, meeting: MeetingRow, person: str) -> Seat:
    """The seat for which `person` may be represented at a meeting; else the refusal, with its clause."""
    seats = [seat for seat in act.register().seats_in(meeting.organ, act.now) if seat.person == person]
    rulings = [(seat, may_be_represented(act.statutes, act.register(), seat, act.now)) for seat in seats]
    for seat, ruling in rulings:
        if ruling.allowed:
            return seat
    if rulings:
        raise RefusedError(rulings[0][1].reason, rulings[0][1].clause)
    raise RefusedError(N_("You hold no seat in this organ, so you cannot send a representative."),
                       act.statutes.organs[meeting.organ].clause)


def _clause(act: Act, seat: SeatRow) -> str:
    """The clause on representatives in the organ of a seat."""
    organ = act.statutes.organs[seat.organ]
    return next((rule.clause for rule in organ.seats if rule.kind == "designated"), organ.clause)
