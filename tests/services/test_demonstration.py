"""The demonstration's secret votes: one to vote in and to release, one whose tellers accept their keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.secret_world import SecretWorld
from tests.world import bare_app, opened
from voting.demonstration.load import load_demonstration
from voting.demonstration.secret_votes import RECOVERY_CODE
from voting.services.accept_key import place_of
from voting.services.read.election_room import election_room
from voting.services.read.key_ballots import key_ballots
from voting.services.read.organisation import tellers_of
from voting.services.read.secret_ballot import voter_part
from voting.store.secret import TrusteeRow
from voting.store.tables import BallotRow, MotionRow, PersonRow
from voting.web.session import DEMONSTRATION_CODE


@pytest.fixture
def demonstration(database_url: str, tmp_path: Path) -> Iterator[SecretWorld]:
    """Loaded as `make run` loads it."""
    app = bare_app(database_url)
    with opened(app):
        world = SecretWorld(app, tmp_path)
        assert load_demonstration(world.service)
        yield world
        world.urn.store.close()


def test_a_delegate_can_vote_in_secret_and_tellers_have_something_to_do(demonstration: SecretWorld) -> None:
    world = demonstration
    world.tick()
    drafted, open_one = sorted((row for row in world.rows(BallotRow) if row.is_secret), key=lambda row: row.state)
    assert (open_one.state, drafted.state) == ("open", "drafted")
    delegate = next(row.id for row in world.rows(PersonRow) if row.name == "Delegate of NDP")
    part = voter_part(world.service, delegate, open_one.id)
    assert (part.may_collect, part.may_cast) == (True, True)
    tellers = tellers_of(world.service, "council")
    assert sorted(one.step for one in key_ballots(world.service, tellers[0], None)) == ["accept", "accept", "wait"]
    assert place_of(world.service, tellers[1], drafted.id).is_accepted is False
    assert sorted(row.index for row in world.rows(TrusteeRow) if row.rehearsed_at) == [0, 1, 2]


@pytest.mark.clause("V.COORD.1")
def test_an_election_whose_nominations_are_open(demonstration: SecretWorld) -> None:
    world = demonstration
    motion = next(row.id for row in world.rows(MotionRow) if row.subject_kind == "seats")
    delegate = next(row.id for row in world.rows(PersonRow) if row.name == "Delegate of NDP")
    room = election_room(world.service, motion, delegate)
    assert room.is_open
    assert [(one.name, one.row.state) for one in room.people] == [
        ("Candidate of NDP", "named"), ("Candidate of PSOE", "accepted"), ("Candidate of SPD", "accepted")]
    assert all(set(one.row.statement) == {"en", "fr"} for one in room.people[1:])
    assert room.may_name_for


def test_the_page_shows_the_code_that_opens_the_keys() -> None:
    assert DEMONSTRATION_CODE == RECOVERY_CODE
