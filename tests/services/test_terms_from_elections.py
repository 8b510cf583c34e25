"""What elections leave to the calendar: terms begin with the declaration, holders stay until then, what is due next."""

from __future__ import annotations

from datetime import date

import pytest

from tests.secret_world import SecretWorld
from tests.services.test_nominations import call, written
from tests.services.test_secret_election import hold
from voting.services.close_nominations import close_nominations
from voting.services.declare_result import declare_result
from voting.services.make_record import full_record
from voting.services.read.duties import duties_on
from voting.services.read.election_room import calling_room
from voting.store.tables import OfficeRow
from voting.verifier import verify

YEAR = 366 * 86400
DAY = 86400


def auditors(world: SecretWorld) -> list[OfficeRow]:
    return [row for row in world.rows(OfficeRow) if row.office == "auditor" and not row.until_at]


def elect(world: SecretWorld, code: str, option: str = "yes") -> str:
    """The Council votes yes or no on the one who stands as auditor; the ballot, counted."""
    motion = call(world, "auditor", "council", closes_at=world.now + DAY)
    written(world, motion, code)
    world.wait(DAY + 1)
    put = close_nominations(world.service, world.person("chair"), motion)
    assert put.form == "each"
    return hold(world, motion, ("teller", "teller2", "teller3"),
                {who: {"c1": [option]} for who in ("AMBER", "BIRCH", "CEDAR")})


@pytest.mark.clause("V.CAC.1")
@pytest.mark.clause("V.CO.4")
def test_an_auditor_holds_over_until_a_successor_is_declared_and_the_calendar_knows_the_next_day(
        secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = elect(world, "DELTA")
    declare_result(world.service, world.person("chair"), ballot)
    first, = auditors(world)
    term_ends = date.fromisoformat(first.term_ends_on)
    duty = next(one for one in duties_on(world.service).lines if one.due.duty.id == "auditor_appointment")
    assert (duty.due.state, duty.due.by) == ("due", term_ends)
    due = next(one for one in calling_room(world.service).due if one.rule.id == "auditor")
    assert (due.state, due.by) == ("due", term_ends)

    world.wait(3 * YEAR)
    duty = next(one for one in duties_on(world.service).lines if one.due.duty.id == "auditor_appointment")
    assert duty.due.state == "overdue"
    assert [row.id for row in auditors(world)] == [first.id], "lateness ends no term"
    ballot = elect(world, "ELDER", "no")
    declare_result(world.service, world.person("chair"), ballot)
    assert [row.id for row in auditors(world)] == [first.id], "nobody was elected: the holder stays"
    ballot = elect(world, "FROST")
    assert [row.id for row in auditors(world)] == [first.id], "until the declaration"
    declare_result(world.service, world.person("chair"), ballot)
    second, = auditors(world)
    assert second.person != first.person
    assert verify(full_record(world.row(ballot).motion)).failures == ()


@pytest.mark.clause("III")
@pytest.mark.clause("V.COORD.3")
def test_a_chair_and_tellers_are_elected_and_those_before_them_give_way(secret_world: SecretWorld) -> None:
    world, keys = secret_world, ("teller", "teller2", "teller3")

    def holders(office: str) -> set[str]:
        return {row.person for row in world.rows(OfficeRow) if (row.office, row.organ, row.until_at) == (
            office, "council", 0)}

    motion = call(world, "tellers", "council", closes_at=world.now + DAY)
    for code in ("AMBER", "BIRCH", "CEDAR", "DELTA"):
        written(world, motion, code)
    world.wait(DAY + 1)
    put = close_nominations(world.service, world.person("chair"), motion)
    assert (put.form, put.seats, put.organ, put.office) == ("ticks", 3, "", "teller")
    ids = [one.id for one in put.candidates]
    ballot = hold(world, motion, keys, {"AMBER": {"q1": ids[:3]}, "BIRCH": {"q1": ids[1:3]}, "CEDAR": {"q1": ids[:1]}})
    declare_result(world.service, world.person("chair"), ballot)
    elected = {put.by_id[name].subject for name in ids[:3]}
    assert holders("teller") == elected, "those before them leave when their successors are declared"
    world.people |= dict(zip(keys, sorted(elected), strict=True))

    motion = call(world, "chair", "council", closes_at=world.now + DAY)
    for code in ("ELDER", "FROST"):
        written(world, motion, code)
    world.wait(DAY + 1)
    put = close_nominations(world.service, world.person("chair"), motion)
    first = put.candidates[0]
    ballot = hold(world, motion, keys, {"AMBER": {"q1": [first.id]}, "BIRCH": {"q1": [first.id]}})
    assert declare_result(world.service, world.person("chair"), ballot) == "elected"
    assert holders("chair") == {first.subject}
    assert verify(full_record(motion)).failures == ()
