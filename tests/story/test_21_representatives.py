"""How a Council member who cannot attend is represented at one meeting, and by nobody else at no other (V.CO.1f)."""

from __future__ import annotations

import pytest

from tests.story.minutes import HEARD, refusal
from voting.errors import ConflictError, RefusedError
from voting.services.answer_designation import answer_designation
from voting.services.convene_meeting import convene_meeting
from voting.services.designate_representative import designate_representative, revoke_representative
from voting.services.read.dry_act import look
from voting.store.access import MailRow
from voting.store.people import person_with_mail
from voting.store.tables import RollRow


@pytest.fixture
def council(minutes):
    """The Council of six, its meeting convened."""
    minutes.world.convene("council")
    return minutes


def names(minutes, member, name="Stand-in", mail="standin@example.org", meeting=""):
    """The member names somebody; the id of the designation."""
    world = minutes.world
    row = designate_representative(world.service, world.person(member), meeting or world.meetings["council"], name,
                                   mail)
    with look(world.service) as act:
        world.people[name] = person_with_mail(act.session, mail).id
    return row


def accepts(minutes, row, name="Stand-in"):
    """Who was named accepts."""
    answer_designation(minutes.world.service, minutes.world.person(name), row, True)


def letters_to(minutes, mail):
    """The subjects of the letters to an address."""
    return [row.letter["subject"]["msgid"].partition(":")[0] for row in minutes.world.rows(MailRow) if row.to == mail]


@pytest.mark.clause("V.CO.1f")
def test_the_representative_votes_and_the_member_does_not(council):
    """Named, accepted, then on the roll under V.CO.1f in the member's place; the record verifies, each is told."""
    accepts(council, names(council, "AMBER"))
    resolution = council.puts("resolution", "Peace").is_announced()
    assert council.world.person("Stand-in") in resolution.roll
    assert council.world.person("AMBER") not in resolution.roll
    entry = next(row for row in council.world.rows(RollRow) if row.person == council.world.person("Stand-in"))
    assert (entry.clause, entry.organisation) == ("V.CO.1f", "AMBER")
    refused = refusal(lambda: resolution.receives("AMBER", "no"))
    assert refused.clause == "V.CO.1f"
    assert "designated representative votes" in str(refused)
    resolution.is_answered("yes").closes()
    assert resolution.is_declared() == "adopted"
    assert resolution.verdict.failures == ()
    assert letters_to(council, "standin@example.org")[:3] == ["Your invitation to vote", "You are asked to represent",
                                                              "You are asked to vote"]
    assert letters_to(council, "amber@example.org")[:2] == ["Your representative", "Your representative votes"]


@pytest.mark.clause("V.CO.1f")
def test_who_was_named_and_has_not_answered_or_has_declined_represents_nobody(council):
    """The member keeps the vote, and may name somebody else after a refusal."""
    row = names(council, "AMBER")
    asked = council.puts("resolution", "Peace").is_announced()
    assert council.world.person("AMBER") in asked.roll
    assert council.world.person("Stand-in") not in asked.roll
    answer_designation(council.world.service, council.world.person("Stand-in"), row, False)
    with pytest.raises(ConflictError, match="answered or taken back"):
        accepts(council, row)
    accepts(council, names(council, "AMBER", "Other", "other@example.org"), "Other")
    assert council.world.person("Other") in council.puts("resolution", "Work").is_announced().roll


@pytest.mark.clause("V.CO.1f")
def test_it_is_for_one_meeting(council):
    """At the next meeting the member votes again, and the representative does not."""
    accepts(council, names(council, "AMBER"))
    world = council.world
    world.meetings["council"] = convene_meeting(world.service, world.person("coordinator"), "council", "Next",
                                                "2027-02-20", "", True)
    later = council.puts("resolution", "Peace").is_announced()
    assert world.person("AMBER") in later.roll
    assert world.person("Stand-in") not in later.roll


