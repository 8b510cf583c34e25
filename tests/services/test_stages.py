"""Consensus first, then the vote: what must have happened before a ballot is announced or a result declared."""

from __future__ import annotations

import pytest

from tests.world import MEMBERS, World
from voting.ballots.lifecycle import State
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError
from voting.services.announce_ballot import announce_ballot
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.seat_person import unseat_person
from voting.store.access import MailRow


def no_consensus(world: World, motion: str) -> str:
    """Hold the consensus stage with one objection; its ballot, closed and counted."""
    ballot = world.announce(motion)
    world.cast_all(ballot, "consent", but={"AMBER": "object"})
    world.wait(7201)
    return ballot


@pytest.mark.clause("IV.2d")
def test_an_objection_leads_to_a_recorded_debate_and_then_to_two_thirds(world: World) -> None:
    motion = world.draft()
    first = no_consensus(world, motion)
    second = record_no_consensus(world.service, world.person("chair"), first, "Long debate.")
    assert world.row(first).state == State.DECLARED
    assert world.announce(motion) == second
    world.cast_all(second, "yes", but={"AMBER": "no", "BIRCH": "no"})
    world.wait(7201)
    assert declare_result(world.service, world.person("chair"), second) == "adopted"
    assert world.standing("NEW") == "member"
    assert [leaf["type"] for leaf in world.leaves(motion=motion) if leaf["type"] != "cast"] == [
        "motion", "announced", "opened", "closed", "tallied", "no_consensus",
        "announced", "opened", "closed", "tallied", "declared"]


@pytest.mark.clause("IV.2d")
def test_three_of_six_are_not_two_thirds(world: World) -> None:
    motion = world.draft()
    second = record_no_consensus(world.service, world.person("chair"), no_consensus(world, motion), "Long debate.")
    world.announce(motion)
    world.cast_all(second, "yes", but={"AMBER": "no", "BIRCH": "no", "CEDAR": "no"})
    world.wait(7201)
    assert declare_result(world.service, world.person("chair"), second) == "rejected"
    assert world.standing("NEW") == "applicant"


@pytest.mark.clause("IV.2d")
def test_an_objection_withdrawn_before_the_close_is_consensus(world: World) -> None:
    ballot = world.open_ballot()
    world.cast_all(ballot, "consent", but={"AMBER": "object", "BIRCH": "stand_aside"})
    world.cast("AMBER", ballot, "stand_aside")
    world.wait(7201)
    assert declare_result(world.service, world.person("chair"), ballot) == "adopted"


@pytest.mark.clause("IV.2d")
def test_two_thirds_cannot_come_first(world: World) -> None:
    motion = world.draft()
    first = no_consensus(world, motion)
    world.tick()
    assert world.ballot(motion) == first  # the ballot of the vote does not exist
    with pytest.raises(ConflictError, match="a vote may follow"):
        declare_result(world.service, world.person("chair"), first)
    with pytest.raises(NotFoundError):
        announce_ballot(world.service, world.person("chair"), "b-not-yet", 0, world.now + 600)


@pytest.mark.parametrize("summary", ["", " \n", "x" * 5001])
def test_no_consensus_is_recorded_with_a_summary_of_the_debate(world: World, summary: str) -> None:
    ballot = no_consensus(world, world.draft())
    with pytest.raises(InputError) as refusal:
        record_no_consensus(world.service, world.person("chair"), ballot, summary)
    assert refusal.value.field == "summary"
    assert world.leaves(ballot, "no_consensus") == []


def test_no_consensus_is_recorded_once_by_the_chair_after_the_close(world: World) -> None:
    ballot = world.open_ballot()
    with pytest.raises(ConflictError, match="open"):
        record_no_consensus(world.service, world.person("chair"), ballot, "Too soon.")
    world.cast("AMBER", ballot, "object")
    world.wait(7201)
    with pytest.raises(RefusedError):
        record_no_consensus(world.service, world.person("coordinator"), ballot, "Not mine to say.")
    record_no_consensus(world.service, world.person("chair"), ballot, "Long debate.")
    with pytest.raises(ConflictError):
        record_no_consensus(world.service, world.person("chair"), ballot, "Once more.")
    assert len(world.leaves(ballot, "no_consensus")) == 1


