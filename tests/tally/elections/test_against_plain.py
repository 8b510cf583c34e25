"""The engine against a second, plain writing of every rule: whole transcripts, from files in every dialect, with ties,
withdrawals, shared and missing ranks, blank papers, more seats than candidates, and guarantees by brute force."""

from __future__ import annotations

import random

import pytest

from tests.tally.elections import plain
from tests.tally.elections.plain import Ballot, Case, Rule
from voting.errors import InputError
from voting.tally.elections import Category, Count, Election, Group, Guarantees, Seed, count_election, read_blt

NAMES = ["Ann", "Bob", "Cid", "Dée", "Eve O'Hara", 'Flo "F" Fry', "Gus #1"]
RULES = ("scottish-stv", "nz-meek", "irv", "two-round", "schulze", "approval", "phragmen")
ONE_SEAT = ("irv", "two-round", "schulze")
GUARANTEED = ("scottish-stv", "approval", "phragmen")


def drawn(chance: random.Random, is_guaranteed: bool = False, one_seat: bool = False) -> Case:
    """Few candidates and few papers, so that ties of every kind are common."""
    number = chance.randint(1, 7)
    ballots: list[Ballot] = []
    for _ in range(chance.randint(1, 9)):
        ballots += [_ballot(chance, number)] * chance.randint(1, 4)
    gone = set(chance.sample(range(number), chance.choice([0, 0, 0, min(1, number - 1), min(2, number - 1)])))
    seats = 1 if one_seat else chance.randint(1, number + 1)
    rules = []
    if is_guaranteed:
        seats = min(seats, number - len(gone))
        for _ in range(chance.randint(1, 2)):
            where = [chance.randint(0, 2) for _ in range(number)]
            rules.append([Rule(chance.choice([0, 0, 1]), chance.randint(1, number),
                               {c for c in range(number) if where[c] == group}) for group in sorted(set(where))])
    return Case(NAMES[:number], seats, ballots, gone, rules, chance.choice("abc"))


def _ballot(chance: random.Random, number: int) -> Ballot:
    order = chance.sample(range(number), chance.randint(0, number))
    ballot: Ballot = []
    while order:
        here = 2 if chance.random() < .1 else 0 if chance.random() < .05 else 1
        ballot.append(order[:here])
        order = order[here:]
    while ballot and not ballot[-1]:
        ballot.pop()
    return ballot


def written(case: Case, chance: random.Random) -> str:
    """The election as some program or other might have written it."""
    lines = [f"{len(case.names)} {case.seats}", *(["# made by hand", ""] if chance.random() < .5 else [])]
    if case.withdrawn:
        gone = [f"-{c + 1}" for c in sorted(case.withdrawn)]
        lines += [" ".join(gone)] if chance.random() < .5 else gone
    for number, ballot in enumerate(case.ballots):
        head = f"(B-{number})" if chance.random() < .2 else chance.choice(["1", "1", "01", "1.0"])
        shared = "(%s)" if head.startswith("(") and chance.random() < .5 else "%s"
        marks = [(shared % " ".join(str(c + 1) for c in rank)) if len(rank) > 1 and shared != "%s"
                 else "=".join(str(c + 1) for c in rank) or "-" for rank in ballot]
        gap = chance.choice([" ", " ", "  ", "\t", ", "])
        lines.append(gap.join([head, *marks, "0"]) + chance.choice(["", " ", " # spoilt?", " /* seen */"]))
    lines.append("0")
    lines += ['"' + name.replace('"', chance.choice(['\\"', '""'])) + '"' for name in case.names]
    lines += ['"A title"'] if chance.random() < .5 else []
    end = chance.choice(["\n", "\r\n", "\r"])
    return chance.choice(["", "\ufeff"]) + end.join(lines) + chance.choice(["", end])


