"""The worlds whose minutes are told: a small alliance, the demonstration's whole register, a league of harbours."""

from __future__ import annotations

import pytest

from tests.story.minutes import Minutes
from tests.world import World, database_url, empty_world, world
from voting.demonstration.load import load_demonstration, plan
from voting.store.tables import PersonRow

__all__ = ["database_url", "empty_world", "world"]


@pytest.fixture
def minutes(world: World) -> Minutes:
    """An alliance with a Council of six members' delegates."""
    return Minutes(world)


@pytest.fixture
def steering(minutes: Minutes) -> Minutes:
    """The same, with a Steering Committee of nine: members' delegates and an associated partner's."""
    minutes.world.seat_members("steering_committee", "delegate")
    for code in ("LATER", "UNION", "STUDY"):
        minutes.world.seat(code, "steering_committee", "delegate")
    return minutes


@pytest.fixture
def full_council(empty_world: World) -> Minutes:
    """The demonstration's register and its Council of thirty-six: 34 elected, one co-opted, the Coordinator."""
    load_demonstration(empty_world.service)
    people = {row.mail: row.id for row in empty_world.rows(PersonRow)}
    domain = "@demonstration.invalid"
    empty_world.people = {mail.removesuffix(domain).removeprefix("delegate.").upper(): person
                          for mail, person in people.items() if mail}
    empty_world.people |= {"coordinator": empty_world.people["COORDINATOR"]}
    for office in plan()["offices"]:
        name = {"council": "", "steering_committee": "sc_"}.get(office["organ"], office["organ"] + "_")
        empty_world.people.setdefault(name + office["office"], empty_world.people[office["code"]])
    return Minutes(empty_world)
