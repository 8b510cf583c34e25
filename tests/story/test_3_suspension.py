"""How a member is suspended: it keeps its seats, loses its votes, and votes again when it is over or lifted."""

from __future__ import annotations

import pytest

from tests.story.minutes import DAY, HEARD, refusal
from voting.errors import InputError, RefusedError


def suspend(minutes, days: int = 30, code: str = "FROST"):
    """A suspension carried by the Council, ending so many days from now."""
    return minutes.puts("suspension", code, end_on=minutes.day(days), dossier=HEARD).is_carried({code: "no"})


@pytest.mark.clause("IV.2c", "IV.2d")
def test_a_suspended_member_keeps_its_seat_and_loses_its_vote(minutes):
    """By the same two stages as an exclusion; the refusal names the clause."""
    suspension = suspend(minutes)
    assert suspension.stages == ["declared", "declared"]
    assert (minutes.world.standing("FROST"), minutes.seats_of("FROST")) == ("suspended", 1)
    resolution = minutes.puts("resolution", "Peace").is_announced()
    assert minutes.world.person("FROST") not in resolution.roll
    assert len(resolution.roll) == 5
    assert refusal(lambda: resolution.receives("FROST", "yes")).clause == "IV.2c"
    assert suspension.verdict.outcome == "adopted"


@pytest.mark.clause("IV.2c")
def test_it_votes_again_when_the_last_day_is_over_without_anyone_s_act(minutes):
    """Suspended to the end of the day on the paper, UTC: a second earlier it has no vote, then it has."""
    suspend(minutes, days=30)
    midnight = (minutes.world.now // DAY + 31) * DAY
    minutes.world.wait(midnight - 1 - minutes.world.now)
    assert not minutes.has_vote("FROST").allowed
    minutes.world.wait(1)
    assert minutes.has_vote("FROST").allowed
    assert minutes.world.standing("FROST") == "member"
    resolution = minutes.puts("resolution", "Peace").is_announced()
    assert minutes.world.person("FROST") in resolution.roll


@pytest.mark.clause("IV.2c")
def test_a_suspension_is_lifted_earlier_by_ordinary_majority_in_one_stage(minutes):
    """Three for, two against: not two-thirds, and enough; the suspended member has no vote on it."""
    suspend(minutes)
    lifting = minutes.puts("lifting", "FROST").is_announced()
    assert len(lifting.roll) == 5
    lifting.is_answered("yes", {"AMBER": "no", "BIRCH": "no"}).closes()
    assert lifting.is_declared() == "adopted"
    assert lifting.stages == ["declared"]
    assert minutes.world.standing("FROST") == "member"
    assert minutes.has_vote("FROST").allowed
    assert minutes.history_of("FROST") == ["member", "suspended", "member"]


@pytest.mark.clause("IV.1", "IV.2c")
def test_a_partner_whose_suspension_is_lifted_is_a_partner_again(minutes):
    """Lifting gives back what its kind may be."""
    suspend(minutes, code="STUDY")
    minutes.puts("lifting", "STUDY").is_carried()
    assert minutes.world.standing("STUDY") == "associated_partner"


@pytest.mark.clause("IV.2c")
def test_a_suspension_without_an_end_is_refused(minutes):
    """No day, or something that is no day."""
    for end_on in ("", "next spring", "2027-02-30"):
        with pytest.raises(RefusedError) as refused:
            minutes.puts("suspension", "FROST", end_on=end_on)
        assert refused.value.clause == "IV.2c"


@pytest.mark.clause("IV.2c")
def test_a_suspension_that_would_be_over_before_it_is_decided_is_refused(minutes):
    """Its end lies in the past when it is drafted, or before the close of its ballot when it is announced."""
    with pytest.raises(InputError, match="over before"):
        minutes.puts("suspension", "FROST", end_on=minutes.day(-1), dossier=HEARD)
    short = minutes.puts("suspension", "FROST", end_on=minutes.day(1), dossier=HEARD)
    with pytest.raises(InputError, match="over before"):
        short.is_announced(lasts=3 * DAY)
    assert short.stages == ["drafted"]


@pytest.mark.clause("IV.2c")
def test_a_suspended_member_can_be_excluded_and_the_annulment_gives_the_same_suspension_back(minutes):
    """It is suspended as before, until the same day, and votes again afterwards."""
    suspend(minutes, days=10)
    exclusion = minutes.puts("exclusion", "FROST", dossier=HEARD).is_carried()
    assert minutes.world.standing("FROST") == "excluded"
    exclusion.is_annulled()
    assert minutes.world.standing("FROST") == "suspended"
    minutes.world.wait(12 * DAY)
    assert minutes.world.standing("FROST") == "member"


@pytest.mark.clause("IV.2c")
def test_a_lifting_that_is_annulled_lets_the_suspension_run_to_its_own_end(minutes):
    """Not for ever."""
    suspend(minutes, days=10)
    minutes.puts("lifting", "FROST").is_carried().is_annulled()
    assert minutes.world.standing("FROST") == "suspended"
    minutes.world.wait(12 * DAY)
    assert minutes.world.standing("FROST") == "member"


@pytest.mark.clause("IV.2c")
def test_an_exclusion_annulled_after_the_suspension_before_it_is_over_gives_membership_back(minutes):
    """What ended by the clock meanwhile does not come back."""
    suspend(minutes, days=3)
    exclusion = minutes.puts("exclusion", "FROST", dossier=HEARD).is_carried()
    minutes.world.wait(6 * DAY)
    exclusion.is_annulled()
    assert minutes.world.standing("FROST") == "member"
    assert minutes.has_vote("FROST").allowed


@pytest.mark.clause("IV.2c")
def test_who_is_not_suspended_has_no_suspension_to_lift(minutes):
    """A member in good standing."""
    with pytest.raises(RefusedError) as refused:
        minutes.puts("lifting", "AMBER")
    assert refused.value.clause == "IV.2c"