@pytest.mark.clause("V.CO.1f")
def test_it_can_be_taken_back_until_the_roll_freezes(council):
    """By the member or by the representative; not afterwards, unless that ballot was set aside."""
    row = names(council, "AMBER")
    accepts(council, row)
    revoke_representative(council.world.service, council.world.person("AMBER"), row)
    assert council.world.person("AMBER") in council.puts("resolution", "Peace").is_announced().roll
    row = names(council, "BIRCH")
    accepts(council, row)
    council.puts("resolution", "Work").is_announced()
    for who in ("BIRCH", "Stand-in"):
        refused = refusal(lambda who=who: revoke_representative(council.world.service, council.world.person(who), row))
        assert refused.clause == "V.CO.1f"
    with pytest.raises(RefusedError, match="Only the member and the representative"):
        revoke_representative(council.world.service, council.world.person("CEDAR"), row)


@pytest.mark.clause("V.CO.1f")
def test_one_person_never_has_two_votes(council):
    """Neither a member of the Council, nor the same person for two members, nor oneself."""
    for member, mail in (("AMBER", "birch@example.org"), ("AMBER", "amber@example.org")):
        with pytest.raises(RefusedError) as refused:
            names(council, member, "Delegate", mail)
        assert refused.value.clause == "V.CO.1f"
    first, second = names(council, "AMBER"), names(council, "BIRCH")
    accepts(council, first)
    assert refusal(lambda: accepts(council, second)).clause == "V.CO.1f"
    roll = council.puts("resolution", "Peace").is_announced().roll
    assert {council.world.person("Stand-in"), council.world.person("BIRCH")} <= roll
    assert len(roll) == 6


@pytest.mark.clause("V.CO.1f")
def test_a_representative_who_comes_to_a_vote_of_their_own_leaves_the_member_theirs(council):
    """Seated between acceptance and roll: one vote, under their own seat; the member votes as well."""
    accepts(council, names(council, "AMBER", "Delegate LATER", "later@example.org"), "Delegate LATER")
    council.world.seat("LATER")
    roll = council.puts("resolution", "Peace").is_announced().roll
    assert {council.world.person("AMBER"), council.world.person("LATER")} <= roll
    assert len(roll) == 7


@pytest.mark.clause("V.CO.1f", "IV.2c")
def test_a_representation_has_no_more_than_the_seat(council):
    """A suspended member's representative has no vote, and an exclusion ends the entry on a running roll."""
    accepts(council, names(council, "FROST"))
    running = council.puts("resolution", "Peace").is_announced(lasts=30 * 86400)
    council.puts("exclusion", "FROST", dossier=HEARD).is_carried()
    assert "mandate has ended" in str(refusal(lambda: running.receives("Stand-in", "yes")))
    accepts(council, names(council, "ELDER", "Second", "second@example.org"), "Second")
    council.puts("suspension", "ELDER", end_on=council.day(30), dossier=HEARD).is_carried()
    roll = council.puts("resolution", "Work").is_announced().roll
    assert not {council.world.person("ELDER"), council.world.person("Second")} & roll


@pytest.mark.clause("V.CO.1f")
def test_no_other_organ_knows_representatives(steering):
    """The Steering Committee's delegates are replaced by their organisation, not represented."""
    meeting = steering.world.convene("steering_committee")
    with pytest.raises(RefusedError) as refused:
        names(steering, "AMBER", meeting=meeting)
    assert refused.value.clause == "V.CD.1"


@pytest.mark.clause("V.CO.1f", "V.COORD.4")
def test_the_coordinator_votes_in_person(council):
    """The text lets members of the Council be represented; the seat of the office is not for a representative."""
    council.world.seat("", "council", "ex_officio", "coordinator")
    with pytest.raises(RefusedError) as refused:
        names(council, "coordinator")
    assert refused.value.clause == "V.CO.1f"


@pytest.mark.clause("V.CO.1f")
def test_nobody_is_named_after_the_meeting_nor_twice(council):
    """Beforehand, and one at a time."""
    names(council, "AMBER")
    with pytest.raises(ConflictError, match="already"):
        names(council, "AMBER", "Other", "other@example.org")
    council.world.wait(10 * 86400)
    with pytest.raises(ConflictError, match="is over"):
        names(council, "BIRCH")
