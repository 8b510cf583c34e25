"""The tellers as holders of keys: their keys on the paper, the rehearsal, the signed release of shares after the close.

A teller has an identity (Ed25519) that signs, and for each ballot a sealing key (X25519) made in the teller's browser.
Before a ballot may open, each opens a rehearsal made under that very key. After the close each releases the shares of
the casts that count, and only those, over a signed statement of the final urn and issue list; the key itself stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from voting.ballots.nonce import check_lots_key, is_lots_secret, lots_key, lots_secret
from voting.ballots.seal import SHARE, open_sealed, open_share, read_x25519, seal_context, seal_to
from voting.errors import MalformedError, SignatureError
from voting.evidence import (
    PublicKey,
    SigningKey,
    b64u,
    decode,
    dst,
    encode,
    expect_keys,
    sha256,
    sign_document,
    unb64u,
    verify_document,
)
from voting.sentences import N_

MOST = 16
"""Trustees on a paper; indices run from 0."""
_SHARE_LINE = re.compile(rb'\{"leaf":"([A-Za-z0-9_-]{43})","share":"([A-Za-z0-9_-]{44}|)"\}\Z')
RELEASE_KEYS = {"index", "issue", "paper", "shares", "sig", "type", "urn", "v"}


def trustee_key_message(ballot: str, index: int, pk: bytes) -> bytes:
    """What a teller's identity signs to accept: the ballot, the place among the trustees, the sealing key."""
    return dst("trustee-key") + sha256(ballot.encode()) + bytes([index]) + pk


def trustee_key(identity: SigningKey, secret: X25519PrivateKey, ballot: str, index: int, subject: str,
                draws_lots: bool = False) -> dict[str, object]:
    """The entry of the paper's `trustees`: identity, sealing key, signature, and the person's random subject id; of an
    election, which may draw lots, the key for them (`voting.ballots.nonce`)."""
    pk = secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    lots = {"lots": lots_key(identity, secret, ballot, index)} if draws_lots else {}
    return {"id": identity.public.b64u, "pk": b64u(pk), "subject": subject,
            "sig": b64u(identity.sign(trustee_key_message(ballot, index, pk))), **lots}


def check_trustee_key(document: object, ballot: str, index: int) -> None:
    """Return if the entry is complete, both keys may be used, and the identity accepted this ballot at this place."""
    entry = expect_keys(document, {"id", "pk", "sig", "subject"}, {"lots"}, what="trustee")
    if not isinstance(entry["subject"], str) or not 0 <= index < MOST:
        raise MalformedError(N_("The entry of a key holder cannot be read."))
    pk = unb64u(entry["pk"], 32)
    read_x25519(pk)
    PublicKey.from_b64u(entry["id"]).verify(unb64u(entry["sig"], 64), trustee_key_message(ballot, index, pk))
    if "lots" in entry:
        check_lots_key(entry["lots"], entry["id"], ballot, index)


def make_rehearsal(pk: str, ballot: str, index: int, plain: bytes) -> bytes:
    """A ciphertext that only the holder of `pk` opens, before the ballot may open; `plain` is 32 random bytes."""
    return seal_to(pk, _rehearsal_info(ballot, index), plain)


def open_rehearsal(secret: X25519PrivateKey, ballot: str, index: int, sealed: bytes) -> bytes | None:
    """What the rehearsal says, or None if this key does not open it."""
    return open_sealed(secret, _rehearsal_info(ballot, index), sealed, 32)


def _rehearsal_info(ballot: str, index: int) -> bytes:
    return dst("rehearsal") + sha256(ballot.encode()) + bytes([index])


@dataclass(frozen=True, slots=True)
class Head:
    """Root (32 bytes) and size of a tree over leaves: of the urn, of the issue list."""

    root: bytes
    size: int

    def document(self) -> dict[str, object]:
        """As it stands in `sealed`, in releases and in the tally."""
        return {"root": b64u(self.root), "size": self.size}

    @classmethod
    def read(cls, document: object) -> Head:
        """From its document; `MalformedError` unless complete."""
        head = expect_keys(document, {"root", "size"}, what="root and size")
        if type(head["size"]) is not int:
            raise MalformedError(N_("The size of a list cannot be read."))
        return cls(unb64u(head["root"], 32), head["size"])


