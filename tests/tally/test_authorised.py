"""Whether the votes that rest on the service alone could have changed the outcome: the extremes, against every case."""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.statutes import Stage, progressive_alliance
from voting.tally.authorised import authorised, least_change
from voting.tally.choices import judge
from voting.tally.named import count_options

STAGES = [stage for decision in progressive_alliance().decisions.values() for stage in decision.stages
          if stage.kind in ("consensus", "vote")]


def vote(option: str, way: str) -> dict[str, object]:
    return {"auth": {"by": way}, "choice": {"q1": [option]}}


def figures(stage: Stage, cast: list[dict[str, object]]) -> dict[str, int]:
    return count_options(stage.options, [each["choice"] for each in cast])


def is_adopted(stage: Stage, counts: dict[str, int], entitled: int) -> bool:
    return judge(stage, counts, entitled, None).adopted


@st.composite
def votes(draw: st.DrawFn) -> tuple[Stage, list[dict[str, object]], int]:
    stage = draw(st.sampled_from(STAGES))
    some = st.tuples(st.sampled_from(stage.options), st.sampled_from(["passkey", "passkey", "session", "mail"]))
    cast = draw(st.lists(some, max_size=9).filter(lambda all_: sum(way != "passkey" for _, way in all_) <= 4))
    return stage, [vote(option, way) for option, way in cast], len(cast) + draw(st.integers(0, 3))


def outcomes(stage: Stage, cast: list[dict[str, object]], number: int, entitled: int) -> set[bool]:
    """Every outcome that there could be if `number` of the votes without a passkey had been anything."""
    doubted = [place for place, each in enumerate(cast) if each["auth"]["by"] != "passkey"]
    found = set()
    for changed in combinations(doubted, number):
        kept = [each for place, each in enumerate(cast) if place not in changed]
        for others in combinations_with_replacement([*stage.options, ""], number):
            counts = figures(stage, kept + [vote(mark, "mail") for mark in others if mark])
            found.add(is_adopted(stage, counts, entitled))
    return found


@given(votes())
@settings(max_examples=200, deadline=None)
def test_the_extremes_are_as_strict_as_every_case(drawn):
    """However few or many votes had been otherwise, in whatever way: the smallest number that changes the outcome."""
    stage, cast, entitled = drawn
    counts = figures(stage, cast)
    found = authorised(cast, counts, lambda each: is_adopted(stage, each, entitled), 3)
    doubted = sum(each["auth"]["by"] != "passkey" for each in cast)
    real = {is_adopted(stage, counts, entitled)}
    strict = next((number for number in range(1, doubted + 1) if outcomes(stage, cast, number, entitled) != real), 0)
    assert (found.least, found.holds) == (strict, strict == 0)
    assert (found.by_passkey, found.otherwise, found.without) == (len(cast) - doubted, doubted, 3)


@pytest.mark.parametrize(("yes", "no", "weak_yes", "weak_no", "least"), [
    (8, 2, 1, 0, 0),  # seven of nine is enough
    (8, 2, 2, 0, 2),  # six of ten is not: two put on no
    (8, 2, 8, 0, 2),
    (66, 34, 0, 34, 1),  # one more yes
    (60, 40, 0, 40, 7), (60, 40, 40, 6, 0),
    (6, 3, 0, 0, 0), (6, 3, 1, 0, 1), (2, 1, 0, 1, 0)])
def test_two_thirds(yes, no, weak_yes, weak_no, least):
    stage = next(stage for stage in STAGES if (stage.numerator, stage.denominator) == (2, 3))
    cast = [vote("yes", "session")] * weak_yes + [vote("yes", "passkey")] * (yes - weak_yes) + \
        [vote("no", "session")] * weak_no + [vote("no", "passkey")] * (no - weak_no)
    found = authorised(cast, figures(stage, cast), lambda each: is_adopted(stage, each, 200))
    assert (found.least, found.holds) == (least, not least)
    assert found.document() == {"session": weak_yes + weak_no, "mail": 0, "passkey": yes + no - weak_yes - weak_no,
                                "holds": not least, "least": least}


def test_a_million_votes_are_no_matter():
    stage = next(stage for stage in STAGES if (stage.numerator, stage.denominator) == (2, 3))
    counts = {"yes": 700_000, "no": 300_000, "abstain": 10_000, "blank": 5_000}
    assert least_change(counts, counts, lambda each: is_adopted(stage, each, 2_000_000)) == 33_334
