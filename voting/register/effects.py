"""What an adopted motion does to the register: listed before it happens, applied when the result is declared.

Standing (IV.2), seats of an organisation that loses its vote, a new text in force or dissolution (VI.2),
discharge (V.CD.4b). A pure list of documents: the service applies them, the record carries them, a verifier makes
the list again. Nothing is deleted: a seat ends, a standing is followed by another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from voting.ballots.motion import Motion
from voting.evidence import sha256_hex
from voting.register.facts import Seat
from voting.statutes import Decision, Statutes


def standing_after(decision: Decision, motion: Motion) -> str:
    """The standing that the subject gets if the motion is adopted; "" where none changes."""
    return decision.grants.get(motion.subject.organisation_kind, decision.to_standing)


def ends_seats(statutes: Statutes, standing: str) -> bool:
    """Whether an organisation with this standing can hold no seat that votes, for good: its seats then end.

    A suspended member keeps its seats and loses its votes; the difference is the data's (`keeps_seats`).
    """
    kept = statutes.standings[standing].keeps_seats
    return not kept


def list_effects(statutes: Statutes, decision: Decision, motion: Motion, at: int,
                 seats: Sequence[Seat] = ()) -> list[dict[str, object]]:
    """The effects of adopting `motion` at `at`; `seats` are those of its subject that are held then."""
    match decision.effect:
        case "standing":
            after = standing_after(decision, motion)
            effects: list[dict[str, object]] = [{
                "effect": "standing", "organisation": motion.subject.id, "before": motion.subject.standing,
                "after": after, "at": at, "until": end_of_day(motion.end_on) if motion.end_on else 0}]
            if ends_seats(statutes, after):
                effects += [{"effect": "seat_ended", "seat": seat.id, "organ": seat.organ, "at": at} for seat in
                            sorted(seats, key=lambda seat: seat.id)]
            return effects
        case "statutes":
            texts = next((motion.dossier[item.id] for item in decision.dossier if item.kind == "texts"), {})
            return [{"effect": "text_in_force", "at": at, "sha256": sha256_hex(texts.get("new", "").encode())}]
        case "dissolve":
            return [{"effect": "dissolved", "at": at}]
        case "discharge":
            return [{"effect": "discharged", "organ": motion.subject.id, "at": at}]
        case _:
            return []


def end_of_day(day: str) -> int:
    """The UTC second at which the ISO day is over."""
    return int((datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)).timestamp())


def effects_document(motion: str, effects: Sequence[dict[str, object]]) -> dict[str, object]:
    """The document `effects.json`."""
    return {"type": "effects", "v": 1, "motion": motion, "effects": list(effects)}
