"""One seat by majority: instant run-off, and two rounds (run-off between the best two), from ranked papers.

Instant run-off: a majority is more than half of the papers still in play in that round (as New Zealand and Maine say
it, not half of the first round); until somebody has it, the lowest goes, one a round; a tie for the lowest is decided
by lot. Two rounds: a majority of the valid papers in the first round, else a run-off between the best two, in which
each paper counts for the one it ranks higher; papers that rank neither are not in play; more votes win.

What the two-round rule leaves open, and what is done: 1. A tie for a place in the run-off is decided by lot, among
three or more tied for the first place twice, so that two go on. 2. A tie in the run-off is decided by lot. 3. Where
the second round is a ballot of its own, `first_round` and `second_round` are used, each on that round's papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voting.errors import InputError
from voting.sentences import N_
from voting.tally.elections.election import Election, Ranked, ranked
from voting.tally.elections.lots import Lots
from voting.tally.elections.transcript import Count, Stage


@dataclass(frozen=True, slots=True)
class FirstRound:
    """How a first round ended: the majority asked for, and either one elected or two who go on."""

    needed: int
    elected: tuple[int, ...]
    run_off: tuple[int, ...]


def irv(election: Election, lots: Lots) -> Count:
    """Count `election` by instant run-off; `InputError` unless there is one seat and a valid paper."""
    papers = _papers(election)
    votes = [0] * len(election.candidates)
    piles: dict[int, list[tuple[tuple[int, ...], int]]] = {c: [] for c in election.standing}
    for paper in papers.papers.items():
        piles[paper[0][0]].append(paper)
    for c, pile in piles.items():
        votes[c] = sum(number for _, number in pile)
    kind, of = "first_preferences", ()
    stages: list[Stage] = []
    exhausted = 0
    while True:
        needed = (papers.valid - exhausted) // 2 + 1
        best = max(piles, key=votes.__getitem__)
        elected = (best,) if votes[best] >= needed or len(piles) == 1 else ()
        out: tuple[int, ...] = ()
        if not elected:
            fewest = min(votes[c] for c in piles)
            out = (lots.draw([c for c in piles if votes[c] == fewest], "exclude", len(stages) + 1),)
        stages.append(Stage(kind, tuple(votes), of, elected, out, exhausted, needed))
        if elected:
            return _count("irv", election, papers, stages, elected, lots)
        moving = piles.pop(out[0])
        votes[out[0]] = 0
        for paper in moving:
            after = next((c for c in paper[0] if c in piles), None)
            if after is None:
                exhausted += paper[1]
            else:
                piles[after].append(paper)
                votes[after] += paper[1]
        kind, of = "exclusion", out


def two_round(election: Election, lots: Lots) -> Count:
    """Count `election` as a majority run-off on one ranked paper; `InputError` as `irv`."""
    papers = _papers(election)
    votes = [0] * len(election.candidates)
    for ranking, number in papers.papers.items():
        votes[ranking[0]] += number
    first = first_round({c: votes[c] for c in election.standing}, lots)
    out = tuple(c for c in election.standing if c not in first.run_off) if first.run_off else ()
    stages = [Stage("first_round", tuple(votes), (), first.elected, out, 0, first.needed)]
    elected = first.elected
    if not elected:
        second = [0] * len(votes)
        neither = 0
        for ranking, number in papers.papers.items():
            choice = next((c for c in ranking if c in first.run_off), None)
            if choice is None:
                neither += number
            else:
                second[choice] += number
        elected = (second_round({c: second[c] for c in first.run_off}, lots),)
        stages.append(Stage("second_round", tuple(second), out, elected, (), neither,
                            (papers.valid - neither) // 2 + 1))
    return _count("two-round", election, papers, stages, elected, lots)


def first_round(votes: Mapping[int, int], lots: Lots) -> FirstRound:
    """Who is elected by more than half of the valid votes, or which two go on (note 1)."""
    needed = sum(votes.values()) // 2 + 1
    if len(votes) == 1:
        return FirstRound(needed, tuple(votes), ())
    winner = tuple(c for c in votes if votes[c] >= needed)
    if winner:
        return FirstRound(needed, winner, ())
    go_on: list[int] = []
    while len(go_on) < 2:
        best = max(votes[c] for c in votes if c not in go_on)
        tied = [c for c in votes if c not in go_on and votes[c] == best]
        go_on += tied if len(tied) + len(go_on) <= 2 else [lots.draw(tied, "runoff", 1)]
    return FirstRound(needed, (), tuple(go_on))


def second_round(votes: Mapping[int, int], lots: Lots) -> int:
    """The one of two with more votes (note 2)."""
    best = max(votes.values())
    return lots.draw([c for c in votes if votes[c] == best], "elect", 2)


def _papers(election: Election) -> Ranked:
    if election.seats != 1:
        raise InputError(N_("This rule elects one person, and there are %(seats)s seats.", seats=election.seats),
                         "seats")
    papers = ranked(election)
    if not papers.valid:
        raise InputError(N_("No paper has a first preference: there is nothing to count."), "papers")
    return papers


def _count(rule: str, election: Election, papers: Ranked, stages: list[Stage], elected: tuple[int, ...],
           lots: Lots) -> Count:
    return Count(rule, election, papers.valid, papers.blank, papers.void, tuple(stages), elected, lots,
                 quota=stages[-1].quota)
