"""A named cast, the issued ballot, the receipt: exact documents, each bound to its paper."""

from __future__ import annotations

import pytest

from voting.ballots.cast import check_issued, commit_reason, issue_ballot, named_cast, read_cast, receipt
from voting.ballots.choice import question
from voting.errors import MalformedError
from voting.evidence import SigningKey, b64u, encode, leaf_hash, verify_document

PAPER, OTHER, VOTER = b64u(bytes(32)), b64u(bytes([1]) * 32), b64u(bytes([2]) * 32)
KEY = SigningKey.from_seed(bytes([7]) * 32)
VOTE = [question(("yes", "no", "abstain"))]
CONSENSUS = [question(("consent", "stand_aside", "object"))]


def test_a_cast_is_read_as_it_was_made() -> None:
    cast = named_cast(PAPER, VOTER, 1, {"q1": ["yes"]})
    assert read_cast(cast, VOTE) is cast
    assert not {"at", "time"} & set(cast), "the log's order says what came first"


@pytest.mark.parametrize(("change", "says"), [
    ({"seq": 0}, "sequence"), ({"seq": 1001}, "sequence"), ({"seq": True}, "sequence"), ({"seq": "1"}, "sequence"),
    ({"paper": OTHER[:-4]}, "32 bytes"), ({"voter": 5}, "32 bytes"), ({"type": "act"}, "type"),
    ({"v": 2}, "version"),
    ({"auth": {"by": "trust me"}}, "authorised"), ({"choice": {"q1": ["maybe"]}}, "not allowed by its paper"),
    ({"reason": b64u(bytes(32))}, "reason without objecting"), ({"reason": "words"}, "base64url"),
    ({"reason": "AAAA"}, "commitment"),
    ({"extra": 1}, "extra"),
])
def test_a_cast_that_says_something_else_is_refused(change: dict, says: str) -> None:
    with pytest.raises(MalformedError, match=says):
        read_cast({**named_cast(PAPER, VOTER, 1, {"q1": ["yes"]}), **change}, VOTE)


def test_what_is_no_document_is_refused() -> None:
    for thing in (None, [], "cast", 7):
        with pytest.raises(MalformedError):
            read_cast(thing, VOTE)


@pytest.mark.clause("IV.2d")
def test_an_objection_needs_a_reason_and_nothing_else_has_one() -> None:
    reason = commit_reason("Too early.", bytes(16))
    read_cast(named_cast(PAPER, VOTER, 1, {"q1": ["object"]}, reason), CONSENSUS)
    for option, given in (("object", ""), ("consent", reason)):
        with pytest.raises(MalformedError, match="reason"):
            read_cast(named_cast(PAPER, VOTER, 1, {"q1": [option]}, given), CONSENSUS)


def test_an_issued_ballot_holds_for_its_paper_and_key_only() -> None:
    issued = issue_ballot(KEY, PAPER, VOTER)
    assert check_issued(KEY.public, PAPER, issued) == VOTER
    for wrong in ({**issued, "voter": OTHER}, {**issued, "paper": OTHER}, {**issued, "type": "cast"}):
        with pytest.raises(MalformedError):
            check_issued(KEY.public, PAPER, wrong)
    with pytest.raises(MalformedError):
        check_issued(KEY.public, OTHER, issued)
    with pytest.raises(MalformedError):
        check_issued(SigningKey.generate().public, PAPER, issued)


def test_a_receipt_names_the_entry_and_neither_voter_nor_choice() -> None:
    leaf = encode(named_cast(PAPER, VOTER, 1, {"q1": ["yes"]}))
    promised = receipt(KEY, PAPER, leaf)
    verify_document(KEY.public, "receipt", promised)
    assert promised["leaf"] == b64u(leaf_hash(leaf))
    assert set(promised) == {"leaf", "paper", "sig", "type", "v"}
