"""Countersignatures by passkey, checked against the log that names them: which officer's passkey signed exactly what.

The entry of the log names the answer by its hash and the passkey by a commitment. `countersignatures.jsonl` opens
both. A passkey is its officer's if the log has that officer enrolling it, before, and not removing it; of passkeys
enrolled before entries carried the commitment, the log knows only that there was one. What was done by session, without
a passkey, is counted apart: no signature of the officer stands behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from voting.ballots.countersignature import Opening, check_auth, check_opening
from voting.errors import VotingError
from voting.evidence import expect_keys
from voting.sentences import N_, Sentence

KINDS = ("countersigned", "minutes_countersign")
_OLDER = ""
"""Stands for a passkey whose enrolment the log tells without its commitment."""


@dataclass(slots=True)
class Countersigned:
    """What the log tells of countersignatures, entry by entry in its order."""

    enrolled: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_passkey: list[Mapping[str, object]] = field(default_factory=list)
    by_session: int = 0
    faults: list[Sentence] = field(default_factory=list)

    def take(self, entry: Mapping[str, object]) -> None:
        """Take in an entry of the log of any kind."""
        kind = entry.get("type")
        if kind in ("passkey_enrolled", "passkey_ended"):
            owned, name = self.enrolled[str(entry.get("subject"))], str(entry.get("passkey", _OLDER))
            if kind == "passkey_enrolled":
                owned.add(name)
            elif name != _OLDER:
                owned.discard(name)
        elif kind in KINDS:
            self._take_signature(entry)

    def _take_signature(self, entry: Mapping[str, object]) -> None:
        try:
            check_auth(auth := entry.get("auth", {"by": "session"}))
            subject = str(expect_keys(entry.get("by"), {"office", "subject"}, what="countersignature")["subject"])
        except VotingError as fault:
            self.faults.append(fault.what)
            return
        if "passkey" not in auth:
            self.by_session += 1
            return
        if not {auth["passkey"], _OLDER} & self.enrolled[subject]:
            self.faults.append(N_("A countersignature names a passkey that, by the log, this officer did not have."))
        self.by_passkey.append(entry)

    def check(self, openings: Mapping[str, Opening]) -> Iterator[Sentence]:
        """A sentence for whatever does not hold of the countersignatures that were taken in."""
        yield from self.faults
        for entry in self.by_passkey:
            opening = openings.get(str(entry["auth"]["assertion"]))
            if opening is None:
                yield N_("The log names a countersignature by passkey that is not here.")
                continue
            try:
                check_opening(entry, opening)
            except (VotingError, KeyError) as fault:
                yield fault.what if isinstance(fault, VotingError) else N_("An entry of the log is not complete.")
        if set(openings) - {str(entry["auth"]["assertion"]) for entry in self.by_passkey}:
            yield N_("A countersignature is here that the log does not name.")


def read_openings(lines: Iterator[bytes]) -> dict[str, Opening]:
    """The countersignatures in the lines of `countersignatures.jsonl` by name; `MalformedError` for any other."""
    read = [Opening.read(line) for line in lines]
    return {opening.assertion.hash: opening for opening in read}
