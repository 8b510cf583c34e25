"""Seat a person in an organ, or end a seat (V.CD.1, V.CO.1, V.CF.1). Nothing is deleted: a seat ends with a reason.

The number of counted seats, one seat an organisation, fixed places and the standings that may sit come from the
statutes' data. A seat that ends while a ballot runs keeps its entry on that roll, marked; no vote is accepted
under it from then on (decision 5 of the protocol).
"""

from __future__ import annotations

from voting.ballots.lifecycle import State
from voting.errors import ConflictError, InputError, NotFoundError
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.invite import invite_new
from voting.services.officers import secretariat
from voting.services.settle import settle
from voting.services.typed import typed
from voting.statutes import Organ, SeatRule, serves
from voting.store.find import running_entries
from voting.store.people import person_with_mail
from voting.store.tables import PersonRow, SeatRow

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows: in a name they would rewrite the line on which it stands."""


def enter_person(act: Act, name: str, mail: str = "", language: str = "", zone: str = "UTC") -> str:
    """The id of the person with this address, entered if new; `InputError` for a name or address no one can have."""
    name, mail = typed(name), mail.strip().lower()
    if len(name) > 200 or not any(char.isalnum() for char in name) or any(
            ord(char) < 32 or char in TURNING for char in name):
        raise InputError(N_("A person needs a name of one line."), "name")
    if mail and (mail.count("@") != 1 or len(mail) > 254 or any(char.isspace() or ord(char) < 32 for char in mail)):
        raise InputError(N_("“%(mail)s” is not a mail address.", mail=mail[:80]), "mail")
    if mail:
        known = person_with_mail(act.session, mail)
        if known is not None:
            return known.id
    person = PersonRow(id=new_id("p"), name=name, mail=mail or None, language=language, zone=zone)
    act.session.add(person)
    act.session.flush()
    return person.id


@serves("V.CD.1", "V.CF.1", "V.CO.1e")
def seat(act: Act, by: dict[str, str], organ: str, kind: str, person: str, organisation: str = "") -> str:
    """Give `person` a seat; the id of the seat. `InputError`/`ConflictError` where the statutes' data forbids it."""
    rules = act.statutes.organs.get(organ)
    rule = next((rule for rule in rules.seats if rule.kind == kind), None) if rules else None
    if rules is None or rule is None:
        raise InputError(N_("The statutes know no seat “%(kind)s” in “%(organ)s”.", kind=kind, organ=organ))
    _check_places(act, rules, rule, organisation)
    row = SeatRow(id=new_id("s"), organ=organ, kind=kind, person=person, organisation=organisation or None,
                  from_at=act.now)
    act.session.add(row)
    act.forget_register()
    act.log_register("seat_began", by, seat=row.id, organ=organ, kind=kind, subject=person, organisation=organisation)
    return row.id


def _check_places(act: Act, organ: Organ, rule: SeatRule, organisation: str) -> None:
    register = act.register()
    held = register.seats_in(organ.id, act.now)
    if organisation and organisation not in register.organisations:
        raise NotFoundError(N_("The register has no organisation “%(code)s”.", code=organisation))
    if rule.standings and not organisation:
        raise InputError(N_("This seat is held for an organisation: name its code."), "organisation")
    if organisation:
        standing = register.organisations[organisation].standing_at(act.now)
        if rule.standings and standing not in rule.standings:
            raise ConflictError(N_("%(name)s cannot hold this seat with its present standing “%(standing)s”.",
                                   name=register.organisations[organisation].name, standing=standing))
        same = [s for s in held if s.kind == rule.kind and s.organisation == organisation]
        if rule.per_organisation is not None and len(same) >= rule.per_organisation:
            raise ConflictError(N_("%(name)s has its seat in this organ already; end that one first.",
                                   name=register.organisations[organisation].name))
        places = rule.places.get(register.organisations[organisation].continent)
        if rule.places:
            there = [s for s in held if s.kind == rule.kind and s.organisation and
                     register.organisations[s.organisation].continent == register.organisations[organisation].continent]
            if len(there) >= (places or 0):
                raise ConflictError(N_("All places of this continent in the organ are taken."))
    if rule.counted and organ.max_counted_seats is not None:
        counted = {r.kind for r in organ.seats if r.counted}
        if len([s for s in held if s.kind in counted]) >= organ.max_counted_seats:
            raise ConflictError(N_("All %(seats)s seats of this organ are taken.", seats=organ.max_counted_seats))


def end_seat(act: Act, by: dict[str, str], seat_id: str, reason: str) -> None:
    """End a seat now; its entries on running rolls are marked."""
    row = act.session.get(SeatRow, seat_id)
    if row is None or row.until_at:
        raise NotFoundError(N_("There is no such seat, or it has ended already."))
    row.until_at, row.ended_because = act.now, reason
    act.forget_register()
    act.log_register("seat_ended", by, seat=seat_id, reason=reason)
    mark_ended(act, by, reason, seat_id)


def mark_ended(act: Act, by: dict[str, str], reason: str, seat_id: str) -> None:
    """Mark the entries of a seat on every roll in whose ballot one may still vote at this instant."""
    for entry, ballot in running_entries(act.session, seat_id):
        if settle(act, ballot) in (State.ANNOUNCED, State.OPEN):
            entry.ended_at = act.now
            act.log("mandate_ended", by, ballot.motion, ballot.id, voter=entry.voter, reason=reason)


def seat_person(service: Service, by: str, organ: str, kind: str, name: str, mail: str = "",
                organisation: str = "") -> str:
    """The coordinator seats somebody, entering the person if new, who is invited to enrol a passkey; the seat's id."""
    with begin(service) as act:
        officer = secretariat(act, by)
        person = enter_person(act, name, mail)
        seated = seat(act, officer, organ, kind, person, organisation)
        invite_new(act, officer, person)
        return seated


def unseat_person(service: Service, by: str, seat_id: str, reason: str) -> None:
    """The coordinator ends a seat, with a reason."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Say why the seat ends."), "reason")
    with begin(service) as act:
        end_seat(act, secretariat(act, by), seat_id, reason)
