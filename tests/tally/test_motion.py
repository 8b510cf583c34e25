"""The outcome of a motion: consensus adopts, or the vote that followed; nothing is held that may not be."""

from __future__ import annotations

import pytest

from voting.errors import MalformedError
from voting.statutes import progressive_alliance
from voting.tally.motion import motion_outcome

LAW = progressive_alliance()
ADMISSION, RESOLUTION = LAW.decisions["admission"], LAW.decisions["resolution"]


@pytest.mark.clause("IV.2d")
@pytest.mark.parametrize(("outcomes", "says"), [
    (["consensus"], "adopted"), (["no_consensus", "adopted"], "adopted"), (["no_consensus", "rejected"], "rejected")])
def test_consensus_then_the_vote(outcomes: list[str], says: str) -> None:
    assert motion_outcome(ADMISSION, outcomes) == says


@pytest.mark.clause("IV.2d")
@pytest.mark.parametrize("outcomes", [
    [], ["no_consensus"], ["consensus", "adopted"], ["adopted", "adopted"], ["no_consensus", "adopted", "adopted"]])
def test_an_order_that_the_law_does_not_know_is_refused(outcomes: list[str]) -> None:
    with pytest.raises(MalformedError):
        motion_outcome(ADMISSION, outcomes)


@pytest.mark.clause("V.CF.3")
def test_several_organs_adopt_only_together() -> None:
    funds = LAW.decisions["funds"]
    assert motion_outcome(funds, ["adopted", "adopted"]) == "adopted"
    assert motion_outcome(funds, ["rejected"]) == motion_outcome(funds, ["adopted", "rejected"]) == "rejected"
    for outcomes in (["adopted"], ["rejected", "adopted"], ["no_consensus", "adopted"], ["adopted"] * 3):
        with pytest.raises(MalformedError):
            motion_outcome(funds, outcomes)


@pytest.mark.clause("V.CO.3")
def test_an_ordinary_decision_has_one_stage() -> None:
    assert motion_outcome(RESOLUTION, ["adopted"]) == "adopted"
    assert motion_outcome(RESOLUTION, ["rejected"]) == "rejected"
    with pytest.raises(MalformedError):
        motion_outcome(RESOLUTION, ["rejected", "adopted"])
