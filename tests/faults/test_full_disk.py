"""The disk is full under the register and the urn at every named point of a secret ballot, and then has room again.

Slow. What was asked is refused with a sentence and nothing of it is there: no credential without its entry in the log,
no entry without what it says. The same request succeeds once there is room, and the ballot ends as if nothing had been.
What was stored before the disk was full stays, and what follows from it waits for the clock or for the next request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.databases import bare_app, opened
from tests.faults.life import Life
from tests.faults.points import POINTS, at
from tests.secret_world import SecretWorld
from tests.store.test_survival import small_disk
from voting.errors import UnavailableError
from voting.store.database import db
from voting.store.engine import reading_engine
from voting.store.log import LeafRow
from voting.store.secret import CredentialRow, TrusteeRow
from voting.store.urn import casts

pytestmark = pytest.mark.slow
SENTENCES = ("disk is full", "cannot be used just now")
"""The second where no small disk can be mounted and a limit on files stands for it."""
PREPARED = {"urn": ("prepared", 0), "waiting": 0}
"""The urn has made its keys for a ballot that is not announced yet."""
EXPECTED: dict[str, tuple[bool, dict[str, object]]] = {
    # point: (whether whoever asked is refused, what is stored all the same)
    "announce: nothing written": (True, PREPARED),
    "announce: logged, not committed": (True, PREPARED),
    "announce: committed, the urn not told": (False, {"log": 3, "state": "open", **PREPARED}),
    "announce: the urn told, not answered": (False, {"log": 3, "state": "open", "urn": ("open", 0), "waiting": 0}),
    "issue: signed, nothing written": (True, {}),
    "issue: logged, not committed": (True, {}),
    "cast: checked, nothing written": (True, {}),
    "cast: written, not committed": (True, {}),
    "cast: committed, not promised": (True, {"waiting": 1}),
    "batch: ordered, nothing written": (True, {"waiting": 10}),
    "batch: written, not committed": (True, {"waiting": 10}),
    "batch: committed, the write-ahead log not emptied": (True, {"urn": ("open", 10)}),
    "close: logged, not committed": (True, {}),
    "close: committed, the urn not told": (False, {"log": 1, "state": "closed"}),
    "close: the urn told, the register does not know":
        (False, {"log": 1, "state": "closed", "urn": ("closed", 12), "waiting": 0}),
    "seal: the urn is final, nothing logged":
        (False, {"log": 1, "state": "closed", "urn": ("closed", 12), "waiting": 0}),
    "seal: logged, not committed": (False, {"log": 1, "state": "closed", "urn": ("closed", 12), "waiting": 0}),
    "release: checked, nothing written": (True, {}),
    "release: written, not committed": (True, {}),
    "release: committed, not counted": (True, {"log": 1, "released": 1}),
    "count: opened, nothing written": (True, {"log": 2, "released": 2}),
    "count: tallied, not committed": (True, {"log": 2, "released": 2}),
}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[SecretWorld, Callable[[bool], None]]]:
    """A world whose two databases, and nothing else, are on a small disk, and what fills and frees it."""
    with small_disk(tmp_path / "disk") as fill, opened(app := bare_app(f"sqlite:///{tmp_path / 'disk' / 'a.sqlite'}")):
        world = SecretWorld(app, tmp_path, urn_url=f"sqlite:///{tmp_path / 'disk' / 'urn.sqlite'}")
        world.found()
        world.seat_members()
        yield world, fill
        world.urn.store.close()


def empty_log(engine: Engine) -> None:
    """Nothing can be written any more into room that the write-ahead log has taken before."""
    with reading_engine(engine).connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def held(world: SecretWorld, ballot: str) -> dict[str, object]:
    """All that is stored of a ballot and could have been left half done."""
    row = world.row(ballot)
    with world.urn.store.reading() as connection:
        urn = casts.find(connection, ballot)
        waiting = urn and casts.count_waiting(connection, ballot)
    return {"log": len(world.rows(LeafRow)), "issued": len(world.rows(CredentialRow)), "state": row.state,
            "released": sum(key.release is not None for key in world.rows(TrusteeRow)), "tally": row.tally,
            "urn": urn and (urn.state, urn.size), "waiting": waiting}


@pytest.mark.parametrize("point", POINTS)
def test_what_is_asked_is_refused_whole_and_done_when_there_is_room_again(
        disk: tuple[SecretWorld, Callable[[bool], None]], point: str) -> None:
    world, fill = disk
    life = Life(world)

    def hit(step: Callable[[], None]) -> bool:
        for engine in (db.engine, world.urn.store.engine):
            empty_log(engine)
        before, refusal = held(world, life.ballot), None
        with at(point, lambda: fill(True)) as reached:
            try:
                step()
            except UnavailableError as fault:
                refusal = fault
        after = held(world, life.ballot)
        fill(False)
        assert refusal is None or any(words in str(refusal.what) for words in SENTENCES)
        after["log"] -= before.pop("log")
        stands = {name: value for name, value in after.items() if value != before.get(name, 0)}
        assert (refusal is not None, stands) == EXPECTED[point]
        return bool(reached)

    life.run(point, hit)
    life.is_whole()
