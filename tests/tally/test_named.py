"""Which casts count: of each voter the last, and nothing that the service must never have logged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballots.cast import named_cast
from voting.ballots.roll import Electorate, Roll, RollEntry
from voting.errors import MalformedError
from voting.evidence import b64u
from voting.tally.named import count_options, keep_last

PAPER = b64u(bytes(32))
VOTERS = [b64u(bytes([n]) * 32) for n in range(1, 6)]
ELECTORATE = Electorate(Roll.of(RollEntry(voter) for voter in VOTERS[:4]))
OPTIONS = ("yes", "no", "abstain")


def cast(voter: int, seq: int, option: str = "yes", paper: str = PAPER) -> dict:
    return named_cast(paper, VOTERS[voter], seq, {"q1": [option]})


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(OPTIONS)), max_size=30))
def test_the_last_vote_of_each_counts_once(votes: list[tuple[int, str]]) -> None:
    seqs: dict[int, int] = {}
    casts = []
    for voter, option in votes:
        seqs[voter] = seqs.get(voter, 0) + 1
        casts.append(cast(voter, seqs[voter], option))
    kept = keep_last(PAPER, ELECTORATE, casts)
    expected = {VOTERS[voter]: option for voter, option in votes}
    assert {voter: kept_cast["choice"]["q1"][0] for voter, kept_cast in kept.by_voter.items()} == expected
    assert kept.logged == len(votes)
    counts = count_options(OPTIONS, [cast["choice"] for cast in kept.by_voter.values()])
    assert sum(counts.values()) == len(expected)
    assert counts == {**{option: list(expected.values()).count(option) for option in OPTIONS}, "blank": 0}


@pytest.mark.parametrize(("casts", "says"), [
    ([cast(4, 1)], "not on the electoral roll"), ([cast(0, 2)], "sequence"), ([cast(0, 1), cast(0, 1)], "sequence"),
    ([cast(0, 1), cast(0, 3)], "sequence"), ([cast(0, 1, paper=b64u(bytes([9]) * 32))], "another ballot paper"),
])
def test_what_must_not_be_logged_is_named(casts: list[dict], says: str) -> None:
    with pytest.raises(MalformedError, match=says):
        keep_last(PAPER, ELECTORATE, casts)


def test_a_replaced_voter_has_no_vote() -> None:
    electorate = ELECTORATE.add(RollEntry(VOTERS[4]), replaces=VOTERS[0])
    keep_last(PAPER, electorate, [cast(4, 1)])
    with pytest.raises(MalformedError, match="not on the electoral roll"):
        keep_last(PAPER, electorate, [cast(0, 1)])
