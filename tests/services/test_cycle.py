"""The biennial cycle under way: begun once, its order held where ballots are announced, reasons in the log, an end."""

from __future__ import annotations

import pytest

from voting.errors import ConflictError, InputError, RefusedError
from voting.services.call_election import Call, call_election
from voting.services.convene_meeting import convene_meeting
from voting.services.guide_cycle import begin_cycle, end_cycle, skip_step
from voting.services.note_duty import note_duty
from voting.services.read.cycle import cycle_view
from voting.services.read.motion_room import open_room
from voting.store.database import writing
from voting.store.tables import MeetingRow

pytestmark = pytest.mark.clause("V.CD.4a", "V.CD.4b", "V.CO.4")


@pytest.fixture
def steering(world):
    """The small alliance with a Steering Committee of the six and a partner; a cycle is under way."""
    world.seat_members("steering_committee", "delegate")
    world.seat("STUDY", "steering_committee", "delegate")
    world.wait(60)
    begin_cycle(world.service, world.person("coordinator"))
    world.wait(60)
    return world


def states(world):
    return {line.view.step.id: line.view.state for line in cycle_view(world.service).lines}


def cycle_check(world, motion):
    """What the chair's list before the announcement says of the cycle."""
    return next(check for check in open_room(world.service, motion, "").checks if check.about == "cycle")


def skip(world, *steps, by="sc_chair"):
    for step in steps:
        world.wait(5)
        skip_step(world.service, world.person(by), step, f"Not now: {step}.")


def test_one_cycle_at_a_time_begun_by_who_may(world):
    for name in ("AMBER", "chair", "teller"):
        world.seat("AMBER") if name == "AMBER" and "AMBER" not in world.people else None
        with pytest.raises(RefusedError):
            begin_cycle(world.service, world.person(name))
    begin_cycle(world.service, world.person("sc_chair"))
    with pytest.raises(ConflictError, match="under way already"):
        begin_cycle(world.service, world.person("coordinator"))
    assert [leaf["by"]["office"] for leaf in world.leaves(kind="cycle_begun")] == ["chair"]


def convene(world, kind="electing"):
    """A further meeting of the Steering Committee."""
    return convene_meeting(world.service, world.person("coordinator"), "steering_committee", f"The {kind} one",
                           "2027-03-20", "", True, kind=kind)


def test_a_meeting_of_another_kind_is_not_the_electing_one_and_the_step_says_so(steering):
    convene(steering, "ordinary")
    convene(steering, "extraordinary")
    line = next(line for line in cycle_view(steering.service).lines if line.view.step.id == "electing_meeting")
    assert (line.view.state, list(line.unlike)) == ("next", ["The ordinary one", "The extraordinary one"])
    motion = steering.draft("discharge", "council", "steering_committee")
    with pytest.raises(RefusedError, match="waits for: The electing Steering Committee is convened"):
        steering.announce(motion)
    convene(steering)
    line = next(line for line in cycle_view(steering.service).lines if line.view.step.id == "electing_meeting")
    assert (line.view.state, list(line.unlike)) == ("done", [])
    assert steering.row(steering.announce(motion)).state == "open"


def test_a_discharge_is_announced_only_once_the_electing_meeting_is_convened(steering):
    steering.meetings["steering_committee"] = convene(steering)
    early = steering.draft("discharge", "council", "steering_committee")
    assert states(steering)["electing_meeting"] == "done", "the draft stands on the agenda of a meeting convened now"
    assert states(steering)["discharge_council"] == "next"
    assert steering.row(steering.announce(early)).state == "open"
    end = steering.draft("discharge", "finance_committee", "steering_committee")
    world_without_a_meeting(steering)
    with pytest.raises(RefusedError) as refused:
        steering.announce(end)
    assert (refused.value.clause, "waits for" in str(refused.value)) == ("V.CD.4b", True)


def world_without_a_meeting(world):
    """As if the meeting had been convened before the cycle began."""
    with writing() as session:
        for row in session.query(MeetingRow):
            row.convened_at = 1


def test_an_election_waits_for_the_discharges_of_this_cycle(steering):
    """The chair's list says so before the announcement; the act itself asks the same ruling."""
    election = call_election(steering.service, steering.person("coordinator"), Call(
        "council", "steering_committee", convene(steering), 9, steering.now + 3600))
    assert states(steering)["nominations"] == "done"
    check = cycle_check(steering, election)
    assert (check.is_met, check.clause) == (False, "V.CD.4a")
    assert "waits for: Discharge of the Finance Committee; Discharge of the outgoing Council" in str(check.what)
    skip(steering, "discharge_finance_committee", "discharge_council")
    assert states(steering)["council_election"] == "next"
    assert cycle_check(steering, election).is_met


def test_a_step_is_passed_over_in_its_turn_by_its_organ_s_officers_with_a_reason_in_the_log(steering):
    with pytest.raises(InputError):
        skip_step(steering.service, steering.person("sc_chair"), "nominations", "  ")
    with pytest.raises(ConflictError, match="waits for"):
        skip(steering, "council_election")
    with pytest.raises(RefusedError):
        skip(steering, "nominations", by="chair")  # the Council's: not this organ's
    skip(steering, "nominations")
    with pytest.raises(ConflictError, match="over already"):
        skip(steering, "nominations")
    assert [(leaf["step"], leaf["reason"]) for leaf in steering.leaves(kind="cycle_step_skipped")] == [
        ("nominations", "Not now: nominations.")]


def test_a_report_counts_once_its_document_is_there(steering):
    coordinator = steering.person("coordinator")
    note_duty(steering.service, coordinator, "activity_report", "2027-01-14", "Told by word of mouth.")
    assert states(steering)["activity_report"] == "next"
    note_duty(steering.service, coordinator, "activity_report", "2027-01-15", "Handed over.",
              ("report.txt", b"Two years of work."))
    assert states(steering)["activity_report"] == "done"


def test_a_cycle_ends_when_no_step_is_left(steering):
    with pytest.raises(ConflictError, match="these steps are left"):
        end_cycle(steering.service, steering.person("coordinator"))
    for step in cycle_view(steering.service).statutes.cycle.steps:
        skip(steering, step.id, by="coordinator")
    end_cycle(steering.service, steering.person("coordinator"))
    view = cycle_view(steering.service)
    assert (view.is_running, view.over) == (False, len(view.lines))
    assert steering.leaves(kind="cycle_ended")
    with pytest.raises(ConflictError, match="No cycle is under way"):
        skip(steering, "nominations")
    begin_cycle(steering.service, steering.person("coordinator"))
    assert "done" not in states(steering).values()


def test_a_meeting_that_was_cancelled_was_not_convened(steering):
    meeting = convene(steering)
    assert states(steering)["electing_meeting"] == "done"
    with writing() as session:
        session.get(MeetingRow, meeting).state = "cancelled"
    assert states(steering)["electing_meeting"] == "next"


def test_who_is_recused_from_a_discharge_is_named(steering):
    view = cycle_view(steering.service)
    line = next(line for line in view.lines if line.view.step.id == "discharge_council")
    assert [one.code for one in line.recused] == ["AMBER", "BIRCH", "CEDAR", "DELTA", "ELDER", "FROST"]
