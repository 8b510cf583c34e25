"""What the page of a vote must know for the voter's passkey to sign it; nothing for whoever has none on that roll."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from voting.ballots.roll import SALT_BYTES
from voting.evidence import b64u
from voting.services.act import Service
from voting.store.database import reading
from voting.store.find import entry_of, find_ballot
from voting.store.roll_passkeys import passkeys_of_voter


@dataclass(frozen=True, slots=True)
class Signing:
    """The parts of the next cast that the page does not show, a fresh salt, and which passkeys may sign it (their
    credential ids; none left if their owner has removed them all)."""

    paper: str
    voter: str
    seq: int
    salt: str
    rp: str
    passkeys: Sequence[str]


def signing(service: Service, ballot: str, person: str) -> Signing | None:
    """How the next vote of a person in a ballot is signed; None if no passkey of theirs stands on its roll."""
    with reading() as session:
        row, entry = find_ballot(session, ballot), entry_of(session, ballot, person)
        held = passkeys_of_voter(session, ballot, entry.voter) if entry else []
        if not held:
            return None
        return Signing(row.paper_hash, entry.voter, entry.last_seq + 1, b64u(secrets.token_bytes(SALT_BYTES)),
                       service.rp, [key.passkey for key, is_live in held if is_live])
