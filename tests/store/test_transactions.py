"""The two kinds of transaction, as every act and every page relies on them, on either database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError

from tests.databases import bare_app, opened
from tests.world import World, new_attempt, principles, statutes_source
from voting.errors import UnavailableError
from voting.services.act import begin
from voting.services.found import FoundingOfficer, found
from voting.services.read.ballot_view import view_ballot
from voting.services.read.health import health
from voting.store.database import apply_engine_rules, db, reading, writing
from voting.store.log import HeadRow, LeafRow, lock_head, store_head
from voting.store.migrate import REGISTER


def test_a_view_shows_one_state_while_acts_go_on(world: World) -> None:
    ballot = world.open_ballot()
    with reading() as session:
        size = session.get(HeadRow, 1).size
        world.together([lambda code=code: world.cast(code, ballot, "consent") for code in ("AMBER", "BIRCH", "CEDAR")])
        assert session.execute(select(func.count()).select_from(LeafRow)).scalar_one() == size
    with reading() as session:
        assert session.execute(select(func.count()).select_from(LeafRow)).scalar_one() == size + 3


def test_a_view_is_not_held_up_by_an_act_under_way(world: World) -> None:
    ballot = world.open_ballot()
    with begin(world.service):
        (seen,) = world.together([lambda: view_ballot(world.service, ballot).voted])
    assert seen == 0


def test_what_one_act_reads_no_other_changes_before_it_writes(world: World) -> None:
    def add_one() -> None:
        with writing() as session:
            head = lock_head(session)
            head.last_at = head.last_at + 1
            store_head(session.connection(), head)

    before = world.rows(HeadRow)[0].last_at
    assert world.together([add_one] * 20) == [None] * 20
    assert world.rows(HeadRow)[0].last_at == before + 20


def test_the_rules_of_the_database_hold_on_every_connection(world: World) -> None:
    if db.engine.dialect.name != "sqlite":
        with db.engine.connect() as connection:
            assert connection.execute(text("SHOW lock_timeout")).scalar() == "15s"
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
        return

    def pragmas() -> list[object]:
        with db.engine.connect() as connection:
            return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
                "journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")]

    assert world.together([pragmas] * 4) == [["wal", 2, 1, 15000, 0]] * 4


# ---------------------------------------------------------------- another process holds the lock


@pytest.fixture
def impatient(world: World) -> World:
    """The world on connections that wait for a lock no longer than a third of a second."""
    @event.listens_for(db.engine, "connect")
    def on_connect(connection: object, _record: object) -> None:
        if db.engine.dialect.name == "sqlite":
            connection.execute("PRAGMA busy_timeout=300")
        else:
            connection.execute("SET lock_timeout = '300ms'")
            connection.commit()

    db.engine.dispose()
    return world


@pytest.fixture
def other(database_url: str) -> Iterator[object]:
    """Another program's connection to the same database, in a transaction that holds the lock of all acts."""
    engine = create_engine(database_url)
    apply_engine_rules(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def lock(other: object) -> None:
    """Take the lock that every act takes."""
    other.execute(text("SELECT 1") if other.dialect.name == "sqlite" else text("SELECT id FROM head FOR UPDATE"))


def test_a_database_locked_for_longer_than_we_wait_is_a_sentence_and_loses_nothing(impatient: World,
                                                                                   other: object) -> None:
    world = impatient
    ballot, attempt = world.open_ballot(), new_attempt()
    lock(other)
    with pytest.raises(UnavailableError, match="database is busy") as refusal:
        world.cast("AMBER", ballot, "consent", attempt)
    assert refusal.value.status == 503
    assert "sending twice is safe" in str(refusal.value.next)
    assert view_ballot(world.service, ballot).voted == 0  # pages are served meanwhile
    other.rollback()
    assert not world.cast("AMBER", ballot, "consent", attempt).is_repeat
    assert len(world.leaves(ballot, "cast")) == 1


def test_a_lock_that_is_given_back_in_time_is_not_noticed(world: World, other: object) -> None:
    ballot = world.open_ballot()
    lock(other)
    waiting = threading.Timer(0.5, other.rollback)
    waiting.start()
    assert world.cast("AMBER", ballot, "consent").seq == 1
    waiting.join()


def test_more_threads_than_connections_is_a_sentence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = db.engine.pool
    monkeypatch.setattr(pool, "_timeout", 0.2)
    held = [db.engine.connect() for _ in range(pool.size() + pool._max_overflow)]
    with pytest.raises(UnavailableError, match="database is busy"):
        view_ballot(world.service, "b0")
    for connection in held:
        connection.close()
    world.open_ballot()
    assert pool.checkedout() == 0


# ---------------------------------------------------------------- the disk is full


def test_a_full_database_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    pages = {"most": 2**30}
    app = bare_app(f"sqlite:///{tmp_path / 'small.sqlite'}")
    with opened(app):
        event.listen(db.engine, "checkout",
                     lambda connection, *_: connection.execute(f"PRAGMA max_page_count={pages['most']}"))
        world = World(app, tmp_path)
        world.found()
        world.seat_members()
        ballot = world.open_ballot("resolution", "Peace")
        with db.engine.connect() as connection:
            pages["most"] = connection.exec_driver_sql("PRAGMA page_count").scalar()
        stored, attempt = cast_until_full(world, ballot)
        with pytest.raises(UnavailableError, match="disk is full") as refusal:
            world.cast("AMBER", ballot, "yes", attempt)
        assert refusal.value.status == 503
        assert view_ballot(world.service, ballot).voted == int(stored > 0)  # pages are served meanwhile
        pages["most"] = 2**30
        last = world.cast("AMBER", ballot, "yes", attempt)
        assert (last.is_repeat, last.seq) == (False, stored + 1)
        assert [cast["seq"] for cast in world.leaves(ballot, "cast")] == list(range(1, stored + 2))
        assert all(is_well for check, is_well, _ in health(world.service, tmp_path) if check in ("database", "log"))


def cast_until_full(world: World, ballot: str) -> tuple[int, str]:
    """(how many votes were taken before the disk was full, the attempt that was not)."""
    for number in range(200):
        attempt = new_attempt()
        world.wait(7)  # no more than ten votes a minute
        try:
            world.cast("AMBER", ballot, "yes", attempt)
        except UnavailableError:
            return number, attempt
    raise AssertionError("the disk never was full")


# ---------------------------------------------------------------- two processes start at once


def test_two_processes_that_start_at_once_make_the_tables_once(database_url: str) -> None:
    gate, faults = threading.Barrier(4), []

    def start() -> None:
        engine = create_engine(database_url)
        apply_engine_rules(engine)
        gate.wait()
        try:
            REGISTER.upgrade(engine)
            faults.extend(REGISTER.unmigrated(engine))
        except DBAPIError as fault:
            faults.append(fault)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_of_two_foundings_at_once_one_is_taken(empty_world: World) -> None:
    officers = [FoundingOfficer("coordinator", "", "C", "c@example.org")]
    answers = empty_world.together(
        [lambda: found(empty_world.service, statutes_source(), principles(), officers)] * 4)
    assert sorted(type(answer).__name__ for answer in answers) == ["ConflictError"] * 3 + ["list"]
    assert [leaf["type"] for leaf in empty_world.leaves()] == ["founded", "invited"]
