"""After a dissolution the archive is made by itself, verifies without the service, and follows the last decisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.test_effects import adopt, annul
from tests.world import World
from voting.services.declare_result import declare_result
from voting.services.keep_final_archive import keep_final_archive
from voting.verifier.bundle import ArchiveVerdict, verify_archive


class Source:
    """A file in memory, as the verifier reads it."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data)

    def read(self, start: int, size: int) -> bytes:
        return self.data[start:start + size]


@pytest.mark.clause("VI.2")
def test_a_dissolution_leaves_an_archive_that_verifies(world: World, tmp_path: Path) -> None:
    world.seat_members("steering_committee", "delegate")
    folder = tmp_path / "kept"
    folder.mkdir()
    assert keep_final_archive(world.service, folder) is None  # nothing is dissolved
    ballot = adopt(world, "dissolution", "", organ="steering_committee")
    made = keep_final_archive(world.service, folder)
    assert made.name == "final-archive-2027-01-15-1.zip"
    verdict = list(verify_archive(Source(made.read_bytes())))[-1]
    assert isinstance(verdict, ArchiveVerdict)
    assert (verdict.ok, verdict.records, verdict.faults) == (True, 1, ())
    assert keep_final_archive(world.service, folder) is None  # it is there
    waiting = world.open_ballot("accounts", "2026", organ="steering_committee")
    assert keep_final_archive(world.service, folder) is None  # while it is voted on
    world.cast_all(waiting, "yes")
    world.wait(7201)
    world.tick()
    declare_result(world.service, world.person("sc_chair"), waiting)
    assert keep_final_archive(world.service, folder).name.endswith("-2.zip")
    annul(world, ballot, "sc_chair", "sc_teller")
    made.unlink()
    assert keep_final_archive(world.service, folder) is None  # the dissolution was annulled
