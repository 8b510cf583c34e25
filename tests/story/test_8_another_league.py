"""The same life under other statutes: a presidium of nine decides by consensus without fallback. Not a line of code.

The League of Harbours (`tests/statutes/presidium.toml`) has other organs, offices, kinds, continents and clauses than
the Alliance; its clauses are therefore no marks here. Everything is done by the services that the Alliance uses.
"""

from __future__ import annotations

import pytest

from tests.story.conftest import HARBOURS
from tests.story.minutes import refusal, stranger_verifies
from voting.errors import ConflictError, InputError

DAY = 86400


def test_nine_harbours_moor_a_tenth_by_consensus_and_the_record_verifies_from_the_zip_alone(league, tmp_path):
    """Eight of nine consent and one objects first, then consents: adopted, declared, verified."""
    mooring = league.puts("mooring", "NEWPORT", "presidium").is_announced(lasts=DAY)
    assert len(mooring.roll) == 9
    mooring.receives("N1", "object", "The pier is short.").is_answered("consent").closes()
    assert mooring.stands == "consensus"
    assert mooring.is_declared() == "adopted"
    assert league.world.standing("NEWPORT") == "moored"
    status, answer = stranger_verifies(mooring.record, tmp_path)
    assert (status, answer["ok"], answer["outcome"]) == (0, True, "adopted")
    assert mooring.verdict.fingerprint == answer["fingerprint"]


def test_one_objection_rejects_for_no_vote_follows(league):
    """There is nothing to record and nothing to vote on: the harbourmaster declares the rejection."""
    mooring = league.puts("mooring", "NEWPORT", "presidium").is_announced(lasts=DAY)
    mooring.is_answered("consent", {"S2": "object"}).closes()
    with pytest.raises(ConflictError, match="let no vote follow"):
        mooring.finds_no_consensus()
    assert mooring.is_declared() == "rejected"
    assert mooring.stages == ["declared"]
    assert league.world.standing("NEWPORT") == "observer"
    assert mooring.verdict.outcome == "rejected"


def test_silence_is_not_consent(league):
    """All nine must take part; eight consents and one silence are no consensus."""
    mooring = league.puts("mooring", "NEWPORT", "presidium").is_announced(lasts=DAY)
    mooring.is_answered("consent", {"I3": ""}).closes()
    assert mooring.is_declared() == "rejected"


def test_the_ballot_stays_open_for_a_day_and_standing_aside_is_no_answer_here(league):
    """A shorter window is refused with this league's clause, and so is an option that its paper does not have."""
    mooring = league.puts("mooring", "NEWPORT", "presidium")
    with pytest.raises(InputError, match=r"86400 seconds \(B2\)"):
        mooring.is_announced(lasts=DAY - 1)
    mooring.is_announced(lasts=DAY)
    with pytest.raises(InputError, match="not an option"):
        mooring.receives("N1", "stand_aside")


def test_a_mooring_needs_its_chart_and_an_observer_does_not_vote(league):
    """The dossier and the franchise are this league's data, with its clauses."""
    mooring = league.puts("mooring", "NEWPORT", "presidium", dossier={})
    assert refusal(lambda: mooring.is_announced(lasts=DAY)).clause == "A1"
    with pytest.raises(ConflictError, match="present standing"):
        league.world.seat("NEWPORT", "presidium")


def test_each_part_of_the_world_has_its_three_places(league):
    """A fourth seat for the north is refused; when one is free, a harbour of the south does not get it."""
    league.puts("mooring", "NEWPORT", "presidium").is_announced(lasts=DAY).is_answered("consent").closes().is_declared()
    with pytest.raises(ConflictError, match="places of this continent"):
        league.world.seat("NEWPORT", "presidium")
    league.receives_resignation("S1")
    with pytest.raises(ConflictError, match="places of this continent"):
        league.world.seat("NEWPORT", "presidium")
    assert league.world.standing("S1") == "departed"
    assert len(HARBOURS) == 9
