"""Throw away the letters that wait, in a demonstration only: its people have addresses at which nobody reads.

For the play of two years, whose letters would otherwise all be sent today.
"""

from __future__ import annotations

from voting.errors import RefusedError
from voting.sentences import N_
from voting.services.act import Service
from voting.store.database import writing
from voting.store.outbox import discard_waiting


def discard_letters(service: Service) -> int:
    """How many letters are gone; `RefusedError` outside a demonstration."""
    if not service.is_demonstration:
        raise RefusedError(N_("Letters are thrown away in a demonstration only."))
    with writing() as session:
        return discard_waiting(session)
