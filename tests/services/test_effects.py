"""What a declared result does to the register, and what an annulment takes back: by adding, never by deleting."""

from __future__ import annotations

import pytest

from tests.world import World, principles
from voting.ballots.lifecycle import State
from voting.errors import ConflictError, RefusedError
from voting.evidence import sha256_hex
from voting.services.act import begin
from voting.services.announce_ballot import text_in_force
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.second_officer import confirm, propose_annulment
from voting.store.access import TextRow
from voting.store.tables import BallotRow, RecordRow, SeatRow, StandingRow

DAY = 86400


def adopt(world: World, decision: str, subject: str, **rest: str) -> str:
    """Everyone agrees, the chair declares; the ballot."""
    motion = world.draft(decision, subject, **rest)
    ballot = world.announce(motion)
    stage = world.law.decisions[decision].stages[0]
    world.cast_all(ballot, "consent" if stage.kind == "consensus" else "yes")
    world.wait(7201)
    assert declare_result(world.service, world.person(world.chair_of(motion)), ballot) == "adopted"
    return ballot


def annul(world: World, ballot: str, first: str = "chair", second: str = "teller") -> None:
    """Two officers annul."""
    confirm(world.service, world.person(second), propose_annulment(world.service, world.person(first), ballot, "fault"))


@pytest.fixture
def committee(world: World) -> World:
    """The same six, and the foundation, in the Steering Committee."""
    world.seat_members("steering_committee", "delegate")
    return world


@pytest.mark.clause("IV.1", "IV.2a")
@pytest.mark.parametrize(("subject", "standing"), [("NEW", "member"), ("FRESH", "associated_partner")])
def test_an_admission_grants_the_standing_of_its_kind(world: World, subject: str, standing: str) -> None:
    adopt(world, "admission", subject)
    assert world.standing(subject) == standing


@pytest.mark.clause("IV.2c")
def test_an_exclusion_ends_the_seats_and_the_votes_under_way(committee: World) -> None:
    world = committee
    running = world.announce(world.draft(subject="FRESH"), lasts=DAY)
    over = world.open_ballot()
    adopt(world, "exclusion", "BIRCH")
    assert world.standing("BIRCH") == "excluded"
    ended = [seat for seat in world.rows(SeatRow) if seat.until_at]
    assert sorted((seat.organ, seat.organisation) for seat in ended) == [
        ("council", "BIRCH"), ("steering_committee", "BIRCH")]
    assert len(world.leaves(running, "mandate_ended")) == 1
    with pytest.raises(RefusedError, match="mandate has ended"):
        world.cast("BIRCH", running, "consent")
    assert [leaf["type"] for leaf in world.leaves(over)] == ["announced", "opened", "closed", "tallied"]
    assert world.tally(over)["roll"]["ended"] == 0


@pytest.mark.clause("IV.2c")
def test_a_suspension_takes_the_vote_keeps_the_seat_and_ends_by_itself(world: World) -> None:
    adopt(world, "suspension", "BIRCH", end_on="2027-03-01")
    assert world.standing("BIRCH") == "suspended"
    assert not [seat for seat in world.rows(SeatRow) if seat.until_at]
    ballot = world.open_ballot()
    with pytest.raises(RefusedError) as refusal:
        world.cast("BIRCH", ballot, "consent")
    assert refusal.value.clause == "IV.2c"
    assert len(world.roll(ballot)) == 5
    world.clock.now = 1_803_945_599  # 2027-03-01 23:59:59 UTC
    assert world.standing("BIRCH") == "suspended"
    world.wait(1)
    assert world.standing("BIRCH") == "member"


@pytest.mark.clause("IV.2c")
def test_a_suspension_silences_the_votes_that_are_under_way(world: World) -> None:
    running = world.announce(world.draft(subject="FRESH"), lasts=DAY)
    adopt(world, "suspension", "BIRCH", end_on="2027-03-01")
    with pytest.raises(RefusedError, match="mandate has ended"):
        world.cast("BIRCH", running, "consent")
    assert len(world.leaves(running, "mandate_ended")) == 1


@pytest.mark.clause("IV.2c")
def test_a_lifting_gives_the_standing_back_before_the_day(world: World) -> None:
    adopt(world, "suspension", "BIRCH", end_on="2027-06-01")
    adopt(world, "lifting", "BIRCH")
    assert world.standing("BIRCH") == "member"


@pytest.mark.clause("VI.2")
def test_an_amendment_brings_a_new_text_into_force_from_which_the_next_must_start(committee: World) -> None:
    world = committee
    adopt(world, "amendment", "Article VII", organ="steering_committee")
    with begin(world.service) as act:
        assert text_in_force(act) == sha256_hex(f"{principles().strip()}\nArticle VII".encode())
    stale = world.draft("amendment", "Article VIII", organ="steering_committee")  # starts from the text of the founding
    with pytest.raises(RefusedError, match="not the text in force") as refusal:
        world.announce(stale)
    assert refusal.value.clause == "VI.2"


@pytest.mark.clause("VI.2")
def test_after_the_dissolution_only_accounts_and_discharge_remain(committee: World) -> None:
    world = committee
    world.seat("STUDY", "steering_committee", "delegate")
    waiting = world.draft("resolution", "Peace", organ="steering_committee")
    ballot = adopt(world, "dissolution", "", organ="steering_committee")
    with pytest.raises(RefusedError, match="dissol"):
        world.announce(waiting)
    with pytest.raises(RefusedError, match="dissol"):
        world.draft("admission", "NEW")
    world.open_ballot("accounts", "2026", organ="steering_committee")
    world.open_ballot("discharge", "council", organ="steering_committee")  # STUDY alone does not sit in it
    annul(world, ballot, "sc_chair", "sc_teller")
    world.draft("admission", "NEW")
    world.announce(waiting)


