"""Papers gathered by the successful candidates whom they pass, so that an iteration of Meek walks paths and not papers.

What a paper is worth at a candidate depends on the keep values of the successful ones before it alone. So papers that
pass the same successful candidates in the same order stand together in a tree of such orders, and within a node by
the first hopeful candidate they reach. Papers are touched only when the candidate at whom they stand is decided. Nodes
are places in lists, each after the one that it goes on from, so that one pass in order sees every parent first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from operator import mul

from voting.tally.elections.election import Ranking

Standing = tuple[Ranking, int, int]  # a ranking, the place reached in it, how many papers bear it


class Paths:
    """The tree of paths of an election's papers; node 0 is that of papers which have passed nobody."""

    def __init__(self, papers: Mapping[Ranking, int], hopeful: Collection[int]) -> None:
        """All papers at their first preference; every one of them is at a hopeful candidate."""
        self._candidate, self._parent, self._through, self._exhausted = [-1], [-1], [0], [0]
        self._next: list[dict[int, int]] = [{}]
        self._piles: dict[int, dict[int, list[Standing]]] = {c: {} for c in hopeful}
        self._standing: dict[int, dict[int, int]] = {c: {} for c in hopeful}
        first: dict[int, list[Standing]] = {c: [] for c in hopeful}
        for ranking, number in papers.items():
            first[ranking[0]].append((ranking, 0, number))
        for c, pile in first.items():
            if pile:
                self._piles[c][0] = pile
                self._standing[c][0] = sum(number for _, _, number in pile)

    def share(self, keep: list[int], unit: int) -> tuple[list[int], int]:
        """Votes of each candidate, and what is not transferable, in units of which `unit` make one paper."""
        votes, left = [0] * len(keep), [0] * len(self._parent)
        left[0] = unit
        for node in range(1, len(left)):
            before = left[self._parent[node]]
            if before:
                c = self._candidate[node]
                part = -(-before * keep[c] // unit)  # rounded up: the remainder is rounded down
                votes[c] += part * self._through[node]
                left[node] = before - part
        for c, where in self._standing.items():
            votes[c] += sum(map(mul, map(left.__getitem__, where), where.values()))
        return votes, sum(map(mul, self._exhausted, left))

    def release(self, candidates: Iterable[int], hopeful: Collection[int], elected: Collection[int]) -> None:
        """Move on the papers that stand at `candidates`, who are hopeful no longer."""
        passed = frozenset(elected)
        for c in candidates:
            del self._standing[c]
            for node, pile in self._piles.pop(c).items():
                for ranking, place, number in pile:
                    self._advance(node, ranking, place, number, hopeful, passed)

    def _advance(self, node: int, ranking: Ranking, place: int, number: int, hopeful: Collection[int],
                 passed: frozenset[int]) -> None:
        for place in range(place, len(ranking)):  # noqa: B020 - the place reached is what is kept
            c = ranking[place]
            if c in hopeful:
                standing = self._standing[c]
                standing[node] = standing.get(node, 0) + number
                self._piles[c].setdefault(node, []).append((ranking, place, number))
                return
            if c in passed:
                node = self._after(node, c)
                self._through[node] += number
        self._exhausted[node] += number

    def _after(self, node: int, candidate: int) -> int:
        """The node of papers that pass `candidate` after those of `node`; made when it is first needed."""
        after = self._next[node].get(candidate)
        if after is None:
            after = self._next[node][candidate] = len(self._parent)
            self._candidate.append(candidate)
            self._parent.append(node)
            self._through.append(0)
            self._exhausted.append(0)
            self._next.append({})
        return after
