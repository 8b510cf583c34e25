"""The life of a ballot: every cell of the table, allowed or refused in a sentence; the clock decides what is open."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballots.lifecycle import LIFE, LIVE, Move, State, follow, state_at
from voting.errors import ConflictError

CELLS = list(itertools.product(State, Move))


@pytest.mark.parametrize(("state", "move"), CELLS, ids=lambda value: value.value)
def test_each_move_is_in_the_table_or_a_sentence(state: State, move: Move) -> None:
    if (state, move) in LIFE:
        assert follow(state, move) is LIFE[state, move]
    else:
        with pytest.raises(ConflictError) as refused:
            follow(state, move)
        assert str(refused.value).count(".") >= 2, "where it stands, and what therefore cannot be done"


def test_the_allowed_moves_are_these_and_no_others() -> None:
    assert {f"{state} {move} → {after}" for (state, move), after in LIFE.items()} == {
        "drafted announce → announced", "drafted cancel → cancelled",
        "announced open → open", "announced amend_roll → announced", "announced extend → announced",
        "announced cancel → cancelled", "announced withdraw → announced", "open withdraw → open",
        "open cast → open", "open amend_roll → open", "open call_last → open", "open count_hands → open",
        "open extend → open",
        "open close → closed", "open annul → annulled",
        "closed count → counted", "closed annul → annulled", "closed void → annulled",
        "counted countersign → counted", "counted declare → declared", "counted annul → annulled",
        "counted dispute → counted", "counted recount → counted",
        "declared countersign → declared", "declared fill → declared", "declared annul → annulled"}


def test_nothing_leads_back() -> None:
    """No ballot can be reset: no state is reached again once it was left."""
    reached: dict[State, set[State]] = {state: set() for state in State}
    for _ in State:
        for (state, _move), after in LIFE.items():
            if after is not state:
                reached[state] |= {after} | reached[after]
    assert not [state for state in State if state in reached[state]]


def test_cancelled_and_annulled_are_ends() -> None:
    assert not [cell for cell in LIFE if cell[0] in (State.CANCELLED, State.ANNULLED)]
    assert not LIVE & {State.CANCELLED, State.ANNULLED, State.DECLARED}


def test_the_last_second_counts() -> None:
    assert state_at(State.ANNOUNCED, 100, 200, 99) is State.ANNOUNCED
    assert state_at(State.ANNOUNCED, 100, 200, 100) is State.OPEN
    assert state_at(State.OPEN, 100, 200, 200) is State.OPEN
    assert state_at(State.OPEN, 100, 200, 201) is State.CLOSED
    assert state_at(State.ANNOUNCED, 100, 200, 10_000) is State.CLOSED


@given(st.sampled_from(list(State)), st.integers(0, 300), st.integers(0, 300), st.integers(0, 600), st.integers(0, 600))
def test_time_only_goes_forward_through_the_table(state: State, opens: int, lasts: int, now: int, later: int) -> None:
    first = state_at(state, opens, opens + lasts, now)
    second = state_at(state, opens, opens + lasts, now + later)
    assert state_at(first, opens, opens + lasts, now + later) is second
    assert first is state or first in (State.OPEN, State.CLOSED)
