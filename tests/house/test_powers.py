"""Every door stands in the table of powers, and declares what the table says; grave acts ask for what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Config
from tests.powers import DOORS, HOLDS, ROLES, line_for
from voting.ballots.lifecycle import State
from voting.web.access import ANYONE, DEMONSTRATION, MEANS, SIGNED_IN, routes
from voting.web.app import close, create_app

Declared = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Declared]:
    """What `voting routes --json` prints, by method and endpoint."""
    folder: Path = tmp_path_factory.mktemp("doors")
    app = create_app(Config.from_environment({}, instance=folder))
    yield {f"{method} {route['endpoint']}": route for route in routes(app) for method in route["methods"]}
    close(app)


def test_every_door_has_its_line_in_the_table_of_powers_and_every_line_its_door(declared: Declared) -> None:
    lacking = [line_for(door, str(declared[door]["role"])) for door in sorted(set(declared) - set(DOORS))]
    assert lacking == [], "add to tests/powers.toml, with the columns that fit:\n" + "\n".join(lacking)
    assert set(DOORS) - set(declared) == set(), "doors that are gone"


def test_no_door_shuts_out_whom_the_table_lets_in(declared: Declared) -> None:
    for door, row in DOORS.items():
        role = str(declared[door]["role"])
        if role in (ANYONE, DEMONSTRATION):
            continue
        let_in = row.enter | (row.there or frozenset())
        assert "nobody" not in let_in, door
        if role != SIGNED_IN:
            assert {who for who in let_in if HOLDS[who] not in MEANS[role]} == set(), (door, role)


def test_grave_acts_ask_for_a_fresh_passkey_and_a_second_officer(declared: Declared) -> None:
    for door, row in DOORS.items():
        asks = {name for name, is_asked in (("fresh", declared[door]["fresh"]),
                                            ("second", declared[door]["second_officer"])) if is_asked}
        assert row.asks == (asks if door.startswith("POST ") else set()), door


def test_whatever_two_officers_do_each_does_with_a_fresh_passkey() -> None:
    assert [door for door, row in DOORS.items() if "second" in row.asks and "fresh" not in row.asks] == []


def test_the_coordinator_opens_and_closes_nothing_and_nobody_resets_a_ballot(declared: Declared) -> None:
    for door, route in declared.items():
        address = str(route["route"])
        if door.startswith("POST ") and address.endswith(("/announce", "/close-early", "/extend", "/declare")):
            assert "coordinator" not in DOORS[door].enter | (DOORS[door].there or frozenset()), door
        assert not any(word in address for word in ("reset", "delete")), address


def test_the_table_is_of_one_piece() -> None:
    assert set(ROLES["all"]) == {"nobody", *HOLDS}
    for door, row in DOORS.items():
        assert set(row.states) <= set(State), door
        assert not row.states or row.there is not None, f"{door}: say who may where the ballot is another organ's"
