"""FORMAT.md holds: its examples are what the code makes, its lists are the code's, its commands run."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from voting.demonstration.authenticator import Authenticator
from voting.evidence import (
    Checkpoint,
    Frontier,
    PublicKey,
    SigningKey,
    Tree,
    b64u,
    decode,
    decode_lines,
    dst,
    encode,
    encode_lines,
    fingerprint,
    leaf_hash,
    open_checkpoint,
    receipt_code,
    sha256_hex,
    sign_checkpoint,
    sign_document,
    unb64u,
    verify_consistency,
    verify_document,
    verify_inclusion,
    vkey,
)
from voting.evidence.signing import SMALL_ORDER
from voting.evidence.webauthn import Assertion, Passkey, act_hash, challenge, check_assertion, rp_of

HOUSE = Path(__file__).resolve().parents[2] / "voting"
TEXT = (HOUSE / "evidence" / "FORMAT.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """The fenced blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


LINES = "".join(blocks("example")).splitlines()
SAID = dict(line.split(" = ", 1) for line in LINES)
KEY = SigningKey.from_seed(bytes.fromhex(SAID["seed"]))
HASHES = [leaf_hash(encode({"n": number})) for number in range(5)]


def test_no_example_is_said_twice():
    assert len(SAID) == len(LINES)


def test_the_document():
    data = SAID["document"].encode()
    assert encode(json.loads(data)) == data
    assert decode(data) == json.loads(data)
    assert sha256_hex(data) == SAID["document sha256"]


def test_the_lines():
    data, documents = bytes.fromhex(SAID["lines hex"]), json.loads(SAID["lines"])
    assert decode_lines(data) == documents
    assert encode_lines(documents) == data


def test_base64url():
    assert b64u(bytes.fromhex(SAID["bytes hex"])) == SAID["base64url"]
    assert unb64u("Zg") == b"\x66"
    assert dst("paper").hex() == SAID["dst(paper) hex"]


def test_the_domain_strings_are_those_of_the_code():
    listed = re.findall(r"^\| `([a-z-]+)` \|", TEXT, re.MULTILINE)
    used = {found for path in HOUSE.rglob("*.py") for found in re.findall(
        r'(?:\bdst\(|\b(?:sign|verify)_document\([\w.]+, |\bchallenge\()"([a-z-]+)"', path.read_text(encoding="utf-8"))}
    assert sorted(used) == listed


def test_the_key_and_its_signature():
    assert KEY.public == PublicKey.from_b64u(SAID["public key"]) == PublicKey(bytes.fromhex(SAID["public key hex"]))
    assert KEY.public.id == SAID["key id"]
    assert [KEY.public.to_pem().decode()] == blocks("pem")
    assert KEY.sign(SAID["message"].encode()).hex() == SAID["signature hex"]


def test_the_list_of_small_orders():
    assert [bytes.fromhex(line) for line in blocks("small-order")[0].split()] == sorted(SMALL_ORDER)


def test_the_signed_document():
    signed = decode(SAID["signed document"].encode())
    verify_document(KEY.public, SAID["purpose"], signed)
    assert sign_document(KEY, SAID["purpose"], signed) == signed
    KEY.public.verify(unb64u(signed["sig"]), bytes.fromhex(SAID["signed bytes hex"]))


def test_the_tree():
    tree = Tree(HASHES)
    assert SAID["leaf 2"].encode() == encode({"n": 2})
    assert HASHES[2].hex() == SAID["leaf hash 2"]
    assert [tree.root(size).hex() for size in (0, 3, 5)] == [SAID[f"root of {size}"] for size in (0, 3, 5)]
    inclusion, consistency = ([bytes.fromhex(step) for step in SAID[name].split()]
                              for name in ("inclusion of 2 in 5", "consistency of 3 and 5"))
    assert (list(tree.inclusion(2)), list(tree.consistency(3))) == (inclusion, consistency)
    verify_inclusion(HASHES[2], 2, 5, inclusion, tree.root())
    verify_consistency(3, 5, tree.root(3), tree.root(), consistency)


def test_the_hash_of_an_act():
    path, fields = SAID["address of an act"], json.loads(SAID["fields of an act"])
    assert act_hash(path, fields).hex() == SAID["hash of an act hex"]
    for end in ("\r\n", "\r"):
        assert act_hash(path, [[part.replace("\n", end) for part in pair] for pair in fields]) == act_hash(path, fields)
    assert act_hash(path, fields[::-1]) != act_hash(path, fields)
    assert act_hash(path + fields[0][0], [["", fields[0][1]], fields[1]]) != act_hash(path, fields)


