"""Who sits, who votes, and who is told by which clause that they do not (IV.3 to IV.5, V)."""

from __future__ import annotations

import pytest

from tests.story.minutes import DAY, HEARD, refusal
from voting.errors import ConflictError, InputError, RefusedError
from voting.services.appoint import appoint, end_office
from voting.services.change_standing import resign
from voting.store.tables import OfficeRow


@pytest.mark.clause("IV.5")
def test_a_resignation_in_writing_ends_standing_and_seats_at_once(minutes):
    """The coordinator enters it; every seat ends; who sat there is refused with the clause."""
    minutes.world.seat("FROST", "steering_committee", "delegate")
    minutes.receives_resignation("FROST")
    assert (minutes.world.standing("FROST"), minutes.seats_of("FROST")) == ("resigned", 0)
    assert minutes.history_of("FROST") == ["member", "resigned"]
    resolution = minutes.puts("resolution", "Peace").is_announced()
    assert len(resolution.roll) == 5
    assert refusal(lambda: resolution.receives("FROST", "yes")).clause == "IV.5"


@pytest.mark.clause("IV.5")
def test_a_resignation_while_a_ballot_runs_ends_the_vote_and_keeps_what_was_cast(minutes):
    """FROST has voted, ELDER has not; both resign; FROST's vote is counted, ELDER's is refused."""
    resolution = minutes.puts("resolution", "Peace").is_announced().receives("FROST", "yes")
    for code in ("FROST", "ELDER"):
        minutes.receives_resignation(code)
    assert "no vote is accepted" in str(refusal(lambda: resolution.receives("ELDER", "no")))
    resolution.closes()
    assert minutes.world.counts(resolution.ballot) == {"yes": 1}
    assert resolution.is_declared() == "adopted"
    assert resolution.verdict.ok


@pytest.mark.clause("IV.5")
def test_a_resignation_is_received_with_a_reason_and_by_the_coordinator(minutes):
    """Not by the chair, and not without saying how it came."""
    world = minutes.world
    with pytest.raises(RefusedError, match="Only the coordinator"):
        resign(world.service, world.person("chair"), "FROST", "", "By letter.")
    with pytest.raises(InputError, match="how and when"):
        resign(world.service, world.person("coordinator"), "FROST", "", " ")
    assert world.standing("FROST") == "member"


@pytest.mark.clause("IV.5")
def test_who_does_not_belong_has_nothing_to_resign_from(minutes):
    """A guest, an excluded and a resigned party: an exclusion cannot be turned into a resignation."""
    minutes.puts("exclusion", "FROST", dossier=HEARD).is_carried()
    for code in ("VISIT", "GONE", "FROST"):
        with pytest.raises(ConflictError):
            minutes.receives_resignation(code)
    assert minutes.world.standing("FROST") == "excluded"


@pytest.mark.clause("IV.2c", "IV.5")
def test_who_resigns_between_consensus_and_vote_can_no_longer_be_excluded(minutes):
    """The second ballot is refused; the member has left by its own act."""
    exclusion = minutes.puts("exclusion", "FROST", dossier=HEARD).is_announced()
    exclusion.is_answered("consent", {"FROST": "object"}).closes().finds_no_consensus()
    minutes.receives_resignation("FROST")
    assert refusal(exclusion.is_announced).clause == "IV.2c"
    assert minutes.world.standing("FROST") == "resigned"


@pytest.mark.clause("IV.2a", "IV.5")
def test_nobody_is_admitted_or_excluded_who_has_left_before_the_declaration(minutes):
    """An applicant withdraws and a member resigns after the count: effects would begin with the declaration."""
    admission = minutes.puts("admission", "NEW").is_announced().is_answered("consent").closes()
    exclusion = minutes.puts("exclusion", "FROST", dossier=HEARD).is_announced().is_answered("consent").closes()
    for code in ("NEW", "FROST"):
        minutes.receives_resignation(code)
    for question in (admission, exclusion):
        refused = refusal(question.is_declared)
        assert refused.clause == "IV.5"
        assert question.stages == ["counted"]
    assert [minutes.world.standing(code) for code in ("NEW", "FROST")] == ["resigned", "resigned"]
    admission.is_annulled("The applicant has withdrawn.")
    assert minutes.world.standing("NEW") == "resigned"


