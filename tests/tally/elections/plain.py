"""Every rule a second time, from its text alone and as slowly as it likes: one paper at a time, every committee tried.

An oracle for the engine: nothing of `voting.tally` is imported. A ballot is a list of ranks, each a list of candidates
held equal (empty: a rank left out); candidates are numbers. Each function gives the whole transcript as plain rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

Ballot = list[list[int]]


@dataclass
class Rule:
    """One group of a guarantee: least, most, members."""

    least: int
    most: int
    members: set[int]


@dataclass
class Case:
    """An election: names, seats, ballots one by one, who withdrew, guarantees as rows of rules, the seed of lots."""

    names: list[str]
    seats: int
    ballots: list[Ballot]
    withdrawn: set[int] = field(default_factory=set)
    guarantees: list[list[Rule]] = field(default_factory=list)
    seed: str = "test"

    @property
    def standing(self) -> list[int]:
        return [c for c in range(len(self.names)) if c not in self.withdrawn]


@dataclass
class Row:
    """A stage: votes of everybody, who is elected and excluded at its end, votes with nobody, whose papers moved."""

    votes: list[int]
    elected: list[int] = field(default_factory=list)
    excluded: list[int] = field(default_factory=list)
    lost: int = 0
    of: list[int] = field(default_factory=list)
    quota: int = 0


class Hat:
    """Lots: the lowest SHA-256 of purpose, seed, number of the lot and name."""

    def __init__(self, case: Case) -> None:
        self.case, self.drawn = case, 0

    def draw(self, tied: Iterable[int]) -> int:
        tied = sorted(tied)
        if len(tied) == 1:
            return tied[0]
        self.drawn += 1
        text = f"scrutin/v1/lot\n{self.case.seed}\n{self.drawn}\n"
        return min(tied, key=lambda c: hashlib.sha256((text + self.case.names[c]).encode()).digest())


def rankings(case: Case) -> list[list[int]]:
    """What a ranked rule reads of each ballot: withdrawn candidates passed over, up to a shared or missing rank."""
    found = []
    for ballot in case.ballots:
        read: list[int] = []
        for rank in ballot:
            left = [c for c in rank if c not in case.withdrawn]
            if rank and not left:
                continue  # only people who withdrew: no gap
            if len(left) != 1:
                break
            read.append(left[0])
        if read:
            found.append(read)
    return found


def committees(case: Case, seats: int, within: Iterable[int], holding: Iterable[int] = ()) -> list[set[int]]:
    """Every committee of `seats` within these that holds those and keeps every guarantee."""
    fixed = set(holding)
    return [fixed | set(rest) for rest in combinations(sorted(set(within) - fixed), seats - len(fixed))
            if all(rule.least <= len((fixed | set(rest)) & rule.members) <= rule.most
                   for rules in case.guarantees for rule in rules)] if seats >= len(fixed) else []


# ---------------------------------------------------------------- Scottish rules 45-52

UNIT = 100_000


def scottish(case: Case) -> tuple[list[Row], list[int]]:
    papers = [[UNIT, ranking, ranking[0]] for ranking in rankings(case)]
    quota = (len(papers) // (case.seats + 1) + 1) * UNIT
    hat, done = Hat(case), set()
    rows: list[Row] = []
    elected: list[int] = []
    excluded: list[int] = []
    moved: list[int] = []

    def continuing() -> list[int]:
        return [c for c in case.standing if c not in elected and c not in excluded]

    def doomed(c: int) -> bool:
        return bool(case.guarantees) and not committees(
            case, case.seats, [d for d in case.standing if d not in excluded], [*elected, c])

    def looked_back(tied: list[int], pick: Callable[[Iterable[int]], int]) -> int:
        for before in reversed(rows[:-1]):
            tied = [c for c in tied if before.votes[c] == pick(before.votes[d] for d in tied)]
        return hat.draw(tied)

    while True:
        votes = [quota if c in done else sum(value for value, _, at in papers if at == c)
                 for c in range(len(case.names))]
        row = Row(votes, lost=len(papers) * UNIT - sum(votes), of=moved, quota=quota)
        rows.append(row)
        out: list[int] = []
        while len(elected) < case.seats:  # rule 47, with the guarantees asked after each
            out = [c for c in continuing() if doomed(c)]
            reached = [c for c in continuing() if votes[c] >= quota and c not in out]
            if not reached:
                break
            best = [c for c in reached if votes[c] == max(votes[d] for d in reached)]
            one = looked_back(best, max) if case.guarantees else best[0]
            row.elected.append(one)
            elected.append(one)
            out = []
        if len(elected) == case.seats or not continuing():
            return rows, elected
        if not out and len(continuing()) <= case.seats - len(elected):  # rule 52
            rest = sorted(continuing(), key=lambda c: (-votes[c], c))
            row.elected += rest
            return rows, elected + rest
        surpluses = [c for c in elected if votes[c] > quota]
        if not out and surpluses:  # rules 48, 49
            most = max(votes[c] for c in surpluses)
            one = looked_back([c for c in surpluses if votes[c] == most], max)
            moved = [one]
            for paper in papers:
                if paper[2] == one:
                    paper[0] = (votes[one] - quota) * paper[0] // votes[one]
                    paper[2] = next((c for c in paper[1] if c in continuing()), -1)
            done.add(one)
            continue
        if not out:  # rules 50, 51
            may = [c for c in continuing() if not case.guarantees or committees(
                case, case.seats, [d for d in case.standing if d not in excluded and d != c], elected)]
            least = min(votes[c] for c in may)
            out = [looked_back([c for c in may if votes[c] == least], min)]
        row.excluded = out
        excluded += out
        moved = out
        for paper in papers:
            if paper[2] in out:
                paper[2] = next((c for c in paper[1] if c in continuing()), -1)


# ---------------------------------------------------------------- New Zealand, as the calculator counts

NINE = 10**9


def up(dividend: int, divisor: int) -> int:
    return (dividend + divisor - 1) // divisor


def numbers(candidates: int, seats: int, valid: int) -> list[int]:
    x, y, z = candidates + 5, seats, (valid + 10_000 * (valid % 10)) % 30_323
    found: list[int] = []
    first = True
    while len(found) < candidates:
        for _ in range(5 if first else 1):
            x, y, z = (171 * x) % 30_269, (172 * y) % 30_307, (170 * z) % 30_323
        first = False
        number = (10_000 * x // 30_269 + 10_000 * y // 30_307 + 10_000 * z // 30_323) % 10_000
        if number not in found:
            found.append(number)
    return found


def meek(case: Case) -> tuple[list[Row], list[int]]:
    papers = rankings(case)
    hopeful, elected, keep = set(case.standing), [], dict.fromkeys(case.standing, NINE)
    prn = numbers(len(case.names), case.seats, len(papers))
    rows: list[Row] = []
    known: list[dict[int, int]] = []  # keep values since the last decision

    def rank(c: int) -> tuple[object, ...]:
        return (rows[-1].votes[c], *(before.votes[c] for before in rows), prn[c])

    while True:
        votes, lost = [0] * len(case.names), 0
        for paper in papers:
            left = NINE
            for c in paper:
                if c in hopeful:
                    votes[c] += left
                    left = 0
                    break
                if keep.get(c):
                    part = up(left * keep[c], NINE)
                    votes[c] += part
                    left -= part
            lost += left
        prn[:] = [10_000 - number for number in prn]
        quota = (len(papers) * NINE - lost) // (case.seats + 1) + 1
        if case.seats == 1:
            quota = up(quota, NINE) * NINE
        row = Row(votes, lost=lost, quota=quota)
        rows.append(row)
        for c in sorted((c for c in hopeful if votes[c] >= quota), key=rank, reverse=True):
            if len(elected) < case.seats:
                row.elected.append(c)
                elected.append(c)
                hopeful.discard(c)
        left_over = case.seats - len(elected)
        if left_over and len(hopeful) > left_over:
            surplus = sum(max(0, votes[c] - quota) for c in elected)
            used = dict(keep)
            nothing = [c for c in hopeful if not votes[c]]
            if len(nothing) >= 2:
                if surplus < NINE // 10_000:
                    row.excluded = sorted(nothing, key=rank)[:len(hopeful) - left_over]
            else:
                low, *others = sorted(votes[c] for c in hopeful)
                gap = min([quota, *others[:1]]) - low
                if gap > surplus or surplus < NINE // 10_000:
                    row.excluded = [min(hopeful, key=rank)]
            for c in elected:
                if votes[c] > quota:
                    keep[c] = min(NINE, up(up(quota * keep[c], NINE) * NINE, votes[c]))
            if row.elected or row.excluded:
                known = []
            known.append(used)
            if not row.excluded and (keep in known or len(known) >= 1000):
                row.excluded = [min(hopeful, key=rank)]
            hopeful -= set(row.excluded)
            for c in row.excluded:
                keep[c] = 0
            left_over = case.seats - len(elected)
        if not left_over or len(hopeful) <= left_over:
            rest = sorted(hopeful, key=rank, reverse=True) if left_over else []
            row.elected += rest
            return rows, elected + rest


# ---------------------------------------------------------------- one seat

def tops(papers: Sequence[list[int]], within: Iterable[int], size: int) -> list[int]:
    votes, allowed = [0] * size, set(within)
    for paper in papers:
        left = [c for c in paper if c in allowed]
        if left:
            votes[left[0]] += 1
    return votes


def irv(case: Case) -> tuple[list[Row], list[int]]:
    papers, hat, left, rows = rankings(case), Hat(case), list(case.standing), []
    moved: list[int] = []
    while True:
        votes = tops(papers, left, len(case.names))
        row = Row(votes, lost=len(papers) - sum(votes), of=moved, quota=sum(votes) // 2 + 1)
        rows.append(row)
        won = [c for c in left if 2 * votes[c] > sum(votes)] or (left if len(left) == 1 else [])
        if won:
            row.elected = won
            return rows, won
        least = min(votes[c] for c in left)
        moved = row.excluded = [hat.draw([c for c in left if votes[c] == least])]
        left.remove(moved[0])


def two_round(case: Case) -> tuple[list[Row], list[int]]:
    papers, hat = rankings(case), Hat(case)
    votes = tops(papers, case.standing, len(case.names))
    won = [c for c in case.standing if 2 * votes[c] > sum(votes)] or (case.standing if len(case.standing) == 1 else [])
    first = Row(votes, won)
    if won:
        return [first], won
    two: list[int] = []
    while len(two) < 2:
        rest = [c for c in case.standing if c not in two]
        best = [c for c in rest if votes[c] == max(votes[d] for d in rest)]
        two += best if len(best) <= 2 - len(two) else [hat.draw(best)]
    first.excluded = [c for c in case.standing if c not in two]
    again = tops(papers, two, len(case.names))
    winner = hat.draw([c for c in two if again[c] == max(again[d] for d in two)])
    return [first, Row(again, [winner], lost=len(papers) - sum(again))], [winner]


def schulze(case: Case) -> set[int]:
    """All who could win: nobody has a stronger path to them than they have back."""
    size = len(case.names)

    def prefers(ballot: Ballot, a: int, b: int) -> bool:
        where = {c: n for n, rank in enumerate(ballot) for c in rank}
        return a in where and where[a] < where.get(b, size + len(ballot))

    over = [[sum(prefers(ballot, a, b) for ballot in case.ballots) for b in range(size)] for a in range(size)]

    def path(a: int, b: int, seen: tuple[int, ...] = ()) -> int:
        """The strength of the strongest path, by walking every one."""
        best = over[a][b] if over[a][b] > over[b][a] else 0
        for c in case.standing:
            if c not in (a, b, *seen) and over[a][c] > over[c][a]:
                best = max(best, min(over[a][c], path(c, b, (*seen, a))))
        return best

    return {a for a in case.standing if all(path(a, b) >= path(b, a) for b in case.standing if b != a)}


# ---------------------------------------------------------------- ticks

def ticks(case: Case) -> list[set[int]]:
    marked = [{c for rank in ballot for c in rank} - case.withdrawn for ballot in case.ballots]
    return [one for one in marked if one]


def approval(case: Case) -> tuple[list[int], list[int]]:
    """(elected in order, passed over in order); people without a tick only where a guarantee needs them."""
    marked, hat = ticks(case), Hat(case)
    votes = {c: sum(c in one for one in marked) for c in case.standing}
    elected: list[int] = []
    passed: list[int] = []
    _walk(case, hat, votes, [c for c in case.standing if votes[c]], case.seats, elected, passed)
    if case.guarantees and len(elected) < case.seats:
        seats = next(n for n in range(len(elected), case.seats + 1) if committees(case, n, case.standing, elected))
        rest = [c for c in case.standing if c not in elected and committees(case, seats, case.standing, [*elected, c])]
        _walk(case, hat, votes, rest, seats, elected, passed)
    return elected, passed


def _walk(case: Case, hat: Hat, votes: dict[int, int], people: list[int], seats: int, elected: list[int],
          passed: list[int]) -> None:
    def fits(*more: int) -> bool:
        return len(elected) + len(more) <= seats and (not case.guarantees or bool(
            committees(case, seats, case.standing, [*elected, *more])))

    for support in sorted({votes[c] for c in people}, reverse=True):
        waiting = [c for c in people if votes[c] == support]
        drawing = False
        while waiting and len(elected) < seats:
            out = [c for c in waiting if not fits(c)]
            passed += out
            waiting = [c for c in waiting if c not in out]
            if not drawing and fits(*waiting):
                elected += waiting
                break
            drawing = True
            if waiting:
                one = hat.draw(waiting)
                waiting.remove(one)
                elected.append(one)


def phragmen(case: Case) -> tuple[list[int], list[int]]:
    """(elected in order, passed over in order), loads as fractions of single papers."""
    marked, hat = ticks(case), Hat(case)
    load = [Fraction(0)] * len(marked)
    votes = {c: sum(c in one for one in marked) for c in case.standing}
    running, elected, passed = [c for c in case.standing if votes[c]], [], []
    while running and len(elected) < case.seats:
        cost = {c: (1 + sum((load[n] for n, one in enumerate(marked) if c in one), Fraction(0))) / votes[c]
                for c in running}
        best = [c for c in running if cost[c] == min(cost.values())]
        free = [c for c in best if not case.guarantees or committees(case, case.seats, case.standing, [*elected, c])]
        if not free:
            passed.append(best[0])
            running.remove(best[0])
            continue
        one = hat.draw(free)
        elected.append(one)
        running.remove(one)
        load = [cost[one] if one in marks else load[n] for n, marks in enumerate(marked)]
    if case.guarantees and len(elected) < case.seats:
        seats = next(n for n in range(len(elected), case.seats + 1) if committees(case, n, case.standing, elected))
        while len(elected) < seats:
            free = [c for c in case.standing if c not in elected and committees(case, seats, case.standing,
                                                                                [*elected, c])]
            most = max(votes[c] for c in free)
            elected.append(hat.draw([c for c in free if votes[c] == most]))
    return elected, passed
