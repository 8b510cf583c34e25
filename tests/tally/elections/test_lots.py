"""Lots: recomputed from a seed by the definition, taken from a record, drawn only where they decide."""

from __future__ import annotations

import hashlib

import pytest

from tests.tally.elections.counted import counted
from voting.errors import InputError
from voting.tally.elections import Drawn, Election, Lots, Seed, count_election, document, own_seed

TIE = Election(("Ann", "Bob", "Cid"), 1, {(0,): 3, (1,): 3, (2,): 4})


def test_a_lot_is_the_lowest_hash() -> None:
    def digest(number: int, name: str) -> bytes:
        return hashlib.sha256(b"scrutin/v1/lot\n" + f"seed\n{number}\n{name}".encode()).digest()

    lots = Lots(Seed("seed"), TIE.candidates)
    for number in (1, 2, 3):
        assert lots.draw([2, 0, 1], "elect", 1) == min(range(3), key=lambda c: digest(number, TIE.candidates[c]))


def test_seeds_decide_differently_and_the_transcript_tells() -> None:
    told = [document(counted("irv", TIE, seed=str(seed))) for seed in range(20)]
    assert {one["lots"]["drawn"][0]["drawn"] for one in told} == {"Ann", "Bob"}
    assert told[3]["lots"]["seed"] == "3"
    assert told[3]["lots"]["drawn"][0]["tied"] == ["Ann", "Bob"]


@pytest.mark.parametrize("name", ["Ann", "Bob"])
def test_lots_drawn_by_hand(name: str) -> None:
    count = count_election("irv", TIE, Drawn((name,)))
    assert document(count)["stages"][0]["excluded"] == [name]
    assert document(count)["lots"]["by_hand"] == [name]


@pytest.mark.parametrize(("names", "says"), [
    ((), "Lot 1 between Ann, Bob is not recorded."),
    (("Cid",), "Lot 1 is recorded for “Cid”, but tied are Ann, Bob."),
])
def test_a_record_that_does_not_fit(names: tuple[str, ...], says: str) -> None:
    with pytest.raises(InputError) as fault:
        count_election("irv", TIE, Drawn(names))
    assert str(fault.value) == says


def test_no_lot_among_equals_who_are_all_seated() -> None:
    count = counted("approval", Election(("A", "B", "C"), 2, {(0, 1): 5, (2,): 1}))
    assert (count.names, count.lots.drawn) == (("A", "B"), [])


def test_the_papers_own_seed_does_not_go_by_their_order() -> None:
    other = Election(("Bob", "Ann", "Cid"), 1, {(2,): 4, (0,): 3, (1,): 3})
    assert own_seed(TIE)() == own_seed(other)()
    assert own_seed(TIE)() != own_seed(Election(TIE.candidates, 1, {(0,): 3, (1,): 3, (2,): 5}))()


def test_an_empty_seed_is_refused() -> None:
    with pytest.raises(InputError):
        Seed(" ")


def test_two_of_one_name_are_told_apart() -> None:
    election = Election(("Ann", "Ann"), 1, {(0,): 3, (1,): 3})
    told = document(counted("irv", election))
    assert told["lots"]["drawn"][0]["tied"] == ["Ann (1)", "Ann (2)"]


def test_ties_look_back_before_a_lot_is_drawn() -> None:
    """Equal at stage 2, different at stage 1: the one behind then goes, and nobody draws (rule 51(2)(a))."""
    count = counted("scottish-stv", Election(("A", "B", "C", "D", "E"), 1, {
        (0,): 20, (1,): 19, (2,): 8, (3,): 7, (4, 3): 1}))
    assert count.stages[0].excluded == (4,)
    assert count.stages[1].votes[2] == count.stages[1].votes[3]
    assert count.stages[1].excluded == (3,)
    assert count.lots.drawn == []