@pytest.mark.clause("V.CF.1")
def test_no_ballot_is_announced_to_an_empty_roll(minutes):
    """Nobody in the Finance Committee contributes: a sentence, and the motion stays drafted."""
    world = minutes.world
    appoint(world.service, world.person("coordinator"), "chair", "finance_committee", "The chair", "chair@example.org")
    world.seat("LATER", "finance_committee", "delegate")
    resolution = minutes.puts("resolution", "Funds", "finance_committee")
    with pytest.raises(ConflictError, match="roll would be empty"):
        resolution.is_announced()
    assert resolution.stages == ["drafted"]


@pytest.mark.clause("IV.3")
@pytest.mark.parametrize("organ", ["council", "steering_committee"])
def test_a_guest_takes_part_and_is_on_no_roll(steering, organ):
    """Seated as attending; a forged request is refused with the clause."""
    steering.world.seat("VISIT", organ, "attending")
    resolution = steering.puts("resolution", "Peace", organ).is_announced()
    assert steering.world.person("VISIT") not in resolution.roll
    refused = refusal(lambda: resolution.receives("VISIT", "yes"))
    assert refused.clause == "IV.3"
    assert "Guests take part without a vote" in str(refused)
    with pytest.raises(ConflictError, match="present standing"):
        steering.world.seat("VISIT", "steering_committee", "delegate", "second")


@pytest.mark.clause("IV.3")
def test_a_guest_of_one_organ_is_refused_as_a_guest_in_another(minutes):
    """It attends the Steering Committee and tries to vote in the Council."""
    minutes.world.seat("VISIT", "steering_committee", "attending")
    resolution = minutes.puts("resolution", "Peace").is_announced()
    assert refusal(lambda: resolution.receives("VISIT", "yes")).clause == "IV.3"


@pytest.mark.clause("V.CO.2a")
def test_a_leader_without_a_council_seat_attends_without_a_vote(minutes):
    """The leader of a member in good standing."""
    minutes.world.seat("LATER", "council", "attending")
    resolution = minutes.puts("resolution", "Peace").is_announced()
    assert minutes.world.person("LATER") not in resolution.roll
    assert refusal(lambda: resolution.receives("LATER", "yes")).clause == "V.CO.2a"


@pytest.mark.clause("V.CD.1")
def test_an_organisation_has_one_delegate_and_who_is_nobody_s_delegate_has_no_vote(steering):
    """A second delegate is refused; the chair, who sits for nobody, is told the organ's clause."""
    with pytest.raises(ConflictError, match="has its seat in this organ already"):
        steering.world.seat("AMBER", "steering_committee", "delegate", "second")
    resolution = steering.puts("resolution", "Peace", "steering_committee").is_announced()
    assert len(resolution.roll) == 9
    assert refusal(lambda: resolution.receives("sc_chair", "yes")).clause == "V.CD.1"


@pytest.mark.clause("V.CO.1e")
def test_the_co_opted_member_votes_in_the_council(minutes):
    """Co-opted for an associated partner; the ruling carries the clause."""
    minutes.world.seat("STUDY", "council", "co_opted")
    ruling = minutes.has_vote("STUDY")
    assert (ruling.allowed, ruling.clause) == (True, "V.CO.1e")
    resolution = minutes.puts("resolution", "Peace").is_announced().receives("STUDY", "yes").closes()
    assert minutes.world.counts(resolution.ballot) == {"yes": 1}


