"""Which passkeys a person can tap with: any of their own to open a locker, those frozen in the roll to authorise."""

from __future__ import annotations

from voting.services.act import Service
from voting.store.database import reading
from voting.store.find import entry_of
from voting.store.passkeys import passkeys_of
from voting.store.roll_passkeys import passkeys_of_voter


def own_passkeys(service: Service, person: str) -> list[dict[str, object]]:
    """The person's passkeys as they are now, by their id."""
    with reading() as session:
        return [{"id": row.id} for row in passkeys_of(session, person, service.clock())]


def voting_passkeys(service: Service, person: str, ballot: str) -> list[dict[str, object]]:
    """Those that stand in the person's entry of the roll of `ballot`; empty where the entry has none."""
    with reading() as session:
        entry = entry_of(session, ballot, person)
        held = passkeys_of_voter(session, ballot, entry.voter) if entry else []
        return [{"id": row.passkey} for row, is_live in held if is_live]