@dataclass(frozen=True, slots=True)
class Release:
    """What a teller signs with the shares: which paper, urn and issue list were final, which lines are released; and
    where the paper has lots the secret of the key for them (32 bytes, else none)."""

    index: int
    paper: str
    urn: Head
    issue: Head
    lines_sha256: str
    lines: int
    lots: bytes = field(default=b"", repr=False)

    def with_lots(self, secret: X25519PrivateKey, ballot: str, trustee: Mapping[str, object]) -> Release:
        """The same with the key for lots, made from the sealing key; the same if the paper's `trustee` has none."""
        return replace(self, lots=lots_secret(secret, ballot).private_bytes_raw()) if "lots" in trustee else self

    def sign(self, identity: SigningKey) -> dict[str, object]:
        """The document `trustees/i.json`."""
        return sign_document(identity, "trustee-secret", {
            "index": self.index, "issue": self.issue.document(), "paper": self.paper,
            "shares": {"sha256": self.lines_sha256, "size": self.lines}, "type": "trustee-release",
            "urn": self.urn.document(), "v": 1, **({"lots": b64u(self.lots)} if self.lots else {})})


def read_release(data: bytes) -> Release:
    """The release in the bytes of a file; `MalformedError` unless canonical, complete and exact; not its signature."""
    document = expect_keys(decode(data), RELEASE_KEYS, {"lots"}, what="trustee-release")
    shares = expect_keys(document["shares"], {"sha256", "size"}, what="trustee-release: shares")
    if document["type"] != "trustee-release" or type(document["v"]) is not int or document["v"] != 1 or \
            type(document["index"]) is not int or type(shares["size"]) is not int:
        raise MalformedError(N_("A release of shares is of another type or version."))
    unb64u(document["paper"], 32)
    if not isinstance(shares["sha256"], str):
        raise MalformedError(N_("A release of shares cannot be read."))
    return Release(document["index"], document["paper"], Head.read(document["urn"]), Head.read(document["issue"]),
                   shares["sha256"], shares["size"], unb64u(document["lots"], 32) if "lots" in document else b"")


def check_release(data: bytes, trustees: Sequence[Mapping[str, object]], paper: str, urn: Head,
                  issue: Head) -> Release:
    """The release if its trustee signed it for this paper, final urn and issue list; else our errors."""
    release = read_release(data)
    if release.index >= len(trustees):
        raise MalformedError(N_("A release of shares names a key holder who is not on the ballot paper."))
    verify_document(PublicKey.from_b64u(trustees[release.index]["id"]), "trustee-secret", decode(data))
    if release.paper != paper:
        raise SignatureError(N_("A release of shares belongs to another ballot paper."))
    if (release.urn, release.issue) != (urn, issue):
        raise SignatureError(N_("A release of shares was signed over another urn or issue list."))
    trustee = trustees[release.index]
    if bool(release.lots) != ("lots" in trustee) or (release.lots and not is_lots_secret(release.lots, trustee)):
        raise SignatureError(N_("A release of shares does not have the key for the lots that stands on the ballot "
                                "paper."))
    return release


def share_line(leaf: bytes, share: bytes | None) -> bytes:
    """A line of `trustees/i.jsonl`: hash of a final cast's leaf, and the share or "" where none opens."""
    return encode({"leaf": b64u(leaf), "share": b64u(share or b"")}) + b"\n"


def read_share_line(line: bytes) -> tuple[bytes, bytes | None]:
    """Leaf hash and share (None if there is none) of a line without its newline; `MalformedError` unless exact."""
    if usual := _SHARE_LINE.match(line):  # a line of this form is canonical, and there may be millions
        share = usual[2].decode()
        return unb64u(usual[1].decode(), 32), unb64u(share, SHARE) if share else None
    document = expect_keys(decode(line), {"leaf", "share"}, what="share")
    share = unb64u(document["share"]) if document["share"] != "" else None
    if share is not None and len(share) != SHARE:
        raise MalformedError(N_("A share has the wrong length."))
    return unb64u(document["leaf"], 32), share


def open_shares(secret: X25519PrivateKey, index: int, paper: bytes,
                finals: Iterable[tuple[bytes, Mapping[str, object]]]) -> Iterable[bytes]:
    """The lines that trustee `index` releases; `finals` are the hashes and documents of the casts that count."""
    for leaf, cast in finals:
        context = seal_context(paper, unb64u(cast["pk"], 32), int(cast["seq"]))
        yield share_line(leaf, open_share(secret, context, index, unb64u(cast["seal"]["shares"][index])))
