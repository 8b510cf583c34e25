"""The rules written a second time, as plainly as possible: paper by paper, with fractions, by trying everything."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from voting.tally.elections import Election, Guarantees

SCOTTISH = 10**5
MEEK = 10**9


def keeps(guarantees: Guarantees, committee: Iterable[int]) -> bool:
    """Whether a committee keeps every floor and ceiling."""
    chosen = set(committee)
    return all(group.floor <= len(chosen & group.members) <= group.ceiling
               for category in guarantees.categories for group in category.groups)


def completions(guarantees: Guarantees, seats: int, candidates: Iterable[int], elected: Iterable[int] = ()) -> list:
    """Every committee of `seats` among `candidates` that holds `elected` and keeps the guarantees."""
    fixed = set(elected)
    return [set(c) for c in combinations(sorted(set(candidates)), seats) if fixed <= set(c) and keeps(guarantees, c)]


def scottish_votes(election: Election, history: list[tuple[str, tuple[int, ...]]]) -> list[list[int]]:
    """Votes after each stage, given what every stage did: ("surplus" | "exclusion", whose papers) after the first.

    Each single paper is followed with its own value.
    """
    papers = [[SCOTTISH, ranking] for ranking, number in election.papers.items() for _ in range(number)]
    quota = (len(papers) // (election.seats + 1) + 1) * SCOTTISH
    holder = [ranking[0] for _, ranking in papers]
    gone: set[int] = set()
    tables = []

    def total() -> list[int]:
        votes = [sum(value for (value, _), at in zip(papers, holder, strict=True) if at == c)
                 for c in range(len(election.candidates))]
        return [quota if c in spent else v for c, v in enumerate(votes)]

    spent: set[int] = set()
    votes = total()
    gone |= {c for c, v in enumerate(votes) if v >= quota}
    tables.append(votes)
    for kind, of in history:
        gone |= set(of)
        for number, paper in enumerate(papers):
            if holder[number] not in of:
                continue
            if kind == "surplus":
                paper[0] = (votes[of[0]] - quota) * paper[0] // votes[of[0]]
            holder[number] = next((c for c in paper[1] if c not in gone), -1)
        spent |= set(of) if kind == "surplus" else set()
        votes = total()
        gone |= {c for c, v in enumerate(votes) if v >= quota}
        tables.append(votes)
    return tables


def meek_votes(election: Election, keep: list[int], hopeful: set[int]) -> tuple[list[int], int]:
    """One iteration over every paper: votes, and what is not transferable."""
    votes, lost = [0] * len(keep), 0
    for ranking, number in election.papers.items():
        left = MEEK
        for c in ranking:
            if c in hopeful:
                votes[c] += number * left
                left = 0
                break
            part = -(-left * keep[c] // MEEK)
            votes[c] += number * part
            left -= part
        lost += number * left
    return votes, lost


def phragmen_winners(election: Election, order: list[int]) -> list[set[int]]:
    """Before each seat of `order`, all who might be elected: lowest load, in fractions."""
    papers = [(set(ranking), number) for ranking, number in election.papers.items()]
    load = [Fraction(0)] * len(papers)
    best = []
    for position, chosen in enumerate(order):
        loads = {}
        for c in election.standing:
            weight = sum(number for marked, number in papers if c in marked)
            if weight and c not in order[:position]:
                loads[c] = (1 + sum(load[p] * number for p, (marked, number) in enumerate(papers)
                                    if c in marked)) / Fraction(weight)
        best.append({c for c in loads if loads[c] == min(loads.values())})
        load = [loads[chosen] if chosen in marked else load[p] for p, (marked, _) in enumerate(papers)]
    return best


def schulze_winners(election: Election) -> set[int]:
    """Options nobody has a stronger path to, each path found by walking all defeats of at least a strength."""
    size = len(election.candidates)

    def above(a: int, b: int) -> int:
        return sum(number for ranking, number in election.papers.items()
                   if a in ranking and (b not in ranking or ranking.index(a) < ranking.index(b)))

    def strength(a: int, b: int) -> int:
        for least in sorted({above(x, y) for x in range(size) for y in range(size)}, reverse=True):
            reached = [a]
            for x in reached:
                reached += [y for y in range(size) if y not in reached and y != x and above(x, y) > above(y, x)
                            and above(x, y) >= least]
            if b in reached[1:]:
                return least
        return 0

    return {a for a in range(size) if all(strength(a, b) >= strength(b, a) for b in range(size) if b != a)}


def irv_round(election: Election, out: set[int]) -> list[int]:
    """Votes of a round, with those in `out` struck from every paper."""
    votes = [0] * len(election.candidates)
    for ranking, number in election.papers.items():
        left = [c for c in ranking if c not in out]
        if left:
            votes[left[0]] += number
    return votes
