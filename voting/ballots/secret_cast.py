"""A secret vote as it enters the urn: a credential, a pseudonym, a seal, a sequence number, one signature over all.

It names nobody and holds no time. What makes it acceptable is all in it and in the paper, so that anyone may carry it
to the urn, and anyone may check it again: `check_secret_cast` is the one rule, for the urn when it takes a vote in and
for a verifier when it reads one. Nothing here knows a roll, a person or an issue list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from voting.ballots.credential import check_credential
from voting.ballots.paper import paper_hash, parse_paper
from voting.ballots.seal import KEY, SEALED_SHARE, TAG, seal_choice, seal_context
from voting.errors import MalformedError
from voting.evidence import (
    PublicKey,
    SigningKey,
    b64u,
    decode,
    encode,
    expect_keys,
    leaf_hash,
    sign_document,
    unb64u,
    verify_document,
)
from voting.evidence.blind_rsa import BITS, PREFIX, IssuerKey
from voting.sentences import N_

CAST_KEYS = {"credentials", "paper", "pk", "seal", "seq", "sig", "type", "v"}
_CREDENTIAL_KEYS, _SEAL_KEYS = {"prefix", "sig"}, {"ct", "kc", "shares"}


@dataclass(frozen=True, slots=True)
class UrnPaper:
    """What the urn needs to know of a paper: its hash, the keys, the lengths; read once from the paper's bytes."""

    name: str
    hash: bytes
    issuers: tuple[IssuerKey, ...]
    trustees: tuple[str, ...]
    t: int
    pad: int
    max_recasts: int
    usual: re.Pattern[bytes] = field(repr=False, compare=False)
    """A leaf of the right form in its one spelling, as one expression; groups are what is read of it."""

    @classmethod
    def read(cls, paper: bytes) -> UrnPaper:
        """From the bytes of a `paper.json`; `MalformedError` unless the ballot is secret."""
        return _urn_paper(paper)


@lru_cache(maxsize=64)
def _urn_paper(data: bytes) -> UrnPaper:
    secret = parse_paper(data).get("secret")
    if secret is None:
        raise MalformedError(N_("The ballot paper is not of a secret ballot."))
    name = paper_hash(data)
    issuers, trustees = len(secret["issuers"]), len(secret["trustees"])
    return UrnPaper(name, unb64u(name, 32), tuple(IssuerKey.from_b64u(issuer["key"]) for issuer in secret["issuers"]),
                    tuple(trustee["pk"] for trustee in secret["trustees"]), secret["t"], secret["pad"],
                    secret["urn"]["max_recasts"], _usual(name, issuers, trustees, secret["pad"]))


def _usual(name: str, issuers: int, trustees: int, pad: int) -> re.Pattern[bytes]:
    credential = rf'\{{"prefix":"({_spelt(PREFIX)})","sig":"({_spelt(BITS // 8)})"\}}'
    share = f'"{_spelt(SEALED_SHARE)}"'
    return re.compile((
        rf'\{{"credentials":\[{",".join([credential] * issuers)}\],"paper":"{re.escape(name)}",'
        rf'"pk":"(?P<pk>{_spelt(32)})",'
        rf'"seal":\{{"ct":"(?P<ct>{_spelt(pad + TAG)})","kc":"(?P<kc>{_spelt(KEY)})",'
        rf'"shares":\[{",".join([share] * trustees)}\]\}},"seq":(?P<seq>[1-9][0-9]?)'
        rf'(?P<before>,"sig":")(?P<sig>{_spelt(64)})","type":"cast","v":1\}}').encode())


def _spelt(length: int) -> str:
    """The base64url of so many bytes, as an expression: the bits that are left over are zero."""
    whole, rest = divmod(length, 3)
    last = ("", "[A-Za-z0-9_-][AQgw]", "[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048]")[rest]
    return f"[A-Za-z0-9_-]{{{4 * whole}}}{last}"


def read_usual(paper: UrnPaper, leaf: bytes) -> tuple[dict[str, object], bytes] | None:
    """The same as `read_secret_cast` and `check_form` in one look, for leaves that pass; None for those that may not.

    Gives what is needed further: `credentials`, `pk`, `seal` without its shares, `seq`, `sig`; and the bytes that the
    pseudonym signed. There may be millions of leaves, and nearly all are usual.
    """
    found = paper.usual.fullmatch(leaf)
    if found is None or int(found["seq"]) > paper.max_recasts:
        return None
    groups = found.groups()
    credentials = [{"prefix": groups[2 * number].decode(), "sig": groups[2 * number + 1].decode()}
                   for number in range(len(paper.issuers))]
    cast = {"credentials": credentials, "pk": found["pk"].decode(), "seq": int(found["seq"]),
            "seal": {"ct": found["ct"].decode(), "kc": found["kc"].decode()}, "sig": found["sig"].decode()}
    return cast, leaf[:found.start("before")] + leaf[found.end("sig") + 1:]


