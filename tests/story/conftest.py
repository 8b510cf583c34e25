"""The worlds whose minutes are told: a small alliance, the demonstration's whole register, a league of harbours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import database_url
from tests.story.minutes import Minutes
from tests.world import World, bare_world, empty_world, settled, world
from voting.demonstration.load import load_demonstration, plan
from voting.services.convene_meeting import convene_meeting
from voting.services.found import FoundingOfficer, found
from voting.store.tables import PersonRow

HARBOURS = {f"{continent[0].upper()}{number}": continent for continent in ("north", "south", "islands")
            for number in (1, 2, 3)}
LEAGUE = Path(__file__).parents[1] / "statutes" / "presidium.toml"
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


def whole_alliance(world: World) -> None:
    """The demonstration's register and its Council of thirty-six: 34 elected, one co-opted, the Coordinator."""
    load_demonstration(world.service)
    people = {row.mail: row.id for row in world.rows(PersonRow)}
    domain = "@demonstration.invalid"
    world.people = {mail.removesuffix(domain).removeprefix("delegate.").upper(): person
                    for mail, person in people.items() if mail}
    world.people |= {"coordinator": world.people["COORDINATOR"]}
    for office in plan()["offices"]:
        name = {"council": "", "steering_committee": "sc_"}.get(office["organ"], office["organ"] + "_")
        world.people.setdefault(name + office["office"], world.people[office["code"]])


@pytest.fixture
def full_council(database_url: str, tmp_path: Path) -> Iterator[Minutes]:
    """The whole Alliance as the demonstration loads it."""
    with settled(bare_world, tmp_path, database_url, whole_alliance) as world:
        yield Minutes(world)


@pytest.fixture
def league(empty_world: World) -> Minutes:
    """Another federation on other statutes: a presidium of nine harbours, three from each part of the world."""
    world, service = empty_world, empty_world.service
    officers = [FoundingOfficer("harbourmaster", "presidium", "The harbourmaster", "master@example.org"),
                FoundingOfficer("purser", "", "The purser", "purser@example.org")]
    people = found(service, LEAGUE.read_bytes(), "", officers)
    world.people = dict(zip(("chair", "coordinator"), people, strict=True))
    rows = [f"{code},Harbour {code},harbour,moored,ZZ,{continent},no" for code, continent in HARBOURS.items()]
    world.import_register("\n".join(["code,name,kind,status,country,continent,contributes", *rows,
                                     "NEWPORT,Newport,harbour,observer,ZZ,north,no", ""]).encode())
    for code in HARBOURS:
        world.seat(code, "presidium")
    world.meetings["presidium"] = convene_meeting(service, world.people["coordinator"], "presidium", "Spring tide",
                                                  "2031-04-02", "Valparaíso", False)
    return Minutes(world)
