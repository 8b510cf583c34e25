"""What a voter marks: exactly what the paper allows, everything else refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballots.choice import check_choice, question
from voting.errors import InputError

PAPER = [question(("yes", "no", "abstain"))]
SEVERAL = [{"id": "q1", "type": "choice", "min": 0, "max": 2, "options": ["a", "b", "c"]}]


@pytest.mark.parametrize("option", ["yes", "no", "abstain"])
def test_one_of_the_options_is_a_vote(option: str) -> None:
    check_choice(PAPER, {"q1": [option]})


def test_blank_is_a_vote_where_the_paper_allows_it() -> None:
    check_choice(SEVERAL, {"q1": []})
    with pytest.raises(InputError, match="Choose one"):
        check_choice(PAPER, {"q1": []})


@pytest.mark.parametrize(("choice", "says"), [
    ({"q1": ["maybe"]}, "“maybe” is not an option"), ({"q1": ["yes", "yes"]}, "marked twice"),
    ({"q1": ["yes", "no"]}, "More options"), ({"q2": ["yes"]}, "does not answer"), ({}, "does not answer"),
    ({"q1": ["yes"], "q2": []}, "does not answer"), ({"q1": "yes"}, "not a list"), ({"q1": [1]}, "not a list"),
    ({"q1": None}, "not a list"), (None, "does not answer"), ([], "does not answer"), ("yes", "does not answer"),
])
def test_anything_else_is_refused(choice: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        check_choice(PAPER, choice)


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=4))
def test_several_marks_follow_the_rule(marks: list[str]) -> None:
    is_allowed = len(marks) <= 2 and len(set(marks)) == len(marks) and "d" not in marks
    if is_allowed:
        check_choice(SEVERAL, {"q1": marks})
    else:
        with pytest.raises(InputError):
            check_choice(SEVERAL, {"q1": marks})
