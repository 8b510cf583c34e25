"""What must hold whatever the papers: votes conserved, order and names of no weight, scale of no weight."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tally.elections.arbitrary import elections
from tests.tally.elections.counted import counted
from voting.errors import InputError
from voting.evidence import decode, encode
from voting.tally.elections import RULES, Election, document

STV = ("scottish-stv", "nz-meek")
ONE_SEAT = ("irv", "two-round", "schulze")


def seated(rule: str, election: Election) -> Election:
    return replace(election, seats=1) if rule in ONE_SEAT else election


@pytest.mark.parametrize("rule", [*STV, "irv"])
@settings(max_examples=60, deadline=None)
@given(election=elections())
def test_no_vote_is_made_or_lost(rule: str, election: Election) -> None:
    count = counted(rule, seated(rule, election))
    total = sum(election.papers.values()) * 10**count.places
    lost = 0
    for stage in count.stages:
        assert sum(stage.votes) + stage.non_transferable == total
        assert min(stage.votes) >= 0
        if rule != "nz-meek":  # Meek's keep values may give a hopeful candidate back what was lost
            assert stage.non_transferable >= lost
        lost = stage.non_transferable


@settings(max_examples=100, deadline=None)
@given(elections())
def test_a_continuing_candidate_never_loses_votes(election: Election) -> None:
    count = counted("scottish-stv", election)
    for before, after in zip(count.stages, count.stages[1:], strict=False):
        for c in election.standing:
            if c not in after.of:
                assert after.votes[c] >= before.votes[c]


@settings(max_examples=100, deadline=None)
@given(elections())
def test_as_many_quotas_as_seats_fit_and_no_more(election: Election) -> None:
    count = counted("scottish-stv", election)
    total = sum(election.papers.values()) * 10**count.places
    assert count.quota * (election.seats + 1) > total
    assert (count.quota - 10**count.places) * (election.seats + 1) <= total


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=40, deadline=None)
@given(election=elections(), seed=st.randoms(use_true_random=False))
def test_the_order_of_papers_has_no_weight(rule: str, election: Election, seed: random.Random) -> None:
    election = seated(rule, election)
    papers = list(election.papers.items())
    seed.shuffle(papers)
    assert document(counted(rule, replace(election, papers=dict(papers)))) == document(counted(rule, election))


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "nz-meek"])
@settings(max_examples=40, deadline=None)
@given(election=elections(), seed=st.randoms(use_true_random=False))
def test_the_order_of_candidates_has_no_weight_even_in_lots(rule: str, election: Election,
                                                           seed: random.Random) -> None:
    """Meek's own pseudo-random numbers go by the order of the paper: the schedule wants it so."""
    election = seated(rule, election)
    order = list(range(len(election.candidates)))
    seed.shuffle(order)
    other = replace(election, candidates=tuple(election.candidates[order.index(c)] for c in range(len(order))),
                    papers={tuple(order[c] for c in ranking): n for ranking, n in election.papers.items()})
    ours, theirs = counted(rule, election), counted(rule, other)
    assert set(ours.names) == set(theirs.names)
    assert len(ours.lots.drawn) == len(theirs.lots.drawn)


@settings(max_examples=60, deadline=None)
@given(elections())
def test_ten_times_the_papers_elect_the_same_by_meek_where_no_tie_decides(election: Election) -> None:
    one = counted("nz-meek", election)
    ten = counted("nz-meek", replace(election, papers={r: 10 * n for r, n in election.papers.items()}))
    ever_tied = any(len(set(stage.votes)) < len(stage.votes) for stage in one.stages)
    if not ever_tied:
        assert set(one.names) == set(ten.names)


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=30, deadline=None)
@given(election=elections())
def test_transcripts_have_a_canonical_form(rule: str, election: Election) -> None:
    told = document(counted(rule, seated(rule, election)))
    assert decode(encode(told)) == told
    assert len(told["elected"]) + told["vacant"] == told["seats"]


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=40, deadline=None)
@given(election=elections(most_candidates=5), seed=st.randoms(use_true_random=False))
def test_those_who_withdrew_are_as_if_never_there(rule: str, election: Election, seed: random.Random) -> None:
    election = seated(rule, election)
    gone = seed.randrange(len(election.candidates))
    withdrawn = replace(election, withdrawn=frozenset({gone}))
    kept: dict[tuple[int, ...], int] = {}
    for ranking, number in election.papers.items():
        left = tuple(c for c in ranking if c != gone)
        kept[left] = kept.get(left, 0) + number
    blank = kept.pop((), 0)
    if not kept:
        with pytest.raises(InputError):
            counted(rule, withdrawn)
        return
    count = counted(rule, withdrawn)
    assert gone not in count.elected
    assert count.blank == blank
    if rule not in ("nz-meek", "schulze"):
        without = Election(election.candidates, election.seats, kept, withdrawn=frozenset({gone}))
        assert counted(rule, without).elected == count.elected
