"""Erase a person from the register, on their wish (GDPR Art. 17), with the log and every record still verifying.

The log has never held a name or an address: only random ids and salted commitments. An erasure takes name, address,
salts, reasons and passkeys out of the register; what the commitments hid can then be opened by nobody. Refused while
the person holds a seat or an office, or a ballot on whose roll they stand is not over, objections included: the
statutory record comes first (Art. 17(3)).

Kept records of the motions on whose rolls the person stood become their public copies, without names and reasons: a
signed file cannot lose one line. They keep their fingerprint and verify. Minutes, candidacies and what was done in an
office stay: they are the organisation's own record.
"""

from __future__ import annotations

from voting.errors import ConflictError, InputError, NotFoundError
from voting.record import public_copy
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.officers import secretariat
from voting.services.typed import typed
from voting.store.erasure import ballots_on_whose_rolls, erase, is_under_way, records_of
from voting.store.people import offices_of, seats_of
from voting.store.tables import BallotRow, PersonRow

DAY_S = 86400

HELD: dict[str, str] = {
    "session.person": "deleted", "sign_in.person": "deleted", "passkey.person": "deleted",
    "invitation.person": "deleted", "calendar_feed.person": "deleted", "mail_fault.person": "deleted",
    "roll.person": "its name and salt are emptied, with reasons, assertions and passkeys that hang on it",
    "seat.person": "kept: a random id, when a seat began and ended",
    "office.person": "kept: a random id, when an office began and ended",
    "document.stored_by": "kept: a random id; who stored what is part of a dossier",
    "pending.proposed_by": "kept: a random id; an address in a proposal is emptied",
    "requisition.filed_by": "kept: a random id; a requisition is a statutory record",
    "requisition_member.person": "kept: a random id; a requisition is a statutory record",
    "duty_done.noted_by": "kept: a random id; what was done in an office",
    "cycle.begun_by": "kept: a random id; what was done in an office",
    "cycle_skip.skipped_by": "kept: a random id; what was done in an office",
    "secrecy_ask.person": "kept: a random id; why a ballot was secret",
    "trustee.person": "kept: a random id; it stands on the signed paper",
    "meeting.presiding": "kept: a random id; who presided stands in the minutes",
    "attendance.person": "kept: a random id; who was there stands in the minutes",
    "attendance.noted_by": "kept: a random id; what was done in an office",
    "meeting_note.noted_by": "kept: a random id; what was done in an office",
    "representation.person": "kept: a random id; who voted for whom is part of a roll",
    "countersignature.person": "kept: a random id with what was signed in an office; the passkey itself is deleted",
    "candidacy.person": "kept: the list of candidates is part of a signed paper",
}
"""Each column that points at a person, and what an erasure does with it; a test holds this to the tables."""


def erase_person(service: Service, by: str, person: str, reason: str) -> None:
    """The secretariat erases somebody, with a reason that stands in the log; `ConflictError` while it may not be."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Give the reason; it stands in the record."), "reason")
    with begin(service) as act:
        officer = secretariat(act, by)
        row = act.session.get(PersonRow, person)
        if row is None:
            raise NotFoundError(N_("The register has no such person."))
        if row.name == row.id:
            raise ConflictError(N_("This person has been erased already."))
        ballots = _refuse(act, person)
        for kept in records_of(act.session, {ballot.motion for ballot in ballots}):
            kept.body = public_copy(bytes(kept.body))
        erase(act.session, row)
        act.forget_register()
        act.log_register("erased", officer, subject=person, reason=reason)


def _refuse(act: Act, person: str) -> list[BallotRow]:
    """The ballots on whose rolls the person stood; `ConflictError` if a seat, an office or a ballot is in the way."""
    if seats_of(act.session, person, act.now) or offices_of(act.session, person, act.now):
        raise ConflictError(N_("This person holds a seat or an office; it must end before anything is erased."))
    ballots = ballots_on_whose_rolls(act.session, person)
    objections_s = act.statutes.objection_period_days * DAY_S
    if any(is_under_way(ballot, act.now, objections_s) for ballot in ballots):
        raise ConflictError(
            N_("A ballot on whose roll this person stands is not over yet; the record of it comes first."),
            next=N_("Try again when the objection period of its result is over."))
    return ballots
