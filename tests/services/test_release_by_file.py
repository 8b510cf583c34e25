"""A teller releases at a shell: with the file of what is to be opened, a key file and its code; without any server."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.secret_world import SecretWorld, Teller
from tests.services.test_dispute import dispute, release_falsely
from voting.ballots.locker import lock, open_locker
from voting.cli import voting
from voting.errors import ConflictError, InputError, MalformedError, RefusedError, VotingError
from voting.evidence import SigningKey, b64u, decode, encode, sha256
from voting.record.archive import pack, unpack
from voting.services.release_by_file import make_release, read_material, take_release, write_material

CODE = "ABCDEF-GHJKMN-PQRSTV-WXYZ01"
SEEDS = {name: sha256(name.encode()) for name in ("teller", "teller2", "teller3")}


@pytest.fixture
def ballot(secret_world: SecretWorld) -> str:
    """An open ballot whose tellers' seeds are known, so that their key files can be written as browsers write them."""
    ballot = secret_world.draft_secret()
    for name, seed in SEEDS.items():
        teller = Teller(secret_world.people[name], SigningKey.from_seed(seed))
        secret_world.rehearse(ballot, teller, secret_world.accept(ballot, teller))
        secret_world.tellers.append(teller)
    return secret_world.announce(secret_world.row(ballot).motion)


def key_file(ballot: str, teller: Teller, name: str = "teller") -> bytes:
    """What the page of keys saves for a teller."""
    state = {"code": CODE, "identity": {"public": teller.identity.public.b64u, "secret": b64u(SEEDS[name])},
             "index": teller.index, "v": 1,
             "keys": {"public": b64u(teller.secret.public_key().public_bytes_raw()),
                      "secret": b64u(teller.secret.private_bytes_raw())}}
    locker = lock(sha256(ballot.encode()), encode(state), CODE, secrets.token_bytes)
    return encode({"ballot": ballot, "locker": b64u(locker)})


def test_two_tellers_release_at_a_shell_and_it_is_counted(secret_world: SecretWorld, ballot: str,
                                                          tmp_path: Path) -> None:
    world = secret_world
    with pytest.raises(ConflictError):
        write_material(world.service, ballot)
    voters = world.vote(ballot, amber="no", birch="yes")
    world.cast_secret(ballot, voters["AMBER"], "yes")
    world.close(ballot)
    (tmp_path / "to-open.zip").write_bytes(write_material(world.service, ballot))
    (tmp_path / "key.json").write_bytes(key_file(ballot, world.tellers[0]))
    done = CliRunner().invoke(voting, ["teller", "release", str(tmp_path / "to-open.zip"), str(tmp_path / "out.json"),
                                       "--key", str(tmp_path / "key.json"), "--json"], input=CODE.lower() + "\n")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output[done.output.index("{"):])["votes"] == 3
    first = (tmp_path / "out.json").read_bytes()
    assert take_release(world.service, first) == (ballot, False)
    assert take_release(world.service, first) == (ballot, False)  # twice is harmless
    material = read_material((tmp_path / "to-open.zip").read_bytes())
    second = make_release(material, key_file(ballot, world.tellers[1], "teller2"), CODE)
    assert take_release(world.service, second) == (ballot, True)
    assert world.counts(ballot) == {"yes": 2}
    assert world.tally(ballot)["superseded"] == 1


@pytest.mark.slow
def test_what_does_not_belong_together_is_refused(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="no")
    world.close(ballot)
    files = unpack(write_material(world.service, ballot))
    urn = files["urn.jsonl"]
    for name, content in (("urn.jsonl", b""), ("urn.jsonl", urn + urn),
                          ("urn.jsonl", urn.replace(b'"seq":1', b'"seq":2')),
                          ("paper.json", files["paper.json"].replace(b'"t":2', b'"t":3')), ("more.txt", b"x"),
                          ("sealed.json", files["sealed.json"].replace(b'"size":1', b'"size":2'))):
        with pytest.raises(VotingError):
            read_material(pack({**files, name: content}))
    material, key = read_material(pack(files)), key_file(ballot, world.tellers[0])
    with pytest.raises(InputError):
        make_release(material, key, CODE.replace("A", "B"))
    with pytest.raises(InputError):
        make_release(material, key, "short")
    with pytest.raises(RefusedError):
        make_release(material, encode({**decode(key), "ballot": "b1"}), CODE)
    with pytest.raises(RefusedError):
        make_release(material, key_file(ballot, Teller("p1", SigningKey.from_seed(SEEDS["teller"]), index=0)), CODE)
    with pytest.raises(MalformedError):
        open_locker(b"x", b"\x02\x01", CODE)
    good = decode(make_release(material, key, CODE).strip())
    with pytest.raises(RefusedError):
        take_release(world.service, encode({**good, "index": 7}))
    with pytest.raises(VotingError):
        take_release(world.service, encode({**good, "index": 1}))


@pytest.mark.slow
def test_in_a_dispute_the_key_itself(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes", birch="no")
    world.close(ballot)
    material = read_material(write_material(world.service, ballot))
    whole = make_release(material, key_file(ballot, world.tellers[0]), CODE, is_key=True)
    with pytest.raises(ConflictError):
        take_release(world.service, whole)
    for teller in world.tellers[:2]:
        release_falsely(world, ballot, teller)
    world.open_by(ballot, world.tellers[2])
    dispute(world, ballot)
    assert take_release(world.service, whole) == (ballot, True)
    assert world.counts(ballot) == {"yes": 1, "no": 1}
