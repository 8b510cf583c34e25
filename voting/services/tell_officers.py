"""What waits for a second officer is told at once to everybody who may confirm it: no act waits unseen.

To the officers of the organ whose ballot it concerns; of what concerns the whole, to the officers of every organ. Not
to whoever proposed it, nor to the person whom it concerns: neither may confirm. The letter does not say whom it is
about: that stands in the officers' room.
"""

from __future__ import annotations

from voting.sentences import N_, Sentence
from voting.services.act import Act
from voting.services.letters import second_officer_wanted
from voting.services.write_mail import write_to_person
from voting.store.access import PendingRow
from voting.store.find import find_ballot, find_motion
from voting.store.tables import PersonRow

ROLES = ("chair", "deputy", "teller", "secretariat")
"""Whose holders may confirm; see `officers.officer`."""

WHAT: dict[str, Sentence] = {
    "annul": N_("Annul a ballot"), "amend_roll": N_("Amend an electoral roll"),
    "dispute": N_("Dispute the count of a secret ballot"),
    "recover": N_("New passkeys for somebody who lost theirs"), "change_mail": N_("Change a mail address"),
    "rotate_keys": N_("Replace the keys of the service")}
"""What each kind of proposal would do."""


def tell_officers(act: Act, waiting: PendingRow) -> None:
    """A letter to each officer who may confirm a new proposal."""
    question = find_motion(act.session, find_ballot(act.session, waiting.ballot).motion).question \
        if waiting.ballot else None
    proposer = act.session.get(PersonRow, waiting.proposed_by)
    letter = second_officer_wanted(WHAT[waiting.act], question, proposer.name, waiting.reason,
                                   f"{act.service.origin}/teller")
    for person in confirmers(act, waiting):
        write_to_person(act, act.session.get(PersonRow, person), letter, ballot=waiting.ballot or "")


def confirmers(act: Act, waiting: PendingRow) -> list[str]:
    """Who may confirm a proposal now, by id."""
    offices = {office for role in ROLES for office in act.statutes.offices_of_role(role)}
    holders = {held.person for held in act.register().offices
               if held.office in offices and held.holds_at(act.now) and
               (not waiting.ballot or held.organ in ("", waiting.organ))}
    return sorted(holders - {waiting.proposed_by, waiting.payload.get("person") if not waiting.ballot else ""})
