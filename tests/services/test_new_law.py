"""A new version of the statutes' data while a motion is under way: the motion is finished by the law of its papers."""

from __future__ import annotations

import pytest

from tests.world import World, statutes_source
from voting.errors import ConflictError
from voting.evidence import decode
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.install_statutes import install_statutes
from voting.services.make_record import full_record
from voting.verifier import verify


def newer(world: World) -> str:
    """Install a version in which the last call takes twenty minutes; its hash."""
    source = statutes_source().replace(b'version = "1"', b'version = "2"')
    return install_statutes(world.service, source.replace(b"last_call_s = 600", b"last_call_s = 1200"), "newer.toml")


def paper(world: World, ballot: str) -> dict[str, object]:
    """The paper of a ballot."""
    return decode(bytes(world.row(ballot).paper))


def test_both_stages_of_a_motion_stand_on_one_version(world: World) -> None:
    motion = world.draft()
    first = world.announce(motion)
    world.cast_all(first, "object")
    world.wait(7201)
    world.tick()
    version = newer(world)
    second = record_no_consensus(world.service, world.person("chair"), first, "Debate.")
    world.announce(motion)
    world.cast_all(second, "yes")
    world.wait(7201)
    assert declare_result(world.service, world.person("chair"), second) == "adopted"
    assert paper(world, second)["statutes"] == paper(world, first)["statutes"]
    assert paper(world, first)["statutes"]["sha256"] != version
    assert verify(full_record(motion)).failures == ()


def test_a_motion_announced_afterwards_stands_on_the_new_version(world: World) -> None:
    motion = world.draft()
    version = newer(world)
    ballot = world.announce(motion)
    assert paper(world, ballot)["statutes"] == {"id": "progressive-alliance", "sha256": version, "version": "2"}
    world.cast_all(ballot, "consent")
    world.wait(7201)
    declare_result(world.service, world.person("chair"), ballot)
    assert verify(full_record(motion)).failures == ()


def test_a_version_is_installed_once(world: World) -> None:
    newer(world)
    with pytest.raises(ConflictError, match="installed already"):
        newer(world)
