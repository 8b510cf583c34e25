"""A vote as it enters the log, and the signed ballot and receipt around it.

A *named* cast says which voter (a commitment of the roll) marked what on which paper; of several, the one with
the highest sequence number counts. It holds no clock time: the log's order says what came first, and the close
is itself an entry. An objection's reason stands under a salted commitment; the words are in `reasons.jsonl`.
Secret casts are another format and live elsewhere (the urn); nothing here seals or opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting.ballots.authorisation import check_auth
from voting.ballots.choice import check_choice
from voting.errors import MalformedError, VotingError
from voting.evidence import (
    PublicKey,
    SigningKey,
    b64u,
    dst,
    expect_keys,
    leaf_hash,
    sha256,
    sign_document,
    unb64u,
    verify_document,
)
from voting.sentences import N_

CAST_KEYS = {"auth", "choice", "paper", "reason", "seq", "type", "v", "voter"}
MAX_SEQ = 1000
"""How often one voter may change one vote: far more than anyone needs, few enough to keep the log short."""
REASON_LIMIT = 2000
"""Characters of an objection's reason."""


def named_cast(paper: str, voter: str, seq: int, choice: Mapping[str, object], reason: str = "",
               auth: Mapping[str, object] | None = None) -> dict[str, object]:
    """The document of a named cast. `paper` is the paper's hash, `reason` a commitment or empty."""
    return {"auth": dict(auth or {"by": "session"}), "choice": dict(choice), "paper": paper, "reason": reason,
            "seq": seq, "type": "cast", "v": 1, "voter": voter}


def commit_reason(words: str, salt: bytes) -> str:
    """The commitment under which a cast carries the words of an objection."""
    return b64u(sha256(dst("reason") + salt + words.encode()))


def read_cast(document: object, questions: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """`document` itself if it is a well-formed named cast for these questions; else `MalformedError`."""
    if not isinstance(document, dict):
        raise MalformedError(N_("A cast is not a document."))
    expect_keys(document, CAST_KEYS, what="cast")
    seq, reason = document["seq"], document["reason"]
    if document["type"] != "cast" or document["v"] != 1 or isinstance(document["v"], bool):
        raise MalformedError(N_("A cast is of another type or version."))
    if isinstance(seq, bool) or not isinstance(seq, int) or not 1 <= seq <= MAX_SEQ:
        raise MalformedError(N_("A cast has a sequence number that is not allowed."))
    for name in ("paper", "voter"):
        if not isinstance(document[name], str) or len(unb64u(document[name])) != 32:
            raise MalformedError(N_("A cast names a paper or a voter that is not 32 bytes."))
    if not isinstance(reason, str) or (reason and len(unb64u(reason)) != 32):
        raise MalformedError(N_("A cast carries a reason that is not a commitment."))
    check_auth(document["auth"])
    try:
        check_choice(questions, document["choice"])
    except VotingError as fault:
        raise MalformedError(N_("A cast is not allowed by its paper: %(fault)s", fault=fault.what)) from fault
    marks = document["choice"].get("q1", [])
    if ("object" in marks) != bool(reason):
        raise MalformedError(N_("A cast objects without a reason, or gives a reason without objecting."))
    return document


def issue_ballot(key: SigningKey, paper: str, voter: str) -> dict[str, object]:
    """The signed ballot that is issued to one voter of the roll: this paper, this voter, the service's signature."""
    return sign_document(key, "issue", {"paper": paper, "type": "ballot", "v": 1, "voter": voter})


def check_issued(key: PublicKey, paper: str, document: Mapping[str, object]) -> str:
    """The voter to whom `document` was issued; `MalformedError` unless it is our signed ballot for `paper`."""
    expect_keys(document, {"paper", "sig", "type", "v", "voter"}, what="issued ballot")
    if document["paper"] != paper or document["type"] != "ballot" or document["v"] != 1:
        raise MalformedError(N_("An issued ballot belongs to another paper."))
    verify_document(key, "issue", document)
    return str(document["voter"])


def receipt(key: SigningKey, paper: str, leaf: bytes) -> dict[str, object]:
    """The signed promise that the cast with these bytes is in the log; it shows neither voter nor choice."""
    return sign_document(key, "receipt", {"leaf": b64u(leaf_hash(leaf)), "paper": paper, "type": "receipt", "v": 1})
