"""Every door stands in the table of powers, and declares what the table says; grave acts ask for what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Config
from tests.powers import ACTS, DOORS_OF, row_of
from voting.web.access import routes
from voting.web.app import close, create_app


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, object]]]:
    """What `voting routes --json` prints."""
    folder: Path = tmp_path_factory.mktemp("doors")
    app = create_app(Config.from_environment({}, instance=folder))
    yield routes(app)
    close(app)


def test_every_door_declares_what_the_table_of_powers_says(doors: list[dict[str, object]]) -> None:
    for door in doors:
        for method in door["methods"]:
            enter = row_of(str(door["route"]), method)
            assert enter, f"{method} {door['route']} has no row in tests/powers.toml"
            is_page_again = method == "GET" and door["role"] == "signed in"  # of an act's form, after a refusal
            assert door["role"] in DOORS_OF[enter] or is_page_again, (method, door["route"], door["role"], enter)


def test_grave_acts_ask_for_a_fresh_passkey_and_a_second_officer(doors: list[dict[str, object]]) -> None:
    posted = {str(door["route"]): door for door in doors if "POST" in door["methods"]}
    for route, act in ACTS.items():
        assert posted[route]["fresh"] == act.get("fresh", False), route
        assert posted[route]["second_officer"] == act.get("second", False), route


def test_whatever_two_officers_do_each_does_with_a_fresh_passkey(doors: list[dict[str, object]]) -> None:
    assert [door["route"] for door in doors if door["second_officer"] and not door["fresh"]] == []


def test_the_coordinator_opens_and_closes_nothing_and_nobody_resets_a_ballot(doors: list[dict[str, object]]) -> None:
    for door in doors:
        route = str(door["route"])
        if "POST" in door["methods"] and route.endswith(("/announce", "/close-early", "/extend", "/declare")):
            assert door["role"] == "presiding", route
        assert not any(word in route for word in ("reset", "delete")), route
