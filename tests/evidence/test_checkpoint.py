"""Checkpoints as C2SP signed notes: ours once, witnesses beside it, one spelling, no error but ours."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.errors import MalformedError, SignatureError
from voting.evidence import (
    EMPTY_ROOT,
    Checkpoint,
    PublicKey,
    SigningKey,
    Tree,
    leaf_hash,
    open_checkpoint,
    sign_checkpoint,
    vkey,
)
from voting.evidence.checkpoint import MAX_SIGNATURES

KEY, OTHER = SigningKey.from_seed(bytes(range(32))), SigningKey.from_seed(b"\x09" * 32)
ORIGIN = "vote.example/register"
HEAD = Checkpoint(ORIGIN, 20852163, Tree([leaf_hash(b"a"), leaf_hash(b"b")]).root())
NOTE = sign_checkpoint(HEAD, KEY)
BODY, OURS = NOTE.decode().split("\n\n")
WITNESS = "— witness.example/w1 " + base64.b64encode(b"\x00\x01\x02\x03" + b"\x04" * 72).decode() + "\n"


def line(name: str, key: SigningKey, signed: bytes = HEAD.body()) -> str:
    """The signature line of a key over a body."""
    words = vkey(name, key.public).split("+", 2)
    return f"— {name} {base64.b64encode(bytes.fromhex(words[1]) + key.sign(signed)).decode()}\n"


def test_a_note_is_opened_by_its_origin_and_key():
    assert open_checkpoint(NOTE, ORIGIN, KEY.public) == HEAD
    assert BODY.split("\n") == [ORIGIN, "20852163", base64.b64encode(HEAD.root).decode()]
    assert line(ORIGIN, KEY) == OURS
    for origin, public in (("vote.example/other", KEY.public), (ORIGIN, OTHER.public), ("", KEY.public),
                           ("\ud800", KEY.public)):
        with pytest.raises(MalformedError):
            open_checkpoint(NOTE, origin, public)


@pytest.mark.parametrize("known", [
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"])
def test_known_verifier_keys(known):
    """Keys of Go's checksum database and of its documentation: the same format from another hand."""
    name, _, key = known.split("+", 2)
    assert vkey(name, PublicKey(base64.b64decode(key)[1:])) == known


@pytest.mark.parametrize("lines", [
    WITNESS + OURS, OURS + WITNESS, WITNESS + OURS + WITNESS, OURS + line(ORIGIN, OTHER),
    OURS + "— " + ORIGIN + " " + base64.b64encode(b"\0" * 5).decode() + "\n", OURS + "— témoin/é " + "AAAAAAA=" + "\n",
    OURS + WITNESS * (MAX_SIGNATURES - 1)])
def test_other_signatures_are_read_past(lines):
    assert open_checkpoint(f"{BODY}\n\n{lines}".encode(), ORIGIN, KEY.public) == HEAD


NOT_OURS = {
    "none of ours": WITNESS,
    "ours twice": OURS + OURS,
    "ours under another name": line("vote.example/other", KEY),
    "another key under our name": line(ORIGIN, OTHER),
    "over another body": line(ORIGIN, KEY, b"other"),
    "ours, and a wrong one of ours": OURS + line(ORIGIN, KEY, b"other"),
    "too many": OURS + WITNESS * MAX_SIGNATURES,
    "short": "— " + ORIGIN + " " + base64.b64encode(base64.b64decode(OURS.split(" ")[2])[:-1]).decode() + "\n",
    "long": "— " + ORIGIN + " " + base64.b64encode(base64.b64decode(OURS.split(" ")[2]) + b"\0").decode() + "\n",
}


@pytest.mark.parametrize("fault", NOT_OURS)
def test_a_note_that_the_log_did_not_sign_once(fault):
    with pytest.raises(SignatureError):
        open_checkpoint(f"{BODY}\n\n{NOT_OURS[fault]}".encode(), ORIGIN, KEY.public)


BROKEN_LINES = {
    "empty line": OURS + "\n",
    "empty line first": "\n" + OURS,
    "no end": OURS[:-1],
    "carriage return": OURS[:-1] + "\r\n",
    "hyphen": OURS.replace("—", "-"),
    "two spaces": OURS.replace("— ", "—  "),
    "no name": OURS.replace(ORIGIN + " ", ""),
    "space at the end": OURS[:-1] + " \n",
    "plus in a name": OURS + "— a+b AAAAAAA=\n",
    "wide space in a name": OURS + "— a\u2003b AAAAAAA=\n",
    "control in a name": OURS + "— a\x07 AAAAAAA=\n",
    "not base64": OURS + "— w ****\n",
    "no padding": OURS + "— w AAAAAAA\n",
    "unused bits": OURS + "— w AAAAAAB=\n",
    "base64url": OURS + "— w AAAAAA_-\n",
    "key id alone": OURS + "— w AAAAAA==\n",
    "nothing": "",
    "text": OURS + "hello\n",
}


