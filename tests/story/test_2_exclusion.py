"""How a member is excluded: a breach named, notice given, a reply heard or waited for; and what is left of it then."""

from __future__ import annotations

import pytest

from tests.story.minutes import HEARD, NOTICE, refusal
from voting.errors import ConflictError, RefusedError


@pytest.mark.clause("IV.2c", "IV.2d")
def test_a_member_is_excluded_and_loses_its_standing_and_every_seat(minutes):
    """The breach is named, the member was heard, two-thirds decide: from the declaration it holds nothing more."""
    world = minutes.world
    world.seat("FROST", "steering_committee", "delegate")
    exclusion = minutes.puts("exclusion", "FROST", dossier=HEARD)
    exclusion.is_announced().is_answered("consent", {"FROST": "object"}).closes().finds_no_consensus().is_announced()
    exclusion.is_answered("yes", {"FROST": "no", "ELDER": "no"}).closes()
    assert (world.standing("FROST"), minutes.seats_of("FROST")) == ("member", 2)
    assert exclusion.is_declared() == "adopted"
    assert (world.standing("FROST"), minutes.seats_of("FROST")) == ("excluded", 0)
    assert minutes.history_of("FROST") == ["member", "excluded"]
    assert exclusion.verdict.outcome == "adopted"


@pytest.mark.clause("IV.2c", "IV.3")
def test_the_delegate_of_the_excluded_member_is_refused_with_the_clause(minutes):
    """Who sat for it is on no later roll, and is told why: IV.2c, not that there never was a seat."""
    minutes.puts("exclusion", "FROST", dossier=HEARD).is_carried({"FROST": "no"})
    later = minutes.puts("resolution", "Peace").is_announced()
    assert minutes.world.person("FROST") not in later.roll
    refused = refusal(lambda: later.receives("FROST", "yes"))
    assert refused.clause == "IV.2c"
    assert "excluded" in str(refused)


@pytest.mark.clause("IV.2c")
def test_on_a_ballot_that_is_running_the_excluded_member_s_entry_is_closed_and_a_vote_given_before_stays(minutes):
    """The roll is frozen and keeps the line; from the declaration on no vote is accepted under it."""
    resolution = minutes.puts("resolution", "Peace").is_announced(lasts=86400).receives("FROST", "yes")
    minutes.puts("exclusion", "FROST", dossier=HEARD).is_carried({"FROST": "no"})
    assert "mandate has ended" in str(refusal(lambda: resolution.receives("FROST", "no")))
    resolution.closes()
    assert minutes.world.counts(resolution.ballot) == {"yes": 1}
    assert minutes.world.tally(resolution.ballot)["roll"]["ended_with_cast"] == 1


@pytest.mark.clause("IV.2c")
def test_the_party_concerned_keeps_its_vote_on_its_own_exclusion(minutes):
    """Four for, two against with its own vote: exactly two-thirds; with one more against it is rejected."""
    exclusion = minutes.puts("exclusion", "FROST", dossier=HEARD).is_announced()
    assert minutes.world.person("FROST") in exclusion.roll
    exclusion.is_answered("consent", {"FROST": "object"}).closes()
    assert exclusion.stands == "no_consensus"  # its own objection counts
    exclusion.finds_no_consensus().is_announced()
    exclusion.is_answered("yes", {"FROST": "no", "ELDER": "no", "DELTA": "no"}).closes()
    assert exclusion.is_declared() == "rejected"
    assert minutes.world.standing("FROST") == "member"


@pytest.mark.clause("IV.2c")
@pytest.mark.parametrize("missing", ["breach", "facts", "notice", "reply"])
def test_no_exclusion_without_breach_facts_notice_and_hearing(minutes, missing):
    """Each piece is asked for; without it no ballot is announced."""
    exclusion = minutes.puts("exclusion", "FROST", dossier={k: v for k, v in HEARD.items() if k != missing})
    assert refusal(exclusion.is_announced).clause == "IV.2c"
    assert exclusion.stages == ["drafted"]


@pytest.mark.clause("IV.2c")
def test_a_member_that_does_not_reply_is_waited_for_until_its_deadline(minutes):
    """In place of the reply stands the day on which the deadline lapsed; a day still to come does not do."""
    early = minutes.puts("exclusion", "FROST", dossier={**NOTICE, "reply": {"on": minutes.day(+3)}})
    assert refusal(early.is_announced).clause == "IV.2c"
    lapsed = minutes.puts("exclusion", "FROST", dossier={**NOTICE, "reply": {"on": minutes.day(-1)}})
    assert lapsed.is_announced().stages == ["open"]


@pytest.mark.clause("IV.2c")
def test_notice_is_given_before_the_deadline_for_the_reply_lapses(minutes):
    """A deadline that lapsed before notice was given is no hearing."""
    dossier = {**NOTICE, "notice": {"on": minutes.day(-2)}, "reply": {"on": minutes.day(-9)}}
    exclusion = minutes.puts("exclusion", "FROST", dossier=dossier)
    assert refusal(exclusion.is_announced).clause == "IV.2c"


@pytest.mark.clause("IV.2c")
@pytest.mark.parametrize("code", ["NEW", "VISIT", "GONE"])
def test_who_does_not_belong_cannot_be_excluded(minutes, code):
    """An applicant, a guest and a resigned party."""
    with pytest.raises(RefusedError) as refused:
        minutes.puts("exclusion", code)
    assert refused.value.clause == "IV.2c"


@pytest.mark.clause("IV.2c")
def test_there_is_one_ballot_at_a_time_about_one_member(minutes):
    """While its suspension is voted on, its exclusion cannot be announced."""
    minutes.puts("suspension", "FROST", end_on=minutes.day(90), dossier=HEARD).is_announced()
    with pytest.raises(ConflictError, match="one open ballot a subject"):
        minutes.puts("exclusion", "FROST", dossier=HEARD).is_announced()


@pytest.mark.clause("IV.2c")
def test_an_exclusion_that_is_annulled_gives_standing_and_seats_back(minutes):
    """Within the objection period two officers annul: the delegate sits and votes again."""
    exclusion = minutes.puts("exclusion", "FROST", dossier=HEARD).is_carried({"FROST": "no"})
    exclusion.is_annulled("Notice had gone to the wrong address.")
    assert (minutes.world.standing("FROST"), minutes.seats_of("FROST")) == ("member", 1)
    assert minutes.has_vote("FROST").allowed


@pytest.mark.clause("IV.2c", "IV.1")
def test_an_associated_partner_is_excluded_like_a_member(minutes):
    """Partners like members (reading on majorities)."""
    minutes.world.seat("STUDY", "steering_committee", "delegate")
    minutes.puts("exclusion", "STUDY", dossier=HEARD).is_carried()
    assert (minutes.world.standing("STUDY"), minutes.seats_of("STUDY")) == ("excluded", 0)
