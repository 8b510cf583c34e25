"""What the browser's part of secret ballots asks of the register, as JSON: papers, credentials, tellers' keys, shares.

A voter's choice never comes by here: it goes to the urn, under another application, without a cookie. Who asks is
signed in; what changes something carries the forms' token in a header. A refusal is a code and a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, jsonify, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf

from voting.errors import InputError, RefusedError, VotingError
from voting.evidence import b64u, encode, unb64u
from voting.sentences import N_
from voting.services import accept_key
from voting.services.act import Service
from voting.services.deal_lots import deal_lots
from voting.services.issue_credential import Issued, IssueRequest, issue_credentials
from voting.services.limits import CREDENTIALS
from voting.services.read.sealed_proof import SealProof, signed_head
from voting.services.read.secret_ballot import Dispute, teller_part, voter_part
from voting.services.read.voter_passkeys import own_passkeys, voting_passkeys
from voting.services.release_key import release_key
from voting.services.release_shares import release_shares
from voting.web.access import PRESIDING, SIGNED_IN, enter
from voting.web.limits import at_most, largest
from voting.web.logs import note_refusal
from voting.web.words import render

room = Blueprint("secret", __name__)
SIZE = re.compile("[1-9][0-9]{0,15}")
LARGEST_RELEASE = 8_000_000
"""Bytes of a release: the shares of some 40,000 votes; for more there is the shell."""


def service() -> Service:
    """The service of this application."""
    return current_app.extensions["scrutin"].service


@room.errorhandler(VotingError)
def refused(error: VotingError) -> tuple[Response, int]:
    """A refusal for a program that shows its sentence to a person."""
    if isinstance(error, RefusedError):
        note_refusal(error.status, error.clause)
    return jsonify(error=type(error).__name__.removesuffix("Error").lower(),
                   sentence=" ".join(render(part) for part in (error.what, error.kept, error.next))), error.status


@room.errorhandler(CSRFError)
def forged(_error: CSRFError) -> tuple[Response, int]:
    """A request without the token of a page of ours."""
    return refused(InputError(N_("The page that was sent is incomplete or too old."), kept=N_("Nothing was changed."),
                              next=N_("Open the page again and send it once more.")))[0], 400


@room.get("/ballots/<ballot>/secret")
@enter(SIGNED_IN)
def voter(ballot: str) -> Response:
    """The paper and what was handed out on it, for the voter's own browser; for who may read the urn, its key."""
    part = voter_part(service(), current_user.id, ballot)
    return jsonify({
        "paper": b64u(part.paper), "paper_sig": b64u(part.paper_sig), "voter": part.voter,
        "reading_key": part.reading_key, "close": part.close_at, "now": service().clock(),
        "may_collect": part.may_collect, "may_cast": part.may_cast, "csrf": generate_csrf(),
        "rp_id": service().rp, "passkeys": voting_passkeys(service(), current_user.id, ballot),
        **({"issued": _issued(part.issued)} if part.issued else {})})


@room.post("/credentials")
@enter(SIGNED_IN)
@at_most(CREDENTIALS)
def credentials() -> Response:
    """Hand out the credentials of one or several ballots, all or none."""
    sent = _sent()
    assertion = sent.get("assertion")
    if assertion is not None and not isinstance(assertion, dict):
        raise _incomplete()
    requests = sent.get("requests")
    if not isinstance(requests, list):
        raise _incomplete()
    done = issue_credentials(service(), current_user.id, [_request(one) for one in requests], assertion)
    return jsonify({"issued": [{"ballot": issued.ballot, **_issued(issued)} for issued in done]})


@room.get("/teller/ballots/<ballot>/key.json")
@enter(PRESIDING)
def key_place(ballot: str) -> Response:
    """The place for which this teller's browser makes a key, or the key that it has accepted there."""
    place = accept_key.place_of(service(), current_user.id, ballot)
    told = {"ballot": ballot, "index": place.index, "n": place.trustees, "t": place.threshold,
            "csrf": generate_csrf(), "subject": current_user.id, "accepted": place.is_accepted, **_own(),
            "checkpoint": signed_head(service()).decode(), "draws_lots": place.draws_lots,
            "deal_to": list(place.deal_to)}
    if place.is_accepted:
        told |= {"rehearsed": place.is_rehearsed, "rehearsal": b64u(place.rehearsal), "locker": b64u(place.locker)}
    return jsonify(told)


