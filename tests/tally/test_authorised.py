"""Whether the votes that rest on the service alone could have changed the outcome: the extremes, against every case."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.statutes import Stage, progressive_alliance
from voting.tally.authorised import authorised
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


@given(votes())
@settings(max_examples=300, deadline=None)
def test_the_extremes_are_as_strict_as_every_case(drawn):
    stage, cast, entitled = drawn
    counts = figures(stage, cast)
    found = authorised(cast, counts, lambda each: is_adopted(stage, each, entitled))
    real = is_adopted(stage, counts, entitled)
    sure = [each for each in cast if each["auth"]["by"] == "passkey"]
    doubted = len(cast) - len(sure)
    outcomes = {is_adopted(stage, figures(stage, sure + [vote(mark, "mail") for mark in others if mark]), entitled)
                for others in product([*stage.options, ""], repeat=doubted)}
    assert found.holds == (outcomes == {real})
    assert (found.by_passkey, found.otherwise) == (len(sure), doubted)


@pytest.mark.parametrize(("yes", "no", "weak_yes", "holds"), [(8, 2, 1, True), (8, 2, 2, False), (6, 3, 0, True)])
def test_two_thirds(yes, no, weak_yes, holds):
    stage = next(stage for stage in STAGES if (stage.numerator, stage.denominator) == (2, 3))
    cast = [vote("yes", "session")] * weak_yes + [vote("yes", "passkey")] * (yes - weak_yes) + \
        [vote("no", "passkey")] * no
    found = authorised(cast, figures(stage, cast), lambda each: is_adopted(stage, each, 20))
    assert found.holds is holds
    assert found.document() == {"session": weak_yes, "mail": 0, "passkey": yes + no - weak_yes, "holds": holds}
