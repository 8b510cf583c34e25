"""Schulze's method for one seat, as the Debian constitution words it (A.6).

Each paper prefers every option it ranks to those ranked below and to all that it does not rank; options of equal rank,
and all unranked ones among themselves, are equal. An option defeats another if more papers prefer it; the strength of
a defeat is the number of those papers, of a path its weakest defeat, and an option wins if no other has a stronger path
to it than it has back. Several such options: a lot.

With a default option ("none of the above") an option first has to reach the quorum against it, and to beat it by its
majority ratio; those that do not are dropped before the paths (A.6.2, A.6.3). If nobody is left the default wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.errors import InputError
from voting.sentences import N_
from voting.tally.elections.election import Election, ranks_of
from voting.tally.elections.lots import Lots
from voting.tally.elections.transcript import Count, Stage

Matrix = list[list[int]]


@dataclass(frozen=True, slots=True)
class Default:
    """The default option, how many papers must prefer an option to it, and the ratio numerator : denominator."""

    option: int
    quorum: int = 0
    ratio: tuple[int, int] = (1, 1)


def schulze(election: Election, lots: Lots, default: Default | None = None) -> Count:
    """Count `election`; `InputError` unless there is one seat and a paper that ranks somebody."""
    if election.seats != 1:
        raise InputError(N_("This rule elects one person, and there are %(seats)s seats.", seats=election.seats),
                         "seats")
    papers = ranks_of(election)
    valid = sum(papers.values())
    if not valid:
        raise InputError(N_("No paper has a first preference: there is nothing to count."), "papers")
    every = sum(election.papers.values()) + sum(election.irregular.values()) + election.blank
    prefer = preferences(election)
    running = list(election.standing)
    if default:
        running = [c for c in running if c == default.option or _beats_default(prefer, c, default)]
    strength = strongest_paths(prefer, running)
    winners = [c for c in running if all(strength[c][other] >= strength[other][c] for other in running)]
    winner = lots.draw(winners, "elect", 2)
    dropped = tuple(c for c in election.standing if c not in running)
    stages = (Stage("pairs", excluded=dropped, more={"preferences": _rows(prefer)}),
              Stage("paths", of=tuple(winners), elected=(winner,), more={"strengths": _rows(strength)}))
    return Count("schulze", election, valid, every - valid, 0, stages, (winner,), lots)


def preferences(election: Election) -> Matrix:
    """How many papers prefer the option of the row to that of the column."""
    size = len(election.candidates)
    prefer = [[0] * size for _ in range(size)]
    everybody = set(election.standing)
    for ranks, number in ranks_of(election).items():
        below = set(everybody)
        for rank in ranks:
            below.difference_update(rank)
            for better in rank:
                row = prefer[better]
                for worse in below:
                    row[worse] += number
    return prefer


def strongest_paths(prefer: Sequence[Sequence[int]], running: Sequence[int]) -> Matrix:
    """The strength of the strongest path between any two of `running` (0: none), by Floyd and Warshall."""
    size = len(prefer)
    strength = [[0] * size for _ in range(size)]
    for a in running:
        for b in running:
            if prefer[a][b] > prefer[b][a]:
                strength[a][b] = prefer[a][b]
    for middle in running:
        onward = strength[middle]
        for a in running:
            row, there = strength[a], strength[a][middle]
            for b in running:
                through = min(there, onward[b])
                if a != b and through > row[b]:
                    row[b] = through
    return strength


def _beats_default(prefer: Matrix, option: int, default: Default) -> bool:
    """Quorum and majority against the default option; a tie with it is no defeat of it."""
    over, under = prefer[option][default.option], prefer[default.option][option]
    numerator, denominator = default.ratio
    return over >= default.quorum and over * denominator > under * numerator


def _rows(matrix: Matrix) -> list[list[str]]:
    return [[str(number) for number in row] for row in matrix]
