"""The record of a secret vote: a stranger checks the whole copy; the public one verifies all but the opening."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.secret_world import SecretWorld
from voting.services.declare_result import declare_result
from voting.services.make_record import full_record, public_record
from voting.services.second_officer import confirm, propose_annulment
from voting.verifier import verify


@pytest.mark.clause("IV.2d", "III")
def test_a_secret_exclusion_after_a_named_consensus_stage_verifies_whole(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret("exclusion", "FROST")
    voters = world.vote(ballot, amber="yes", birch="yes", cedar="yes", delta="yes", elder="no")
    world.cast_secret(ballot, voters["ELDER"], "yes")
    world.issue(ballot, "FROST")
    world.close(ballot)
    world.open_by(ballot, world.tellers[1], world.tellers[2])
    assert declare_result(world.service, world.person("chair"), ballot) == "adopted"
    assert world.standing("FROST") == "excluded"
    record = full_record(world.row(ballot).motion)
    verdict = verify(record)
    assert verdict.failures == ()
    public = verify(public_record(world.row(ballot).motion))
    assert public.failures == ()
    names = zipfile.ZipFile(io.BytesIO(public_record(world.row(ballot).motion))).namelist()
    assert not [name for name in names if name.endswith(("urn.jsonl", "trustees/1.jsonl"))]
    assert "stages/2/secret/issues.jsonl" in names


def test_one_that_was_void_and_put_again_verifies(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    world.vote(ballot, amber="yes")
    world.close(ballot)
    world.open_by(ballot, world.tellers[0])
    world.clock.now = world.row(ballot).closed_at + world.law.secrecy.release_within_s + 1
    world.settle(ballot)
    again = world.ballot(world.row(ballot).motion)
    world.accept_keys(again)
    world.announce(world.row(ballot).motion)
    world.vote(again, amber="no", birch="no")
    world.close(again)
    world.open_by(again, *world.tellers[:2])
    assert declare_result(world.service, world.person("chair"), again) == "rejected"
    assert verify(full_record(world.row(again).motion)).failures == ()


def test_an_empty_urn_and_an_annulment_verify(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    world.issue(ballot, "AMBER")
    world.close(ballot)
    world.open_by(ballot, *world.tellers[:2])
    assert declare_result(world.service, world.person("chair"), ballot) == "rejected"
    assert verify(full_record(world.row(ballot).motion)).failures == ()
    confirm(world.service, world.person("teller"),
            propose_annulment(world.service, world.person("chair"), ballot, "Nobody came."))
    assert verify(full_record(world.row(ballot).motion)).failures == ()
