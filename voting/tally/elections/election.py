"""What is counted: candidates, seats and marked papers, equal papers gathered; and how each kind of rule reads them.

Candidates are numbers from 0 in the order of the paper. A ranking is a tuple of candidates, first preference first.
A paper that gives several candidates one rank, or leaves a rank out, is kept apart as it was marked, a tuple of ranks
each a tuple of candidates, so that every rule can say for itself how far it reads:

1. Ranked rules (Scottish rule 2 "transferable paper", New Zealand clause 37, instant run-off) read a paper up to the
   first rank that is shared or left out; without a single first preference it is void.
2. Schulze takes equal ranks as equal and a rank left out as nothing (Debian constitution, A.6).
3. Approval takes everybody marked, whatever the rank.
4. Candidates who withdrew are passed over first, and leave no gap (New Zealand clause 38).

Refuses elections that cannot be: no candidates, no seats, two names alike are told apart by their numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voting.errors import InputError
from voting.sentences import N_

Ranking = tuple[int, ...]
Ranks = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Election:
    """An election and its papers: how many papers bear each ranking, how many are irregular, how many blank."""

    candidates: tuple[str, ...]
    seats: int
    papers: Mapping[Ranking, int]
    irregular: Mapping[Ranks, int] = field(default_factory=dict)  # equal ranks, or ranks left out (an empty tuple)
    blank: int = 0
    withdrawn: frozenset[int] = frozenset()
    title: str = ""

    def __post_init__(self) -> None:
        if not self.candidates:
            raise InputError(N_("There are no candidates."), "candidates")
        if self.seats < 1:
            raise InputError(N_("There is no seat to fill."), "seats")

    @property
    def standing(self) -> tuple[int, ...]:
        """The candidates who did not withdraw, in the order of the paper."""
        return tuple(c for c in range(len(self.candidates)) if c not in self.withdrawn)

    @property
    def labels(self) -> tuple[str, ...]:
        """Names by which lots are drawn: two alike get their number on the paper."""
        seen = Counter(self.candidates)
        return tuple(name if seen[name] == 1 else f"{name} ({number})"
                     for number, name in enumerate(self.candidates, 1))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Papers as a ranked rule reads them; `cut` counts the papers read only up to a shared or missing rank."""

    papers: Mapping[Ranking, int]
    blank: int
    void: int = 0
    cut: int = 0

    @property
    def valid(self) -> int:
        """Papers with a first preference."""
        return sum(self.papers.values())


def ranked(election: Election) -> Ranked:
    """The papers of `election` as rankings without gap or share (notes 1 and 4)."""
    if not election.withdrawn and not election.irregular:
        return Ranked(election.papers, election.blank)
    papers: Counter[Ranking] = Counter()
    void = cut = 0
    for ranking, number in election.papers.items():
        papers[tuple(c for c in ranking if c not in election.withdrawn)] += number
    for marked in election.irregular:
        ranks, number = without(marked, election.withdrawn), election.irregular[marked]
        whole = next((place for place, rank in enumerate(ranks) if len(rank) != 1), len(ranks))
        papers[tuple(rank[0] for rank in ranks[:whole])] += number
        if ranks and not whole:
            papers[()] -= number
            void += number
        elif whole < len(ranks):
            cut += number
    blank = election.blank + papers.pop((), 0)
    return Ranked(dict(papers), blank, void, cut)


def with_seats(election: Election, seats: int) -> Election:
    """The same papers for another number of seats."""
    return replace(election, seats=seats)


def most_ticks(election: Election) -> int:
    """The largest number of candidates marked on one paper."""
    marked = [sum(map(len, ranks)) for ranks in election.irregular]
    return max([*map(len, election.papers), *marked], default=0)


def without(ranks: Ranks, withdrawn: frozenset[int]) -> Ranks:
    """The ranks with those who withdrew passed over; a rank left out stays one, a last one does not."""
    kept = [(rank, tuple(c for c in rank if c not in withdrawn)) for rank in ranks]
    left = [after for before, after in kept if after or not before]
    while left and not left[-1]:
        left.pop()
    return tuple(left)


def ranks_of(election: Election) -> Counter[Ranks]:
    """The papers as ranks of candidates held equal, ranks left out closed up (note 2); blank papers not among them."""
    found: Counter[Ranks] = Counter()
    for ranking, number in election.papers.items():
        found[tuple((c,) for c in ranking if c not in election.withdrawn)] += number
    for marked, number in election.irregular.items():
        found[tuple(rank for rank in without(marked, election.withdrawn) if rank)] += number
    found.pop((), None)
    return found


def approvals(election: Election) -> Counter[Ranking]:
    """The papers as sets of candidates, each in the order of the paper (note 3); blank papers not among them."""
    found: Counter[Ranking] = Counter()
    for ranking, number in election.papers.items():
        found[tuple(sorted(c for c in ranking if c not in election.withdrawn))] += number
    for marked, number in election.irregular.items():
        found[tuple(sorted({c for rank in marked for c in rank} - election.withdrawn))] += number
    found.pop((), None)
    return found
