"""An election counted from its choices: who is elected and why, blank papers, withdrawals, lots, reading on."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from tests.ballots.electing import STATUTES, candidate, coordinator, council, crowd, ranking, ticks
from voting.ballots.election import ElectionPaper
from voting.errors import InputError, MalformedError
from voting.evidence import encode
from voting.tally.choices import count_choices
from voting.tally.elections import Drawn, Seed


def counted(election: ElectionPaper, choices: Sequence[dict], **more: object) -> dict:
    stage = STATUTES.decisions[f"election_{election.rule}"].stages[0]
    return count_choices(stage, {"election": election.document()}, choices, **({"entitled": 100} | more))


def subjects(election: ElectionPaper, found: Sequence[str]) -> list[str]:
    return [election.by_id[name].subject for name in found]


def crowd_votes(election: ElectionPaper, number: int) -> list[dict]:
    chance = random.Random(7)
    return [ticks(election, chance.sample(range(len(election.candidates)), 20)) for _ in range(number)]


@pytest.mark.clause("V.CO.1b")
@pytest.mark.clause("V.CO.1c")
@pytest.mark.clause("V.CO.1d")
@pytest.mark.clause("V.CD.4a")
@pytest.mark.parametrize("method", STATUTES.elections["council"].methods)
def test_thirty_four_are_elected_within_the_guarantees(method: str) -> None:
    election = council(crowd(60), method=method)
    votes = crowd_votes(election, 90)
    tally = counted(election, votes, lots=Seed("lots"))
    elected = [election.by_id[name] for name in tally["election"]["elected"]]
    assert (tally["outcome"], len(elected), tally["election"]["vacant"]) == ("elected", 34, 0)
    assert {one.continent for one in elected} == set(STATUTES.continents)
    assert max(sum(one.gender == gender for one in elected) for gender in ("women", "men")) <= 21
    assert tally["election"]["count"]["rule"] == method
    random.Random(3).shuffle(votes)
    assert encode(counted(election, votes, lots=Seed("lots"))) == encode(tally)


def test_ticks_are_counted_and_blank_papers_named() -> None:
    election = council(crowd(36))
    tally = counted(election, [ticks(election, [0, 1]), ticks(election, [1]), {"q1": []}], lots=Seed("x"))
    counts = {election.by_id[name].subject: votes for name, votes in tally["counts"]["q1"].items() if name != "blank"}
    assert (counts["p-0"], counts["p-1"], counts["p-2"]) == (1, 2, 0)
    assert tally["counts"]["q1"]["blank"] == 1
    assert tally["turnout_low"] is True


def test_all_blank_elects_nobody_and_is_no_error() -> None:
    for election in (council(crowd(40)), coordinator(crowd(3))):
        tally = counted(election, [{"q1": []}] * 5)
        assert (tally["outcome"], tally["election"]["elected"], tally["election"]["count"]) == ("not_elected", [], {})
        assert tally["election"]["vacant"] == election.wanted
    assert counted(council(crowd(40)), [])["outcome"] == "not_elected"


@pytest.mark.clause("V.COORD.1")
@pytest.mark.clause("V.CO.4")
def test_the_coordinator_is_elected_by_instant_run_off() -> None:
    election = coordinator(crowd(3))
    votes = [ranking(election, [0, 2])] * 4 + [ranking(election, [1, 2])] * 3 + [ranking(election, [2, 1])] * 2
    tally = counted(election, votes)
    assert subjects(election, tally["election"]["elected"]) == ["p-1"]
    assert tally["counts"]["q1"][ranking(election, [0])["q1"][0]] == 4


@pytest.mark.clause("V.CAC.1")
def test_one_candidate_is_put_to_yes_or_no() -> None:
    election = coordinator(crowd(1))
    for votes, outcome in (("yes yes no", "elected"), ("yes no", "not_elected"), ("abstain", "not_elected")):
        tally = counted(election, [{"c1": [vote]} for vote in votes.split()] + [{"c1": []}])
        assert tally["outcome"] == outcome
        assert tally["counts"]["c1"]["blank"] == 1


def test_as_many_as_seats_each_needs_its_own_majority_and_seats_may_stay_empty() -> None:
    election = council(crowd(3))
    votes = [{"c1": ["yes"], "c2": ["yes"], "c3": ["no"]}, {"c1": [], "c2": ["yes"], "c3": ["yes"]}]
    tally = counted(election, votes)
    assert tally["election"]["elected"] == ["c2", "c1"]
    assert tally["election"]["vacant"] == 32


def test_a_tie_without_a_lot_is_said_and_drawn_by_hand_or_by_seed() -> None:
    election = coordinator(crowd(2))
    votes = [ranking(election, [0]), ranking(election, [1])]
    with pytest.raises(InputError, match="Candidates are tied, and there is no lot"):
        counted(election, votes)
    drawn = {counted(election, votes, lots=Seed(str(n)))["election"]["elected"][0] for n in range(20)}
    assert drawn == {"c1", "c2"}
    assert counted(election, votes, lots=Drawn(("c1",)))["election"]["count"]["lots"]["by_hand"] == ["c1"]


def test_who_withdraws_after_the_papers_were_issued_is_passed_over() -> None:
    election = coordinator(crowd(3))
    votes = [ranking(election, [0, 1])] * 5 + [ranking(election, [2])] * 4
    gone = ranking(election, [0])["q1"]
    tally = counted(election, votes, withdrawn=gone)
    assert subjects(election, tally["election"]["elected"]) == ["p-1"]
    assert tally["election"]["withdrawn"] == gone
    with pytest.raises(MalformedError):
        counted(election, votes, withdrawn=["c9"])


def test_a_withdrawal_that_breaks_a_guarantee_relaxes_it_and_says_so() -> None:
    people = [candidate(n, CONTINENTS[n % 4]) for n in range(60)] + [candidate(60, "oceania")]
    election = council(people)
    last = next(one.id for one in election.candidates if one.continent == "oceania")
    tally = counted(election, crowd_votes(election, 50), lots=Seed("x"), withdrawn=[last])
    assert tally["election"]["relaxed"] == [{"group": "oceania", "kind": "floor", "possible": 0, "standing": 0,
                                            "wanted": 1}]
    assert len(tally["election"]["elected"]) == 34


CONTINENTS = ("africa", "americas", "asia", "europe")
