"""Papers gathered by the successful candidates whom they pass, so that an iteration of Meek walks paths and not papers.

What a paper is worth at a candidate depends on the keep values of the successful ones before it alone. So papers that
pass the same successful candidates in the same order stand together in a tree of such orders, and within a node by
the first hopeful candidate they reach. Papers are touched only when the candidate at whom they stand is decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from voting.tally.elections.election import Ranking

Standing = tuple[Ranking, int, int]  # a ranking, the place reached in it, how many papers bear it


class _Node:
    """The papers that have passed `candidate` last: how many, at whom they stand, how many stand nowhere."""

    __slots__ = ("candidate", "exhausted", "next", "standing", "through")

    def __init__(self, candidate: int) -> None:
        self.candidate = candidate
        self.next: dict[int, _Node] = {}
        self.standing: dict[int, int] = {}
        self.exhausted = self.through = 0


class Paths:
    """The tree of paths of an election's papers."""

    def __init__(self, papers: Mapping[Ranking, int], hopeful: Collection[int]) -> None:
        """All papers at their first preference; every one of them is at a hopeful candidate."""
        self._root = _Node(-1)
        self._piles: dict[int, dict[_Node, list[Standing]]] = {c: {} for c in hopeful}
        first: dict[int, list[Standing]] = {c: [] for c in hopeful}
        for ranking, number in papers.items():
            first[ranking[0]].append((ranking, 0, number))
        for c, pile in first.items():
            if pile:
                self._piles[c][self._root] = pile
                self._root.standing[c] = sum(number for _, _, number in pile)

    def share(self, keep: list[int], unit: int) -> tuple[list[int], int]:
        """Votes of each candidate, and what is not transferable, in units of which `unit` make one paper."""
        votes, lost = [0] * len(keep), 0
        waiting = [(self._root, unit)]
        while waiting:
            node, left = waiting.pop()
            if node.candidate >= 0:
                part = -(-left * keep[node.candidate] // unit)  # rounded up: the remainder is rounded down
                votes[node.candidate] += part * node.through
                left -= part
                if not left:
                    continue
            for c, number in node.standing.items():
                votes[c] += number * left
            lost += node.exhausted * left
            waiting += [(after, left) for after in node.next.values()]
        return votes, lost

    def release(self, candidates: Iterable[int], hopeful: Collection[int], elected: Collection[int]) -> None:
        """Move on the papers that stand at `candidates`, who are hopeful no longer."""
        passed = frozenset(elected)
        for c in candidates:
            for node, pile in self._piles.pop(c).items():
                del node.standing[c]
                for ranking, place, number in pile:
                    self._advance(node, ranking, place, number, hopeful, passed)

    def _advance(self, node: _Node, ranking: Ranking, place: int, number: int, hopeful: Collection[int],
                 passed: frozenset[int]) -> None:
        for place in range(place, len(ranking)):  # noqa: B020 - the place reached is what is kept
            c = ranking[place]
            if c in hopeful:
                node.standing[c] = node.standing.get(c, 0) + number
                self._piles[c].setdefault(node, []).append((ranking, place, number))
                return
            if c in passed:
                after = node.next.get(c)
                if after is None:
                    after = node.next[c] = _Node(c)
                after.through += number
                node = after
        node.exhausted += number
