"""Who may act for an organ (the reading "presiding"): its chair; the deputy, then the tellers, if the chair does not.

The text names no chair. By the reading, the deputy may act when the next act has been due for longer than the
data's delay, the tellers after the longer one. The coordinator never opens or closes a ballot.
"""

from __future__ import annotations

from datetime import UTC, datetime

from voting.register.facts import Register
from voting.sentences import N_
from voting.statutes import Ruling, Statutes, serves


@serves("V.COORD.2")
def may_preside(statutes: Statutes, register: Register, organ: str, person: str, now: int, due_at: int) -> Ruling:
    """Whether `person` may do the next act in `organ`, which has been due since `due_at` (UTC seconds)."""
    clause = statutes.presiding.clause
    held = [(role, delay) for role, delay in (("chair", 0), ("deputy", statutes.presiding.deputy_after_s),
                                              ("teller", statutes.presiding.tellers_after_s))
            if office_for(statutes, register, organ, person, role, now)]
    if not held:
        return Ruling(False, clause, N_("Only the presiding officers of this organ may do this."))
    delay = min(delay for _, delay in held)
    if now < due_at + delay:
        return Ruling(False, clause, N_("This is the chair's act. As deputy or teller you may do it from %(at)s on, if "
                                        "the chair has not acted.", at=datetime.fromtimestamp(due_at + delay, UTC)))
    return Ruling(True, clause, N_("You preside over this organ."))


def office_for(statutes: Statutes, register: Register, organ: str, person: str, role: str, at: int) -> str:
    """The id of the office of this role that `person` holds for `organ` at an instant; "" for none."""
    offices = statutes.offices_of_role(role)
    for held in register.offices:
        if held.person == person and held.office in offices and held.organ in ("", organ) and held.holds_at(at):
            return held.office
    return ""


def presiding_office(statutes: Statutes, register: Register, organ: str, person: str, at: int) -> str:
    """The office by which `person` acts for `organ`: chair before deputy before teller; "" for none."""
    for role in ("chair", "deputy", "teller"):
        office = office_for(statutes, register, organ, person, role, at)
        if office:
            return office
    return ""
