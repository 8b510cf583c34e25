"""Meek's method as New Zealand counts it: Local Electoral Regulations 2001, Schedule 1A (SR 2001/145).

All values are integers of 10^-9. Two readings exist. The text multiplies (1-k1)(1-k2)...km and rounds every product up
(clause 10); the certified calculator and I. D. Hill's reference program give a candidate the share w*k of what is left
of a paper, rounded up, and keep the remainder. Official results come from the second; it is the one used here.

Each iteration counts, then: 1. quota = (total - non-transferable) / (seats + 1), cut off, plus one unit; with one seat
up to the next whole number (clauses 5, 11, Part 2). 2. Every hopeful at the quota becomes successful, most votes first.
3. The lowest goes if it stays lowest even with the whole surplus, or if the surplus is below 0.0001 (clause 13; the
first iteration included); two or more without a vote go together. 4. Keep values of the successful above the quota:
ceil(ceil(quota*keep)/votes) (clauses 7, 17). 5. Nothing moves any more: the lowest goes (clause 23); keep values that
only come back to what they were (rounding can make them go in a circle), or creep on for a thousand iterations, are
taken as such: both occur when nearly all votes have become non-transferable. A tie is broken
by the first iteration at which the tied differ, the one behind goes; then by the schedule's own pseudo-random numbers
(clauses 19, 40), so that no lot is drawn. Papers are read up to a shared or missing rank (37); those who withdrew are
passed over (38). Keep values and votes of every iteration are in the transcript.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from voting.errors import InputError
from voting.sentences import N_
from voting.tally.elections.election import Election, ranked
from voting.tally.elections.fixed import ceil_div, decimal
from voting.tally.elections.lots import Lots
from voting.tally.elections.paths import Paths
from voting.tally.elections.pseudo_random import pseudo_random_numbers
from voting.tally.elections.transcript import Count, Stage

PLACES = 9
UNIT = 10**PLACES
PATIENCE = 1000  # iterations without a decision; official counts take a few dozen
SMALL_SURPLUS = UNIT // 10_000  # 0.0001, clause 13


def nz_meek(election: Election, lots: Lots, watch: Callable[[int], None] | None = None) -> Count:
    """Count `election`; `watch` is told after each iteration how many candidates it decided.

    `lots` stays untouched: the schedule breaks ties itself. `InputError` if no paper is valid.
    """
    return _Meek(election, lots, watch).count()


class _Meek:
    """The state of one count."""

    def __init__(self, election: Election, lots: Lots, watch: Callable[[int], None] | None) -> None:
        self.election, self.lots, self.watch = election, lots, watch
        self.papers = ranked(election)
        self.valid = self.papers.valid
        if not self.valid:
            raise InputError(N_("No paper has a first preference: there is nothing to count."), "papers")
        self.hopeful = set(election.standing)
        self.keep = [UNIT if c in self.hopeful else 0 for c in range(len(election.candidates))]
        self.elected: list[int] = []
        self.paths = Paths(self.papers.papers, self.hopeful)
        self.numbers = pseudo_random_numbers(len(election.candidates), election.seats, self.valid)
        self.history: list[list[int]] = []
        self.stages: list[Stage] = []
        self.quota = 0
        self.seen: set[tuple[int, ...]] = set()  # keep values since somebody was last elected or excluded

    def count(self) -> Count:
        over = False
        while not over:
            votes, lost = self.paths.share(self.keep, UNIT)
            self.history.append(votes)
            self.numbers = [10_000 - number for number in self.numbers]
            self.quota = self._quota(self.valid * UNIT - lost)
            seated = self._successful(votes)
            surplus = sum(max(0, votes[c] - self.quota) for c in self.elected)
            used = list(self.keep)
            out: list[int] = []
            if not self._is_over():
                out = self._excluded(votes, surplus)
                if seated or out:
                    self.seen.clear()
                self.seen.add(tuple(used))
                self._new_keep_values(votes)
                if not out and (tuple(self.keep) in self.seen or len(self.seen) >= PATIENCE):  # clause 23
                    out = [self._lowest(votes)]
                self._exclude(out)
            over = self._is_over()
            if over and self._vacancies():
                rest = sorted(self.hopeful, key=lambda c: self._standing(votes, c), reverse=True)
                self._elect(rest)
                seated += rest
            self.stages.append(Stage("iteration", tuple(votes), (), tuple(seated), tuple(out), lost, self.quota,
                                     {"keep": [decimal(value, PLACES) for value in used],
                                      "surplus": decimal(surplus, PLACES)}))
            if self.watch:
                self.watch(len(seated) + len(out))
        notes = () if not self._vacancies() else (
            N_("Fewer candidates than seats: %(number)s seats stay empty.", number=self._vacancies()),)
        return Count("nz-meek", self.election, self.valid, self.papers.blank, self.papers.void, tuple(self.stages),
                     tuple(self.elected), self.lots, PLACES, self.quota, notes)

    def _quota(self, in_play: int) -> int:
        quota = in_play // (self.election.seats + 1) + 1
        return quota if self.election.seats > 1 else ceil_div(quota, UNIT) * UNIT

    def _vacancies(self) -> int:
        return self.election.seats - len(self.elected)

    def _is_over(self) -> bool:
        """All seats filled, or no more candidates left than seats (clause 3)."""
        return len(self.hopeful) <= self._vacancies() or not self._vacancies()

    def _successful(self, votes: list[int]) -> list[int]:
        reached = sorted((c for c in self.hopeful if votes[c] >= self.quota),
                         key=lambda c: self._standing(votes, c), reverse=True)[:self._vacancies()]
        self._elect(reached)
        return reached

    def _elect(self, candidates: list[int]) -> None:
        self.hopeful.difference_update(candidates)
        self.elected += candidates
        self.paths.release(candidates, self.hopeful, self.elected)

    def _exclude(self, candidates: Iterable[int]) -> None:
        self.hopeful.difference_update(candidates)
        for c in candidates:
            self.keep[c] = 0
        self.paths.release(candidates, self.hopeful, self.elected)

    def _excluded(self, votes: list[int], surplus: int) -> list[int]:
        """Who goes by clause 13, as the calculator applies it."""
        nothing = [c for c in self.hopeful if not votes[c]]
        if len(nothing) < 2:
            low, *rest = sorted(votes[c] for c in self.hopeful)
            gap = min([self.quota, *rest[:1]]) - low
            return [self._lowest(votes)] if gap > surplus or surplus < SMALL_SURPLUS else []
        if surplus >= SMALL_SURPLUS:
            return []
        spare = len(self.hopeful) - self._vacancies()  # enough candidates stay for the seats
        return sorted(nothing, key=lambda c: self._standing(votes, c))[:spare]

    def _new_keep_values(self, votes: list[int]) -> None:
        """Successful candidates above the quota keep less (clauses 7, 17)."""
        for c in self.elected:
            if votes[c] > self.quota:
                self.keep[c] = min(UNIT, ceil_div(ceil_div(self.quota * self.keep[c], UNIT) * UNIT, votes[c]))

    def _lowest(self, votes: list[int]) -> int:
        return min(self.hopeful, key=lambda c: self._standing(votes, c))

    def _standing(self, votes: list[int], candidate: int) -> tuple[int, list[int], int]:
        """What orders candidates: votes, then votes of all iterations from the first (19), then the number (40)."""
        return votes[candidate], [earlier[candidate] for earlier in self.history], self.numbers[candidate]
