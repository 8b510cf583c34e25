"""What to do, before voting opens, when the candidates cannot meet the guarantees: a fixed, published order.

1. Seats come down to the number of candidates.
2. Floors of the first category (continents) are raised from nothing, one seat each in turn, largest pool first, as far
   as the candidates and the seats allow.
3. Floors of the second category (gender) are raised together, one by one, in the order of the groups.
4. Ceilings come down together, from the seats towards what was wanted, one by one.

So a pool with eleven women gives eleven, not an error. Every bound that stays away from what was wanted is named; the
chair confirms it and it stands on the paper. Never applied while counting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voting.sentences import N_, Sentence
from voting.tally.elections.guarantees import Category, Guarantees
from voting.tally.elections.oracle import feasible


@dataclass(frozen=True, slots=True)
class Relaxed:
    """One bound that was given up in part: `seats`, `floor` or `ceiling`, what was wanted, what is possible."""

    kind: str
    group: str
    wanted: int
    possible: int
    standing: int  # candidates of the group

    def sentence(self) -> Sentence:
        """The relaxation as the paper prints it."""
        words = {"wanted": self.wanted, "possible": self.possible, "standing": self.standing, "group": self.group}
        if self.kind == "seats":
            return N_("Seats: %(wanted)s wanted, %(possible)s possible, %(standing)s candidates stand.", **words)
        if self.kind == "floor":
            return N_("%(group)s: at least %(wanted)s wanted, %(possible)s possible, %(standing)s candidates stand.",
                      **words)
        return N_("%(group)s: at most %(wanted)s wanted, %(possible)s must be allowed, %(standing)s candidates stand.",
                  **words)


def relax(guarantees: Guarantees, seats: int, candidates: frozenset[int]
          ) -> tuple[int, Guarantees, tuple[Relaxed, ...]]:
    """Seats and guarantees that `candidates` can meet, and what was given up; nothing if nothing had to be."""
    possible = min(seats, len(candidates))
    given_up = [] if possible == seats else [Relaxed("seats", "", seats, possible, len(candidates))]
    if feasible(guarantees, possible, candidates) is None:
        return possible, guarantees, tuple(given_up)
    trial = Guarantees(tuple(
        Category(category.name, tuple(replace(group, floor=0, ceiling=max(possible, group.ceiling))
                                      for group in category.groups)) for category in guarantees.categories))
    for place in range(len(guarantees.categories)):
        trial = _approach(trial, guarantees, place, "floor", possible, candidates)
    for place in range(len(guarantees.categories)):
        trial = _approach(trial, guarantees, place, "ceiling", possible, candidates)
    for wanted, found in zip(guarantees.categories, trial.categories, strict=True):
        for before, after in zip(wanted.groups, found.groups, strict=True):
            standing = len(before.members & candidates)
            for kind in ("floor", "ceiling"):
                if getattr(before, kind) != getattr(after, kind):
                    given_up.append(Relaxed(kind, before.name, getattr(before, kind), getattr(after, kind), standing))
    return possible, trial, tuple(given_up)


def _approach(trial: Guarantees, wanted: Guarantees, place: int, kind: str, seats: int,
              candidates: frozenset[int]) -> Guarantees:
    """Move the bounds `kind` of one category towards what is wanted, a step each in turn, as far as feasible."""
    target = [getattr(group, kind) for group in wanted.categories[place].groups]
    order = list(range(len(target)))
    if not place:
        order.sort(key=lambda i: -len(wanted.categories[0].groups[i].members & candidates))
    step = 1 if kind == "floor" else -1
    while order:
        for i in tuple(order):
            groups = trial.categories[place].groups
            now = getattr(groups[i], kind)
            nearer = None if now == target[i] else _with(trial, place, i, kind, now + step)
            if nearer is None or feasible(nearer, seats, candidates) is not None:
                order.remove(i)
            else:
                trial = nearer
    return trial


def _with(guarantees: Guarantees, place: int, i: int, kind: str, bound: int) -> Guarantees:
    groups = list(guarantees.categories[place].groups)
    if kind == "ceiling" and bound < groups[i].floor:
        return guarantees
    groups[i] = replace(groups[i], **{kind: bound})
    categories = list(guarantees.categories)
    categories[place] = Category(categories[place].name, tuple(groups))
    return Guarantees(tuple(categories))
