"""Whole tallies against recorded ones: every figure, every base, the words of the outcome. A missing one fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voting.ballots.cast import named_cast
from voting.ballots.choice import question
from voting.ballots.roll import Electorate, Roll, RollEntry
from voting.evidence import EMPTY_ROOT, b64u, decode, encode
from voting.statutes import progressive_alliance
from voting.tally.stage import tally_stage

GOLDEN = Path(__file__).parents[1] / "golden" / "tally"
LAW = progressive_alliance()
CASES: dict[str, tuple[str, dict[str, int], int, int | None]] = {
    # name: (stage, marks, entitled, present)
    "two-thirds-exactly": ("two_thirds", {"yes": 20, "no": 10, "abstain": 5}, 50, 40),
    "two-thirds-nobody-decides": ("two_thirds", {"abstain": 30}, 35, 30),
    "two-thirds-two-against-one": ("two_thirds", {"yes": 2, "no": 1, "abstain": 32}, 35, 35),
    "two-thirds-33-to-17": ("two_thirds", {"yes": 33, "no": 17}, 50, None),
    "two-thirds-66-to-34": ("two_thirds", {"yes": 66, "no": 34}, 100, None),
    "two-thirds-67-to-33": ("two_thirds", {"yes": 67, "no": 33}, 100, None),
    "two-thirds-low-turnout": ("two_thirds", {"yes": 10, "no": 2}, 35, None),
    "ordinary-tie": ("ordinary", {"yes": 12, "no": 12, "abstain": 3}, 36, None),
    "ordinary-one-more": ("ordinary", {"yes": 13, "no": 12}, 36, None),
    "consensus-reached": ("consensus", {"consent": 17, "stand_aside": 1}, 36, None),
    "consensus-one-objection": ("consensus", {"consent": 35, "object": 1}, 36, None),
    "consensus-silent": ("consensus", {"consent": 17}, 36, None),
    "consensus-principles-short": ("consensus_two_thirds", {"consent": 23, "stand_aside": 13}, 36, None),
    "consensus-principles-reached": ("consensus_two_thirds", {"consent": 24, "stand_aside": 12}, 36, None),
}


def stage_named(name: str) -> object:
    return next(stage for decision in LAW.decisions.values() for stage in decision.stages if stage.id == name)


def tally(name: str) -> dict:
    stage_id, marks, entitled, present = CASES[name]
    stage = stage_named(stage_id)
    voters = [b64u(number.to_bytes(32, "big")) for number in range(entitled)]
    paper = {"ballot": "b1", "motion": "m1", "stage": 1, "questions": [question(stage.options)]}
    options = [option for option, times in marks.items() for _ in range(times)]
    casts = [named_cast(b64u(bytes(32)), voter, 1, {"q1": [option]})
             for voter, option in zip(voters, options, strict=False)]
    return tally_stage(stage, paper, b64u(bytes(32)), Electorate(Roll.of(map(RollEntry, voters))), casts, EMPTY_ROOT,
                       issued=entitled, present=present)


@pytest.mark.clause("IV.2d", "VI.2", "III")
@pytest.mark.parametrize("name", CASES)
def test_the_whole_tally_is_as_recorded(name: str) -> None:
    recorded = GOLDEN / f"{name}.json"
    assert recorded.is_file(), f"no recorded tally: look at {json.dumps(tally(name), indent=1)} and record it by hand"
    assert json.loads(recorded.read_text(encoding="utf-8")) == tally(name)


@pytest.mark.parametrize("name", CASES)
def test_a_tally_has_a_canonical_form(name: str) -> None:
    assert decode(encode(tally(name))) == tally(name)


def test_no_recorded_tally_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(CASES)
