"""Counts under guarantees: kept whenever they can be, nobody passed over without need, refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.tally.elections import naive
from tests.tally.elections.arbitrary import guaranteed
from tests.tally.elections.counted import counted
from voting.errors import InputError
from voting.tally.elections import GUARANTEED, Category, Election, Group, Guarantees


@pytest.mark.parametrize("rule", GUARANTEED)
@settings(max_examples=150, deadline=None)
@given(case=guaranteed())
def test_guarantees_are_kept_whenever_they_can_be(rule: str, case: tuple[Election, Guarantees]) -> None:
    election, rules = case
    if naive.completions(rules, election.seats, election.standing):
        assert naive.keeps(rules, counted(rule, election, rules).elected)
    else:
        with pytest.raises(InputError, match="cannot be kept"):
            counted(rule, election, rules)


@settings(max_examples=150, deadline=None)
@given(guaranteed())
def test_only_those_are_passed_over_whom_no_committee_could_hold(case: tuple[Election, Guarantees]) -> None:
    election, rules = case
    if not naive.completions(rules, election.seats, election.standing):
        return
    count = counted("approval", election, rules)
    support = count.stages[0].votes
    seated: list[int] = []
    for stage in count.stages[1:]:
        (one,) = stage.of
        if not support[one]:
            break
        left = naive.completions(rules, election.seats, election.standing, [*seated, one])
        if stage.kind == "passed_over":
            assert not left
        elif len(seated) < election.seats and left:
            seated.append(one)
    supported = [c for c in count.elected if support[c]]
    assert supported[:len(seated)] == seated


@settings(max_examples=150, deadline=None)
@given(guaranteed())
def test_without_guarantees_the_most_approved_are_elected(case: tuple[Election, Guarantees]) -> None:
    election, _ = case
    count = counted("approval", election)
    support = count.stages[0].votes
    assert [support[c] for c in count.elected] == sorted(support, reverse=True)[:len(count.elected)]
    assert len(count.elected) == min(election.seats, sum(map(bool, support)))


@pytest.mark.parametrize("rule", GUARANTEED)
@settings(max_examples=60, deadline=None)
@given(case=guaranteed())
def test_guarantees_that_ask_nothing_change_nothing(rule: str, case: tuple[Election, Guarantees]) -> None:
    election, rules = case
    free = Guarantees(tuple(Category(category.name, tuple(
        Group(group.name, 0, election.seats, group.members) for group in category.groups))
        for category in rules.categories))
    assert set(counted(rule, election, free).elected) == set(counted(rule, election).elected)


def test_the_doomed_go_at_once_and_their_papers_move_on() -> None:
    """Deputy Speakers 2010 in small: at most one man; with him elected the other men's votes go to women."""
    rules = Guarantees((Category("Gender", (Group("men", 0, 1, frozenset({0, 1})),
                                            Group("women", 0, 2, frozenset({2, 3})))),))
    count = counted("scottish-stv", Election(("A", "B", "C", "D"), 2, {(0,): 40, (1, 3): 30, (2,): 20, (3,): 9}), rules)
    assert count.names == ("A", "D")
    assert count.stages[0].excluded == (1,)
    assert count.stages[1].votes[3] == 39 * 10**5


def test_someone_without_approval_is_seated_only_for_a_guarantee() -> None:
    rules = Guarantees((Category("Continent", (Group("Africa", 1, 3, frozenset({0, 1})),
                                               Group("Asia", 0, 3, frozenset({2, 3})))),))
    count = counted("approval", Election(("A", "B", "C", "D"), 3, {(2,): 5}), rules)
    assert count.names[0] == "C"
    assert set(count.names[1:]) in ({"A"}, {"B"})
    assert count.vacant == 1
    assert [lot.tied for lot in count.lots.drawn] == [(0, 1)]
