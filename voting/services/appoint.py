"""Begin or end an office that an organ has filled: chair, deputy, teller, coordinator, auditor. Logged, kept."""

from __future__ import annotations

from voting.errors import ConflictError, InputError, NotFoundError
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.invite import invite_new
from voting.services.officers import secretariat
from voting.services.seat_person import enter_person
from voting.services.typed import typed
from voting.store.access import end_sessions_of
from voting.store.tables import OfficeRow

PRESIDING = ("chair", "deputy", "teller")


def begin_office(act: Act, by: dict[str, str], office: str, organ: str, person: str) -> str:
    """The id of the office now held by `person`; `InputError` if the statutes know no such office."""
    rule = act.statutes.offices.get(office)
    if rule is None or (rule.organ_bound and organ not in act.statutes.organs):
        raise InputError(N_("The statutes know no office “%(office)s” in “%(organ)s”.", office=office, organ=organ))
    _refuse_both_sides(act, rule.role, person)
    row = OfficeRow(id=new_id("o"), office=office, organ=organ if rule.organ_bound else "", person=person,
                    from_at=act.now)
    act.session.add(row)
    act.forget_register()
    act.log_register("office_began", by, office=office, organ=row.organ, subject=person)
    return row.id


def _refuse_both_sides(act: Act, role: str, person: str) -> None:
    """Who keeps the register does not open ballots, and who opens them does not keep the register."""
    other = PRESIDING if role == "secretariat" else ("secretariat",) if role in PRESIDING else ()
    offices = [office for name in other for office in act.statutes.offices_of_role(name)]
    if any(held.person == person and held.office in offices and held.holds_at(act.now)
           for held in act.register().offices):
        raise ConflictError(N_("One person cannot keep the register and preside over an organ: the coordinator never "
                               "opens or closes a ballot."),
                            next=N_("Choose somebody else, or end the other office first."))


def appoint(service: Service, by: str, office: str, organ: str, name: str, mail: str) -> str:
    """The coordinator enters whom an organ has chosen for an office; the id of the office."""
    with begin(service) as act:
        officer = secretariat(act, by)
        person = enter_person(act, name, mail)
        held = begin_office(act, officer, office, organ, person)
        invite_new(act, officer, person)
        return held


def end_office(service: Service, by: str, office_id: str, reason: str) -> None:
    """The coordinator ends an office; its powers end with the next request, and its holder is signed out everywhere."""
    with begin(service) as act:
        officer = secretariat(act, by)
        row = act.session.get(OfficeRow, office_id)
        if row is None or row.until_at:
            raise NotFoundError(N_("There is no such office, or it has ended already."))
        row.until_at = act.now
        act.log_register("office_ended", officer, office=row.office, organ=row.organ, subject=row.person,
                         reason=typed(reason) or "ended")
        end_sessions_of(act.session, row.person, act.now)
