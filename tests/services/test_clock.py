"""State follows the clock, to the second, whether or not anyone ticks; a clock set back stops every act."""

from __future__ import annotations

import pytest

from tests.world import World
from voting.ballots.lifecycle import State
from voting.errors import ConflictError, UnavailableError
from voting.services.read.ballot_view import view_ballot


def test_the_closing_second_counts_and_the_next_does_not(world: World) -> None:
    ballot = world.open_ballot()
    world.wait(7200)
    assert world.cast("AMBER", ballot, "consent").seq == 1
    world.wait(1)
    with pytest.raises(ConflictError, match="is closed"):
        world.cast("BIRCH", ballot, "consent")


def test_the_opening_second_counts_and_the_one_before_does_not(world: World) -> None:
    ballot = world.announce(world.draft(), opens_in=60)
    world.wait(59)
    with pytest.raises(ConflictError, match="not open yet"):
        world.cast("AMBER", ballot, "consent")
    assert world.row(ballot).state == State.ANNOUNCED
    world.wait(1)
    assert world.cast("AMBER", ballot, "consent").seq == 1
    assert [leaf["type"] for leaf in world.leaves(ballot)] == ["announced", "opened", "cast"]


def test_without_any_tick_the_views_say_what_the_clock_says(world: World) -> None:
    ballot = world.announce(world.draft(), opens_in=60, lasts=60)
    seen = []
    for _ in range(4):
        seen.append(view_ballot(world.service, ballot).state)
        world.wait(60)
    assert seen == [State.ANNOUNCED, State.OPEN, State.OPEN, State.CLOSED]
    assert world.row(ballot).state == State.ANNOUNCED  # nothing has been written meanwhile


def test_a_ballot_that_nobody_touched_opens_closes_and_is_counted_by_one_tick(world: World) -> None:
    ballot = world.announce(world.draft(), opens_in=60, lasts=60)
    world.wait(1000)
    assert world.tick() == 1
    assert [leaf["type"] for leaf in world.leaves(ballot)] == ["announced", "opened", "closed", "tallied"]
    assert world.tally(ballot)["outcome"] == "no_consensus"  # nobody took part
    assert world.tick() == 0


def test_the_tally_is_signed_and_says_what_was_cast(world: World) -> None:
    ballot = world.open_ballot("resolution", "Peace")
    world.cast_all(ballot, "yes", but={"AMBER": "no", "BIRCH": "abstain"})
    world.wait(7201)
    world.tick()
    row = world.row(ballot)
    world.service.keys.authority.public.verify(bytes(row.tally_sig), bytes(row.tally))
    assert world.counts(ballot) == {"yes": 4, "no": 1, "abstain": 1}
    assert world.tally(ballot)["outcome"] == "adopted"


def test_a_clock_set_back_stops_acts_and_loses_nothing(world: World) -> None:
    ballot = world.open_ballot()
    world.wait(10)
    world.cast("AMBER", ballot, "consent")
    world.wait(-60)
    with pytest.raises(UnavailableError, match="earlier than the last act") as refusal:
        world.cast("BIRCH", ballot, "consent")
    assert refusal.value.status == 503
    world.wait(60)
    world.cast("BIRCH", ballot, "consent")
    assert len(world.leaves(ballot, "cast")) == 2


def test_a_second_of_difference_between_two_machines_is_borne_and_time_never_runs_back(world: World) -> None:
    ballot = world.open_ballot()
    world.wait(10)
    world.cast("AMBER", ballot, "consent")
    world.wait(-2)
    assert world.cast("BIRCH", ballot, "consent").cast_at == world.now + 2
    world.wait(-1)
    with pytest.raises(UnavailableError):
        world.cast("CEDAR", ballot, "consent")


def test_a_clock_set_back_does_not_open_a_closed_ballot_again(world: World) -> None:
    ballot = world.open_ballot()
    world.wait(7201)
    world.tick()
    world.wait(-2)  # within what is borne: the closing second again
    with pytest.raises(ConflictError):
        world.cast("AMBER", ballot, "consent")


def test_no_figure_of_an_open_ballot_is_in_its_view(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "object")
    shown = view_ballot(world.service, ballot)
    assert shown.tally is None
    assert (shown.voted, shown.entitled) == (1, 6)
