"""Single transferable vote as in Scottish council elections: S.S.I. 2007/42, Schedule 1, rules 45-52.

All values are integers of 1/100,000 of a vote. `continuing` are the candidates neither deemed elected nor excluded
(rule 2). With guarantees (no part of the Scottish rules) the oracle is asked after every election: the doomed are
excluded at once, their papers moving on at their value, and exclusion takes the lowest who is not guarded.

What the text leaves open, and what is done: 1. The report inside a stage names the one with more votes first; equal
votes in the order of the paper, unless guarantees make the order matter: then as rule 51, then a lot. 2. Doomed
candidates go out together, in one stage. 3. Fewer candidates than seats: all of them are elected, seats stay empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from voting.errors import InputError
from voting.sentences import N_
from voting.tally.elections.election import Election, Ranking, ranked
from voting.tally.elections.guarantees import Guarantees
from voting.tally.elections.lots import Lots
from voting.tally.elections.oracle import Oracle
from voting.tally.elections.transcript import Count, Stage

PLACES = 5
UNIT = 10**PLACES
Paper = tuple[Ranking, int]  # a ranking and how many papers bear it


def scottish_stv(election: Election, lots: Lots, guarantees: Guarantees | None = None,
                 watch: Callable[[int], None] | None = None) -> Count:
    """Count `election`; `watch` is told after each stage how many candidates it decided.

    `InputError` if no paper is valid, or if guarantees cannot be kept (with the clash).
    """
    return _Scottish(election, lots, guarantees, watch).count()


class _Scottish:
    """The state of one count."""

    def __init__(self, election: Election, lots: Lots, guarantees: Guarantees | None,
                 watch: Callable[[int], None] | None) -> None:
        self.election, self.lots, self.watch = election, lots, watch
        self.papers = ranked(election)
        self.valid = self.papers.valid
        if not self.valid:
            raise InputError(N_("No paper has a first preference: there is nothing to count."), "papers")
        self.continuing = set(election.standing)
        self.vacancies = election.seats
        self.quota = (self.valid // (election.seats + 1) + 1) * UNIT  # rule 46
        self.votes = [0] * len(election.candidates)
        self.piles: list[dict[int, list[Paper]]] = [{} for _ in election.candidates]  # by candidate, by value
        self.lost = 0  # non-transferable so far
        self.elected: list[int] = []
        self.surpluses: list[int] = []  # elected with more than the quota, not yet transferred
        self.history: list[tuple[int, ...]] = []
        self.stages: list[Stage] = []
        self.oracle = Oracle(guarantees, election.seats, election.standing) if guarantees else None
        if self.oracle and self.oracle.clash:
            raise InputError(self.oracle.clash.sentence(), "guarantees")

    def count(self) -> Count:
        self._first_preferences()
        kind, of = "first_preferences", ()
        while True:
            self.history.append(tuple(self.votes))
            seated, out = self._deem_elected()
            over = not self.vacancies or not self.continuing
            if not over and not out and len(self.continuing) <= self.vacancies:  # rule 52
                seated += self._elect_the_rest()
                over = True
            is_exclusion = bool(out)
            if not over and not out:
                if self.surpluses:
                    out = (self._largest_surplus(),)
                else:
                    out, is_exclusion = (self._lowest(),), True
            self.stages.append(Stage(kind, self.history[-1], of, tuple(seated), out if is_exclusion and not over
                                     else (), self.lost, self.quota))
            if self.watch:
                self.watch(len(seated) + len(out) * is_exclusion)
            if over:
                break
            kind, of = ("exclusion" if is_exclusion else "surplus"), out
            if is_exclusion:
                self._exclude(out)
            else:
                self._transfer_surplus(out[0])
        notes = () if not self.vacancies else (
            N_("Fewer candidates than seats: %(number)s seats stay empty.", number=self.vacancies),)
        return Count("scottish-stv", self.election, self.valid, self.papers.blank, self.papers.void,
                     tuple(self.stages), tuple(self.elected), self.lots, PLACES, self.quota, notes)

    def _first_preferences(self) -> None:
        """Stage 1: each paper, at the value of one vote, to its first preference (rule 45)."""
        first: list[list[Paper]] = [[] for _ in self.votes]
        for paper in self.papers.papers.items():
            first[paper[0][0]].append(paper)
        for c, papers in enumerate(first):
            self.piles[c] = {UNIT: papers}
            self.votes[c] = UNIT * sum(number for _, number in papers)

    def _deem_elected(self) -> tuple[list[int], tuple[int, ...]]:
        """Everyone at the quota is elected, most votes first (rule 47); also those whom that dooms."""
        seated: list[int] = []
        while self.vacancies:
            doomed = self._doomed()
            reached = [c for c in self.continuing if self.votes[c] >= self.quota and c not in doomed]
            if not reached:
                return seated, doomed
            best = max(self.votes[c] for c in reached)
            tied = sorted(c for c in reached if self.votes[c] == best)
            one = self._earlier(tied, "elect", max) if self.oracle else tied[0]  # note 1
            self._elect(one)
            seated.append(one)
            if self.votes[one] > self.quota:
                self.surpluses.append(one)
        return seated, ()

    def _doomed(self) -> tuple[int, ...]:
        if not self.oracle:
            return ()
        return tuple(c for c in sorted(self.continuing) if self.oracle.is_doomed(c))

    def _elect(self, candidate: int) -> None:
        self.continuing.discard(candidate)
        self.elected.append(candidate)
        self.vacancies -= 1
        if self.oracle:
            self.oracle.elect(candidate)

    def _elect_the_rest(self) -> list[int]:
        """As many candidates as vacancies: all are elected, and nothing more is transferred (rule 52)."""
        rest = sorted(self.continuing, key=lambda c: (-self.votes[c], c))
        for c in rest:
            self._elect(c)
        return rest

    def _largest_surplus(self) -> int:
        """The largest surplus is transferred first (rule 49(1)); a tie looks back, then a lot (49(2), (3))."""
        most = max(self.votes[c] for c in self.surpluses)
        one = self._earlier([c for c in self.surpluses if self.votes[c] == most], "transfer", max)
        self.surpluses.remove(one)
        return one

    def _lowest(self) -> int:
        """The one with fewest votes (rule 50), of those not guarded; a tie looks back, then a lot (rule 51(2))."""
        may_go = self.continuing if not self.oracle else [c for c in self.continuing if not self.oracle.is_guarded(c)]
        fewest = min(self.votes[c] for c in may_go)
        return self._earlier([c for c in may_go if self.votes[c] == fewest], "exclude", min)

    def _earlier(self, tied: list[int], purpose: str, pick: Callable[[Iterable[int]], int]) -> int:
        """The tied narrowed by the most recent earlier stages at which they differ; a lot among those who never do."""
        for votes in reversed(self.history[:-1]):
            if len(tied) == 1:
                break
            picked = pick(votes[c] for c in tied)
            tied = [c for c in tied if votes[c] == picked]
        return self.lots.draw(tied, purpose, len(self.history))

    def _transfer_surplus(self, candidate: int) -> None:
        """Every paper moves on at surplus x value / votes, cut off after five decimals (rule 48(3))."""
        held = self.votes[candidate]
        surplus = held - self.quota
        parcels = [(surplus * value // held, papers) for value, papers in self.piles[candidate].items()]
        self.votes[candidate] = self.quota
        self.lost += surplus - self._move(parcels)  # what was cut off, and papers without a next preference
        self.piles[candidate] = {}

    def _exclude(self, candidates: tuple[int, ...]) -> None:
        """Papers of the excluded move on at the value they have (rule 50)."""
        self.continuing.difference_update(candidates)
        for c in candidates:
            if self.oracle:
                self.oracle.exclude(c)
        for c in candidates:
            held, self.votes[c] = self.votes[c], 0
            self.lost += held - self._move(list(self.piles[c].items()))
            self.piles[c] = {}

    def _move(self, parcels: list[tuple[int, list[Paper]]]) -> int:
        """Each paper to the next continuing candidate on it; gives the value that found one.

        Nobody before the present holder is continuing, so that every paper is read from its beginning.
        """
        continuing, moved = self.continuing, 0
        for value, papers in parcels:
            landed: dict[int, list[Paper]] = {c: [] for c in continuing}
            for paper in papers:
                for c in paper[0]:
                    if c in continuing:
                        landed[c].append(paper)
                        break
            for c, arrived in landed.items():
                if arrived:
                    worth = value * sum(number for _, number in arrived)
                    self.votes[c] += worth
                    moved += worth
                    pile = self.piles[c].get(value)
                    if pile is None:
                        self.piles[c][value] = arrived
                    else:
                        pile.extend(arrived)
        return moved
