"""What only the paper of a secret ballot has: who issues, who holds keys, where the urn is, how long casts are.

A reader refuses what could weaken the secret or split two verifiers: keys that repeat, a threshold below two, an RSA
key of another size, a seal of another length than the list allows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from voting.ballots.nonce import Dealing, check_nonces
from voting.ballots.seal import PADS, read_x25519
from voting.ballots.trustee import MOST, check_trustee_key
from voting.errors import MalformedError
from voting.evidence import PublicKey, expect_keys, unb64u
from voting.evidence.blind_rsa import IssuerKey
from voting.sentences import N_

SUITE = "SV1-RSA3072"
SECRET_KEYS = {"client_sha256", "grace", "issuers", "pad", "relays", "rp", "suite", "t", "trustees", "urn"}
URN_KEYS = {"key", "max_recasts", "origin", "relay_key", "url"}
MAX_GRACE = 24 * 3600
MAX_RECASTS = 32
MAX_ISSUERS = 4

_HEX = re.compile(r"[0-9a-f]{64}\Z")


def read_secret(document: object, ballot: str) -> dict[str, object]:
    """The object `secret` of the paper of `ballot`; one of our errors unless all of it may be used."""
    secret = expect_keys(document, SECRET_KEYS, {"nonces"}, what="paper.json: secret")
    if secret["suite"] != SUITE:
        raise MalformedError(N_("A secret ballot is held by a method that this version does not know."))
    _texts((secret["rp"], *_list(secret["relays"])))
    if not all(isinstance(digest, str) and _HEX.match(digest) for digest in _list(secret["client_sha256"])):
        raise _unreadable()
    pad, grace = _integer(secret["pad"]), _integer(secret["grace"])
    if pad not in PADS or grace > MAX_GRACE:
        raise MalformedError(N_("A secret ballot has a length or a delay that is not allowed."))
    _read_issuers(_list(secret["issuers"]))
    _read_trustees(_list(secret["trustees"]), _integer(secret["t"]), ballot)
    _read_urn(expect_keys(secret["urn"], URN_KEYS, what="paper.json: urn"))
    if "nonces" in secret:
        check_nonces(_list(secret["nonces"]), Dealing.of(ballot, secret["t"], secret["trustees"]), secret["trustees"])
    elif any("lots" in trustee for trustee in secret["trustees"]):
        raise _unreadable()
    return secret


def _read_issuers(issuers: Sequence[Mapping[str, object]]) -> None:
    for issuer in issuers:
        expect_keys(issuer, {"id", "key"}, what="paper.json: issuers")
        _texts((issuer["id"],))
        IssuerKey.from_b64u(issuer["key"])
    if not 1 <= len(issuers) <= MAX_ISSUERS or not _differ(issuers, "id") or not _differ(issuers, "key"):
        raise MalformedError(N_("A secret ballot has no issuer, too many, or one of them twice."))


def _read_trustees(trustees: Sequence[Mapping[str, object]], t: int, ballot: str) -> None:
    for index, trustee in enumerate(trustees):
        check_trustee_key(trustee, ballot, index)
    if not 2 <= t <= len(trustees) <= MOST:
        raise MalformedError(N_("A secret ballot needs at least two of its key holders to be opened."))
    if not all(_differ(trustees, name) for name in ("id", "pk", "subject")):
        raise MalformedError(N_("A key holder of a secret ballot stands on its paper twice."))


def _read_urn(urn: Mapping[str, object]) -> None:
    PublicKey.from_b64u(urn["key"])
    read_x25519(unb64u(urn["relay_key"], 32))
    _texts((urn["origin"], urn["url"]))
    if not 1 <= _integer(urn["max_recasts"]) <= MAX_RECASTS:
        raise MalformedError(N_("A secret ballot has a length or a delay that is not allowed."))


def _differ(rows: Sequence[Mapping[str, object]], name: str) -> bool:
    return len({row[name] for row in rows}) == len(rows)


def _integer(value: object) -> int:
    if type(value) is not int:
        raise _unreadable()
    return value


def _list(value: object) -> list:
    if not isinstance(value, list):
        raise _unreadable()
    return value


def _texts(values: Sequence[object]) -> None:
    if not all(isinstance(value, str) for value in values):
        raise _unreadable()


def _unreadable() -> MalformedError:
    return MalformedError(N_("What a paper says of its secrecy cannot be read."))
