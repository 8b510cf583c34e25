"""The seal of a secret vote: readable by nobody until t of the tellers release their shares of its key.

A fresh key K encrypts the choice, padded to the paper's length, with AES-256-GCM; K is shared by Shamir's method, each
share sealed to one teller by HPKE (RFC 9180, base mode, X25519, HKDF-SHA256, AES-256-GCM). A commitment to K stands
beside: a vote opens only to the one key that it committed to, whichever tellers show up. All of it is bound to the
paper, the pseudonym and the sequence number, so that a seal copied under another name opens to nobody. What is random
is passed in, but for HPKE's own ephemeral key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voting.ballots.shamir import combine, split
from voting.errors import MalformedError, SignatureError
from voting.evidence import b64u, dst, encode, sha256, unb64u
from voting.sentences import N_

KEY = 32
SHARE = 33
"""Bytes of a share of K: 32, and its place."""
SEALED_SHARE = 32 + SHARE + 16
"""Bytes of a sealed share: the ephemeral key, the share, the tag."""
TAG = 16
PADS = frozenset({64, 128, 256, 512, 1024, 2048})
"""Bytes to which a paper may have choices padded."""

_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_NONCE = bytes(12)  # K seals one vote, so that its nonce may be fixed
_P = 2**255 - 19
_SMALL_ORDER = frozenset({0, 1, _P - 1,
                          325606250916557431795983626356110631294008115727848805560023387167927233504,
                          39382357235489614581723060781553021112529911719440698176882885853963445705823})


def read_x25519(raw: bytes) -> X25519PublicKey:
    """The public key in 32 bytes; `SignatureError` for one of small order, under which nothing would be sealed."""
    number = int.from_bytes(raw, "little")
    if len(raw) != 32 or number >= _P or number in _SMALL_ORDER:
        raise SignatureError(N_("A sealing key is one that nobody may use."))
    return X25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=64)
def _sealing_key(text: str) -> X25519PublicKey:
    return read_x25519(unb64u(text, 32))


def seal_context(paper: bytes, pseudonym: bytes, seq: int) -> bytes:
    """To what a seal is bound: 32 bytes of the paper's hash, the pseudonym and the sequence number."""
    return sha256(dst("seal-ctx") + paper + pseudonym + seq.to_bytes(4, "big"))


def commit_key(context: bytes, key: bytes) -> bytes:
    """The commitment to K in this context."""
    return sha256(dst("key-commit") + context + key)


def pad_choice(choice: Mapping[str, object], pad: int) -> bytes:
    """Two bytes of length, the canonical choice, zeros: `pad` bytes in all; `MalformedError` if it does not fit."""
    written = encode(dict(choice))
    if len(written) > pad - 2:
        raise MalformedError(N_("A choice is longer than the ballot paper has room for."))
    return len(written).to_bytes(2, "big") + written + bytes(pad - 2 - len(written))


def unpad_choice(padded: bytes) -> bytes:
    """The bytes of the choice; `MalformedError` unless the length fits and only zeros follow."""
    length = int.from_bytes(padded[:2], "big")
    if len(padded) < 2 or length > len(padded) - 2 or any(padded[2 + length:]):
        raise MalformedError(N_("A choice is not padded with zeros."))
    return padded[2:2 + length]


def seal_choice(choice: Mapping[str, object], pad: int, trustees: Sequence[str], t: int, context: bytes, key: bytes,
                coefficients: Sequence[bytes]) -> dict[str, object]:
    """The seal `{"ct","kc","shares"}` of a choice; `trustees` are the X25519 keys of the paper, in its order.

    `key` is 32 random bytes and `coefficients` t - 1 times 32 more, all used once.
    """
    if len(key) != KEY or len(coefficients) != t - 1:
        raise MalformedError(N_("A secret cannot be shared in this way."))
    commitment = commit_key(context, key)
    sealed = AESGCM(_content_key(context, key)).encrypt(_NONCE, pad_choice(choice, pad), commitment)
    shares = split(key, range(1, len(trustees) + 1), coefficients)
    return {"ct": b64u(sealed), "kc": b64u(commitment), "shares": [
        b64u(_SUITE.encrypt(share, _sealing_key(trustee), _share_info(context, index)))
        for index, (share, trustee) in enumerate(zip(shares, trustees, strict=True))]}


def open_share(secret: X25519PrivateKey, context: bytes, index: int, sealed: bytes) -> bytes | None:
    """The share that trustee `index` finds in `sealed`, or None: a seal may be wrong, and a teller says so by none."""
    return open_sealed(secret, _share_info(context, index), sealed, SHARE)


def open_sealed(secret: X25519PrivateKey, purpose: bytes, sealed: bytes, length: int) -> bytes | None:
    """What HPKE finds in `sealed` under the info `purpose`, if it is `length` bytes; else None."""
    try:
        plain = _SUITE.decrypt(sealed, secret, purpose)
    except (InvalidTag, ValueError):
        return None
    return plain if len(plain) == length else None


def seal_to(trustee: str, purpose: bytes, plain: bytes) -> bytes:
    """`plain` sealed by HPKE under the info `purpose`: the ephemeral key, then the ciphertext."""
    return _SUITE.encrypt(plain, _sealing_key(trustee), purpose)


def find_key(context: bytes, commitment: bytes, shares: Mapping[int, bytes], t: int) -> bytes | None:
    """K from the shares by index of trustee, if t of them give it; else None.

    A share whose place is not its trustee's index + 1 counts as none. Subsets of t are tried in lexicographic order
    of the indices; only the committed key is taken, so that more shares can open a vote that fewer did not, and never
    open it to something else.
    """
    there = [share for index, share in sorted(shares.items()) if len(share) == SHARE and share[-1] == index + 1]
    for subset in combinations(there, t):
        key = combine(subset)
        if commit_key(context, key) == commitment:
            return key
    return None


def open_choice(context: bytes, key: bytes, commitment: bytes, sealed: bytes) -> bytes | None:
    """The choice's bytes, or None if the ciphertext or its padding is not what an honest seal has."""
    try:
        return unpad_choice(AESGCM(_content_key(context, key)).decrypt(_NONCE, sealed, commitment))
    except (InvalidTag, MalformedError):
        return None


def _content_key(context: bytes, key: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, dst("content") + context).derive(key)


def _share_info(context: bytes, index: int) -> bytes:
    return dst("share") + context + bytes([index])
