"""Flows with lower and upper bounds in a small network, kept feasible as bounds change, with a proof when they cannot.

The ground of the guarantee oracle. By Hoffman's circulation theorem bounds can be met if and only if for no set of
nodes the lower bounds of the arcs that enter it exceed the upper bounds of those that leave it; whenever a unit cannot
be routed, the nodes reached by the search are such a set. Whole numbers only, one unit at a time.
"""

from __future__ import annotations

from collections.abc import Iterable


class Circulation:
    """Arcs (tail, head, low, high) with low <= high between `nodes` nodes, and a flow; `reached` is the last proof."""

    __slots__ = ("around", "flow", "head", "high", "low", "reached", "tail")

    def __init__(self, nodes: int, arcs: Iterable[tuple[int, int, int, int]]) -> None:
        self.tail, self.head, self.low, self.high = (list(column) for column in zip(*arcs, strict=True))
        self.flow = [0] * len(self.tail)
        self.around: list[list[tuple[int, int, int]]] = [[] for _ in range(nodes)]
        for arc, (tail, head) in enumerate(zip(self.tail, self.head, strict=True)):
            self.around[tail].append((arc, 1, head))
            self.around[head].append((arc, -1, tail))
        self.reached: frozenset[int] = frozenset()

    def copy(self) -> Circulation:
        """Another with the same arcs and its own bounds and flow."""
        twin = object.__new__(Circulation)
        twin.tail, twin.head, twin.around, twin.reached = self.tail, self.head, self.around, self.reached
        twin.low, twin.high, twin.flow = self.low[:], self.high[:], self.flow[:]
        return twin

    def settle(self, arc: int) -> bool:
        """Bring the flow of `arc` within its bounds; False if that cannot be, `reached` then proves it."""
        while self.flow[arc] < self.low[arc]:
            if not self.shift(arc, 1):
                return False
        while self.flow[arc] > self.high[arc]:
            if not self.shift(arc, -1):
                return False
        return True

    def shift(self, arc: int, unit: int) -> bool:
        """Put one unit more (or, with -1, fewer) on `arc` and route it round; False and no change if it cannot be."""
        start, goal = (self.head[arc], self.tail[arc]) if unit > 0 else (self.tail[arc], self.head[arc])
        came: dict[int, tuple[int, int, int]] = {start: (-1, 0, -1)}
        waiting = [start]
        flow, low, high = self.flow, self.low, self.high
        for node in waiting:
            for other, way, there in self.around[node]:
                if there in came or other == arc or (flow[other] >= high[other] if way > 0
                                                     else flow[other] <= low[other]):
                    continue
                came[there] = (other, way, node)
                if there == goal:
                    self._push(arc, unit, goal, came)
                    return True
                waiting.append(there)
        self.reached = frozenset(came)
        return False

    def _push(self, arc: int, unit: int, goal: int, came: dict[int, tuple[int, int, int]]) -> None:
        self.flow[arc] += unit
        node = goal
        while True:
            other, way, before = came[node]
            if before < 0:
                return
            self.flow[other] += way
            node = before
