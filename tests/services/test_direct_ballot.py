"""What the presiding officer may do to a ballot under way, and what stops them."""

from __future__ import annotations

import pytest

from tests.world import World
from voting.ballots.lifecycle import State
from voting.errors import ConflictError, InputError, RefusedError
from voting.services.direct_ballot import (
    call_last,
    cancel_ballot,
    close_early,
    extend_ballot,
    record_attendance,
    withdraw_motion,
)
from voting.store.access import MailRow


def test_early_close_is_refused_while_someone_has_not_voted(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "consent")
    with pytest.raises(ConflictError, match="1 of 6 have voted") as refusal:
        close_early(world.service, world.person("chair"), ballot)
    assert "10 minutes" in str(refusal.value)
    assert world.row(ballot).state == State.OPEN


def test_early_close_when_all_have_voted(world: World) -> None:
    ballot = world.open_ballot()
    world.cast_all(ballot, "consent")
    close_early(world.service, world.person("chair"), ballot)
    assert world.row(ballot).state == State.COUNTED
    assert world.leaves(ballot, "closed")[0]["early"] is True
    assert world.leaves(ballot, "closed")[0]["by"] == {"office": "chair", "subject": world.person("chair")}
    assert world.counts(ballot) == {"consent": 6}


def test_early_close_after_the_last_call_is_over_and_not_a_second_before(world: World) -> None:
    ballot = world.open_ballot()
    assert call_last(world.service, world.person("chair"), ballot) == world.now + 600
    world.wait(599)
    with pytest.raises(ConflictError):
        close_early(world.service, world.person("chair"), ballot)
    world.cast("AMBER", ballot, "consent")
    world.wait(1)
    close_early(world.service, world.person("chair"), ballot)
    assert world.counts(ballot) == {"consent": 1}
    with pytest.raises(ConflictError, match="closed and counted"):
        world.cast("BIRCH", ballot, "consent")


def test_a_last_call_is_given_once(world: World) -> None:
    ballot = world.open_ballot()
    call_last(world.service, world.person("chair"), ballot)
    with pytest.raises(ConflictError, match="already"):
        call_last(world.service, world.person("chair"), ballot)
    assert len(world.leaves(ballot, "last_call")) == 1


def test_an_extension_moves_the_close_tells_everyone_and_takes_the_last_call_back(world: World) -> None:
    ballot = world.open_ballot()
    call_last(world.service, world.person("chair"), ballot)
    written = len(world.rows(MailRow))
    until = world.row(ballot).close_at + 3600
    extend_ballot(world.service, world.person("chair"), ballot, until, "the line was down")
    assert len(world.rows(MailRow)) == written + 6
    assert (world.row(ballot).close_at, world.row(ballot).last_call_ends_at) == (until, 0)
    assert world.leaves(ballot, "extended")[0]["reason"] == "the line was down"
    world.wait(600)
    with pytest.raises(ConflictError):
        close_early(world.service, world.person("chair"), ballot)
    world.clock.now = until
    world.cast("AMBER", ballot, "consent")
    world.wait(1)
    with pytest.raises(ConflictError):
        world.cast("BIRCH", ballot, "consent")


@pytest.mark.parametrize(("later", "reason", "sentence"), [
    (0, "why", "only ever moves the close to a later time"), (-60, "why", "only ever moves"), (60, "  ", "Say why"),
    (93 * 86400, "why", "three months")])
def test_an_extension_needs_a_later_time_and_a_reason(world: World, later: int, reason: str, sentence: str) -> None:
    ballot = world.open_ballot()
    before = world.row(ballot).close_at
    with pytest.raises(InputError, match=sentence):
        extend_ballot(world.service, world.person("chair"), ballot, before + later, reason)
    assert world.row(ballot).close_at == before


def test_a_closed_ballot_is_not_extended_even_if_nobody_has_written_the_close_down(world: World) -> None:
    ballot = world.open_ballot()
    world.wait(7201)
    with pytest.raises(ConflictError, match="cannot be extended"):
        extend_ballot(world.service, world.person("chair"), ballot, world.now + 600, "late")