@pytest.mark.clause("V.CD.4b")
def test_who_sits_in_the_organ_does_not_vote_on_its_discharge(committee: World) -> None:
    world = committee
    world.seat("STUDY", "steering_committee", "delegate")
    ballot = world.open_ballot("discharge", "council", organ="steering_committee")
    assert [entry.organisation for entry in world.roll(ballot)] == ["STUDY"]
    with pytest.raises(RefusedError, match="whose discharge is decided") as refusal:
        world.cast("AMBER", ballot, "yes")
    assert refusal.value.clause == "V.CD.4b"


# ---------------------------------------------------------------- annulment


def test_an_annulment_reverses_an_admission_and_deletes_nothing(world: World) -> None:
    ballot = adopt(world, "admission", "NEW")
    record = bytes(world.rows(RecordRow)[0].body)
    world.wait(DAY)
    annul(world, ballot)
    assert world.standing("NEW") == "applicant"
    assert [row.standing for row in world.rows(StandingRow) if row.organisation == "NEW"] == [
        "applicant", "member", "applicant"]
    assert world.row(ballot).state == State.ANNULLED
    assert bytes(world.rows(RecordRow)[0].body) != record  # the record goes on, with the entry that annuls
    adopt(world, "admission", "NEW")  # and the matter can be put again


def test_an_annulment_restores_the_seats_that_an_exclusion_ended(world: World) -> None:
    ballot = adopt(world, "exclusion", "BIRCH")
    annul(world, ballot)
    assert world.standing("BIRCH") == "member"
    seats = [seat for seat in world.rows(SeatRow) if seat.organisation == "BIRCH"]
    assert sorted(bool(seat.until_at) for seat in seats) == [False, True]
    assert world.cast("BIRCH", world.open_ballot(), "consent").seq == 1
    began = [leaf for leaf in world.leaves(kind="seat_began") if leaf["organisation"] == "BIRCH"]
    assert len(began) == 2  # a seat given back is an entry of the log like any other


def test_an_annulled_lifting_leaves_the_suspension_with_its_end(world: World) -> None:
    adopt(world, "suspension", "BIRCH", end_on="2027-03-01")
    annul(world, adopt(world, "lifting", "BIRCH"))
    assert world.standing("BIRCH") == "suspended"
    world.clock.now = 1_803_945_600  # 2027-03-02 00:00 UTC
    assert world.standing("BIRCH") == "member"


def test_an_annulment_puts_the_text_before_back_into_force(committee: World) -> None:
    world = committee
    ballot = adopt(world, "amendment", "Article VII", organ="steering_committee")
    annul(world, ballot, "sc_chair", "sc_teller")
    with begin(world.service) as act:
        assert text_in_force(act) == sha256_hex(principles().strip().encode())
    assert len(world.rows(TextRow)) == 3


@pytest.mark.parametrize(("days", "is_in_time"), [(14, True), (15, False)])
def test_the_objection_period_is_fourteen_days(world: World, days: int, is_in_time: bool) -> None:
    ballot = adopt(world, "admission", "NEW")
    declared = world.row(ballot).declared_at
    world.clock.now = declared + 14 * DAY + (0 if is_in_time else 1)
    if is_in_time:
        annul(world, ballot)
        assert world.standing("NEW") == "applicant"
        return
    with pytest.raises(ConflictError, match="objection period of 14 days is over"):
        annul(world, ballot)
    assert world.standing("NEW") == "member"


def test_a_proposal_in_time_confirmed_too_late_does_not_annul(world: World) -> None:
    ballot = adopt(world, "admission", "NEW")
    pending = propose_annulment(world.service, world.person("chair"), ballot, "fault")
    world.wait(15 * DAY)
    with pytest.raises(ConflictError, match="objection period"):
        confirm(world.service, world.person("teller"), pending)
    assert world.standing("NEW") == "member"


def test_the_consensus_stage_cannot_be_annulled_under_a_vote_that_is_open(world: World) -> None:
    motion = world.draft()
    first = world.announce(motion)
    world.cast_all(first, "object")
    world.wait(7201)
    second = record_no_consensus(world.service, world.person("chair"), first, "Debate.")
    world.announce(motion)
    with pytest.raises(ConflictError, match="later stage"):
        annul(world, first)
    assert world.row(second).state == State.OPEN
    annul(world, second)
    assert world.row(second).state == State.ANNULLED


def test_annulling_the_consensus_stage_cancels_an_announced_vote_and_says_so_in_the_log(world: World) -> None:
    motion = world.draft()
    first = world.announce(motion)
    world.cast_all(first, "object")
    world.wait(7201)
    second = record_no_consensus(world.service, world.person("chair"), first, "Debate.")
    world.announce(motion, opens_in=600)
    annul(world, first)
    assert {row.id: row.state for row in world.rows(BallotRow)} == {first: State.ANNULLED, second: State.CANCELLED}
    assert len(world.leaves(second, "cancelled")) == 1


def test_an_annulment_leaves_a_standing_that_came_later_alone(world: World) -> None:
    from voting.services.change_standing import resign

    ballot = adopt(world, "admission", "NEW")
    resign(world.service, world.person("coordinator"), "NEW", "0" * 64, "they changed their mind")
    annul(world, ballot)
    assert world.standing("NEW") == "resigned"
