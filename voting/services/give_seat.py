"""A seat that an organ gives by its decision, not by an election: the co-opted one (V.CO.1e).

The dossier names the person; the motion is about the organisation for which they sit, and says on which day the seat
ends. Declaring it seats them: whoever had the same seat for the organisation leaves it, and it counts within the seats
of the organ. When its day is over the clock ends it (`end_terms`), and nothing is held over: it hangs on an office that
somebody has elsewhere.
"""

from __future__ import annotations

from voting.errors import InputError
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.draft_motion import law_of, write_entry
from voting.services.seat_person import enter_person
from voting.statutes import Ruling, Statutes, serves
from voting.store.find import find_motion
from voting.store.tables import MotionRow, PersonRow


@serves("V.CO.1e")
def name_person(service: Service, by: str, motion: str, item: str, name: str, mail: str) -> None:
    """Write into the dossier who is to have the seat, entering the person if new; the address stays in the register."""
    with begin(service) as act:
        decision = law_of(act, find_motion(act.session, motion)).decisions[find_motion(act.session, motion).decision]
        if item not in {known.id for known in decision.dossier if known.kind == "person"}:
            raise InputError(N_("This item of the dossier names nobody."), "item")
        if not mail.strip():
            raise InputError(N_("An address is needed: the person signs in with it."), "mail")
        person = act.session.get(PersonRow, enter_person(act, name, mail))
        write_entry(act, by, motion, item, {"subject": person.id, "text": person.name})


@serves("V.CO.1a", "V.CO.1e")
def room_for_seat(act: Act, statutes: Statutes, motion: MotionRow) -> Ruling:
    """Whether the organ has room for the seat that a motion gives; allowed for every other motion."""
    decision = statutes.decisions[motion.decision]
    organ = statutes.organs[motion.organ]
    clause = decision.clause_for(motion.organ)
    if decision.effect != "seat":
        return Ruling(True, clause, N_("This decision gives no seat."))
    counted = {rule.kind for rule in organ.seats if rule.counted}
    held = [seat for seat in act.register().seats_in(motion.organ, act.now) if seat.kind in counted
            and (seat.kind, seat.organisation) != (decision.seat, motion.subject_id)]
    if decision.seat in counted and organ.max_counted_seats is not None and len(held) >= organ.max_counted_seats:
        return Ruling(False, organ.clause, N_("All %(seats)s seats of this organ are taken.",
                                              seats=organ.max_counted_seats))
    person = next((entry.get("subject", "") for entry in motion.dossier.values() if "subject" in entry), "")
    if person and any(seat.person == person for seat in held):
        return Ruling(False, clause, N_("This person sits in the organ already."))
    return Ruling(True, clause, N_("The organ has room for this seat."))
