"""The nonces from which an election's lots are drawn: fixed on the paper, opened after the close, by nobody chosen.

The service and tellers each deal 32 random bytes before the paper is signed. A nonce is shared by Shamir's method, and
each share is hidden under a key of its teller that serves for lots alone. With the shares of the votes a teller
releases that key itself, so that nobody can say of a share that it does not open. Whatever is random in a dealing
follows from the nonce: whoever has opened one deals it again and sees whether the paper has exactly that. A nonce
that was dealt in any other way therefore counts for nothing whichever tellers open it, and one that was dealt well is
the same whichever do: when the paper is signed the seed is fixed, and t tellers know it once they release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voting.ballots.seal import read_x25519
from voting.ballots.shamir import combine, split
from voting.errors import MalformedError, SignatureError
from voting.evidence import PublicKey, SigningKey, b64u, dst, expect_keys, sha256, unb64u
from voting.sentences import N_

NONCE = 32
"""Random bytes of a nonce."""
SEALED = 64
"""Bytes of a sealed share: the ephemeral key, the hidden share."""
SERVICE, TELLER = "service", "teller"
KEYS = {"by", "kc", "office", "sealed", "sig"}


def lots_secret(secret: X25519PrivateKey, ballot: str) -> X25519PrivateKey:
    """A teller's key for lots: HKDF of the sealing key of the ballot, which it does not give away."""
    return X25519PrivateKey.from_private_bytes(_derive(
        secret.private_bytes_raw(), dst("lots-secret") + sha256(ballot.encode()), NONCE))


def lots_key(identity: SigningKey, secret: X25519PrivateKey, ballot: str, index: int) -> dict[str, str]:
    """The member `lots` of a trustee's entry: the public key for lots, signed by the teller's identity."""
    pk = lots_secret(secret, ballot).public_key().public_bytes_raw()
    return {"pk": b64u(pk), "sig": b64u(identity.sign(_key_message(ballot, index, pk)))}


def check_lots_key(document: object, identity: str, ballot: str, index: int) -> None:
    """Return if the key may be used and the identity gave it for this ballot at this place."""
    entry = expect_keys(document, {"pk", "sig"}, what="trustee: lots")
    pk = unb64u(entry["pk"], 32)
    read_x25519(pk)
    PublicKey.from_b64u(identity).verify(unb64u(entry["sig"], 64), _key_message(ballot, index, pk))


def is_lots_secret(raw: bytes, trustee: Mapping[str, object]) -> bool:
    """Whether these 32 bytes are the secret of the trustee's key for lots."""
    return b64u(X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()) == trustee["lots"]["pk"]


def _key_message(ballot: str, index: int, pk: bytes) -> bytes:
    return dst("lots-key") + sha256(ballot.encode()) + bytes([index]) + pk


@dataclass(frozen=True, slots=True)
class Dealing:
    """To whom the nonces of a ballot are dealt: the tellers' keys for lots in the order of the paper, t to open."""

    ballot: str
    t: int
    keys: tuple[bytes, ...]

    @classmethod
    def of(cls, ballot: str, t: int, trustees: Sequence[Mapping[str, object]]) -> Dealing:
        """From the paper's trustees; `MalformedError` if one has no key for lots."""
        if not all("lots" in trustee for trustee in trustees):
            raise MalformedError(N_("A key holder of an election has no key for its lots."))
        return cls(ballot, t, tuple(unb64u(trustee["lots"]["pk"], 32) for trustee in trustees))

    def context(self, by: str) -> bytes:
        """To what a nonce is bound: ballot, t, all keys, and its dealer (32 bytes)."""
        return sha256(dst("nonce") + sha256(self.ballot.encode()) + bytes([self.t]) + b"".join(self.keys)
                      + sha256(by.encode()))


def deal_nonce(dealing: Dealing, nonce: bytes, by: str = "", identity: SigningKey | None = None) -> dict[str, object]:
    """The nonce as it stands on the paper: dealt by the service, or by the teller `by`, whose `identity` signs."""
    context = dealing.context(by)
    commitment, sealed = _deal(dealing, context, nonce)
    signature = b64u(identity.sign(_nonce_message(context, commitment, sealed))) if identity else ""
    return {"by": by, "kc": b64u(commitment), "office": TELLER if identity else SERVICE,
            "sealed": [b64u(each) for each in sealed], "sig": signature}