def test_where_there_is_consensus_its_absence_cannot_be_recorded(world: World) -> None:
    ballot = world.open_ballot()
    world.cast_all(ballot, "consent")
    world.wait(7201)
    with pytest.raises(ConflictError, match="did not end without consensus"):
        record_no_consensus(world.service, world.person("chair"), ballot, "No.")


def test_a_result_is_declared_once_after_the_close_and_never_by_itself(world: World) -> None:
    ballot = world.open_ballot()
    world.cast_all(ballot, "consent")
    with pytest.raises(ConflictError, match="This ballot is open"):
        declare_result(world.service, world.person("chair"), ballot)
    world.wait(7201)
    world.tick()
    world.wait(30 * 86400)
    world.tick()
    assert world.standing("NEW") == "applicant"  # counted is not declared: no effect has begun
    declare_result(world.service, world.person("chair"), ballot)
    with pytest.raises(ConflictError, match="has been declared"):
        declare_result(world.service, world.person("chair"), ballot)
    assert world.standing("NEW") == "member"


@pytest.mark.parametrize(("who", "delay"), [("deputy", 3600), ("teller", 7200)])
def test_deputy_and_then_tellers_declare_if_the_chair_does_not(world: World, who: str, delay: int) -> None:
    ballot = world.open_ballot()
    world.cast_all(ballot, "consent")
    world.wait(7201)
    world.tick()
    world.wait(delay - 1)
    with pytest.raises(RefusedError, match="the chair's act") as refusal:
        declare_result(world.service, world.person(who), ballot)
    assert refusal.value.clause == "V.COORD.3"
    world.wait(1)
    assert declare_result(world.service, world.person(who), ballot) == "adopted"
    assert world.leaves(ballot, "declared")[0]["by"]["office"] == who


def test_eight_declarations_at_once_take_effect_once(world: World) -> None:
    ballot = world.open_ballot()
    world.cast_all(ballot, "consent")
    world.wait(7201)
    answers = world.together([lambda: declare_result(world.service, world.person("chair"), ballot)] * 8)
    assert sorted(map(str, answers))[-1] == "adopted"
    assert [type(answer) for answer in answers].count(str) == 1
    assert len(world.leaves(kind="standing")) == 1


# ---------------------------------------------------------------- before a ballot is announced


def test_one_open_ballot_a_subject(world: World) -> None:
    world.open_ballot("exclusion", "BIRCH")
    with pytest.raises(ConflictError, match="Another motion about Birch Party"):
        world.open_ballot("suspension", "BIRCH", end_on="2028-01-01")
    world.open_ballot("exclusion", "CEDAR")


def test_two_chairs_announce_two_motions_on_one_subject_at_the_same_moment(world: World) -> None:
    motions = [world.draft("exclusion", "BIRCH") for _ in range(4)]
    answers = world.together([lambda motion=motion: world.announce(motion) for motion in motions])
    assert sorted(type(answer).__name__ for answer in answers) == ["ConflictError"] * 3 + ["str"]


def test_a_ballot_is_announced_once_however_often_the_button_is_pressed(world: World) -> None:
    motion = world.draft()
    answers = world.together([lambda: world.announce(motion)] * 6)
    assert [type(answer) for answer in answers].count(str) == 1
    assert len(world.leaves(motion=motion, kind="announced")) == 1
    assert len(world.rows(MailRow)) == 6  # one letter a voter, not six


def test_an_empty_roll_is_refused(empty_world: World) -> None:
    empty_world.found()
    motion = empty_world.draft()
    with pytest.raises(ConflictError, match="roll would be empty"):
        empty_world.announce(motion)
    assert empty_world.leaves(motion=motion) == []