def test_a_cancelled_ballot_can_be_announced_anew(world: World) -> None:
    motion = world.draft()
    first = world.announce(motion, opens_in=600)
    cancel_ballot(world.service, world.person("chair"), first, "wrong day")
    assert world.row(first).state == State.CANCELLED
    with pytest.raises(ConflictError, match="was cancelled"):
        world.cast("AMBER", first, "consent")
    second = world.announce(motion)
    assert second != first
    world.cast("AMBER", second, "consent")
    assert [leaf["type"] for leaf in world.leaves(motion=motion)] == [
        "motion", "announced", "cancelled", "announced", "opened", "cast"]


def test_an_open_ballot_cannot_be_cancelled_even_if_nobody_has_written_down_that_it_is_open(world: World) -> None:
    ballot = world.announce(world.draft(), opens_in=60)
    world.wait(60)
    with pytest.raises(ConflictError, match="cannot be cancelled"):
        cancel_ballot(world.service, world.person("chair"), ballot, "changed my mind")
    with pytest.raises(InputError, match="Say why"):
        cancel_ballot(world.service, world.person("chair"), ballot, " ")


def test_attendance_stands_in_the_close_and_makes_the_base_known(world: World) -> None:
    ballot = world.open_ballot("resolution", "Peace")
    record_attendance(world.service, world.person("chair"), ballot, 4)
    world.cast("AMBER", ballot, "yes")
    world.wait(7201)
    world.tick()
    assert world.leaves(ballot, "closed")[0]["present"] == {"count": 4, "established": True}
    assert next(base for base in world.tally(ballot)["bases"] if base["base"] == "present")["count"] == 4
    with pytest.raises(ConflictError, match="before the ballot closes"):
        record_attendance(world.service, world.person("chair"), ballot, 5)


@pytest.mark.parametrize("present", [-1, 7])
def test_no_more_than_the_roll_can_be_present(world: World, present: int) -> None:
    ballot = world.open_ballot()
    with pytest.raises(InputError, match="Between 0 and 6"):
        record_attendance(world.service, world.person("chair"), ballot, present)


def test_a_motion_is_withdrawn_between_its_ballots_only(world: World) -> None:
    motion = world.draft()
    ballot = world.announce(motion, opens_in=60)
    with pytest.raises(ConflictError, match="under way"):
        withdraw_motion(world.service, world.person("chair"), motion, "not now")
    cancel_ballot(world.service, world.person("chair"), ballot, "not now")
    withdraw_motion(world.service, world.person("chair"), motion, "not now")
    with pytest.raises(ConflictError):
        world.announce(motion)
    assert world.announce(world.draft(), opens_in=60)  # the subject is free again


@pytest.mark.parametrize("who", ["coordinator", "AMBER", "sc_chair", "deputy", "teller"])
def test_nobody_but_the_presiding_officer_directs_a_ballot(world: World, who: str) -> None:
    ballot = world.open_ballot()
    person, before = world.person(who), len(world.leaves())
    for act in (lambda: call_last(world.service, person, ballot), lambda: close_early(world.service, person, ballot),
                lambda: extend_ballot(world.service, person, ballot, world.now + 9000, "why"),
                lambda: record_attendance(world.service, person, ballot, 3),
                lambda: cancel_ballot(world.service, person, ballot, "why")):
        with pytest.raises(RefusedError) as refusal:
            act()
        assert refusal.value.clause == "V.COORD.3"
    assert len(world.leaves()) == before


def test_the_deputy_may_act_after_the_delay_and_the_tellers_after_the_longer_one(world: World) -> None:
    ballot = world.open_ballot(subject="NEW")
    world.cast_all(ballot, "consent")
    for who, delay in (("deputy", 3600), ("teller", 7200)):
        world.clock.now = world.row(ballot).due_at + delay - 1
        with pytest.raises(RefusedError, match="This is the chair's act"):
            call_last(world.service, world.person(who), ballot)
    world.wait(1)
    close_early(world.service, world.person("teller"), ballot)
    assert world.leaves(ballot, "closed")[0]["by"]["office"] == "teller"
