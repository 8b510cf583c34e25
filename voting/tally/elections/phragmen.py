"""Sequential Phragmén on the approval paper: the proportional alternative for the Council (V.CO.1c, "pluralité").

Every seat costs one unit, shared by those who approve of its holder so that all of them then bear the same load. Each
time the candidate is elected for whom that load is lowest:

    load(c) = (1 + sum of the loads of those who approve c) / (number of those who approve c)

All loads are integers over one common denominator, so that nothing is rounded. Loads only grow, so a load computed
earlier is a bound from below: a candidate is computed again only when that bound is the lowest. Equal loads: a lot.
Candidates whom the guarantee oracle calls doomed are passed over, each named with the certificate; to be seated takes
an approval, unless a guarantee cannot be kept otherwise (as in `approval`, whose last step is used).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import gcd

from voting.errors import InputError
from voting.sentences import N_, Sentence
from voting.tally.elections.election import Election, approvals
from voting.tally.elections.fixed import ratio
from voting.tally.elections.guarantees import Guarantees
from voting.tally.elections.lots import Lots
from voting.tally.elections.oracle import Oracle, smallest_committee
from voting.tally.elections.transcript import Count, Stage

_SHIFT = 64  # bounds are kept as whole numbers of 2^-64; equal ones are compared exactly


def phragmen(election: Election, lots: Lots, guarantees: Guarantees | None = None, min_support: int = 1,
             watch: Callable[[int], None] | None = None, seated: Sequence[int] = ()) -> Count:
    """Count `election`; `watch` is told after each seat. Only who has `min_support` ticks is seated by them.

    `seated` have their seats by the same papers already, in this order, and the count goes on from there.
    `InputError` if nobody is approved, or if guarantees cannot be kept (with the clash).
    """
    return _Phragmen(election, lots, guarantees, min_support, watch, seated).count()


class _Phragmen:
    """The state of one count. Loads are whole numbers of 1/`unit`, of each kind of paper."""

    def __init__(self, election: Election, lots: Lots, guarantees: Guarantees | None, min_support: int,
                 watch: Callable[[int], None] | None, seated: Sequence[int]) -> None:
        self.election, self.lots, self.guarantees, self.watch = election, lots, guarantees, watch
        self.standing = tuple(c for c in election.standing if c not in seated)
        papers = approvals(election)
        self.weight = list(papers.values())
        self.valid = sum(self.weight)
        if not self.valid:
            raise InputError(N_("Every paper is blank: there is nothing to count."), "papers")
        self.supporters: list[list[int]] = [[] for _ in election.candidates]
        for number, marked in enumerate(papers):
            for c in marked:
                self.supporters[c].append(number)
        self.support = [sum(self.weight[p] for p in papers) for papers in self.supporters]
        self.unit = 1
        self.load = [0] * len(self.weight)
        self.bound = {c: (1 << _SHIFT) // self.support[c] for c in self.standing
                      if self.support[c] >= max(1, min_support)}
        self.elected: list[int] = []
        self.stages = [Stage("approvals", tuple(self.support))]
        self.notes: list[Sentence] = []
        self.oracle = Oracle(guarantees, election.seats, self.standing) if guarantees else None
        if self.oracle and self.oracle.clash:
            raise InputError(self.oracle.clash.sentence(), "guarantees")
        for c in seated:
            self.stages.append(Stage("seated_before", of=(c,), more=self._bear(c)))

    def count(self) -> Count:
        election = self.election
        while self.bound and len(self.elected) < election.seats:
            tied = self._lowest()
            one = self.lots.draw(tied, "elect", len(self.stages) + 1)
            if self.oracle and self.oracle.is_doomed(one):
                self._pass_over(one)
            else:
                self._seat(one)
        self._fill_guarantees()
        if len(self.elected) < election.seats:
            self.notes.append(N_("%(number)s seats stay empty: nobody else has enough support.",
                                 number=election.seats - len(self.elected)))
        every = sum(election.papers.values()) + sum(election.irregular.values()) + election.blank
        return Count("phragmen", election, self.valid, every - self.valid, 0, tuple(self.stages),
                     tuple(self.elected), self.lots, notes=tuple(self.notes))

    def _lowest(self) -> list[int]:
        """The candidates of lowest load, those doomed left out if somebody of that load is not."""
        fresh: dict[int, int] = {}  # candidate -> sum of its supporters' loads, this time
        while True:
            least = min(self.bound.values())
            lowest = [c for c, bound in self.bound.items() if bound == least]
            stale = [c for c in lowest if c not in fresh]
            if not stale:
                break
            for c in stale:
                fresh[c] = sum(self.weight[p] * self.load[p] for p in self.supporters[c])
                self.bound[c] = ((self.unit + fresh[c]) << _SHIFT) // (self.unit * self.support[c])
        best = lowest[0]
        for c in lowest[1:]:
            if (self.unit + fresh[c]) * self.support[best] < (self.unit + fresh[best]) * self.support[c]:
                best = c
        tied = [c for c in lowest if (self.unit + fresh[c]) * self.support[best]
                == (self.unit + fresh[best]) * self.support[c]]
        free = [c for c in tied if not self.oracle or not self.oracle.is_doomed(c)]
        return free or tied[:1]

    def _seat(self, candidate: int) -> None:
        """Elect `candidate`, whose supporters bear the load."""
        del self.bound[candidate]
        self._elect(candidate, self._bear(candidate))

    def _bear(self, candidate: int) -> dict[str, object]:
        """All supporters come to bear the same load, over a denominator that allows it."""
        papers, support = self.supporters[candidate], self.support[candidate]
        cost = self.unit + sum(self.weight[p] * self.load[p] for p in papers)
        grow = support // gcd(cost, support)
        if grow > 1:
            self.unit *= grow
            self.load = [load * grow for load in self.load]
        share = cost * grow // support
        for p in papers:
            self.load[p] = share
        return {"approvals": str(support), "load": ratio(share, self.unit)}

    def _elect(self, candidate: int, more: dict[str, object]) -> None:
        self.elected.append(candidate)
        if self.oracle:
            self.oracle.elect(candidate)
        self.stages.append(Stage("seat", of=(candidate,), elected=(candidate,), more=more))
        if self.watch:
            self.watch(1)

    def _pass_over(self, candidate: int) -> None:
        del self.bound[candidate]
        clash = self.oracle.why_doomed(candidate)
        self.notes.append(N_("“%(name)s” is passed over. With this person elected: %(clash)s",
                             name=self.election.candidates[candidate], clash=clash.sentence()))
        self.stages.append(Stage("passed_over", of=(candidate,), more={
            "approvals": str(self.support[candidate]), "clash": clash.document()}))

    def _fill_guarantees(self) -> None:
        """Whoever is still missing for a guarantee, among people without an approval, by lot."""
        if not self.guarantees or len(self.elected) == self.election.seats:
            return
        seats, self.oracle = smallest_committee(self.guarantees, self.elected, self.standing, self.election.seats)
        while len(self.elected) < seats:
            free = [c for c in self.standing if c not in self.elected and not self.oracle.is_doomed(c)]
            best = max(self.support[c] for c in free)  # someone passed over before may fit the smaller committee
            one = self.lots.draw([c for c in free if self.support[c] == best], "elect", len(self.stages) + 1)
            self._elect(one, {"approvals": str(self.support[one])})
