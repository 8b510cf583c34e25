"""Annul a ballot (reading "annulment"): events that reverse its effects are added, nothing is deleted.

Called when a second officer has confirmed. The motion ends as annulled; it may be put again as a new motion.
"""

from __future__ import annotations

from voting.ballots.effects import effects_document
from voting.ballots.lifecycle import Move, State, follow
from voting.errors import ConflictError
from voting.evidence import decode, encode, sha256_hex
from voting.sentences import N_
from voting.services.act import Act, new_id
from voting.services.adopt_readings import apply_reversal, reverse_adoption
from voting.services.amend_statutes import bring_statutes_into_force, reverse_amendment, withdraw_law
from voting.services.change_standing import change_standing
from voting.services.fill_seats import apply_election_effect, gives_seat, restore_office, reverse_election_effect
from voting.services.make_record import renew_record
from voting.services.settle import settle
from voting.services.write_mail import write_annulment
from voting.statutes import serves
from voting.store.access import TextRow
from voting.store.elections import fillings
from voting.store.find import ballots_of
from voting.store.law import facts_of, text_with, texts_in_force
from voting.store.tables import BallotRow, MotionRow, SeatRow


@serves("III")
def annul(act: Act, ballot: BallotRow, motion: MotionRow, first: dict[str, str], second: dict[str, str],
          reason: str) -> None:
    """Annul `ballot` and with it the motion; the reversing effects are logged with the reason and both officers."""
    later = [row for row in ballots_of(act.session, motion.id) if row.stage > ballot.stage]
    if any(settle(act, row) not in (State.DRAFTED, State.ANNOUNCED, State.CANCELLED) for row in later):
        raise ConflictError(N_("A later stage of this motion is open or has been voted on; annul that one."))
    ballot.state = follow(State(ballot.state), Move.ANNUL)
    for row in later:
        if row.state == State.ANNOUNCED:
            act.log("cancelled", first, motion.id, row.id, reason=reason)
        if row.state != State.CANCELLED:
            row.state = follow(State(row.state), Move.CANCEL)
    done = decode(bytes(motion.effects))["effects"] if motion.effects else []
    is_election = motion.subject_kind == "seats" or gives_seat(act, motion)
    if is_election:  # who came into a seat from the same papers leaves it as well
        done += [effect for filling in fillings(act.session, motion.id)
                 for effect in decode(bytes(filling.document))["effects"]]
    reversed_effects = [undoing for effect in done
                        for undoing in (reverse_election_effect(act, effect) if is_election
                                        else _reverse(act, motion, effect))]
    if is_election:  # those elected leave before those before them come back
        reversed_effects.sort(key=lambda effect: str(effect["effect"]).endswith("restored"))
    elif not any(effect["effect"] == "standing" for effect in reversed_effects):  # overtaken: no seat comes back alone
        reversed_effects = [effect for effect in reversed_effects if effect["effect"] != "seat_restored"]
    document = encode(effects_document(motion.id, reversed_effects))
    motion.state, motion.ended_at = "annulled", act.now
    act.log("annulled", first, motion.id, ballot.id, reason=reason, second=second, effects_sha256=sha256_hex(document))
    if motion.tally is not None:
        renew_record(act, ballot, motion)
    apply_reversal(act, first, motion, reversed_effects)
    for effect in reversed_effects:
        _apply(act, first, motion, effect)
    write_annulment(act, ballot, motion, reason)


def _reverse(act: Act, motion: MotionRow, effect: dict[str, object]) -> list[dict[str, object]]:
    """The events that undo `effect` from now on; none where another event has overtaken it."""
    match effect["effect"]:
        case "standing":
            return _restore_standing(act, str(effect["organisation"]), str(effect["after"]))
        case "seat_ended":
            return [{"effect": "seat_restored", "seat": effect["seat"], "organ": effect["organ"], "at": act.now}]
        case "text_in_force":
            if int(effect["at"]) > act.now:
                return [{"effect": "law_withdrawn", "sha256": effect["sha256"], "at": act.now}]
            texts = texts_in_force(act.session, act.now)
            back = texts[1] if len(texts) > 1 else None
            if back is None or texts[0].sha256 != effect["sha256"]:
                return []
            return [{"effect": "text_in_force", "at": act.now, "sha256": back.sha256}]
        case "statutes_in_force":
            return reverse_amendment(act, motion, effect)
        case "reading_adopted":
            return reverse_adoption(act, effect)
        case "dissolved":
            return [{"effect": "dissolution_reversed", "at": act.now}]
        case "discharged":
            return [{"effect": "discharge_reversed", "organ": effect["organ"], "at": act.now}]
    return []


def _restore_standing(act: Act, code: str, given: str) -> list[dict[str, object]]:
    """What holds if the standing `given` had not been: not always the one before it.

    A suspension that an exclusion interrupted runs on to its own end, above the membership that returns then; one
    whose time has passed meanwhile does not come back.
    """
    organisation, effects = act.register().organisations[code], []
    before = organisation.standing_at(act.now)
    if before == given:
        for event in organisation.events_without(given, act.now):
            effects.append({"effect": "standing", "organisation": code, "before": before, "after": event.standing,
                            "at": act.now, "until": event.until_at})
            before = event.standing
    return effects


def _apply(act: Act, by: dict[str, str], motion: MotionRow, effect: dict[str, object]) -> None:
    match effect["effect"]:
        case "standing":
            change_standing(act, by, str(effect["organisation"]), str(effect["after"]), f"annulled {motion.id}",
                            int(effect["until"]), motion=motion.id)
        case "seat_ended" | "office_ended":
            apply_election_effect(act, by, motion, effect)
        case "office_restored":
            restore_office(act, by, str(effect["office_id"]))
        case "seat_restored":
            ended = act.session.get(SeatRow, str(effect["seat"]))
            row = SeatRow(id=new_id("s"), organ=ended.organ, kind=ended.kind, person=ended.person,
                          organisation=ended.organisation, from_at=act.now)
            act.session.add(row)
            act.forget_register()
            act.log_register("seat_began", by, seat=row.id, organ=row.organ, kind=row.kind, subject=row.person,
                             organisation=row.organisation or "")
        case "text_in_force":
            words = text_with(act.session, str(effect["sha256"]))
            act.session.add(TextRow(sha256=str(effect["sha256"]), words=words, in_force_at=act.now, motion=motion.id))
        case "statutes_in_force":
            bring_statutes_into_force(act, by, motion, effect)
        case "law_withdrawn":
            withdraw_law(act, motion)
        case "dissolution_reversed" | "discharge_reversed":
            for fact in facts_of(act.session, motion.id):
                fact.until_at = act.now
