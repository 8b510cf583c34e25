"""Every rule against itself written naively: paper by paper, in fractions, by trying everything."""

from __future__ import annotations

from hypothesis import given, settings

from tests.tally.elections import naive
from tests.tally.elections.arbitrary import elections
from tests.tally.elections.counted import counted
from voting.tally.elections import Election


@settings(max_examples=150, deadline=None)
@given(elections())
def test_scottish_votes_paper_by_paper(election: Election) -> None:
    count = counted("scottish-stv", election)
    history = [(stage.kind, stage.of) for stage in count.stages[1:]]
    assert [list(stage.votes) for stage in count.stages] == naive.scottish_votes(election, history)


@settings(max_examples=150, deadline=None)
@given(elections())
def test_scottish_choices_are_those_of_the_rules(election: Election) -> None:
    count = counted("scottish-stv", election)
    elected: list[int] = []
    excluded: set[int] = set()
    waiting: set[int] = set()
    for number, stage in enumerate(count.stages):
        continuing = set(election.standing) - set(elected) - excluded
        reached = {c for c in continuing if stage.votes[c] >= count.quota}
        last = number == len(count.stages) - 1
        assert reached <= set(stage.elected)
        assert last or reached == set(stage.elected)
        elected += stage.elected
        waiting |= {c for c in reached if stage.votes[c] > count.quota}
        if last:
            assert len(elected) == election.seats or not continuing - set(stage.elected)
            break
        following = count.stages[number + 1]
        (one,) = following.of
        if waiting:
            assert following.kind == "surplus"
            assert stage.votes[one] == max(stage.votes[c] for c in waiting)
            waiting.discard(one)
        else:
            assert following.kind == "exclusion"
            assert stage.excluded == following.of
            assert stage.votes[one] == min(stage.votes[c] for c in continuing - reached)
            excluded.add(one)


@settings(max_examples=150, deadline=None)
@given(elections())
def test_meek_votes_paper_by_paper(election: Election) -> None:
    count = counted("nz-meek", election)
    hopeful = set(election.standing)
    for stage in count.stages:
        keep = [int(value.replace(".", "")) for value in stage.more["keep"]]
        votes, lost = naive.meek_votes(election, keep, hopeful)
        assert (list(stage.votes), stage.non_transferable) == (votes, lost)
        total = sum(election.papers.values()) * naive.MEEK - lost
        if election.seats > 1:
            assert stage.quota == total // (election.seats + 1) + 1
        assert {c for c in hopeful if votes[c] >= stage.quota} <= set(stage.elected)
        hopeful -= {*stage.elected, *stage.excluded}


@settings(max_examples=200, deadline=None)
@given(elections())
def test_phragmen_in_fractions(election: Election) -> None:
    count = counted("phragmen", election)
    best = naive.phragmen_winners(election, list(count.elected))
    for chosen, candidates in zip(count.elected, best, strict=True):
        assert chosen in candidates
    drawn = {lot.drawn: set(lot.tied) for lot in count.lots.drawn}
    for chosen, candidates in zip(count.elected, best, strict=True):
        assert drawn.get(chosen, {chosen}) == candidates


@settings(max_examples=150, deadline=None)
@given(elections(most_seats=1))
def test_schulze_by_walking_the_defeats(election: Election) -> None:
    count = counted("schulze", election)
    assert set(count.stages[1].of) == naive.schulze_winners(election)
    assert count.elected[0] in count.stages[1].of


@settings(max_examples=150, deadline=None)
@given(elections(most_seats=1))
def test_irv_struck_from_every_paper(election: Election) -> None:
    count = counted("irv", election)
    out: set[int] = set()
    for stage in count.stages:
        votes = naive.irv_round(election, out)
        assert list(stage.votes) == votes
        majority = [c for c in election.standing if 2 * votes[c] > sum(votes)]
        assert list(stage.elected) == majority
        if not majority:
            (gone,) = stage.excluded
            assert votes[gone] == min(votes[c] for c in election.standing if c not in out)
            out.add(gone)


@settings(max_examples=150, deadline=None)
@given(elections(most_seats=1))
def test_two_rounds_are_the_best_two_head_to_head(election: Election) -> None:
    count = counted("two-round", election)
    first = naive.irv_round(election, set())
    majority = [c for c in election.standing if 2 * first[c] > sum(first)]
    if majority or len(election.standing) == 1:
        assert list(count.elected) == majority
        return
    two = set(election.standing) - set(count.stages[0].excluded)
    assert len(two) == 2
    assert min(first[c] for c in two) >= max([first[c] for c in election.standing if c not in two], default=0)
    second = naive.irv_round(election, set(election.standing) - two)
    assert second[count.elected[0]] == max(second)
