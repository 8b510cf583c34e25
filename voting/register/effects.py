"""The effects of a motion on the seats of the register: the list itself is made in `ballots.effects`.

Only turns the register's seats into the plain pairs that the list wants, so that a verifier, which never sees a
register, can make the same list from a record.
"""

from __future__ import annotations

from collections.abc import Sequence

from voting.ballots import effects
from voting.ballots.effects import effects_document, end_of_day, ends_seats, standing_after
from voting.ballots.motion import Motion
from voting.register.facts import Seat
from voting.statutes import Decision, Statutes

__all__ = ["effects_document", "end_of_day", "ends_seats", "list_effects", "standing_after"]


def list_effects(statutes: Statutes, decision: Decision, motion: Motion, at: int,
                 seats: Sequence[Seat] = ()) -> list[dict[str, object]]:
    """The effects of adopting `motion` at `at`; `seats` are those of its subject that are held then."""
    return effects.list_effects(statutes, decision, motion, at, [(seat.id, seat.organ) for seat in seats])
