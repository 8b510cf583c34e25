"""The election on a paper: its order by lot, its questions, what a voter may mark, what a reader refuses."""

from __future__ import annotations

import copy

import pytest

from tests.ballots.electing import candidate, coordinator, council, crowd, ranking, ticks
from voting.ballots.choice import check_choice, longest_choice
from voting.ballots.election import questions_of, read_election, statement_sha256
from voting.errors import InputError, MalformedError
from voting.evidence import dst, encode, sha256


@pytest.mark.clause("V.CO.1a")
def test_the_order_is_the_lot_s_and_can_be_drawn_again() -> None:
    election = council(crowd(40), "seed of the day")
    again = sorted(crowd(40), key=lambda one: sha256(dst("order") + b"seed of the day\n" + one.subject.encode()))
    assert [one.subject for one in election.candidates] == [one.subject for one in again]
    assert [one.id for one in election.candidates][:3] == ["c1", "c2", "c3"]
    assert council(reversed(crowd(40)), "seed of the day") == election
    assert council(crowd(40), "another seed").candidates != election.candidates


def test_what_is_written_is_read_again() -> None:
    for election in (council(crowd(40)), council(crowd(30)), coordinator(crowd(3)), coordinator(crowd(1))):
        assert read_election(copy.deepcopy(election.document())) == election
        assert encode(election.document())


def test_the_paper_asks_for_ticks_a_ranking_or_yes_and_no() -> None:
    assert [(q["type"], q["min"], q["max"], len(q["options"])) for q in questions_of(council(crowd(40)))] == [
        ("approval", 0, 34, 40)]
    assert [(q["type"], q["max"]) for q in questions_of(council(crowd(40), method="scottish-stv"))] == [("ranked", 40)]
    each = questions_of(council(crowd(34)))
    assert [(q["id"], q["type"], q["options"]) for q in each[:1]] == [("c1", "choice", ["yes", "no", "abstain"])]
    assert len(each) == 34


@pytest.mark.parametrize(("marks", "says"), [
    (["c1", "c1"], "marked twice"),
    (["c99"], "“c99” is not an option"),
    (["c2", "c1"], "do not stand in the order"),
    ([f"c{n}" for n in range(1, 36)], "35 candidates are ticked, and there are 34 seats: tick at most 34."),
    ("c1", "not a list"),
])
def test_ticks_that_a_paper_does_not_allow(marks: object, says: str) -> None:
    with pytest.raises(InputError) as fault:
        check_choice(questions_of(council(crowd(40))), {"q1": marks})
    assert says in str(fault.value)


def test_blank_papers_are_valid_and_rankings_keep_their_order() -> None:
    election = council(crowd(40))
    check_choice(questions_of(election), {"q1": []})
    check_choice(questions_of(election), ticks(election, range(34)))
    ranked = coordinator(crowd(3))
    check_choice(questions_of(ranked), ranking(ranked, [2, 0]))
    with pytest.raises(InputError, match="marked twice"):
        check_choice(questions_of(ranked), {"q1": ["c1", "c2", "c1"]})
    each = questions_of(coordinator(crowd(1)))
    check_choice(each, {"c1": ["no"]})
    check_choice(each, {"c1": []})
    with pytest.raises(InputError, match="does not answer the questions"):
        check_choice(each, {"q1": ["c1"]})


def test_how_long_a_choice_can_be() -> None:
    asked = questions_of(council(crowd(130)))
    longest = {"q1": [f"c{n}" for n in range(97, 131)]}
    check_choice(asked, longest)
    check_choice(asked, {"q1": [f"c{n}" for n in range(1, 35)]})
    assert longest_choice(asked) == len(encode(longest))


@pytest.mark.parametrize(("fault", "change"), {
    "another candidate": lambda d: d["candidates"][0].update(name="Mallory"),
    "another order": lambda d: d["candidates"].reverse(),
    "one fewer": lambda d: d["candidates"].pop(),
    "a key too many": lambda d: d.update(extra=1),
    "a key in a candidate too many": lambda d: d["candidates"][0].update(mail="a@b"),
    "true for a number": lambda d: d.update(min_support=True),
    "fewer than nothing": lambda d: d.update(seats=-1),
    "no list": lambda d: d.update(guarantees={}),
    "no document": lambda d: d["relaxed"].append(1),
    "a bound of texts": lambda d: d["guarantees"][0].update(floor="1"),
    "a number among candidates": lambda d: d["guarantees"][0].update(candidates=[1]),
}.items())
def test_a_changed_election_is_refused(fault: str, change: object) -> None:
    document = copy.deepcopy(council(crowd(40)).document())
    change(document)
    with pytest.raises(MalformedError):
        read_election(document)


def test_a_list_that_is_no_document_is_refused() -> None:
    for document in ([], None, "election", 1):
        with pytest.raises(MalformedError):
            read_election(document)


@pytest.mark.clause("III")
def test_statements_are_bound_in_every_language() -> None:
    assert statement_sha256({"en": "", "fr": ""}) == ""
    assert statement_sha256({"en": "a", "fr": "b"}) != statement_sha256({"en": "a", "fr": "c"})
    assert candidate(1, statement_sha256=statement_sha256({"en": "a", "fr": "b"})).document()["statement_sha256"]