def engine(case: Case, rule: str, seed: int = 0) -> Count:
    """The same case through reader and engine."""
    text = written(case, random.Random(seed))
    election = read_blt(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert election.candidates == tuple(case.names)
    guarantees = Guarantees(tuple(Category(f"K{k}", tuple(
        Group(f"K{k} G{g}", rule.least, rule.most, frozenset(rule.members)) for g, rule in enumerate(rules)))
        for k, rules in enumerate(case.guarantees))) if case.guarantees else None
    return count_election(rule, election, Seed(case.seed), guarantees)


def same_rows(count: Count, rows: list[plain.Row]) -> None:
    told = [(list(s.votes), list(s.elected), sorted(s.excluded), s.non_transferable) for s in count.stages]
    assert told == [(row.votes, row.elected, sorted(row.excluded), row.lost) for row in rows]


def scottish(case: Case, count: Count) -> None:
    rows, elected = plain.scottish(case)
    same_rows(count, rows)
    assert (list(count.elected), count.quota) == (elected, rows[0].quota)
    assert [list(stage.of) for stage in count.stages] == [row.of for row in rows]


def new_zealand(case: Case, count: Count) -> None:
    rows, elected = plain.meek(case)
    same_rows(count, rows)
    assert list(count.elected) == elected
    assert [stage.quota for stage in count.stages] == [row.quota for row in rows]


def one_seat(case: Case, count: Count) -> None:
    rows, elected = {"irv": plain.irv, "two-round": plain.two_round}[count.rule](case)
    same_rows(count, rows)
    assert list(count.elected) == elected
    if count.rule == "irv":
        assert [stage.quota for stage in count.stages] == [row.quota for row in rows]


def schulze(case: Case, count: Count) -> None:
    winners = plain.schulze(case)
    assert set(count.stages[1].of) == winners
    assert list(count.elected) == [plain.Hat(case).draw(winners)]


def ticks(case: Case, count: Count) -> None:
    elected, passed = {"approval": plain.approval, "phragmen": plain.phragmen}[count.rule](case)
    assert list(count.elected) == elected
    assert [c for stage in count.stages if stage.kind == "passed_over" for c in stage.of] == passed


SAME = {"scottish-stv": scottish, "nz-meek": new_zealand, "irv": one_seat, "two-round": one_seat, "schulze": schulze,
        "approval": ticks, "phragmen": ticks}


def compared(rule: str, cases: range, is_guaranteed: bool) -> int:
    """How many of the cases could be counted; each is the same as by the plain rules."""
    found = 0
    for number in cases:
        case = drawn(random.Random(f"{rule} {is_guaranteed} {number}"), is_guaranteed, rule in ONE_SEAT)
        marked = plain.ticks(case) if rule in ("approval", "phragmen", "schulze") else plain.rankings(case)
        clash = case.guarantees and not plain.committees(case, case.seats, case.standing)
        if clash or not marked:
            with pytest.raises(InputError):
                engine(case, rule, number)
            continue
        try:
            SAME[rule](case, engine(case, rule, number))
        except AssertionError as fault:
            raise AssertionError(f"case {number} of {rule}: {case}\n{fault}") from fault
        found += 1
    return found


@pytest.mark.parametrize("is_guaranteed", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_like_the_plain_rules(rule: str, is_guaranteed: bool) -> None:
    if not is_guaranteed or rule in GUARANTEED:
        assert compared(rule, range(400), is_guaranteed) > 100


@pytest.mark.slow
@pytest.mark.parametrize("is_guaranteed", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_like_the_plain_rules_thousands_of_times(rule: str, is_guaranteed: bool) -> None:
    if not is_guaranteed or rule in GUARANTEED:
        assert compared(rule, range(1000, 5000), is_guaranteed) > 1000


@pytest.mark.parametrize("rule", RULES)
def test_nothing_to_count_is_said(rule: str) -> None:
    for ballots in ([[]], [[[]]], [[[0]]]):
        case = Case(["Ann", "Bob"], 1, [list(map(list, ballot)) for ballot in ballots], {0})
        with pytest.raises(InputError):
            engine(case, rule)


def test_the_same_papers_in_another_order_count_alike() -> None:
    papers = {(0, 1): 3, (1, 0): 3, (2, 1): 2}
    one, two = (Election(("A", "B", "C"), 1, dict(sorted(papers.items(), reverse=turned))) for turned in (False, True))
    for rule in RULES:
        assert count_election(rule, one, Seed("x")).stages == count_election(rule, two, Seed("x")).stages
