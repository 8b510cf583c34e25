"""How the counted votes were authorised, and whether those without a passkey could have changed the outcome.

A vote without a passkey rests on the service alone. Its figure stands beside the tally, with the answer to one
question: had each of these votes been anything else, or not been cast, would the outcome be the same? The rules
decide more the more yes (consent) there is and the less no (objection), so the extremes show it: all of them gone,
or all of them the same option.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from voting.ballots.authorisation import PASSKEY, WITHOUT_PASSKEY

WAYS = (*WITHOUT_PASSKEY, PASSKEY)


@dataclass(frozen=True, slots=True)
class Authorised:
    """Counted votes by way, and whether the outcome holds whatever those without a passkey had been."""

    ways: Mapping[str, int]
    holds: bool

    @property
    def by_passkey(self) -> int:
        """Votes that their voters signed."""
        return self.ways[PASSKEY]

    @property
    def otherwise(self) -> int:
        """Votes that rest on the service alone."""
        return sum(self.ways.values()) - self.by_passkey

    def document(self) -> dict[str, object]:
        """What a tally says."""
        return {**self.ways, "holds": self.holds}


def authorised(casts: Collection[Mapping[str, object]], counts: Mapping[str, int],
               outcome: Callable[[Mapping[str, int]], object]) -> Authorised:
    """The figures of the counted `casts`; `outcome` decides on counts of one question, `counts` are the true ones.

    Without counts there is nothing to decide on: then the outcome holds if no vote is open to doubt.
    """
    ways = dict.fromkeys(WAYS, 0)
    for cast in casts:
        ways[str(cast["auth"]["by"])] += 1
    doubted = len(casts) - ways[PASSKEY]
    if not counts or not doubted:
        return Authorised(ways, not doubted)
    without = dict(counts)
    for cast in casts:
        if cast["auth"]["by"] != PASSKEY:
            for mark in cast["choice"]["q1"] or ["blank"]:
                without[mark] -= 1
    real = outcome(counts)
    otherwise = (without, *({**without, option: without[option] + doubted} for option in counts))
    return Authorised(ways, all(outcome(each) == real for each in otherwise))
