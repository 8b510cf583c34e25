"""What goes wrong in an election, one by one: counted as the rule says, or refused in a sentence, never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ballots.electing import candidate, coordinator, council, crowd, ranking, ticks
from tests.tally.test_election import counted
from voting.ballots.choice import check_choice
from voting.ballots.election import ElectionPaper, questions_of
from voting.errors import VotingError
from voting.tally.elections import RULES, Election, Seed, count_election

ONE = ("irv", "two-round", "schulze")
TICKED = council(crowd(60))
RANKED = coordinator(crowd(3))


@pytest.mark.parametrize(("what", "act", "says"), [
    ("more ticks than seats", lambda: check(TICKED, ticks(TICKED, range(35))), "at most 34"),
    ("an unknown candidate", lambda: check(TICKED, {"q1": ["c99"]}), "not"),
    ("a repeated candidate", lambda: check(TICKED, {"q1": ["c1", "c1"]}), "twice"),
    ("a candidate ranked twice", lambda: check(RANKED, {"q1": ["c1", "c2", "c1"]}), "twice"),
    ("an answer to another question", lambda: check(RANKED, {"q2": ["c1"]}), ""),
    ("no candidates", lambda: council([]), "Nobody stands"),
    ("two candidates of one organisation", lambda: council([candidate(1), candidate(2, organisation="ORG1")]),
     "has two candidates"),
    ("one person twice", lambda: council([candidate(1), candidate(2, subject="p-1")]), "stands twice"),
    ("a candidate without continent", lambda: council([candidate(1) for _ in "x"] + [
        candidate(2, continent="nowhere")]), "has no continent"),
    ("a guest's candidate", lambda: council([candidate(1, standing="guest")]), "cannot stand"),
    ("no gender stated", lambda: council([candidate(1, gender="none")]), "has not stated a gender"),
])
def test_refused_in_a_sentence(what: str, act: Callable[[], object], says: str) -> None:
    with pytest.raises(VotingError) as fault:
        act()
    assert says in str(fault.value), what
    assert str(fault.value).endswith("."), what


def check(election: ElectionPaper, choice: dict[str, list[str]]) -> None:
    check_choice(questions_of(election), choice)


@pytest.mark.parametrize("rule", RULES)
def test_counted_as_the_rule_says(rule: str) -> None:
    seats = 1 if rule in ONE else 2
    names = tuple(f"N{n}" for n in range(131))
    one = count_election(rule, Election(("A",), 1, {(0,): 3}), Seed("x"))
    assert one.names == ("A",), "one candidate"
    exhausted = count_election(rule, Election(("A", "B", "C"), seats, {(0,): 9}), Seed("x"))
    assert exhausted.names[0] == "A", "every paper exhausted at the first stage"
    assert len(exhausted.names) <= seats
    large = count_election(rule, Election(names, seats, {(c, (c + 1) % 131): 1 + c % 3 for c in range(131)}), Seed("x"))
    assert len(large.names) == seats, "more than 130 candidates"
    if rule not in ONE:
        few = count_election(rule, Election(("A", "B"), 5, {(0, 1): 2, (1,): 1}), Seed("x"))
        assert (sorted(few.names), few.vacant) == (["A", "B"], 3), "more seats than candidates"
    with pytest.raises(VotingError, match=r"nothing to count\.$"):
        count_election(rule, Election(("A", "B"), 1, {}, blank=4), Seed("x"))


def test_a_blank_paper_of_everybody_and_a_candidate_who_withdraws_late() -> None:
    assert counted(TICKED, [{"q1": []}] * 3)["outcome"] == "not_elected"
    tally = counted(RANKED, [ranking(RANKED, [0])] * 2 + [ranking(RANKED, [1])],
                    withdrawn=ranking(RANKED, [0])["q1"], lots=Seed("x"))
    assert tally["election"]["elected"] == ranking(RANKED, [1])["q1"]
    everybody = [one.id for one in RANKED.candidates]
    assert counted(RANKED, [ranking(RANKED, [0])], withdrawn=everybody)["outcome"] == "not_elected"
    some = council(crowd(34))
    assert some.form == "each", "as many candidates as seats"
