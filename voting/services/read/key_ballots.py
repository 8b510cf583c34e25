"""The secret ballots for which a teller holds a key, or may accept one: what waits, and what is done."""

from __future__ import annotations

from dataclasses import dataclass

from voting.ballots.lifecycle import State
from voting.services.act import Service
from voting.services.choose_secrecy import is_to_be_secret
from voting.services.read.ballot_view import BallotView, view
from voting.services.read.dry_act import look
from voting.store.find import find_motion, organ_asked
from voting.store.secret import secret_of, trustee_of, unfinished_ballots

ACCEPT, TRY, WAIT, RELEASE, RELEASED = "accept", "try", "wait", "release", "released"
DISPUTED = "disputed"


@dataclass(frozen=True)
class KeyBallot:
    """A secret ballot and this teller's key of it: `step` is what is next, one of the words above."""

    view: BallotView
    step: str

    @property
    def is_waiting(self) -> bool:
        """Whether something waits for this teller."""
        return self.step in (ACCEPT, TRY, RELEASE, DISPUTED)


def key_ballots(service: Service, person: str, organs: frozenset[str] | None) -> list[KeyBallot]:
    """Those of `organs` (None: of all) before the count; without those that were announced with others' keys."""
    found = []
    with look(service) as act:
        for row in unfinished_ballots(act.session):
            motion = find_motion(act.session, row.motion)
            if (organs is not None and organ_asked(motion, row) not in organs) or not (
                    row.is_secret if row.paper else is_to_be_secret(act, motion, row)):
                continue
            mine, kept = trustee_of(act.session, row.id, person), secret_of(act.session, row.id)
            if row.paper and mine is None:
                continue
            if mine is None:
                step = ACCEPT
            elif row.state == State.CLOSED and kept is not None and kept.sealed is not None and not mine.released_at:
                step = RELEASE
            elif kept is not None and kept.is_disputed and not mine.key_release:
                step = DISPUTED
            elif mine.released_at:
                step = RELEASED
            else:
                step = WAIT if mine.rehearsed_at else TRY
            found.append(KeyBallot(view(act.session, row, act.now), step))
    return found