def check_nonce(document: object, dealing: Dealing, trustees: Sequence[Mapping[str, object]]) -> None:
    """Return if the nonce is complete, and the service's or signed by the trustee whose it is."""
    nonce = expect_keys(document, KEYS, what="paper.json: nonces")
    if nonce["office"] not in (SERVICE, TELLER) or not isinstance(nonce["by"], str) or \
            not isinstance(nonce["sealed"], list) or len(nonce["sealed"]) != len(dealing.keys):
        raise _unreadable()
    commitment, sealed = unb64u(nonce["kc"], 32), [unb64u(each, SEALED) for each in nonce["sealed"]]
    if nonce["office"] == SERVICE:
        if nonce["by"] or nonce["sig"]:
            raise _unreadable()
        return
    signer = next((trustee for trustee in trustees if trustee["subject"] == nonce["by"]), None)
    if signer is None:
        raise MalformedError(N_("A part of the lots is of somebody who holds no key."))
    PublicKey.from_b64u(signer["id"]).verify(unb64u(nonce["sig"], 64), _nonce_message(
        dealing.context(nonce["by"]), commitment, sealed))


def check_nonces(nonces: Sequence[object], dealing: Dealing, trustees: Sequence[Mapping[str, object]]) -> None:
    """Return if the paper's nonces may be used: the service's first, then at least one teller's, nobody's twice."""
    for nonce in nonces:
        check_nonce(nonce, dealing, trustees)
    dealers = [nonce["by"] for nonce in nonces]
    if len(dealers) < 2 or dealers[0] != "" or len(set(dealers)) != len(dealers):
        raise MalformedError(N_("The lots of an election have a part by the service and one by a teller at least."))


def open_nonce(dealing: Dealing, document: Mapping[str, object], secrets: Mapping[int, bytes]) -> bytes | None:
    """The nonce, or None if it was not dealt as it should be: the same for any `secrets` of t trustees.

    `secrets` are the released keys for lots by index; `MalformedError` if they are fewer than t.
    """
    if len(secrets) < dealing.t:
        raise MalformedError(N_("Fewer key holders released their key for the lots than the paper asks for."))
    context, sealed = dealing.context(str(document["by"])), [unb64u(each, SEALED) for each in document["sealed"]]
    shares = []
    for index in sorted(secrets)[:dealing.t]:
        ephemeral, hidden = sealed[index][:32], sealed[index][32:]
        try:
            shared = X25519PrivateKey.from_private_bytes(secrets[index]).exchange(read_x25519(ephemeral))
        except SignatureError:
            return None
        shares.append(_hide(shared, context, index, ephemeral, hidden) + bytes([index + 1]))
    nonce = combine(shares)
    return nonce if _deal(dealing, context, nonce) == (unb64u(document["kc"], 32), sealed) else None


def _deal(dealing: Dealing, context: bytes, nonce: bytes) -> tuple[bytes, list[bytes]]:
    """Commitment and sealed shares, which follow from the nonce."""
    n, t = len(dealing.keys), dealing.t
    drawn = _derive(nonce, dst("nonce-deal") + context, NONCE * (t - 1 + n))
    rows = [drawn[start:start + NONCE] for start in range(0, len(drawn), NONCE)]
    shares, sealed = split(nonce, range(1, n + 1), rows[:t - 1]), []
    for index, (key, row) in enumerate(zip(dealing.keys, rows[t - 1:], strict=True)):
        once = X25519PrivateKey.from_private_bytes(row)
        ephemeral = once.public_key().public_bytes_raw()
        hidden = _hide(once.exchange(read_x25519(key)), context, index, ephemeral, shares[index][:NONCE])
        sealed.append(ephemeral + hidden)
    return sha256(dst("nonce-commit") + context + nonce), sealed


def _hide(shared: bytes, context: bytes, index: int, ephemeral: bytes, share: bytes) -> bytes:
    """A share hidden, or seen again: both are the same."""
    pad = _derive(shared, dst("nonce-share") + context + bytes([index]) + ephemeral, NONCE)
    return bytes(a ^ b for a, b in zip(share, pad, strict=True))


def _derive(key: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, None, info).derive(key)


def _nonce_message(context: bytes, commitment: bytes, sealed: Sequence[bytes]) -> bytes:
    return dst("nonce-by") + context + commitment + b"".join(sealed)


def _unreadable() -> MalformedError:
    return MalformedError(N_("What a paper says of its secrecy cannot be read."))
