"""The paper of a secret ballot: what it may not say, and what its key holders sign."""

import copy
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.vectors.secret_vectors import BALLOT, FILE, fixed, identity
from voting.ballots.credential import Issue, issue_leaf, read_issue
from voting.ballots.nonce import Dealing, deal_nonce
from voting.ballots.paper import read_paper
from voting.ballots.trustee import (
    Head,
    Release,
    check_release,
    check_trustee_key,
    read_share_line,
    share_line,
    trustee_key,
)
from voting.errors import MalformedError
from voting.evidence import b64u, decode, encode, sign_document

VECTORS = json.loads(FILE.read_text())
PAPER = decode(VECTORS["paper"]["bytes"].encode())
X = [X25519PrivateKey.from_private_bytes(fixed(f"teller {index}")) for index in range(3)]


def change(*path_and_value):
    """The paper with one place changed."""
    *path, value = path_and_value
    paper = copy.deepcopy(PAPER)
    place = paper["secret"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return paper


def trustees(*entries):
    return change("trustees", list(entries))


def with_lots():
    """The paper of a motion with parts of lots, as an election's paper has them."""
    entries = [trustee_key(identity(f"identity {index}"), X[index], BALLOT, index, f"p-teller-{index}", True)
               for index in range(3)]
    dealing = Dealing.of(BALLOT, 2, entries)
    paper = change("trustees", entries)
    paper["secret"]["nonces"] = [deal_nonce(dealing, fixed("service")),
                                 deal_nonce(dealing, fixed("nonce"), "p-teller-1", identity("identity 1"))]
    return paper


ONE, TWO, THREE = PAPER["secret"]["trustees"]
CASES = {
    "76 threshold one": change("t", 1),
    "76 threshold above the number": change("t", 4),
    "77 another sealing key": change("trustees", 0, "pk", b64u(X[1].public_key().public_bytes_raw())),
    "78 another identity": change("trustees", 0, "id", identity("stranger").public.b64u),
    "79 a trustee twice": trustees(ONE, TWO, ONE),
    "79 a trustee's identity twice": trustees(ONE, trustee_key(identity("identity 0"), X[1], BALLOT, 1, "p-x"), THREE),
    "79 a sealing key twice": trustees(ONE, trustee_key(identity("identity 1"), X[0], BALLOT, 1, "p-x"), THREE),
    "79 a person twice": trustees(ONE, trustee_key(identity("identity 1"), X[1], BALLOT, 1, ONE["subject"]), THREE),
    "trustees in another order": trustees(TWO, ONE, THREE),
    "a trustee of another ballot": trustees(trustee_key(identity("identity 0"), X[0], "b2", 0, "p-x"), TWO, THREE),
    "91 issuer keys equal": change("issuers", [PAPER["secret"]["issuers"][0], {
        "id": "other.example", "key": PAPER["secret"]["issuers"][0]["key"]}]),
    "no issuer": change("issuers", []),
    "an issuer key that is none": change("issuers", 0, "key", b64u(b"\x30\x00")),
    "another padding": change("pad", 100),
    "a padding that is true": change("pad", True),
    "another suite": change("suite", "SV2"),
    "a member more": change("more", 1),
    "a urn key of small order": change("urn", "key", b64u(bytes(32))),
    "a relay key of small order": change("urn", "relay_key", b64u(bytes(32))),
    "the urn has the log's name": change("urn", "origin", PAPER["log"]["origin"]),
    "the urn has the log's key": change("urn", "key", PAPER["log"]["key"]),
    "too many recasts": change("urn", "max_recasts", 33),
    "no recast": change("urn", "max_recasts", 0),
    "a day and a second of grace": change("grace", 86_401),
    "bundles that are no hashes": change("client_sha256", ["x"]),
    "relays that are no list": change("relays", {}),
    "nonces of no form": change("nonces", [{"by": "p"}]),
    "lots of a motion": with_lots(),
    "keys for lots and no parts": change("trustees", with_lots()["secret"]["trustees"]),
    "secrecy without its part": {name: value for name, value in PAPER.items() if name != "secret"},
    "its part without secrecy": {**PAPER, "secrecy": "named"},
    "a secrecy that nobody knows": {**PAPER, "secrecy": "choice"},
    "a part that is no object": {**PAPER, "secret": []},
}


def test_the_paper_of_the_vectors_can_be_read():
    assert read_paper(encode(PAPER)) == PAPER


@pytest.mark.parametrize("case", CASES)
def test_a_paper_that_is_refused(case):
    with pytest.raises(MalformedError):
        read_paper(encode(CASES[case]))


def test_a_key_is_accepted_only_in_its_place():
    entry = trustee_key(identity("a"), X[0], BALLOT, 2, "p-1")
    check_trustee_key(entry, BALLOT, 2)
    for ballot, index in ((BALLOT, 1), ("other", 2), (BALLOT, -1), (BALLOT, 16)):
        with pytest.raises(MalformedError):
            check_trustee_key(entry, ballot, index)


URN, ISSUE = Head(b"u" * 32, 3), Head(b"i" * 32, 4)
NAME = VECTORS["paper"]["hash"]
RELEASE = Release(1, NAME, URN, ISSUE, "ab" * 32, 3)


def test_a_release_is_its_trustees_over_these_lists():
    good = encode(RELEASE.sign(identity("identity 1")))
    assert check_release(good, PAPER["secret"]["trustees"], NAME, URN, ISSUE) == RELEASE
    other = Head(b"x" * 32, 3)
    for signer, release, paper, urn, issue in (
            ("identity 0", RELEASE, NAME, URN, ISSUE),  # 72
            ("identity 1", Release(0, NAME, URN, ISSUE, "ab" * 32, 3), NAME, URN, ISSUE),  # 71
            ("identity 1", Release(3, NAME, URN, ISSUE, "ab" * 32, 3), NAME, URN, ISSUE),
            ("identity 1", Release(1, b64u(bytes(32)), URN, ISSUE, "ab" * 32, 3), NAME, URN, ISSUE),  # 73
            ("identity 1", RELEASE, NAME, other, ISSUE),  # 84
            ("identity 1", RELEASE, NAME, URN, other)):
        with pytest.raises(MalformedError):
            check_release(encode(release.sign(identity(signer))), PAPER["secret"]["trustees"], paper, urn, issue)


@pytest.mark.parametrize("changes", [{"v": 2}, {"type": "x"}, {"index": "0"}, {"index": True}, {"shares": {}},
                                     {"urn": {"root": "x", "size": 1}}, {"urn": []}, {"more": 1}])
def test_a_release_of_another_form(changes):
    document = sign_document(identity("identity 1"), "trustee-secret", {**RELEASE.sign(identity("identity 1")),
                                                                        **changes})
    with pytest.raises(MalformedError):
        check_release(encode(document), PAPER["secret"]["trustees"], NAME, URN, ISSUE)


def test_a_line_of_shares_goes_round():
    assert read_share_line(share_line(b"l" * 32, b"s" * 33)[:-1]) == (b"l" * 32, b"s" * 33)
    assert read_share_line(share_line(b"l" * 32, None)[:-1]) == (b"l" * 32, None)
    for line in (b"{}", b'{"leaf":"","share":""}', encode({"leaf": b64u(bytes(32)), "share": b64u(bytes(32))})):
        with pytest.raises(MalformedError):
            read_share_line(line)


def test_an_issue_goes_round():
    by_passkey = issue_leaf(NAME, b64u(bytes(32)), [b"b" * 384], b64u(b"a" * 32))
    assert read_issue(by_passkey) == Issue(NAME, b64u(bytes(32)), by_passkey["blinded_sha256"], b64u(b"a" * 32))
    assert read_issue(by_passkey).document() == by_passkey
    assert read_issue(issue_leaf(NAME, b64u(bytes(32)), [b"b" * 384])).assertion == ""


@pytest.mark.parametrize("changes", [
    {"auth": {"by": "session"}}, {"auth": []}, {"auth": {"by": "passkey"}}, {"auth": {"by": []}},
    {"auth": {"assertion": b64u(bytes(32)), "by": "registrar"}}, {"auth": {"assertion": "x", "by": "passkey"}},
    {"units": 2}, {"units": True}, {"v": 2}, {"type": "cast"}, {"voter": ""}, {"paper": 1}, {"at": 1}])
def test_an_issue_of_another_form(changes):
    with pytest.raises(MalformedError):
        read_issue({**issue_leaf(NAME, b64u(bytes(32)), [b"b" * 384]), **changes})
