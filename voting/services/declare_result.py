"""Declare a result: the presiding officer's act with which legal effects begin (IV.2, VI.2).

Also `record_no_consensus` (IV.2d: « lorsque cela n'est pas possible »): after a consensus stage that ended
without consensus the officer records, with a summary of the debate, that consensus was not possible; only then does
the ballot of the next stage exist. It never happens by itself.
"""

from __future__ import annotations

from voting.ballots.effects import effects_document, list_effects
from voting.ballots.lifecycle import Move, State, follow
from voting.ballots.motion import read_motion
from voting.ballots.seats_filled import election_effects
from voting.errors import ConflictError, InputError, RefusedError
from voting.evidence import decode, encode, sha256_hex
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id, statutes_by_hash
from voting.services.adopt_readings import apply_adoption, refuse_overtaken_readings
from voting.services.amend_statutes import (
    bring_statutes_into_force,
    bring_text_into_force,
    refuse_overtaken_law,
)
from voting.services.change_standing import change_standing
from voting.services.close_nominations import election_of
from voting.services.countersign_tally import await_tellers
from voting.services.draft_motion import is_dissolved
from voting.services.fill_seats import apply_election_effect, gives_seat, outgoing_of
from voting.services.give_seat import room_for_seat
from voting.services.make_record import make_record
from voting.services.officers import preside_over
from voting.services.settle import settle
from voting.services.typed import typed
from voting.services.write_mail import write_result
from voting.statutes import Statutes, may_decide, serves, words
from voting.store.access import FactRow
from voting.store.find import ballots_of, find_ballot, find_motion, organ_asked
from voting.store.people import seats_of_organisation
from voting.store.tables import BallotRow, MotionRow
from voting.tally.motion import motion_tally
from voting.tally.stage import ADOPTED, NO_CONSENSUS

SUMMARY_LIMIT = 5000
"""Characters of the summary of a debate."""


@serves("IV.2d", "VI.2")
def record_no_consensus(service: Service, by: str, ballot: str, summary: str) -> str:
    """Record why consensus was not possible; the id of the drafted ballot of the next stage."""
    summary = typed(summary)
    if not summary:
        raise InputError(N_("Summarise the debate: why was consensus not possible?"), "summary")
    if len(summary) > SUMMARY_LIMIT:
        raise InputError(N_("A summary has at most %(limit)s characters.", limit=SUMMARY_LIMIT), "summary")
    with begin(service) as act:
        row, motion, statutes, officer = _load(act, by, ballot)
        after = follow(State(row.state), Move.DECLARE)
        decision = statutes.decisions[motion.decision]
        if decode(bytes(row.tally))["outcome"] != NO_CONSENSUS:
            raise ConflictError(N_("This stage did not end without consensus; there is nothing to record."))
        if row.stage >= len(decision.stages):
            raise ConflictError(N_("The statutes let no vote follow this consensus stage."),
                                next=N_("Declare the result: the motion is not adopted."))
        row.state, row.declared_at, row.summary = after, act.now, summary
        act.log("no_consensus", officer, motion.id, row.id, summary=summary)
        following = BallotRow(id=new_id("b"), motion=motion.id, stage=row.stage + 1, state=State.DRAFTED,
                              due_at=act.now)
        act.session.add(following)
        return following.id


@serves("IV.2a", "IV.2c", "IV.2d", "V.CD.3", "V.CD.4b", "VI.2")
def declare_result(service: Service, by: str, ballot: str) -> str:
    """Declare the outcome of the motion that this ballot decides; "adopted" or "rejected". Effects begin now."""
    with begin(service) as act:
        row, motion, statutes, officer = _load(act, by, ballot)
        after = follow(State(row.state), Move.DECLARE)
        decision = statutes.decisions[motion.decision]
        tallies = [decode(bytes(held.tally)) for held in _held(act, motion, row)]
        if tallies[-1]["outcome"] == NO_CONSENSUS and row.stage < len(decision.stages):
            raise ConflictError(N_("There was no consensus, and a vote may follow: nothing is decided yet."),
                                next=N_("Record why consensus was not possible; then the motion can be voted on, or "
                                        "withdrawn."))
        if decision.is_concurrent and tallies[-1]["outcome"] == ADOPTED and row.stage < len(decision.stages):
            raise ConflictError(N_("This organ has adopted, and another has yet to be asked: nothing is decided yet."),
                                next=N_("Pass the motion on to the next organ."))
        await_tellers(act, statutes, motion, row)
        outcome = motion_tally(decision, motion.id, tallies, act.now)
        if outcome["outcome"] == "adopted":
            _refuse_overtaken(act, statutes, motion)
            refuse_overtaken_readings(act, statutes, motion)
            refuse_overtaken_law(act, statutes, motion)
        effects = effects_of(act, statutes, motion, str(outcome["outcome"]))
        motion.tally, motion.effects = encode(outcome), encode(effects)
        motion.tally_sig = act.service.keys.authority.sign(motion.tally)
        motion.state, motion.ended_at = str(outcome["outcome"]), act.now
        row.state, row.declared_at = after, act.now
        act.log("declared", officer, motion.id, row.id, tally_sha256=sha256_hex(motion.tally),
                outcome=motion.state, effects_sha256=sha256_hex(motion.effects))
        make_record(act, motion)
        apply_effects(act, officer, motion, effects["effects"])
        write_result(act, _held(act, motion, row), motion)
        return motion.state


