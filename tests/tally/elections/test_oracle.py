"""The guarantee oracle against brute force, against propagation, and on examples of the literature."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tally.elections import naive
from tests.tally.elections.arbitrary import guarantees
from tests.tally.elections.counted import counted
from voting.tally.elections import Category, Clash, Election, Group, Guarantees, Oracle, feasible, relax


def groups(name: str, *rows: tuple[str, int, int, set[int]]) -> Category:
    return Category(name, tuple(Group(group, floor, ceiling, frozenset(who)) for group, floor, ceiling, who in rows))


@st.composite
def questions(draw: st.DrawFn) -> tuple[Guarantees, int, int]:
    candidates = draw(st.integers(1, 7))
    seats = draw(st.integers(1, candidates))
    return draw(guarantees(candidates, seats)), seats, candidates


@settings(max_examples=400, deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_the_oracle_says_what_trying_everything_says(question: tuple[Guarantees, int, int], chance: object) -> None:
    rules, seats, number = question
    available, elected = set(range(number)), set()
    oracle = Oracle(rules, seats, available)
    possible = naive.completions(rules, seats, available)
    assert (oracle.clash is None) == bool(possible)
    while possible and len(elected) < seats:
        for c in available - elected:
            assert oracle.is_doomed(c) == (not any(c in committee for committee in possible))
            without = naive.completions(rules, seats, available - {c}, elected)
            assert oracle.is_guarded(c) == (not without)
        one = chance.choice(sorted(available - elected))
        if oracle.is_doomed(one) or (not oracle.is_guarded(one) and chance.random() < 0.4):
            oracle.exclude(one)
            available.discard(one)
        else:
            oracle.elect(one)
            elected.add(one)
        possible = naive.completions(rules, seats, available, elected)
        assert possible


@settings(max_examples=200, deadline=None)
@given(questions())
def test_a_clash_is_a_sum_that_does_not_come_out(question: tuple[Guarantees, int, int]) -> None:
    rules, seats, number = question
    clash = feasible(rules, seats, range(number))
    if clash:
        assert clash.asked > clash.room
        for bound in (*clash.demands, *clash.limits):
            _check_bound(rules, seats, number, bound)
        assert str(clash.sentence())


def _check_bound(rules: Guarantees, seats: int, number: int, bound: object) -> None:
    """Every figure of a certificate is one that stands in the rules or in the list of candidates."""
    named = {group.name: group for category in rules.categories for group in category.groups}
    if bound.kind == "seats":
        assert bound.number == seats
    elif bound.kind in ("floor", "ceiling"):
        assert bound.number == getattr(named[bound.groups[0]], bound.kind)
    elif bound.kind == "candidates":
        members = set(range(number))
        for name in bound.groups:
            members &= named[name].members
        assert bound.number == len(members)
    else:
        assert bound.number == 0


def test_hills_black_woman_is_guarded_from_the_first_stage() -> None:
    """Voting matters 9: three seats, two women and two black people at least; each rule alone lets her go."""
    rules = Guarantees((groups("Gender", ("men", 0, 3, {0, 1}), ("women", 2, 3, {2, 3, 4})),
                        groups("Colour", ("black", 2, 3, {0, 1, 4}), ("white", 0, 3, {2, 3}))))
    oracle = Oracle(rules, 3, range(5))
    assert oracle.clash is None
    assert [c for c in range(5) if oracle.is_guarded(c)] == [4]
    papers = {(0, 1): 30, (2, 3): 28, (1, 0): 20, (3, 2): 18, (4,): 1}
    election = Election(("Adam", "Ben", "Clare", "Dora", "Eve"), 3, papers)
    free, kept = counted("scottish-stv", election), counted("scottish-stv", election, rules)
    assert "Eve" not in free.names
    assert "Eve" in kept.names
    assert naive.keeps(rules, kept.elected)


def test_seven_english_six_scottish_one_welsh_seven_men_seven_women() -> None:
    """Hill's society of fourteen: whoever is elected, guards and dooms are those of all tables tried out."""
    cells = {("English", "men"): 10, ("English", "women"): 4, ("Scottish", "men"): 5, ("Scottish", "women"): 4,
             ("Welsh", "men"): 1, ("Welsh", "women"): 1}
    members: dict[str, set[int]] = {}
    first: dict[tuple[str, str], int] = {}
    for cell, number in cells.items():
        start = sum(map(len, [members[n] for n in ("English", "Scottish", "Welsh") if n in members]))
        first[cell] = start
        for name in cell:
            members.setdefault(name, set()).update(range(start, start + number))
    rules = Guarantees((groups("Nation", *((n, k, k, members[n]) for n, k in
                                           (("English", 7), ("Scottish", 6), ("Welsh", 1)))),
                        groups("Gender", ("men", 7, 7, members["men"]), ("women", 7, 7, members["women"]))))
    names = list(cells)

    def tables(least: dict, most: dict) -> list:
        found = []
        for x in product(*(range(least[cell], most[cell] + 1) for cell in names)):
            table = dict(zip(names, x, strict=True))
            if all(sum(n for cell, n in table.items() if name in cell) == k for name, k in
                   (("English", 7), ("Scottish", 6), ("Welsh", 1), ("men", 7), ("women", 7))):
                found.append(table)
        return found

    oracle = Oracle(rules, 14, range(25))
    least, most = dict.fromkeys(names, 0), dict(cells)
    for step in ("Welsh men", "English men", "English men", "Scottish men", "Scottish men", "Scottish men"):
        cell = tuple(step.split())
        assert not oracle.is_doomed(first[cell])
        oracle.elect(first[cell])
        least[cell] += 1
        for other in names:
            if least[other] < most[other]:
                raised = {**least, other: least[other] + 1}
                lowered = {**most, other: most[other] - 1}
                assert oracle.is_doomed(first[other]) == (not tables(raised, most)), (step, other)
                assert oracle.is_guarded(first[other]) == (not tables(least, lowered)), (step, other)
    assert oracle.is_doomed(first["Welsh", "women"])


