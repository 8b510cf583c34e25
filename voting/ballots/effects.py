"""What an adopted motion does, as a list: made before it happens, carried by the record, made again by a verifier.

Standing (IV.2), seats of an organisation that loses its place, a seat given by co-option (V.CO.1e), a new text in force
or dissolution (VI.2), readings adopted (V.CD.3), discharge (V.CD.4b), a framework decision that several organs adopted
(V.CF.3). Takes plain values and knows no register: seats come as pairs (seat id, organ). Nothing is deleted by an
effect: a seat ends, a standing is followed by another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from voting.ballots.motion import Motion
from voting.errors import MalformedError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.statutes import Decision, Statutes, serves


def standing_after(decision: Decision, motion: Motion) -> str:
    """The standing that the subject gets if the motion is adopted; "" where none changes."""
    return decision.grants.get(motion.subject.organisation_kind, decision.to_standing)


@serves("IV.2c", "IV.5")
def ends_seats(statutes: Statutes, standing: str) -> bool:
    """Whether the seats of an organisation end when it gets this standing.

    A suspended member keeps its seats and loses its votes; the difference is the data's (`keeps_seats`).
    `MalformedError` if the statutes know no such standing.
    """
    if standing not in statutes.standings:
        raise MalformedError(N_("The statutes give this subject no standing."))
    return not statutes.standings[standing].keeps_seats


@serves("IV.1", "IV.2a", "IV.2c", "V.CO.1e", "V.CD.3", "V.CD.4b", "V.CF.3", "VI.2")
def list_effects(statutes: Statutes, decision: Decision, motion: Motion, at: int,
                 seats: Sequence[tuple[str, str]] = ()) -> list[dict[str, object]]:
    """The effects of adopting `motion` at `at` (UTC seconds); `seats` are its subject's, held then: (id, organ).

    `MalformedError` if the motion is one that could not have been put.
    """
    match decision.effect:
        case "standing":
            after = standing_after(decision, motion)
            effects: list[dict[str, object]] = [{
                "effect": "standing", "organisation": motion.subject.id, "before": motion.subject.standing,
                "after": after, "at": at, "until": end_of_day(motion.end_on) if motion.end_on else 0}]
            if ends_seats(statutes, after):
                effects += [{"effect": "seat_ended", "seat": seat, "organ": organ, "at": at}
                            for seat, organ in sorted(seats)]
            return effects
        case "seat":
            who = next(motion.dossier.get(item.id, {}) for item in decision.dossier if item.kind == "person")
            return [
                *({"effect": "seat_ended", "seat": seat, "organ": organ, "at": at} for seat, organ in sorted(seats)),
                {"effect": "seat_filled", "organ": motion.organ, "kind": decision.seat, "candidate": "", "at": at,
                 "subject": who.get("subject", ""), "organisation": motion.subject.id, "term_ends_on": motion.end_on}]
        case "statutes":
            lies = {item.kind: motion.dossier.get(item.id, {}) for item in decision.dossier}
            at = max(at, beginning_of_day(lies.get("day", {}).get("on", "")))
            text = {"effect": "text_in_force", "at": at, "sha256": sha256_hex(lies["texts"].get("new", "").encode())}
            file = lies.get("statutes", {}).get("sha256", "")
            return [text, {"effect": "statutes_in_force", "at": at, "sha256": file}] if file else [text]
        case "readings":
            chosen = next((motion.dossier.get(item.id, {}) for item in decision.dossier if item.kind == "readings"), {})
            return [{"effect": "reading_adopted", "reading": reading, "organ": motion.organ, "at": at}
                    for reading in sorted(chosen)]
        case "dissolve":
            return [{"effect": "dissolved", "at": at}]
        case "discharge":
            return [{"effect": "discharged", "organ": motion.subject.id, "at": at}]
        case "framework":
            return [{"effect": "framework_in_force", "organs": list(decision.asked(motion.organ)), "at": at}]
        case _:
            return []


def end_of_day(day: str) -> int:
    """The UTC second at which the ISO day is over; `MalformedError` if it is no day."""
    try:
        return int((datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)).timestamp())
    except (ValueError, OverflowError) as error:
        raise MalformedError(N_("“%(day)s” is not a day, written like 2027-03-12.", day=day[:40])) from error


def beginning_of_day(day: str) -> int:
    """The UTC second at which the ISO day begins; 0 for "", which is no day."""
    return end_of_day(day) - 86_400 if day else 0


def effects_document(motion: str, effects: Sequence[dict[str, object]]) -> dict[str, object]:
    """The document `effects.json`."""
    return {"type": "effects", "v": 1, "motion": motion, "effects": list(effects)}