def _refuse_overtaken(act: Act, statutes: Statutes, motion: MotionRow) -> None:
    """What was voted before a dissolution takes no effect after it, unless the data leaves such decisions open.

    Nor does what was voted about an organisation that has left since: nobody is admitted, or excluded, who is gone.
    """
    subject = act.register().organisations.get(motion.subject_id)
    standing = statutes.standings.get(subject.standing_at(act.now)) if subject else None
    decision = statutes.decisions[motion.decision]
    if standing is not None and not standing.keeps_seats and standing.id not in decision.from_standings:
        raise RefusedError(N_("%(name)s has left meanwhile (it is “%(standing)s”); this decision about it can no "
                              "longer take effect.", name=motion.subject_name, standing=words(standing.name)),
                           standing.clause, next=N_("Two officers can annul the ballot."))
    room = room_for_seat(act, statutes, motion)
    if not room.allowed:
        raise RefusedError(room.reason, room.clause, next=N_("End a seat first, or two officers annul the ballot."))
    ruling = may_decide(statutes, motion.organ, decision, is_dissolved(act))
    if not ruling.allowed:
        raise RefusedError(ruling.reason, ruling.clause, next=N_(
            "Two officers can annul the ballot; should the dissolution be annulled, the result can be declared."))


def effects_of(act: Act, statutes: Statutes, motion: MotionRow, outcome: str) -> dict[str, object]:
    """The document `effects.json`: what adopting does, or an empty list."""
    if motion.subject_kind == "seats":
        return effects_document(motion.id, _effects_of_election(act, statutes, motion))
    if outcome != "adopted":
        return effects_document(motion.id, [])
    decision = statutes.decisions[motion.decision]
    seats = seats_of_organisation(act.session, motion.subject_id) if motion.subject_kind == "organisation" else []
    if decision.effect == "seat":
        seats = [seat for seat in seats if (seat.organ, seat.kind) == (motion.organ, decision.seat)]
    document = read_motion(bytes(motion.document))
    return effects_document(motion.id, list_effects(
        statutes, decision, document, act.now, [(seat.id, seat.organ) for seat in seats]))


def _effects_of_election(act: Act, statutes: Statutes, motion: MotionRow) -> list[dict[str, object]]:
    """What declaring those elected does (V.CO.1b, V.CO.4)."""
    election = election_of(act, motion)
    tally = next(decode(bytes(row.tally)) for row in reversed(ballots_of(act.session, motion.id)) if row.tally)
    return election_effects(statutes, motion.organ, election, tally["election"]["elected"], act.now,
                            outgoing_of(act, motion, election))


def apply_effects(act: Act, by: dict[str, str], motion: MotionRow, effects: list[dict[str, object]]) -> None:
    """Bring register and law to what the effects say; each change is logged by the act that makes it."""
    apply_adoption(act, by, motion, effects)
    for effect in effects:
        if motion.subject_kind == "seats" or effect["effect"] == "seat_filled" or \
                (effect["effect"] == "seat_ended" and gives_seat(act, motion)):
            apply_election_effect(act, by, motion, effect)
            continue
        match effect["effect"]:
            case "standing":
                change_standing(act, by, str(effect["organisation"]), str(effect["after"]),
                                f"{motion.decision} {motion.id}", int(effect["until"]),
                                document_sha256=sha256_hex(bytes(motion.document)), motion=motion.id)
            case "text_in_force":
                decision = statutes_by_hash(act.session, motion.statutes_sha256).decisions[motion.decision]
                bring_text_into_force(act, motion, decision, effect)
            case "statutes_in_force":
                bring_statutes_into_force(act, by, motion, effect)
            case "dissolved":
                act.session.add(FactRow(name="dissolved", at=act.now, motion=motion.id))
            case "discharged":
                act.session.add(FactRow(name=f"discharged:{effect['organ']}", at=act.now, motion=motion.id))
            # "seat_ended" is done by change_standing, which ends the seats of a standing that keeps none


def _held(act: Act, motion: MotionRow, last: BallotRow) -> list[BallotRow]:
    """The ballots of the motion that were held, in order, up to `last`."""
    return [row for row in ballots_of(act.session, motion.id)
            if row.tally is not None and row.state != State.ANNULLED and row.stage <= last.stage]


def _load(act: Act, by: str, ballot: str) -> tuple[BallotRow, MotionRow, Statutes, dict[str, str]]:
    row = find_ballot(act.session, ballot)
    motion = find_motion(act.session, row.motion)
    settle(act, row)
    officer = preside_over(act, motion, by, row.due_at, organ_asked(motion, row))
    return row, motion, statutes_by_hash(act.session, motion.statutes_sha256), officer