def cast_bytes(paper: UrnPaper) -> int:
    """How long the body of every cast on this paper is: its longest leaf; shorter ones get spaces behind them."""
    return len(encode({
        "credentials": [{"prefix": b64u(bytes(PREFIX)), "sig": b64u(bytes(BITS // 8))} for _ in paper.issuers],
        "paper": paper.name, "pk": b64u(bytes(32)),
        "seal": {"ct": b64u(bytes(paper.pad + TAG)), "kc": b64u(bytes(KEY)),
                 "shares": [b64u(bytes(SEALED_SHARE)) for _ in paper.trustees]},
        "seq": paper.max_recasts, "sig": b64u(bytes(64)), "type": "cast", "v": 1}))


def pad_cast(paper: UrnPaper, leaf: bytes) -> bytes:
    """The body that carries a leaf to the urn."""
    return leaf.ljust(cast_bytes(paper), b" ")


def read_body(paper: UrnPaper, body: bytes) -> bytes:
    """The leaf in a body; `MalformedError` unless the body is exactly as long as every other."""
    if len(body) != cast_bytes(paper):
        raise MalformedError(N_("A vote has %(found)s bytes instead of %(wanted)s.", found=len(body),
                                wanted=cast_bytes(paper)))
    return body.rstrip(b" ")


def secret_cast(paper: UrnPaper, pseudonym: SigningKey, credentials: Sequence[Mapping[str, str]],
                choice: Mapping[str, object], seq: int, randomness: Callable[[int], bytes]) -> dict[str, object]:
    """A cast as a browser makes it; `randomness(n)` gives n bytes. For demonstrations, tests and shells."""
    context = seal_context(paper.hash, pseudonym.public.raw, seq)
    seal = seal_choice(choice, paper.pad, paper.trustees, paper.t, context, randomness(KEY),
                       [randomness(KEY) for _ in range(paper.t - 1)])
    return sign_document(pseudonym, "cast", {
        "credentials": [dict(credential) for credential in credentials], "paper": paper.name,
        "pk": pseudonym.public.b64u, "seal": seal, "seq": seq, "type": "cast", "v": 1})


def read_secret_cast(leaf: bytes) -> dict[str, object]:
    """The cast in the bytes of a leaf; `MalformedError` unless canonical, complete and exact in its form."""
    return read_cast_document(decode(leaf))


def read_cast_document(document: object) -> dict[str, object]:
    """`document` itself if it has the form of a secret cast; else `MalformedError`."""
    cast = expect_keys(document, CAST_KEYS, what="cast")
    seal, credentials, seq = cast["seal"], cast["credentials"], cast["seq"]
    if cast["type"] != "cast" or type(cast["v"]) is not int or cast["v"] != 1:
        raise MalformedError(N_("A cast is of another type or version."))
    if type(seq) is not int or seq < 1:
        raise MalformedError(N_("A cast has a sequence number that is not allowed."))
    expect_keys(seal, _SEAL_KEYS, what="cast: seal")
    if not isinstance(credentials, list) or not isinstance(seal["shares"], list):
        raise MalformedError(N_("A cast cannot be read."))
    for credential in credentials:
        expect_keys(credential, _CREDENTIAL_KEYS, what="cast: credential")
    return cast


def check_secret_cast(paper: UrnPaper, document: Mapping[str, object], last_seq: int) -> None:
    """Return if the urn must take this cast in, when `last_seq` (0 if none) is its pseudonym's highest so far.

    `document` comes from `read_secret_cast`. Cheap checks first; `MalformedError` for what is not allowed,
    `SignatureError` for what does not hold.
    """
    check_form(paper, document)
    if document["seq"] <= last_seq:
        raise MalformedError(N_("A newer vote of the same voter is in the urn already."))
    check_signatures(paper, document)


def check_form(paper: UrnPaper, document: Mapping[str, object]) -> None:
    """Return if paper, lengths and sequence number are the paper's; else `MalformedError`."""
    seal, credentials = document["seal"], document["credentials"]
    if document["paper"] != paper.name:
        raise MalformedError(N_("A vote belongs to another ballot paper."))
    if document["seq"] > paper.max_recasts:
        raise MalformedError(N_("A vote was changed more often than the ballot paper allows."))
    if len(credentials) != len(paper.issuers) or len(seal["shares"]) != len(paper.trustees):
        raise MalformedError(N_("A vote does not have one credential for each issuer and one share for each teller."))
    unb64u(seal["ct"], paper.pad + TAG)
    unb64u(seal["kc"], KEY)
    for share in seal["shares"]:
        unb64u(share, SEALED_SHARE)


def check_signatures(paper: UrnPaper, document: Mapping[str, object]) -> None:
    """Return if every issuer signed the pseudonym and the pseudonym signed the cast; else our errors."""
    pseudonym = PublicKey.from_b64u(document["pk"])
    for issuer, credential in zip(paper.issuers, document["credentials"], strict=True):
        check_credential(issuer, paper.hash, pseudonym.raw, credential)
    verify_document(pseudonym, "cast", document)


def promise(key: SigningKey, paper: str, leaf: bytes, due: int) -> dict[str, object]:
    """The urn's signed promise that the cast with these bytes will be in it when it closes (`due`, UTC seconds)."""
    return sign_document(key, "promise", {"due": due, "leaf": b64u(leaf_hash(leaf)), "paper": paper,
                                          "type": "promise", "v": 1})
