"""A teller releases at a shell: with the file of what is to be opened, a key file and its code; without any server."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from tests.secret_world import SecretWorld, Teller
from tests.services.test_dispute import dispute, release_falsely
from voting.ballots.locker import lock, open_locker
from voting.ballots.sealed_log import SealedLog
from voting.ballots.trustee import Head
from voting.cli import voting
from voting.errors import ConflictError, InputError, MalformedError, RefusedError, VotingError
from voting.evidence import (
    Checkpoint,
    SigningKey,
    Tree,
    b64u,
    decode,
    encode,
    leaf_hash,
    open_checkpoint,
    sha256,
    sign_checkpoint,
)
from voting.record.archive import pack, unpack
from voting.services.read.sealed_proof import signed_head
from voting.services.release_by_file import make_release, read_material, take_release, write_material
from voting.store.database import reading
from voting.store.log import LeafRow, all_hashes

CODE = "ABCDEF-GHJKMN-PQRSTV-WXYZ01"
SEEDS = {name: sha256(name.encode()) for name in ("teller", "teller2", "teller3")}


KEPT: dict[str, bytes] = {}
"""By teller, the checkpoint of the log that a browser keeps when it makes the key."""


@pytest.fixture
def ballot(secret_world: SecretWorld) -> str:
    """An open ballot whose tellers' seeds are known, so that their key files can be written as browsers write them."""
    ballot = secret_world.draft_secret()
    for name, seed in SEEDS.items():
        teller = Teller(secret_world.people[name], SigningKey.from_seed(seed))
        KEPT[name] = signed_head(secret_world.service)
        secret_world.rehearse(ballot, teller, secret_world.accept(ballot, teller))
        secret_world.tellers.append(teller)
    return secret_world.announce(secret_world.row(ballot).motion)


def key_file(ballot: str, teller: Teller, name: str = "teller", log: bytes = b"") -> bytes:
    """What the page of keys saves for a teller; `log` is the checkpoint that it was shown when the key was made."""
    state = {"code": CODE, "identity": {"public": teller.identity.public.b64u, "secret": b64u(SEEDS[name])},
             "index": teller.index, "v": 1, "log": log.decode(),
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
    (tmp_path / "key.json").write_bytes(key_file(ballot, world.tellers[0], log=KEPT["teller"]))
    done = CliRunner().invoke(voting, ["teller", "release", str(tmp_path / "to-open.zip"), str(tmp_path / "out.json"),
                                       "--key", str(tmp_path / "key.json"), "--json"], input=CODE.lower() + "\n")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output[done.output.index("{"):])["votes"] == 3
    first = (tmp_path / "out.json").read_bytes()
    assert take_release(world.service, first) == (ballot, False)
    assert take_release(world.service, first) == (ballot, False)  # twice is harmless
    material = read_material((tmp_path / "to-open.zip").read_bytes())
    second = make_release(material, key_file(ballot, world.tellers[1], "teller2", KEPT["teller2"]), CODE)
    assert take_release(world.service, second) == (ballot, True)
    assert world.counts(ballot) == {"yes": 2}
    assert world.tally(ballot)["superseded"] == 1


def test_an_issue_list_that_the_log_does_not_know_is_refused(secret_world: SecretWorld, ballot: str) -> None:
    """Whoever runs the register shows this teller another issue list: larger, so that more votes would fit under it."""
    world = secret_world
    world.vote(ballot, amber="no")
    world.close(ballot)
    files = unpack(write_material(world.service, ballot))
    other = {**decode(files["sealed.json"]), "issue": Head(sha256(b"another list"), 9).document()}
    read_material(pack(files))
    with pytest.raises(MalformedError, match="says something else"):
        read_material(pack({**files, "sealed.json": encode(other)}))
    told, service = SealedLog.read(files["log.json"]), world.service

    def log_of(leaves: list[bytes], index: int, key: SigningKey = service.keys.log,
               consistency: dict | None = None) -> bytes:
        tree = Tree([leaf_hash(leaf) for leaf in leaves])
        head = sign_checkpoint(Checkpoint(service.log_origin, tree.size, tree.root()), key)
        return SealedLog(head, leaves[index], index, tree.inclusion(index), consistency or {}).document()

    with reading() as session:
        leaves = [bytes(body) for body in session.execute(select(LeafRow.body).order_by(LeafRow.index)).scalars()]
    forged = encode({**decode(told.leaf), "issue": other["issue"]})
    lying = [*leaves[:told.index], forged, *leaves[told.index + 1:]]
    for log in (replace(told, leaf=forged).document(), replace(told, index=told.index - 1).document(),
                replace(told, inclusion=told.inclusion[:-1]).document(),
                log_of(lying, told.index, SigningKey.generate()), log_of(leaves, told.index - 1)):
        with pytest.raises(VotingError):
            read_material(pack({**files, "sealed.json": encode(other), "log.json": log}))
    # A second log, signed as the first: it holds by itself. The key remembers where the first one stood.
    first = [encode({**decode(leaves[0]), "at": 1}), *lying[1:]]
    tree, size = Tree([leaf_hash(leaf) for leaf in first]), open_checkpoint(
        KEPT["teller"], service.log_origin, service.keys.log.public).size
    second = read_material(pack({**files, "sealed.json": encode(other), "log.json": log_of(
        first, told.index, consistency={size: tree.consistency(size)})}))
    for is_key in (False, True):
        with pytest.raises(MalformedError, match="does not extend"):
            make_release(second, key_file(ballot, world.tellers[0], log=KEPT["teller"]), CODE, is_key)


def test_a_key_made_while_others_acted_asks_for_the_path_from_there(secret_world: SecretWorld, ballot: str) -> None:
    world, size = secret_world, 2
    world.vote(ballot, amber="no")
    world.close(ballot)
    with reading() as session:
        tree = Tree(list(all_hashes(session))[:size])
    head = Checkpoint(world.service.log_origin, size, tree.root())
    key = key_file(ballot, world.tellers[0], log=sign_checkpoint(head, world.service.keys.log))
    with pytest.raises(RefusedError, match="at 2 entries"):
        make_release(read_material(write_material(world.service, ballot)), key, CODE)
    assert make_release(read_material(write_material(world.service, ballot, since=(size,))), key, CODE)


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
