"""Seats and offices begin and end as a declared election says, and back again where it is annulled (V.CO.1b).

Outgoing holders stay until this moment. An organisation that lost its standing between paper and declaration keeps the
seat that it was elected to, with or without its vote, as the rules of seats say: a result is not corrected here.
"""

from __future__ import annotations

from voting.ballots.election import ElectionPaper
from voting.ballots.seats_filled import Outgoing, seats_of_office
from voting.services.act import Act, new_id, statutes_by_hash
from voting.services.appoint import begin_office
from voting.services.seat_person import end_seat
from voting.statutes import serves
from voting.store.people import seat_begun_at
from voting.store.tables import MotionRow, OfficeRow, SeatRow


def outgoing_of(act: Act, motion: MotionRow, election: ElectionPaper) -> Outgoing:
    """Whose seats and offices end when successors are declared."""
    register, now = act.register(), act.now
    if election.organ:
        return Outgoing(seats=[(seat.id, seat.organ) for seat in register.seats_in(election.organ, now)
                               if seat.kind == election.seat])
    rule = act.statutes.offices[election.office]
    held = [office for office in register.offices if office.office == rule.id and office.holds_at(now)
            and office.organ == (motion.organ if rule.organ_bound else "")]
    holders, organs = {office.person for office in held}, set(seats_of_office(act.statutes, rule.id))
    seats = [(seat.id, seat.organ) for seat in register.seats if seat.kind == "ex_officio" and seat.holds_at(now)
             and seat.person in holders and seat.organ in organs]
    return Outgoing(seats, [(office.id, office.office, office.organ) for office in held])


def gives_seat(act: Act, motion: MotionRow) -> bool:
    """Whether a motion gives a seat if it is adopted, as a co-option does (V.CO.1e)."""
    return statutes_by_hash(act.session, motion.statutes_sha256).decisions[motion.decision].effect == "seat"


@serves("V.CO.1b", "V.CO.1e", "V.CO.4", "V.COORD.1", "V.COORD.4", "V.CAC.1", "V.CD.4a")
def apply_election_effect(act: Act, by: dict[str, str], motion: MotionRow, effect: dict[str, object]) -> None:
    """Bring the register to what one effect of an election, or of a co-option, says."""
    reason = f"{motion.decision} {motion.id}"
    match effect["effect"]:
        case "seat_ended":
            end_seat(act, by, str(effect["seat"]), reason)
        case "office_ended":
            _end_office(act, by, str(effect["office_id"]), reason)
        case "seat_filled":
            row = SeatRow(id=new_id("s"), organ=effect["organ"], kind=effect["kind"], person=effect["subject"],
                          organisation=effect["organisation"] or None, from_at=act.now,
                          term_ends_on=effect["term_ends_on"])
            act.session.add(row)
            act.forget_register()
            act.log_register("seat_began", by, seat=row.id, organ=row.organ, kind=row.kind, subject=row.person,
                             organisation=row.organisation or "")
        case "office_filled":
            held = begin_office(act, by, str(effect["office"]), str(effect["organ"]) or motion.organ,
                                str(effect["subject"]))
            act.session.flush()
            act.session.get(OfficeRow, held).term_ends_on = str(effect["term_ends_on"])


def reverse_election_effect(act: Act, effect: dict[str, object]) -> list[dict[str, object]]:
    """The events that undo an effect of an election from now on; none where another event has overtaken it."""
    now = {"at": act.now}
    match effect["effect"]:
        case "seat_filled":
            seat = seat_begun_at(act.session, SeatRow, str(effect["subject"]), int(effect["at"]), organ=effect["organ"],
                                 kind=effect["kind"])
            return [{"effect": "seat_ended", "seat": seat.id, "organ": seat.organ, **now}] if seat else []
        case "office_filled":
            office = seat_begun_at(act.session, OfficeRow, str(effect["subject"]), int(effect["at"]),
                                   office=effect["office"], organ=effect["organ"])
            return [{"effect": "office_ended", "office_id": office.id, "office": office.office, "organ": office.organ,
                     **now}] if office else []
        case "office_ended":
            return [{"effect": "office_restored", **{name: effect[name] for name in ("office_id", "office", "organ")},
                     **now}]
        case "seat_ended":
            return [{"effect": "seat_restored", "seat": effect["seat"], "organ": effect["organ"], **now}]
    return []


def restore_office(act: Act, by: dict[str, str], office_id: str) -> None:
    """Whoever held an office before an election that was annulled holds it again."""
    before = act.session.get(OfficeRow, office_id)
    begin_office(act, by, before.office, before.organ, before.person)


def _end_office(act: Act, by: dict[str, str], office_id: str, reason: str) -> None:
    row = act.session.get(OfficeRow, office_id)
    row.until_at = act.now
    act.forget_register()
    act.log_register("office_ended", by, office=row.office, organ=row.organ, subject=row.person, reason=reason)
