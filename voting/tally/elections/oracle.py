"""The guarantee oracle: can this committee still be completed within every floor and ceiling? Exact, with certificate.

One oracle for approval, Phragmén and Scottish STV. Candidates of one continent and one gender (a cell) are alike to
it, so it keeps one feasible flow source -> continent -> gender -> sink of exactly the seats, and answers for a cell:

* DOOMED: with one more of this cell elected, no conforming committee is left. Nobody of it may be elected.
* GUARDED: with one candidate of this cell fewer, none is left. Nobody of it may be excluded.

A count that elects only who is not doomed and excludes only who is not guarded never leaves the feasible set, so that
a conforming result is certain. Each answer costs one search of the small network at most, and is kept until the state
changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voting.errors import InputError
from voting.sentences import N_
from voting.tally.elections.circulation import Circulation
from voting.tally.elections.guarantees import Bound, Clash, Group, Guarantees

_EVERYBODY = ""


class Oracle:
    """The state of a count as the guarantees see it: seats, elected and available candidates by cell."""

    def __init__(self, guarantees: Guarantees, seats: int, available: Iterable[int]) -> None:
        """A committee of `seats`, out of `available`; `clash` is set if there is none."""
        rows = guarantees.categories[0].groups
        everybody = frozenset().union(*(row.members for row in rows))
        columns = guarantees.categories[1].groups if len(guarantees.categories) == 2 else (
            Group(_EVERYBODY, 0, seats, everybody),)
        self._rows, self._columns = [row.name for row in rows], [column.name for column in columns]
        width = len(columns)
        row_of = {c: i for i, row in enumerate(rows) for c in row.members}
        column_of = {c: j for j, column in enumerate(columns) for c in column.members}
        self._cell = {c: row_of[c] * width + column_of[c] for c in row_of if c in column_of}
        high = [0] * (len(rows) * width)
        for c in available:
            high[self._cell[c]] += 1
        source, sink = 0, 1 + len(rows) + width
        arcs = [(1 + i, 1 + len(rows) + j, 0, high[i * width + j]) for i in range(len(rows)) for j in range(width)]
        arcs += [(source, 1 + i, row.floor, row.ceiling) for i, row in enumerate(rows)]
        arcs += [(1 + len(rows) + j, sink, column.floor, column.ceiling) for j, column in enumerate(columns)]
        arcs.append((sink, source, seats, seats))
        self._net = Circulation(sink + 1, arcs)
        self._doomed: dict[int, bool] = {}
        self._guarded: dict[int, bool] = {}
        self.clash: Clash | None = None
        for arc in range(len(arcs)):
            if not self._net.settle(arc):
                self.clash = self._certificate()
                break

    def is_doomed(self, candidate: int) -> bool:
        """Whether electing `candidate` would leave no conforming committee."""
        cell = self._cell[candidate]
        known = self._doomed.get(cell)
        if known is None:
            known = self._doomed[cell] = self._net.flow[cell] <= self._net.low[cell] and not self._more(cell)
        return known

    def is_guarded(self, candidate: int) -> bool:
        """Whether excluding `candidate` would leave no conforming committee."""
        cell = self._cell[candidate]
        known = self._guarded.get(cell)
        if known is None:
            known = self._guarded[cell] = self._net.flow[cell] >= self._net.high[cell] and not self._net.shift(cell, -1)
        return known

    def elect(self, candidate: int) -> None:
        """Give `candidate` a seat; `InputError` with the certificate if that is not possible."""
        self._change(candidate, self._net.low, 1)

    def exclude(self, candidate: int) -> None:
        """Take `candidate` out; `InputError` with the certificate if that is not possible."""
        self._change(candidate, self._net.high, -1)

    def why_doomed(self, candidate: int) -> Clash:
        """The certificate that `candidate`, who is doomed, cannot be elected."""
        cell = self._cell[candidate]
        self._net.low[cell] += 1
        try:
            self._net.settle(cell)
            return self._certificate()
        finally:
            self._net.low[cell] -= 1

    def why_guarded(self, candidate: int) -> Clash:
        """The certificate that `candidate`, who is guarded, cannot be excluded."""
        cell = self._cell[candidate]
        self._net.high[cell] -= 1
        try:
            self._net.settle(cell)
            return self._certificate()
        finally:
            self._net.high[cell] += 1

    def copy(self) -> Oracle:
        """Another oracle in the same state, to try things on."""
        twin = object.__new__(Oracle)
        twin.__dict__ = {**self.__dict__, "_net": self._net.copy(), "_doomed": dict(self._doomed),
                         "_guarded": dict(self._guarded)}
        return twin

    def _more(self, cell: int) -> bool:
        return self._net.low[cell] < self._net.high[cell] and self._net.shift(cell, 1)

    def _change(self, candidate: int, bounds: list[int], by: int) -> None:
        cell = self._cell[candidate]
        bounds[cell] += by
        if not self._net.settle(cell):
            clash = self._certificate()
            bounds[cell] -= by
            raise InputError(clash.sentence(), "guarantees")
        self._doomed.clear()
        self._guarded.clear()

    def _certificate(self) -> Clash:
        net, inside = self._net, self._net.reached
        demands, limits = [], []
        for arc, (tail, head) in enumerate(zip(net.tail, net.head, strict=True)):
            if head in inside and tail not in inside and net.low[arc]:
                demands.append(self._bound(arc, net.low[arc], lower=True))
            elif tail in inside and head not in inside:
                limits.append(self._bound(arc, net.high[arc], lower=False))
        return Clash(tuple(reversed(demands)), tuple(reversed(limits)))

    def _bound(self, arc: int, number: int, lower: bool) -> Bound:
        width, cells = len(self._columns), len(self._rows) * len(self._columns)
        if arc < cells:
            groups = tuple(name for name in (self._rows[arc // width], self._columns[arc % width]) if name)
            return Bound("elected" if lower else "candidates", groups, number)
        if arc < cells + len(self._rows) + width:
            names = (*self._rows, *self._columns)
            name = names[arc - cells]
            return Bound("floor" if lower else "ceiling", (name,), number) if name else Bound("seats", (), number)
        return Bound("seats", (), number)


def feasible(guarantees: Guarantees, seats: int, candidates: Iterable[int]) -> Clash | None:
    """None if `seats` of `candidates` can be chosen within all guarantees, else the clash."""
    return Oracle(guarantees, seats, candidates).clash


def smallest_committee(guarantees: Guarantees, seated: Sequence[int], candidates: Iterable[int],
                       seats: int) -> tuple[int, Oracle]:
    """The least number of seats, at most `seats`, with which those `seated` can meet all guarantees, and its oracle.

    For seats that support alone does not fill: people without it are read on only as far as guarantees need them.
    """
    standing = tuple(candidates)
    for number in range(len(seated), seats + 1):
        oracle = Oracle(guarantees, number, standing)
        if oracle.clash is None and _seat_all(oracle, seated):
            return number, oracle
    raise InputError(N_("Those elected cannot be completed to a committee with every guarantee."), "guarantees")


def _seat_all(oracle: Oracle, candidates: Sequence[int]) -> bool:
    for c in candidates:
        if oracle.is_doomed(c):
            return False
        oracle.elect(c)
    return True
