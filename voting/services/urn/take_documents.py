"""What the register hands to the urn, each document signed by the authority, each taken once or again alike.

An order to prepare makes the keys; the paper opens the box; a state extends it, closes it for good with its final
checkpoint, or voids it. The urn trusts the register in nothing else.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping

from voting.ballots.paper import paper_hash, parse_paper
from voting.errors import ConflictError, MalformedError, NotFoundError, RefusedError
from voting.evidence import Frontier, SigningKey, b64u, expect_keys, sha256, sign_document, unb64u, verify_document
from voting.sentences import N_
from voting.services.urn.append_batch import append_waiting, head_note
from voting.services.urn.desk import BALLOT_ID, CLOSED, OPEN, PREPARED, VOID, Urn, known
from voting.services.urn_door import UrnKeys
from voting.store.urn import casts

PREPARE_KEYS = {"ballot", "reading_key_sha256", "sig", "type", "v"}
STATE_KEYS = {"ballot", "close", "paper", "sig", "state", "type", "v"}
STATES = {"extended": OPEN, "closed": CLOSED, "void": VOID}


def prepare_order(authority: SigningKey, ballot: str, reading_key: str) -> dict[str, object]:
    """The signed order to prepare a ballot whose readers share `reading_key`; the urn learns its hash alone."""
    return sign_document(authority, "urn-prepare", {
        "ballot": ballot, "reading_key_sha256": b64u(sha256(reading_key.encode())), "type": "urn-prepare", "v": 1})


def state_order(authority: SigningKey, ballot: str, paper: str, state: str, close_at: int) -> dict[str, object]:
    """The signed document that extends, closes or voids a ballot; `close_at` is the close that then holds."""
    return sign_document(authority, "amend", {"ballot": ballot, "close": close_at, "paper": paper, "state": state,
                                              "type": "urn-state", "v": 1})


def prepare(urn: Urn, order: Mapping[str, object]) -> UrnKeys:
    """The keys of a ballot, made at the first order; a second order for it must name the same reading key."""
    _signed(urn, order, PREPARE_KEYS, "urn-prepare")
    ballot, reading = _id(order), unb64u(order["reading_key_sha256"], 32)
    log, relay = urn.keys.make(ballot)
    with urn.store.writing() as connection:
        row = casts.lock(connection, ballot)
        if row is None:
            empty = Frontier(0, ())
            casts.add(connection, ballot=ballot, state=PREPARED, reading_key=reading, paper=b"", paper_sig=b"",
                      close_at=0, size=0, frontier=empty.to_bytes(), checkpoint=head_note(urn, ballot, empty))
        elif row.state == PREPARED:  # an announcement that failed after this: its next try has another key
            casts.save(connection, ballot, reading_key=reading)
        elif row.reading_key != reading:
            raise ConflictError(N_("The urn has the paper of this ballot already."))
    return UrnKeys(log.public.b64u, b64u(relay), urn.url, urn.origin(ballot))


def take_paper(urn: Urn, ballot: str, paper: bytes, signature: bytes) -> None:
    """Open the box of a prepared ballot; `SignatureError` or `MalformedError` unless paper and keys are right."""
    urn.authority.verify(signature, paper)
    document = parse_paper(paper)
    secret = document.get("secret")
    if document["ballot"] != ballot or secret is None:
        raise MalformedError(N_("This is not the paper of a secret ballot of this urn."))
    with urn.store.writing() as connection:
        row = casts.lock(connection, ballot)
        if row is None:
            raise NotFoundError(N_("This urn knows no such ballot."))
        if secret["urn"]["key"] != urn.keys.log(ballot).public.b64u or secret["urn"]["origin"] != urn.origin(ballot):
            raise MalformedError(N_("The paper names another urn than this one."))
        if row.state != PREPARED:
            if row.paper != paper:
                raise ConflictError(N_("The urn has another paper for this ballot already."))
            return
        casts.save(connection, ballot, state=OPEN, paper=paper, paper_sig=signature, close_at=document["close"])


def take_state(urn: Urn, document: Mapping[str, object]) -> None:
    """Extend, close or void a ballot; what is closed or void never opens again."""
    _signed(urn, document, STATE_KEYS, "amend")
    ballot, state, close_at = _id(document), document["state"], document["close"]
    if state not in STATES or type(close_at) is not int or not isinstance(document["paper"], str):
        raise _unreadable()
    with urn.store.writing() as connection:
        row = known(casts.lock(connection, ballot))
        if paper_hash(row.paper) != document["paper"]:
            raise MalformedError(N_("A state belongs to another ballot paper."))
        after = STATES[state]
        if row.state == VOID or (row.state == CLOSED and after != VOID):
            return  # taken already, or overtaken by the end
        if after == CLOSED:
            append_waiting(urn, connection, row)
        casts.save(connection, ballot, state=after, close_at=max(row.close_at, close_at) if after == OPEN else close_at)
    urn.store.empty_log()


def final(urn: Urn, ballot: str) -> bytes:
    """The last checkpoint of a closed ballot; `ConflictError` while the box is open."""
    with urn.store.reading() as connection:
        row = known(casts.find(connection, ballot))
    if row.state != CLOSED:
        raise ConflictError(N_("This urn is not closed yet."))
    return row.checkpoint


def leaves(urn: Urn, ballot: str, reading_key: str) -> Iterator[bytes]:
    """The leaves of finished batches for who shows the ballot's reading key; `RefusedError` for anyone else."""
    with urn.store.reading() as connection:
        row = known(casts.find(connection, ballot))
        if not hmac.compare_digest(sha256(reading_key.encode()), row.reading_key):
            raise RefusedError(N_("The votes in this urn are shown to the organ's voters, its tellers and "
                                  "auditors; sign in to get there."))
        yield from casts.leaves(connection, ballot)


def _signed(urn: Urn, document: Mapping[str, object], keys: set[str], purpose: str) -> None:
    expect_keys(document, keys, what=purpose)
    kind = "urn-state" if purpose == "amend" else purpose
    if document["type"] != kind or document["v"] != 1 or document["v"] is True:
        raise _unreadable()
    verify_document(urn.authority, purpose, document)


def _id(document: Mapping[str, object]) -> str:
    ballot = document["ballot"]
    if not isinstance(ballot, str) or not BALLOT_ID.fullmatch(ballot):
        raise _unreadable()
    return ballot


def _unreadable() -> MalformedError:
    return MalformedError(N_("What was handed to the urn cannot be read."))