@room.post("/teller/ballots/<ballot>/key")
@enter(PRESIDING)
def key(ballot: str) -> Response:
    """Accept a key; the rehearsal comes back."""
    sent = _sent()
    index = sent.get("index")
    if type(index) is not int:
        raise _incomplete()
    sealed = accept_key.accept_key(service(), current_user.id, ballot, index,
                                   {**{name: _text(sent, name) for name in ("id", "pk", "sig")},
                                    **({"lots": sent["lots"]} if "lots" in sent else {})},
                                   unb64u(sent.get("locker", "")))
    return jsonify(index=index, rehearsal=b64u(sealed))


@room.post("/teller/ballots/<ballot>/rehearsal")
@enter(PRESIDING)
def rehearsal(ballot: str) -> Response:
    """What the teller's browser found in the rehearsal."""
    deal_to = accept_key.open_rehearsal(service(), current_user.id, ballot, unb64u(_text(_sent(), "plain")))
    return jsonify(ready=True, deal_to=list(deal_to))


@room.post("/teller/ballots/<ballot>/lots")
@enter(PRESIDING)
def lots(ballot: str) -> Response:
    """A teller's part of an election's lots."""
    sent = _sent()
    deal_lots(service(), current_user.id, ballot, {name: sent.get(name) for name in ("kc", "sealed", "sig")})
    return jsonify(dealt=True)


@room.get("/teller/ballots/<ballot>/release.json")
@enter(PRESIDING)
def release_part(ballot: str) -> Response:
    """What a key holder's browser checks before it opens its shares."""
    since = request.args.get("since", "")
    part = teller_part(service(), current_user.id, ballot, int(since) if SIZE.fullmatch(since) else 0)
    return jsonify({
        "paper": b64u(part.paper), "paper_sig": b64u(part.paper_sig), "index": part.index,
        "reading_key": part.reading_key, "released": part.is_released, "state": part.state, "csrf": generate_csrf(),
        "sealed": part.sealed is not None, "locker": b64u(part.locker), **_own(), **(part.sealed or {}),
        **({"log": _proof(part.seal)} if part.seal else {}),
        **({"dispute": _dispute(part.dispute)} if part.dispute else {})})


def _proof(found: SealProof) -> dict[str, object]:
    return {"checkpoint": found.checkpoint.decode(), "leaf": b64u(found.leaf), "index": found.index,
            "proof": [b64u(node) for node in found.inclusion], "since": found.since,
            "consistency": [b64u(node) for node in found.consistency]}


def _dispute(found: Dispute) -> dict[str, object]:
    return {"reason": found.reason, "unopened": found.unopened, "until": found.until_at, "needed": found.needed,
            "open": found.is_open, "released": found.is_key_released}


@room.post("/teller/ballots/<ballot>/release")
@enter(PRESIDING)
@largest(LARGEST_RELEASE)
def release(ballot: str) -> Response:
    """Take in a teller's shares; says whether the ballot is counted."""
    sent = _sent()
    document = sent.get("document")
    if not isinstance(document, dict):
        raise _incomplete()
    counted = release_shares(service(), current_user.id, ballot, encode(document), unb64u(_text(sent, "shares")))
    return jsonify(counted=counted, at=datetime.fromtimestamp(service().clock(), UTC).isoformat())


@room.post("/teller/ballots/<ballot>/key-release")
@enter(PRESIDING)
def key_release(ballot: str) -> Response:
    """Take in a teller's key itself, in a recorded dispute; says whether the ballot is counted again."""
    document = _sent().get("document")
    if not isinstance(document, dict):
        raise _incomplete()
    return jsonify(counted=release_key(service(), current_user.id, ballot, encode(document)))


def _own() -> dict[str, object]:
    """The reader's own passkeys, with which the browser opens a locker of theirs."""
    return {"rp_id": service().rp, "passkeys": own_passkeys(service(), current_user.id)}


def _issued(issued: Issued) -> dict[str, object]:
    return {"blinded": [b64u(one) for one in issued.blinded], "blind_sigs": [b64u(one) for one in issued.blind_sigs],
            "locker": b64u(issued.locker)}


def _request(sent: object) -> IssueRequest:
    if not isinstance(sent, dict) or not isinstance(sent.get("blinded"), list):
        raise _incomplete()
    return IssueRequest(_text(sent, "ballot"), tuple(unb64u(one) for one in sent["blinded"]),
                        unb64u(sent.get("locker", "")))


def _sent() -> Mapping[str, object]:
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # thousands of brackets
        sent = None
    if not isinstance(sent, dict):
        raise _incomplete()
    return sent


def _text(sent: Mapping[str, object], name: str) -> str:
    value = sent.get(name)
    if not isinstance(value, str):
        raise _incomplete()
    return value


def _incomplete() -> InputError:
    return InputError(N_("The page that was sent is incomplete."), kept=N_("Nothing was changed."),
                      next=N_("Open the page again and send it once more."))