def test_the_frontier():
    frontier = Frontier.from_bytes(bytes.fromhex(SAID["frontier of 3"]))
    assert frontier.root().hex() == SAID["root of 3"]
    assert frontier.append(HASHES[3]).append(HASHES[4]).root().hex() == SAID["root of 5"]


def test_the_checkpoint():
    note, origin = blocks("checkpoint")[0].encode(), SAID["origin"]
    head = Checkpoint(origin, 5, bytes.fromhex(SAID["root of 5"]))
    assert open_checkpoint(note, origin, KEY.public) == head
    assert sign_checkpoint(head, KEY) == note
    assert vkey(origin, KEY.public) == SAID["vkey"]


def test_fingerprint_and_receipt():
    assert fingerprint(SAID["fingerprint bytes"].encode()) == SAID["fingerprint"]
    assert receipt_code(leaf_hash(SAID["receipt leaf"].encode())) == SAID["receipt code"]


def test_the_passkey_and_its_assertion():
    secret = int.from_bytes(bytes.fromhex(SAID["seed"]), "big")
    device = Authenticator(ec.derive_private_key(secret, ec.SECP256R1()), bytes(16))
    passkey, assertion = (kind.read(decode(SAID[name].encode()))
                          for kind, name in ((Passkey, "passkey"), (Assertion, "assertion")))
    asked, origin = challenge(SAID["purpose of the challenge"], SAID["bytes of the challenge"].encode()), \
        SAID["origin of the passkey"]
    assert passkey == device.passkey(passkey.since)
    assert asked.hex() == SAID["challenge hex"]
    assert assertion == device.answer(asked, origin)
    assert (assertion.hash, assertion.cd.decode()) == (SAID["assertion hash"], SAID["client data"])
    check_assertion(passkey, assertion, asked, origin, rp_of(origin))


@pytest.fixture
def shell(tmp_path):
    """Run the commands of the page in a folder that has the files they ask for; `change` may spoil one."""
    for tool in ("openssl", "jq", "sha256sum"):
        if not shutil.which(tool):
            pytest.skip(f"No {tool}: install it")

    def run(spoiled: str = "", by: bytes = b"") -> subprocess.CompletedProcess:
        files = {"key.pem": blocks("pem")[0].encode(), "message": SAID["message"].encode(),
                 "message.sig": bytes.fromhex(SAID["signature hex"]),
                 "passkey.json": SAID["passkey"].encode(), "assertion.json": SAID["assertion"].encode(),
                 "signed.json": SAID["signed document"].encode(), "log.checkpoint": blocks("checkpoint")[0].encode()}
        if spoiled:
            files[spoiled] = by
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        return subprocess.run(["sh", "-c", blocks("sh")[0]], cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def test_the_commands_run(shell, tmp_path):
    done = shell()
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Signature Verified Successfully") == 3
    assert done.stdout.count("Verified OK") == 1
    assert done.stdout.splitlines()[-1] == SAID["fingerprint"]
    assert (tmp_path / "leaf").read_bytes() == HASHES[2]
    assert (tmp_path / "node").read_bytes() == Tree([HASHES[2], HASHES[2]]).root()


@pytest.mark.parametrize(("name", "was", "becomes"), [
    ("message", b"paper", b"Paper"), ("signed.json", b"m1-1", b"m1-2"), ("signed.json", b"{", b"{ "),
    ("log.checkpoint", b"\n5\n", b"\n6\n"), ("assertion.json", b'"cd":"eyJ0', b'"cd":"eyJ1'),
    ("assertion.json", b'"sig":"ME', b'"sig":"MF'), ("passkey.json", b"AEelkx", b"AEelky"),
    ("key.pem", b"AyEAA6", b"AyEAA7")])
def test_the_commands_refuse_what_was_changed(shell, name, was, becomes):
    content = {"message": SAID["message"], "passkey.json": SAID["passkey"], "assertion.json": SAID["assertion"],
               "signed.json": SAID["signed document"],
               "log.checkpoint": blocks("checkpoint")[0], "key.pem": blocks("pem")[0]}[name].encode()
    assert was in content
    assert shell(name, content.replace(was, becomes, 1)).returncode != 0
