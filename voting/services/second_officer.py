"""Acts that one officer proposes and a second confirms: amending a roll, annulling a ballot, disputing a secret count,
lost passkeys, an address.

The proposal waits, visible to the officers of the organ; it takes effect only when somebody else confirms it, and
is checked again then. Either may be refused by the second officer. Nobody confirms what they proposed.
"""

from __future__ import annotations

from collections.abc import Callable

from voting.ballots.cast import issue_ballot
from voting.ballots.lifecycle import Move, State, follow
from voting.ballots.roll import Identity
from voting.errors import ConflictError, NotFoundError, RefusedError
from voting.evidence import encode
from voting.register.draw_up_roll import person_ruling, rule_on_seats, seat_ruling
from voting.register.facts import Seat
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.announce_ballot import new_entry
from voting.services.annul_ballot import annul
from voting.services.change_mail import CHANGE_MAIL, change_mail_confirmed
from voting.services.dispute_count import DISPUTE, check_dispute, dispute
from voting.services.draft_motion import law_of
from voting.services.officers import officer
from voting.services.passkeys_on_roll import put_on_roll
from voting.services.pending import another_officer, find_waiting, put_forward, settle_proposal
from voting.services.recover_passkeys import RECOVER, recover
from voting.services.rotate_keys import ROTATE
from voting.services.settle import settle
from voting.statutes import Statutes
from voting.store.access import PendingRow
from voting.store.find import entry_of, find_ballot, find_motion, meeting_id_asked, organ_asked, roll_of
from voting.store.secret import credential_of
from voting.store.tables import BallotRow, MotionRow

OF_THE_WHOLE: dict[str, Callable[[Act, PendingRow, dict[str, str]], None]] = {
    RECOVER: recover, CHANGE_MAIL: change_mail_confirmed, ROTATE: lambda *_: None}
"""Acts that concern no ballot, and what confirming each does; a rotation of keys is then the operator's to do."""


def propose_roll_addendum(service: Service, by: str, ballot: str, person: str, replaces: str, reason: str) -> str:
    """Propose to add `person` to the roll, perhaps in the place of `replaces` (a person id, or "")."""
    with begin(service) as act:
        row, motion = _load(act, ballot)
        proposer = officer(act, organ_asked(motion, row), by)
        _check_addendum(act, row, motion, person, replaces)
        return put_forward(act, "amend_roll", proposer, {"person": person, "replaces": replaces}, reason, row.id,
                           organ_asked(motion, row))


def propose_annulment(service: Service, by: str, ballot: str, reason: str) -> str:
    """Propose to annul a ballot that has opened; within the data's objection period once declared."""
    with begin(service) as act:
        row, motion = _load(act, ballot)
        proposer = officer(act, organ_asked(motion, row), by)
        _check_annulment(act, row)
        return put_forward(act, "annul", proposer, {}, reason, row.id,
                           organ_asked(motion, row))


def confirm(service: Service, by: str, pending: str) -> None:
    """The second officer confirms; the act takes effect now."""
    with begin(service) as act:
        waiting = find_waiting(act, pending)
        if waiting.ballot is None:
            second = another_officer(act, by, waiting)
            _refuse_same(act, by, waiting)
            OF_THE_WHOLE[waiting.act](act, waiting, second)
            settle_proposal(act, waiting, by, "confirmed")
            return
        row, motion = _load(act, waiting.ballot)
        second = officer(act, organ_asked(motion, row), by)
        _refuse_same(act, by, waiting)
        # powers end with the office, also for a proposal
        first = officer(act, organ_asked(motion, row), waiting.proposed_by)
        if waiting.act == "amend_roll":
            _amend_roll(act, row, motion, waiting, first, second)
        elif waiting.act == DISPUTE:
            check_dispute(act, row, motion)
            dispute(act, row, motion, first, second, waiting.reason)
        else:
            _check_annulment(act, row)
            annul(act, row, motion, first, second, waiting.reason)
        settle_proposal(act, waiting, by, "confirmed")


def refuse(service: Service, by: str, pending: str) -> None:
    """Another officer refuses the proposal, or the one who made it takes it back."""
    with begin(service) as act:
        waiting = find_waiting(act, pending)
        if waiting.ballot is None:
            another_officer(act, by, waiting)
        else:
            row, motion = _load(act, waiting.ballot)
            officer(act, organ_asked(motion, row), by)
        settle_proposal(act, waiting, by, "refused")


def _refuse_same(act: Act, by: str, waiting: PendingRow) -> None:
    if waiting.proposed_by == by:
        raise RefusedError(N_("You proposed this yourself: a second officer must confirm it."),
                           act.statutes.presiding.clause)