def test_a_dossier_that_is_not_complete_stops_the_announcement(world: World) -> None:
    motion = world.draft(dossier={"application": {"sha256": "0" * 64}, "preparation": {"text": "Done."}})
    with pytest.raises(RefusedError) as refusal:
        world.announce(motion)
    assert refusal.value.clause == "IV.2b"
    assert world.leaves(motion=motion) == []


@pytest.mark.clause("IV.2c")
def test_an_exclusion_without_notice_is_not_announced(world: World) -> None:
    motion = world.draft("exclusion", "BIRCH", dossier={
        "breach": {"text": "II"}, "facts": {"text": "Facts."}, "reply": {"text": "We disagree."}})
    with pytest.raises(RefusedError) as refusal:
        world.announce(motion)
    assert refusal.value.clause == "IV.2c"


def test_the_dossier_is_fixed_by_the_announcement(world: World) -> None:
    from voting.services.draft_motion import prepare_dossier

    motion = world.draft()
    world.announce(motion, opens_in=600)
    with pytest.raises(ConflictError, match="fixed when the ballot was announced"):
        prepare_dossier(world.service, world.person("coordinator"), motion, "preparation", {"text": "Other words."})


@pytest.mark.clause("IV.1")
@pytest.mark.parametrize(("decision", "subject", "organ"), [
    ("admission", "AMBER", "council"), ("admission", "VISIT", "council"), ("exclusion", "NEW", "council"),
    ("admission", "NEW", "steering_committee"), ("lifting", "AMBER", "council"), ("amendment", "x", "council")])
def test_the_wrong_organ_or_subject_is_refused_with_a_clause(world: World, decision: str, subject: str,
                                                             organ: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        world.draft(decision, subject, organ)
    assert refusal.value.clause


def test_a_subject_whose_standing_has_changed_since_the_draft_is_refused(world: World) -> None:
    from voting.services.change_standing import resign

    motion = world.draft("exclusion", "BIRCH")
    resign(world.service, world.person("coordinator"), "BIRCH", "0" * 64, "letter")
    with pytest.raises(RefusedError):
        world.announce(motion)


@pytest.mark.parametrize(("opens_in", "lasts", "sentence"), [
    (0, 0, "stay open for at least"), (0, -60, "stay open"), (0, 93 * 86400, "three months")])
def test_a_ballot_that_never_opens_or_never_closes_is_refused(world: World, opens_in: int, lasts: int,
                                                              sentence: str) -> None:
    motion = world.draft()
    with pytest.raises(InputError, match=sentence):
        world.announce(motion, opens_in, lasts)


def test_a_roll_is_frozen_when_it_is_announced_and_not_when_it_opens(world: World) -> None:
    ballot = world.announce(world.draft(), opens_in=600)
    world.seat("LATER")
    unseat_person(world.service, world.person("coordinator"), world.seats["council:AMBER"], "recalled")
    world.wait(600)
    assert {entry.organisation for entry in world.roll(ballot)} == set(MEMBERS)
    assert [entry.organisation for entry in world.roll(ballot) if entry.ended_at] == ["AMBER"]


@pytest.mark.clause("V.COORD.4")
def test_the_coordinator_votes_by_office_and_not_without_it(world: World) -> None:
    from voting.services.act import begin
    from voting.services.seat_person import seat

    with begin(world.service) as act:
        by = {"office": "coordinator", "subject": world.person("coordinator")}
        seat(act, by, "council", "ex_officio", world.person("coordinator"))
        seat(act, by, "council", "ex_officio", world.person("teller"))
    ballot = world.open_ballot()
    assert world.cast("coordinator", ballot, "consent").seq == 1
    with pytest.raises(RefusedError) as refusal:
        world.cast("teller", ballot, "consent")
    assert refusal.value.clause == "V.COORD.4"
