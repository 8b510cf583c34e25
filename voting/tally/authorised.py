"""How the counted votes were authorised, and how many of those without a passkey could have changed the outcome.

A vote without a passkey rests on the service alone. Its figure stands beside the tally, with the answer to one
question: how many of these votes, had they been anything else or not been cast, would have given another outcome?

A rule is a list of conditions, each linear in the counts (yes at least so much of a base, cast at least a quorum, no
objection). To break one of them with the fewest changes, all changed votes go to the one option that serves best (or
away), and come first from the marks that count most; to fulfil all of them, the same option (yes, consent) and the
same marks serve every condition. So it is enough to try each option and each order of the marks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import permutations

from voting.ballots.authorisation import PASSKEY, WITHOUT_PASSKEY

WAYS = (*WITHOUT_PASSKEY, PASSKEY)


@dataclass(frozen=True, slots=True)
class Authorised:
    """Counted votes by way, and whether the outcome holds whatever those without a passkey had been.

    `least` is the smallest number of them that could have changed it, 0 if all of them together could not; None where
    it was not computed (elections, records of before). `without` counts the electorate's entries that have no passkey,
    whether they voted or not; None in records of before.
    """

    ways: Mapping[str, int]
    holds: bool
    least: int | None = None
    without: int | None = None

    @classmethod
    def read(cls, said: Mapping[str, object]) -> Authorised:
        """The figures out of a tally."""
        return cls({way: said[way] for way in WAYS}, said["holds"], said.get("least"), said.get("without"))

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
        numbers = {"least": self.least, "without": self.without}
        return {**self.ways, "holds": self.holds, **{name: value for name, value in numbers.items()
                                                     if value is not None}}


def authorised(casts: Collection[Mapping[str, object]], counts: Mapping[str, int],
               outcome: Callable[[Mapping[str, int]], object], without: int | None = None) -> Authorised:
    """The figures of the counted `casts`; `outcome` decides on counts of one question, `counts` are the true ones.

    Without counts there is nothing to decide on: then the outcome holds if no vote is open to doubt.
    """
    ways = dict.fromkeys(WAYS, 0)
    for cast in casts:
        ways[str(cast["auth"]["by"])] += 1
    doubted = len(casts) - ways[PASSKEY]
    if not counts:
        return Authorised(ways, not doubted, None, without)
    marks = dict.fromkeys(counts, 0)
    for cast in casts:
        if cast["auth"]["by"] != PASSKEY:
            for mark in cast["choice"]["q1"] or ["blank"]:
                marks[mark] += 1
    least = least_change(counts, marks, outcome)
    return Authorised(ways, not least, least, without)


def least_change(counts: Mapping[str, int], doubted: Mapping[str, int],
                 outcome: Callable[[Mapping[str, int]], object]) -> int:
    """The smallest number of the `doubted` votes that, had they been otherwise, would give another outcome; 0 if none.

    `counts` and `doubted` say of each option how many votes are for it, and how many of those are in doubt.
    """
    real, most = outcome(counts), sum(doubted.values())
    orders = list(permutations(option for option in counts if doubted[option]))

    def changes(number: int) -> bool:
        return any(outcome(_moved(counts, doubted, order, number, target)) != real
                   for order in orders for target in (*counts, ""))

    found = bisect_left(range(1, most + 1), True, key=changes) + 1
    return found if found <= most else 0


def _moved(counts: Mapping[str, int], doubted: Mapping[str, int], order: tuple[str, ...], number: int,
           target: str) -> dict[str, int]:
    """The counts if `number` doubted votes, taken in the order of their marks, had been for `target` ("": not cast)."""
    moved = dict(counts)
    for option in order:
        taken = min(number, doubted[option])
        moved[option] -= taken
        number -= taken
        if target:
            moved[target] += taken
    return moved
