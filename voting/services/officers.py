"""Which office a person acts by; `RefusedError` with the clause where they hold none. Powers end with the office."""

from __future__ import annotations

from voting.errors import RefusedError
from voting.register.presiding import may_preside, office_for, presiding_office
from voting.sentences import N_
from voting.services.act import Act
from voting.statutes.elections import may_look_after
from voting.store.elections import stands
from voting.store.people import holder_of
from voting.store.tables import MotionRow, PersonRow

OPERATOR = {"office": "operator", "subject": ""}
"""Whoever runs the service, acting from its shell: in no office of the statutes, and the log says so."""
OPERATOR_ID = "operator"
"""What the shell passes as the acting person; no person's id is like it, so no page can."""


def preside(act: Act, organ: str, person: str, due_at: int) -> dict[str, str]:
    """The officer document of the person who presides over `organ` for an act due since `due_at`."""
    ruling = may_preside(act.statutes, act.register(), organ, person, act.now, due_at)
    if not ruling.allowed:
        raise RefusedError(ruling.reason, ruling.clause)
    return {"office": presiding_office(act.statutes, act.register(), organ, person, act.now), "subject": person}


def preside_over(act: Act, motion: MotionRow, person: str, due_at: int, organ: str = "") -> dict[str, str]:
    """As `preside`, for an act on `motion`: nobody presides over an election in which they stand.

    `organ` is the one that is asked, where it is not the one to which the motion was put. Where the chair stands the
    deputy need not wait, and where both stand a teller need not.
    """
    if motion.subject_kind == "seats":
        refuse_candidate(act, motion.id, person)
        due_at = _since_all_before_stand(act, motion, person, due_at)
    return preside(act, organ or motion.organ, person, due_at)


def refuse_candidate(act: Act, motion: str, person: str) -> None:
    """`RefusedError` for whoever stands: nobody presides over, or holds a key of, an election in which they stand."""
    ruling = may_look_after(act.statutes, stands(act.session, motion, person))
    if not ruling.allowed:
        raise RefusedError(ruling.reason, ruling.clause)


def _since_all_before_stand(act: Act, motion: MotionRow, person: str, due_at: int) -> int:
    """Long ago, if everybody stands who would have to be waited for; else `due_at`."""
    mine = presiding_office(act.statutes, act.register(), motion.organ, person, act.now)
    for role in ("chair", "deputy"):
        offices = act.statutes.offices_of_role(role)
        if mine in offices:
            return 0 if role != "chair" else due_at
        holders = [held.person for held in act.register().offices if held.office in offices
                   and held.organ in ("", motion.organ) and held.holds_at(act.now)]
        if not holders or not all(stands(act.session, motion.id, holder) for holder in holders):
            return due_at
    return 0


def officer(act: Act, organ: str, person: str) -> dict[str, str]:
    """The officer document of anyone who may propose or confirm an act that needs two officers of `organ`."""
    for role in ("chair", "deputy", "teller", "secretariat"):
        office = office_for(act.statutes, act.register(), organ, person, role, act.now)
        if office:
            return {"office": office, "subject": person}
    raise RefusedError(N_("Only officers of this organ may do this."), act.statutes.presiding.clause)


def any_officer(act: Act, person: str) -> dict[str, str]:
    """The officer document of anyone who presides over some organ, or of the secretariat: for acts of the whole."""
    for role in ("chair", "deputy", "teller", "secretariat"):
        for organ in act.statutes.organs:
            office = office_for(act.statutes, act.register(), organ, person, role, act.now)
            if office:
                return {"office": office, "subject": person}
    raise RefusedError(N_("Only an officer may do this."), act.statutes.presiding.clause)


def secretariat(act: Act, person: str) -> dict[str, str]:
    """The officer document of the coordinator or another holder of an office of the secretariat.

    The register may also be kept from the shell, by the operator in the operator's own name: who can write the database
    could do it unseen, and this way it is checked by the same rules and stands in the log.
    """
    if person == OPERATOR_ID:
        return dict(OPERATOR)
    office = office_for(act.statutes, act.register(), "", person, "secretariat", act.now)
    if not office:
        raise RefusedError(N_("Only the coordinator may do this."), act.statutes.presiding.clause)
    return {"office": office, "subject": person}


def secretariat_mail(act: Act) -> str:
    """The address at which the secretariat is told of what is not right; "" if there is none."""
    holder = holder_of(act.session, act.statutes.offices_of_role("secretariat"), "", act.now)
    person = act.session.get(PersonRow, holder) if holder else None
    return person.mail or "" if person is not None else ""


def preparer(act: Act, organ: str, person: str) -> dict[str, str]:
    """The officer document of one who may convene and prepare motions: the secretariat or the organ's chair."""
    for role in ("secretariat", "chair", "deputy"):
        office = office_for(act.statutes, act.register(), organ, person, role, act.now)
        if office:
            return {"office": office, "subject": person}
    raise RefusedError(N_("Only the coordinator or the chair of this organ may do this."),
                       act.statutes.presiding.clause)
