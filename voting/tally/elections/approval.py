"""Approval with guaranteed places: the most approved are elected in order, passed over only where a guarantee asks it.

The default for the Council (V.CO.1). "Tick everyone you can support." Going down the list by approvals, a person is
seated unless that would leave no committee with every guarantee (the oracle's word: doomed); everybody passed over is
named with the certificate. To be seated takes at least one approval, or `min_support`, unless a guarantee cannot be
kept otherwise: then, and only for that, those below are read on. Equal approvals: if all of them can be seated no lot
is drawn and they stand in the order of the paper; else lots say who comes first.
"""

from __future__ import annotations

from collections.abc import Callable

from voting.errors import InputError
from voting.sentences import N_, Sentence
from voting.tally.elections.election import Election, approvals
from voting.tally.elections.guarantees import Guarantees
from voting.tally.elections.lots import Lots
from voting.tally.elections.oracle import Oracle, smallest_committee
from voting.tally.elections.transcript import Count, Stage


def approval(election: Election, lots: Lots, guarantees: Guarantees | None = None, min_support: int = 1,
             watch: Callable[[int], None] | None = None) -> Count:
    """Count `election`; `watch` is told after each decision.

    `InputError` if nobody is approved, or if guarantees cannot be kept (with the clash).
    """
    papers = approvals(election)
    valid = sum(papers.values())
    every = sum(election.papers.values()) + sum(election.irregular.values()) + election.blank
    if not valid:
        raise InputError(N_("Every paper is blank: there is nothing to count."), "papers")
    votes = [0] * len(election.candidates)
    for marked, number in papers.items():
        for c in marked:
            votes[c] += number
    walk = _Walk(election, lots, guarantees, votes, watch)
    walk.down([c for c in election.standing if votes[c] >= max(1, min_support)])
    walk.fill_guarantees()
    notes = () if len(walk.elected) == election.seats else (
        N_("%(number)s seats stay empty: nobody else has enough support.", number=election.seats - len(walk.elected)),)
    return Count("approval", election, valid, every - valid, 0, tuple(walk.stages), tuple(walk.elected), lots,
                 notes=(*walk.notes, *notes))


class _Walk:
    """The state of one count going down the list."""

    def __init__(self, election: Election, lots: Lots, guarantees: Guarantees | None, votes: list[int],
                 watch: Callable[[int], None] | None) -> None:
        self.election, self.lots, self.guarantees, self.votes, self.watch = election, lots, guarantees, votes, watch
        self.elected: list[int] = []
        self.seats = election.seats
        self.stages = [Stage("approvals", tuple(votes))]
        self.notes: list[Sentence] = []
        self.oracle = Oracle(guarantees, self.seats, election.standing) if guarantees else None
        if self.oracle and self.oracle.clash:
            raise InputError(self.oracle.clash.sentence(), "guarantees")

    def down(self, candidates: list[int]) -> None:
        """Seat `candidates` from the most approved, as far as seats and guarantees allow."""
        groups: dict[int, list[int]] = {}
        for c in candidates:
            groups.setdefault(self.votes[c], []).append(c)
        for support in sorted(groups, reverse=True):
            if len(self.elected) == self.seats:
                return
            self._seat_group(groups[support])

    def fill_guarantees(self) -> None:
        """Seats still empty go to people below the support asked for only where a guarantee needs them."""
        if not self.guarantees or len(self.elected) == self.seats:
            return
        rest = [c for c in self.election.standing if c not in self.elected]
        self.seats, self.oracle = smallest_committee(self.guarantees, self.elected, self.election.standing, self.seats)
        self.down([c for c in rest if not self.oracle.is_doomed(c)])

    def _seat_group(self, tied: list[int]) -> None:
        waiting = self._without_doomed(tied)
        if self._all_fit(waiting):
            for c in waiting:
                self._seat(c)
            return
        while waiting and len(self.elected) < self.seats:
            one = self.lots.draw(waiting, "elect", len(self.stages) + 1)
            waiting.remove(one)
            self._seat(one)
            waiting = self._without_doomed(waiting)

    def _all_fit(self, candidates: list[int]) -> bool:
        if len(self.elected) + len(candidates) > self.seats:
            return False
        if not self.oracle or len(candidates) < 2:
            return True
        trial = self.oracle.copy()
        for c in candidates:
            if trial.is_doomed(c):
                return False
            trial.elect(c)
        return True

    def _without_doomed(self, candidates: list[int]) -> list[int]:
        if not self.oracle or len(self.elected) == self.seats:
            return candidates
        free = []
        for c in candidates:
            if self.oracle.is_doomed(c):
                clash = self.oracle.why_doomed(c)
                self.notes.append(N_("“%(name)s” is passed over. With this person elected: %(clash)s",
                                     name=self.election.candidates[c], clash=clash.sentence()))
                self._decided("passed_over", c, clash.document())
            else:
                free.append(c)
        return free

    def _seat(self, candidate: int) -> None:
        self.elected.append(candidate)
        if self.oracle:
            self.oracle.elect(candidate)
        self._decided("seat", candidate, None)

    def _decided(self, kind: str, candidate: int, clash: dict[str, object] | None) -> None:
        more = {"approvals": str(self.votes[candidate])} | ({"clash": clash} if clash else {})
        self.stages.append(Stage(kind, of=(candidate,), elected=(candidate,) if kind == "seat" else (), more=more))
        if self.watch:
            self.watch(1)
