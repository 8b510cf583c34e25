"""Passkeys on a ballot's roll: put there when an entry is made, let in later by two officers, read again for evidence.

What is put there is a commitment under a fresh salt, so that the public record ties nobody's ballots together. A
passkey enrolled later counts in ballots that were announced before only if two officers confirmed it.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from voting.ballots.authorisation import SALT_BYTES, commit_passkey, passkey_opening
from voting.ballots.roll import MOST_PASSKEYS, Roll, RollEntry
from voting.evidence import decode, encode
from voting.evidence.webauthn import Passkey
from voting.services.act import Act
from voting.services.passkey import public
from voting.store.database import Session
from voting.store.find import running_entries_of
from voting.store.passkeys import PasskeyRow
from voting.store.roll_passkeys import RollPasskeyRow, live_passkeys, passkeys_of_voter, roll_passkeys
from voting.store.tables import RollRow

WHY_LET_IN = "Enrolled by an invitation that two officers confirmed."


def put_on_roll(act: Act, entries: Sequence[RollRow]) -> list[RollEntry]:
    """The entries as the roll states them, with the passkeys that their people have now; stores what opens those."""
    held = live_passkeys(act.session, [entry.person for entry in entries])
    made = []
    for entry in entries:
        ids = [_put(act, entry, row, 0) for row in held.get(entry.person, [])[:MOST_PASSKEYS]]
        made.append(RollEntry(entry.voter, 1, tuple(sorted(ids))))
    return made


def let_in(act: Act, passkey: PasskeyRow, first: Mapping[str, str], second: Mapping[str, str]) -> int:
    """Let a passkey that two officers confirmed count in every running ballot of its owner; in how many."""
    act.session.flush()
    running = [(entry, ballot) for entry, ballot in running_entries_of(act.session, passkey.person)
               if len(passkeys_of_voter(act.session, ballot.id, entry.voter)) < MOST_PASSKEYS]
    for entry, ballot in running:
        id = _put(act, entry, passkey, act.now)
        act.log("passkey_added", first, ballot.motion, ballot.id, voter=entry.voter, passkey=id, reason=WHY_LET_IN,
                second=dict(second))
    return len(running)


def entries_of(session: Session, ballot: str, rows: Sequence[RollRow]) -> list[RollEntry]:
    """The entries of a roll again, each as it was made."""
    ids = defaultdict(list)
    for held in roll_passkeys(session, [ballot]):
        if not held.let_in_at:
            ids[held.voter].append(held.id)
    return [RollEntry(row.voter, 1, tuple(sorted(ids[row.voter]))) for row in rows]


def frozen_roll(session: Session, ballot: str, rows: Sequence[RollRow]) -> Roll:
    """The roll as it was frozen, out of all its rows."""
    return Roll.of(entries_of(session, ballot, [row for row in rows if not row.added_order]))


def openings(session: Session, ballots: Collection[str]) -> list[dict[str, object]]:
    """The lines of `passkeys.jsonl` for some ballots."""
    return [passkey_opening(Passkey.read(decode(bytes(row.document))), bytes(row.salt))
            for row in roll_passkeys(session, ballots)]


def _put(act: Act, entry: RollRow, row: PasskeyRow, let_in_at: int) -> str:
    passkey, salt = public(row), secrets.token_bytes(SALT_BYTES)
    id = commit_passkey(passkey, salt)
    act.session.add(RollPasskeyRow(ballot=entry.ballot, id=id, voter=entry.voter, passkey=row.id, salt=salt,
                                   document=encode(passkey.document()), let_in_at=let_in_at))
    return id
