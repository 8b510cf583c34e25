"""What an organ decides by ordinary majority: resolutions, accounts, discharge (V.CD.3, V.CD.4b, V.CO.3)."""

from __future__ import annotations

import pytest

from tests.story.minutes import refusal
from voting.errors import ConflictError, RefusedError


@pytest.mark.clause("V.CO.3")
def test_the_council_adopts_a_resolution_with_more_for_than_against(minutes):
    """Two for, one against, three abstentions: one stage, adopted, verified."""
    resolution = minutes.puts("resolution", "Peace").is_announced()
    resolution.is_answered("abstain", {"AMBER": "yes", "BIRCH": "yes", "CEDAR": "no"}).closes()
    assert resolution.is_declared() == "adopted"
    assert resolution.stages == ["declared"]
    assert resolution.verdict.outcome == "adopted"


@pytest.mark.clause("V.CD.3")
def test_the_steering_committee_decides_a_political_question_and_a_partner_s_delegate_votes(steering):
    """The foundation's delegate gives the vote that decides."""
    resolution = steering.puts("resolution", "Peace", "steering_committee").is_announced()
    against = dict.fromkeys(("AMBER", "BIRCH", "CEDAR", "DELTA"), "no")
    resolution.is_answered("yes", {**against, "STUDY": ""})
    resolution.receives("STUDY", "yes").closes()
    assert steering.world.counts(resolution.ballot) == {"yes": 5, "no": 4}
    assert resolution.is_declared() == "adopted"


@pytest.mark.clause("V.CO.3", "V.CD.3")
@pytest.mark.parametrize("organ", ["council", "steering_committee"])
def test_a_tie_rejects_and_nobody_has_a_casting_vote(steering, organ):
    """Three for, three against."""
    marks = dict.fromkeys(("AMBER", "BIRCH", "CEDAR"), "no") | dict.fromkeys(("LATER", "UNION", "STUDY"), "abstain")
    marks = {who: mark for who, mark in marks.items() if organ == "steering_committee" or mark == "no"}
    resolution = steering.puts("resolution", "Peace", organ).is_announced().is_answered("yes", marks).closes()
    assert steering.world.counts(resolution.ballot)["yes"] == steering.world.counts(resolution.ballot)["no"] == 3
    assert resolution.is_declared() == "rejected"
    assert resolution.verdict.outcome == "rejected"


@pytest.mark.clause("V.CO.3")
def test_a_resolution_nobody_voted_for_does_not_pass(minutes):
    """Everybody abstains: nil to nil."""
    resolution = minutes.puts("resolution", "Peace").is_announced().is_answered("abstain").closes()
    assert resolution.is_declared() == "rejected"


@pytest.mark.clause("V.CO.3")
def test_a_resolution_has_its_words_on_the_table(minutes):
    """Without its text it is not announced."""
    resolution = minutes.puts("resolution", "Peace", dossier={})
    assert refusal(resolution.is_announced).clause == "V.CO.3"


@pytest.mark.clause("V.CD.4b")
def test_those_who_sit_in_the_council_do_not_discharge_it_and_their_party_sends_another_delegate(steering):
    """Six of nine delegates sit in the Council; one party sends somebody else, who votes."""
    world = steering.world
    substitute = steering.replaces_delegate("AMBER", "AMBER-TWO")
    discharge = steering.puts("discharge", "council", "steering_committee").is_announced()
    assert discharge.roll == {world.person(code) for code in ("LATER", "UNION", "STUDY")} | {substitute}
    refused = refusal(lambda: discharge.receives("BIRCH", "yes"))
    assert refused.clause == "V.CD.4b"
    assert "another delegate" in str(refused)
    assert discharge.is_answered("yes", {"STUDY": "no"}).closes().is_declared() == "adopted"
    assert discharge.verdict.outcome == "adopted"


@pytest.mark.clause("V.CD.4b")
def test_the_finance_committee_is_discharged_by_all_who_do_not_sit_in_it(steering):
    """AMBER's delegate sits in the Finance Committee and does not vote; the Council's other members do."""
    steering.world.seat("AMBER", "finance_committee", "delegate")
    discharge = steering.puts("discharge", "finance_committee", "steering_committee").is_announced()
    assert len(discharge.roll) == 8
    assert steering.world.person("AMBER") not in discharge.roll
    assert refusal(lambda: discharge.receives("AMBER", "yes")).clause == "V.CD.4b"


@pytest.mark.clause("V.CD.4b")
def test_two_discharges_are_two_decisions(steering):
    """Both may be open at once; the Steering Committee itself is not discharged, and the Council discharges nobody."""
    first = steering.puts("discharge", "council", "steering_committee").is_announced()
    second = steering.puts("discharge", "finance_committee", "steering_committee").is_announced()
    assert (first.stages, second.stages) == (["open"], ["open"])
    with pytest.raises(ConflictError, match="one open ballot a subject"):
        steering.puts("discharge", "council", "steering_committee").is_announced()
    with pytest.raises(RefusedError) as refused:
        steering.puts("discharge", "council")
    assert refused.value.clause == "V.CD.4b"
