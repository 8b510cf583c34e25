"""The minutes of a meeting or a decision that can be read, who has countersigned them, and what the reader would sign.

What opens the passkeys' signatures is handed to those who may read the minutes, as lines that `voting minutes verify`
reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.ballots.countersignature import MINUTES
from voting.errors import VotingError
from voting.services.act import Act, Service
from voting.services.countersign_minutes import (
    Subject,
    check_minutes_countersigner,
    minutes_countersignatures,
    minutes_hash,
    subject_of,
)
from voting.services.read.dry_act import look
from voting.store.countersignatures import countersignatures_named
from voting.store.minutes import MeetingMinutesRow, MinutesRow, meeting_minutes, minutes_of
from voting.store.passkeys import passkeys_of
from voting.store.tables import PersonRow


@dataclass(frozen=True, slots=True)
class Signer:
    """Who countersigned, in which office, when, and whether a passkey of theirs signed."""

    name: str
    office: str
    at: int
    is_by_passkey: bool


@dataclass(frozen=True, slots=True)
class Signing:
    """What the reader's passkey would sign, and which passkeys those are; none: by a confirmation."""

    of: str
    id: str
    language: str
    sha256: str
    office: str
    person: str
    rp: str
    passkeys: Sequence[str]


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """Minutes that were made, who countersigned them, and what the reader may sign now."""

    language: str
    made_at: int
    sha256: str
    signed: Sequence[Signer]
    signing: Signing | None


def minutes_made(service: Service, of: str, reader: str) -> list[MinutesLine]:
    """The minutes of the meeting or motion `of`, a line a language."""
    with look(service) as act:
        made = (meeting_minutes if of.startswith("g") else minutes_of)(act.session, of)
        subject = subject_of(act, of) if made else None
        return [_line(act, subject, of, row, reader) for row in made]


def opened_countersignatures(service: Service, of: str, language: str) -> bytes:
    """The lines of `countersignatures.jsonl` for the minutes that are kept; empty if no passkey has signed them."""
    with look(service) as act:
        leaves = minutes_countersignatures(act.session, of, minutes_hash(act.session, of, language))
        names = [leaf["auth"]["assertion"] for leaf in leaves if "assertion" in leaf.get("auth", {})]
        return b"".join(line + b"\n" for line in countersignatures_named(act.session, names))


def signing_of(act: Act, of: str, id: str, language: str, sha256: str, office: str, person: str) -> Signing:
    """What a passkey of `person` would sign over a file of this hash."""
    return Signing(of, id, language, sha256, office, person, act.service.rp,
                   [row.id for row in passkeys_of(act.session, person, act.now)])


def _line(act: Act, subject: Subject, of: str, row: MeetingMinutesRow | MinutesRow, reader: str) -> MinutesLine:
    signed = [Signer(_name(act, leaf["by"]["subject"]), leaf["by"]["office"], leaf["at"],
                     leaf.get("auth", {}).get("by") == "passkey")
              for leaf in minutes_countersignatures(act.session, of, row.sha256)]
    try:
        office = check_minutes_countersigner(act, subject, of, row.sha256, reader)
        signing = signing_of(act, MINUTES, of, row.language, row.sha256, office, reader)
    except VotingError:
        signing = None
    return MinutesLine(row.language, row.made_at, row.sha256, signed, signing)


def _name(act: Act, person: str) -> str:
    row = act.session.get(PersonRow, person) if person else None
    return row.name if row is not None else ""