def test_the_clash_names_what_collides() -> None:
    rules = Guarantees((groups("Continent", ("Africa", 2, 9, {0}), ("Asia", 0, 9, {1, 2})),))
    clash = feasible(rules, 2, range(3))
    assert isinstance(clash, Clash)
    assert str(clash.sentence()) == ("These guarantees cannot be kept together: at least 2 for Africa; that asks for "
                                     "2, but there is room for 1 only: 1 candidates of Africa.")


def test_eleven_women_give_eleven_and_not_an_error() -> None:
    rules = Guarantees((groups("Continent", ("Africa", 1, 35, set(range(20))), ("Asia", 1, 35, set(range(20, 40))),
                               ("Oceania", 1, 35, set())),
                        groups("Gender", ("Women", 14, 35, set(range(11))), ("Men", 14, 35, set(range(11, 40))))))
    assert feasible(rules, 35, range(40))
    seats, possible, given_up = relax(rules, 35, frozenset(range(40)))
    assert seats == 35
    assert feasible(possible, 35, range(40)) is None
    assert [(one.kind, one.group, one.wanted, one.possible) for one in given_up] == [
        ("floor", "Oceania", 1, 0), ("floor", "Women", 14, 11)]
    assert str(given_up[1].sentence()) == "Women: at least 14 wanted, 11 possible, 11 candidates stand."


@settings(max_examples=150, deadline=None)
@given(questions())
def test_relaxing_gives_what_can_be_kept_and_nothing_up_without_need(question: tuple[Guarantees, int, int]) -> None:
    rules, seats, number = question
    everybody = frozenset(range(number))
    fewer, possible, given_up = relax(rules, seats + 2, everybody)
    total = sum(group.ceiling for group in possible.categories[0].groups)
    assert fewer == min(seats + 2, number)
    assert feasible(possible, fewer, everybody) is None
    assert total >= fewer
    if feasible(rules, fewer, everybody) is None:
        assert possible == rules
        assert all(one.kind == "seats" for one in given_up)


@pytest.mark.parametrize("categories", [0, 3])
def test_a_third_category_is_refused(categories: int) -> None:
    with pytest.raises(Exception, match="one or two categories"):
        Guarantees((groups("X", ("all", 0, 1, {0})),) * categories)