@pytest.mark.clause("V.COORD.4")
@pytest.mark.parametrize("organ", ["council", "finance_committee"])
def test_the_coordinator_votes_in_council_and_finance_committee_while_in_office(minutes, organ):
    """By office, for no organisation; when the office ends, so does the vote."""
    world = minutes.world
    world.seat("", organ, "ex_officio", "coordinator")
    ruling = minutes.has_vote("coordinator", organ)
    assert (ruling.allowed, ruling.clause) == (True, "V.COORD.4")
    assert minutes.has_vote("coordinator", "steering_committee").clause == "V.CD.1"
    office = next(row.id for row in world.rows(OfficeRow) if row.office == "coordinator")
    world.wait(DAY)
    end_office(world.service, world.person("coordinator"), office, "End of the term.")
    assert not minutes.has_vote("coordinator", organ).allowed
    assert minutes.has_vote("coordinator", organ).clause == "V.COORD.4"


@pytest.mark.clause("V.COORD.4", "IV.2a")
def test_the_coordinator_votes_and_neither_opens_nor_presides(minutes):
    """Who prepares does not open; who keeps the register is not made chair."""
    world = minutes.world
    world.seat("", "council", "ex_officio", "coordinator")
    admission = minutes.puts("admission", "NEW")
    assert "Only the presiding officers" in str(refusal(lambda: admission.is_announced(by="coordinator")))
    assert admission.is_announced().receives("coordinator", "consent").stages == ["open"]
    with pytest.raises(ConflictError, match="One person cannot keep the register and preside"):
        appoint(world.service, world.person("coordinator"), "chair", "council", "The coordinator",
                "coordinator@example.org")


@pytest.mark.clause("IV.4", "V.CF.1")
def test_a_member_s_contribution_gives_a_vote_in_the_finance_committee(minutes):
    """AMBER contributes, LATER does not, STUDY is a partner whose contribution gives no seat."""
    world = minutes.world
    appoint(world.service, world.person("coordinator"), "chair", "finance_committee", "The chair", "chair@example.org")
    for code in ("AMBER", "LATER"):
        world.seat(code, "finance_committee", "delegate")
    with pytest.raises(ConflictError, match="present standing"):
        world.seat("STUDY", "finance_committee", "delegate")
    resolution = minutes.puts("resolution", "Funds", "finance_committee").is_announced()
    assert resolution.roll == {world.person("AMBER")}
    refused = refusal(lambda: resolution.receives("LATER", "yes"))
    assert refused.clause == "V.CF.1"
    assert "contribution" in str(refused)


@pytest.mark.clause("IV.4", "V.CF.1")
def test_with_the_contribution_the_vote_in_the_finance_committee_ends(minutes):
    """The register says so from the day of the import; the seat remains and votes no more."""
    world = minutes.world
    world.seat("AMBER", "finance_committee", "delegate")
    assert minutes.has_vote("AMBER", "finance_committee").allowed
    world.wait(DAY)
    world.import_register(b"code,name,kind,status,country,continent,contributes\n"
                          b"AMBER,Amber Party,party,member,ZZ,europe,no\n")
    assert minutes.has_vote("AMBER", "finance_committee").clause == "V.CF.1"
    assert minutes.has_vote("AMBER").allowed


@pytest.mark.clause("V.CD.1")
def test_one_person_with_two_seats_has_one_vote(minutes):
    """Elected for one organisation and co-opted for another: one line on the roll."""
    world = minutes.world
    world.seat("AMBER", "council", "co_opted")
    resolution = minutes.puts("resolution", "Peace").is_announced()
    assert len(resolution.roll) == len(world.roll(resolution.ballot)) == 6


@pytest.mark.clause("IV.3", "IV.2a")
def test_an_applicant_that_attends_has_no_vote_before_its_admission(minutes):
    """Refused with the clause on admission; a member from the declaration on."""
    minutes.world.seat("NEW", "council", "attending")
    assert minutes.has_vote("NEW").clause == "IV.2a"
    minutes.puts("admission", "NEW").is_carried()
    assert minutes.has_vote("NEW").clause == "V.CO.2a"
    assert minutes.world.seat("NEW", "steering_committee", "delegate") == minutes.world.person("NEW")
    assert minutes.has_vote("NEW", "steering_committee").allowed
