"""The person named as a representative accepts or declines (V.CO.1f); only the acceptance gives the vote."""

from __future__ import annotations

from voting.errors import ConflictError, RefusedError
from voting.register.represent import may_represent
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.designation_letters import answered
from voting.services.write_mail import write_to_person
from voting.statutes import serves
from voting.store.find import find_meeting
from voting.store.representations import find_representation
from voting.store.tables import PersonRow, SeatRow


@serves("V.CO.1f")
def answer_designation(service: Service, by: str, representation: str, accepts: bool) -> None:
    """Accept, if one still may, or decline; the member is told by mail."""
    with begin(service) as act:
        row = find_representation(act.session, representation)
        where, seat = find_meeting(act.session, row.meeting), act.session.get(SeatRow, row.seat)
        if row.person != by:
            raise RefusedError(N_("Only the person who was named answers."), act.statutes.organs[seat.organ].clause)
        if row.ended_at or row.accepted_at:
            raise ConflictError(N_("This designation has been answered or taken back already."))
        if accepts:
            held = next((one for one in act.register().seats if one.id == seat.id and one.holds_at(act.now)), None)
            if held is None:
                raise ConflictError(N_("The seat that you were to represent has ended; there is nothing to accept."))
            if where.held_on < act.today.isoformat():
                raise ConflictError(N_("This meeting is over; a representative is named beforehand."))
            ruling = may_represent(act.statutes, act.register(), held, by, row.meeting, act.now)
            if not ruling.allowed:
                raise RefusedError(ruling.reason, ruling.clause)
            row.accepted_at = act.now
        else:
            row.ended_at, row.ended_as = act.now, "declined"
        act.forget_register()
        act.log_register("designation_answered", {"office": "representative", "subject": by},
                         representation=row.id, accepted=accepts)
        write_to_person(act, act.session.get(PersonRow, seat.person), answered(
            act.session.get(PersonRow, by).name, where.title, where.held_on, accepts,
            f"{service.origin}/representatives"))