@pytest.mark.parametrize("fault", BROKEN_LINES)
def test_a_signature_line_that_is_not_well_formed(fault):
    with pytest.raises(MalformedError):
        open_checkpoint(f"{BODY}\n\n{BROKEN_LINES[fault]}".encode(), ORIGIN, KEY.public)


ROOT = BODY.split("\n")[2]
BROKEN_BODIES = {
    "extension line": f"{ORIGIN}\n3\n{ROOT}\nextra\n",
    "no root": f"{ORIGIN}\n3\n",
    "leading zero": f"{ORIGIN}\n03\n{ROOT}\n",
    "plus": f"{ORIGIN}\n+3\n{ROOT}\n",
    "minus": f"{ORIGIN}\n-3\n{ROOT}\n",
    "other digits": f"{ORIGIN}\n٣\n{ROOT}\n",
    "underscore": f"{ORIGIN}\n1_0\n{ROOT}\n",
    "no size": f"{ORIGIN}\n\n{ROOT}\n",
    "fraction": f"{ORIGIN}\n3.0\n{ROOT}\n",
    "space": f"{ORIGIN}\n3 \n{ROOT}\n",
    "too great": f"{ORIGIN}\n9007199254740992\n{ROOT}\n",
    "very great": f"{ORIGIN}\n{'9' * 5000}\n{ROOT}\n",
    "short root": f"{ORIGIN}\n3\n{base64.b64encode(b'x' * 31).decode()}\n",
    "long root": f"{ORIGIN}\n3\n{base64.b64encode(b'x' * 33).decode()}\n",
    "root without padding": f"{ORIGIN}\n3\n{ROOT[:-1]}\n",
    "empty with a root": f"{ORIGIN}\n0\n{ROOT}\n",
    "other origin": f"vote.example/other\n3\n{ROOT}\n",
    "carriage return": f"{ORIGIN}\r\n3\r\n{ROOT}\r\n",
    "mark before": f"\ufeff{ORIGIN}\n3\n{ROOT}\n",
}


@pytest.mark.parametrize("fault", BROKEN_BODIES)
def test_a_signed_body_that_is_not_well_formed(fault):
    body = BROKEN_BODIES[fault]
    with pytest.raises(MalformedError):
        open_checkpoint(f"{body}\n{line(ORIGIN, KEY, body.encode())}".encode(), ORIGIN, KEY.public)


def test_every_changed_or_missing_byte_is_refused():
    for place in range(len(NOTE)):
        changed = [NOTE[:place] + bytes([NOTE[place] ^ mask]) + NOTE[place + 1:] for mask in (1, 0x20, 0x80)]
        for note in (*changed, NOTE[:place] + NOTE[place + 1:], NOTE[:place]):
            with pytest.raises(MalformedError):
                open_checkpoint(note, ORIGIN, KEY.public)


@settings(deadline=None)
@given(st.binary(max_size=200) | st.lists(st.sampled_from(
    [ORIGIN, "\n", "— ", " ", "20852163", "0", ROOT, OURS, WITNESS, "\n\n", "é", "+", "="]), max_size=9).map(
        lambda parts: "".join(parts).encode()))
def test_any_bytes_are_a_note_of_ours_or_refused_by_our_error(data):
    try:
        found = open_checkpoint(data, ORIGIN, KEY.public)
    except MalformedError:
        return
    assert found == HEAD


@pytest.mark.parametrize(("origin", "size", "root"), [
    ("", 1, HEAD.root), ("a b", 1, HEAD.root), ("a+b", 1, HEAD.root), ("a\nb", 1, HEAD.root),
    ("a\u00a0b", 1, HEAD.root),
    ("a\x00", 1, HEAD.root), ("\ud800", 1, HEAD.root), ("a", -1, HEAD.root), ("a", 2**53, HEAD.root), ("a", 1, b""),
    ("a", 1, HEAD.root + b"\0"), ("a", 0, HEAD.root)])
def test_a_head_that_no_log_has_cannot_be_made(origin, size, root):
    with pytest.raises(MalformedError):
        Checkpoint(origin, size, root)


def test_the_head_of_an_empty_log():
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert open_checkpoint(sign_checkpoint(empty, KEY), ORIGIN, KEY.public) == empty