def _load(act: Act, ballot: str) -> tuple[BallotRow, MotionRow]:
    row = find_ballot(act.session, ballot)
    settle(act, row)
    return row, find_motion(act.session, row.motion)


def _check_addendum(act: Act, row: BallotRow, motion: MotionRow, person: str, replaces: str) -> Seat:
    """The seat by which `person` may be added now."""
    follow(State(row.state), Move.AMEND_ROLL)
    register, law = act.register(), law_of(act, motion)
    decision = law.decisions[motion.decision]
    if person not in register.people:
        raise NotFoundError(N_("The register has no such person."))
    if entry_of(act.session, row.id, person) is not None:
        raise ConflictError(N_("This person stands on the electoral roll already."))
    organ, meeting = organ_asked(motion, row), meeting_id_asked(motion, row)
    ruling = person_ruling(law, register, person, organ, act.now, decision, motion.subject_id, meeting)
    if not ruling.allowed:
        raise RefusedError(ruling.reason, ruling.clause)
    seat = next(held.seat for held in rule_on_seats(law, register, organ, act.now, decision, motion.subject_id, meeting)
                if held.seat.person == person and held.ruling.allowed)
    _check_replaced(act, row, seat, replaces)
    _check_one_vote(act, law, row, seat, replaces)
    return seat


def _check_replaced(act: Act, row: BallotRow, seat: Seat, replaces: str) -> None:
    if not replaces:
        return
    entry = entry_of(act.session, row.id, replaces)
    if entry is None or entry.is_replaced:
        raise NotFoundError(N_("The person to be replaced does not stand on the electoral roll."))
    if entry.last_seq:
        raise ConflictError(N_("A vote has been cast under this entry; it can no longer be replaced."))
    if credential_of(act.session, row.id, entry.voter) is not None:
        raise ConflictError(N_("A ballot paper was issued under this entry; it can no longer be replaced."))
    if entry.organisation != seat.organisation:
        raise ConflictError(N_("An entry can only be replaced by a delegate of the same organisation: nobody loses a "
                               "vote by an addendum."))


def _check_one_vote(act: Act, law: Statutes, row: BallotRow, seat: Seat, replaces: str) -> None:
    """A seat that an organisation (or an office) has once votes once, whoever held it when the roll was frozen."""
    rules = [rule for rule in law.organs[seat.organ].seats if rule.kind == seat.kind]
    if not any(rule.per_organisation or rule.office for rule in rules):
        return
    kinds = {held.id: held.kind for held in act.register().seats}
    for entry in roll_of(act.session, row.id):
        is_same = (kinds[entry.seat], entry.organisation) == (seat.kind, seat.organisation)
        if is_same and not entry.is_replaced and entry.person != replaces:
            raise ConflictError(
                N_("This seat already stands on the electoral roll, in the name of %(name)s, and has one vote.",
                   name=entry.name),
                next=N_("Replace that entry, if no vote was cast under it; else that vote stays the seat's vote."))


def _amend_roll(act: Act, row: BallotRow, motion: MotionRow, waiting: PendingRow, first: dict, second: dict) -> None:
    person, replaces = waiting.payload["person"], waiting.payload["replaces"]
    seat = _check_addendum(act, row, motion, person, replaces)
    clause = seat_ruling(law_of(act, motion), act.register(), seat, act.now).clause
    identity = Identity(person, act.register().people[person].name, seat.organisation)
    entry = new_entry(row.id, identity, seat.id, clause)
    entry.added_order = 1 + max(held.added_order for held in roll_of(act.session, row.id))
    issued = {} if row.is_secret else issue_ballot(act.service.keys.authority, row.paper_hash, entry.voter)
    entry.issued = encode(issued) if issued else b""
    act.session.add(entry)
    gone = ""
    if replaces:
        replaced = entry_of(act.session, row.id, replaces)
        replaced.is_replaced, gone = True, replaced.voter
    act.log("addendum", first, motion.id, row.id, entry=put_on_roll(act, [entry])[0].document(), issued=issued,
            replaces=gone, reason=waiting.reason, second=second)


def _check_annulment(act: Act, row: BallotRow) -> None:
    follow(State(row.state), Move.ANNUL)
    period = act.statutes.objection_period_days * 86400
    if row.state == State.DECLARED and act.now > row.declared_at + period:
        raise ConflictError(N_("The objection period of %(days)s days is over; this ballot can no longer be annulled.",
                               days=act.statutes.objection_period_days))
