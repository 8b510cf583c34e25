"""Ed25519 (RFC 8032), strictly: the signatures under papers, tallies and the log.

Stricter than common libraries, so that two honest verifiers never disagree: public keys of small order are refused
in all their 14 encodings (with them anything verifies), keys must be canonical, and S must be below the group's
order. Domain strings keep a signature made for one purpose from serving another. The rules, with examples: FORMAT.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from voting.errors import MalformedError, SignatureError
from voting.evidence.canonical import b64u, encode, sha256_hex, unb64u
from voting.sentences import N_

_PURPOSE = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
"""The y coordinate of a point of order eight; the other is its negative."""

SMALL_ORDER = frozenset(
    (y | sign << 255).to_bytes(32, "little")
    for y in (0, 1, P - 1, _Y8, P - _Y8, P, P + 1) for sign in (0, 1))
"""The 14 encodings, canonical or not, of the eight points of small order."""


def dst(name: str) -> bytes:
    """The domain string of a purpose: `scrutin/v1/NAME` and a newline; `ValueError` for a name that is none."""
    if not _PURPOSE.match(name):  # a mistake of ours, never of the bytes that we read: purposes are literals
        raise ValueError(f"not a purpose: {name!r}")
    return b"scrutin/v1/" + name.encode() + b"\n"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key of 32 bytes that may be used; making one from other bytes raises `SignatureError`."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise SignatureError(N_("A public key is not 32 bytes long."))
        y = int.from_bytes(self.raw, "little") & (1 << 255) - 1
        if self.raw in SMALL_ORDER or y >= P:
            raise SignatureError(N_("A public key is one under which anything would verify, or is not canonical."))

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return if `signature` (64 bytes) is this key's over `message`; else `SignatureError`."""
        if len(signature) != 64:
            raise SignatureError(N_("A signature is not 64 bytes long."))
        if int.from_bytes(signature[32:], "little") >= ORDER:
            raise SignatureError(N_("A signature is not in its one canonical form."))
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError) as fault:
            raise SignatureError(N_("A signature does not hold.")) from fault

    @property
    def b64u(self) -> str:
        """The key as base64url of its 32 bytes."""
        return b64u(self.raw)

    @property
    def id(self) -> str:
        """Eight hexadecimal digits to tell keys apart; not a proof of anything."""
        return sha256_hex(self.raw)[:8]

    @classmethod
    def from_b64u(cls, text: object) -> PublicKey:
        """The key in base64url text."""
        return cls(unb64u(text, 32))

    def to_pem(self) -> bytes:
        """The key as SubjectPublicKeyInfo in PEM, as `openssl pkey -pubin` reads it."""
        return Ed25519PublicKey.from_public_bytes(self.raw).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    @classmethod
    def from_pem(cls, pem: bytes) -> PublicKey:
        """The key in PEM bytes, which must be the very ones that `to_pem` writes."""
        try:
            key = serialization.load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm) as fault:
            raise MalformedError(N_("A public key cannot be read.")) from fault
        if not isinstance(key, Ed25519PublicKey):
            raise SignatureError(N_("A public key is not of the kind Ed25519."))
        public = cls(key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))
        if public.to_pem() != pem:
            raise MalformedError(N_("A public key is not written in its one form."))
        return public


class SigningKey:
    """An Ed25519 private key; it never shows itself in a message or a `repr`."""

    __slots__ = ("_key", "public")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key().public_bytes(serialization.Encoding.Raw,
                                                              serialization.PublicFormat.Raw))

    def __repr__(self) -> str:
        return f"SigningKey({self.public.id})"

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from the operating system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """The key of a 32-byte seed: for test vectors and demonstrations that must come out the same."""
        if len(seed) != 32:
            raise MalformedError(N_("A seed is not 32 bytes long."))
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes | None = None) -> SigningKey:
        """The key in PKCS #8 PEM; `MalformedError` for another kind of key or a wrong passphrase."""
        try:
            key = serialization.load_pem_private_key(pem, passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
            raise MalformedError(N_("A private key cannot be opened.")) from fault
        if not isinstance(key, Ed25519PrivateKey):
            raise MalformedError(N_("A private key is not of the kind Ed25519."))
        return cls(key)

    def to_pem(self, passphrase: bytes | None = None) -> bytes:
        """PKCS #8 in PEM, encrypted if there is a passphrase of 1 to 1,023 bytes (else `MalformedError`)."""
        if passphrase is None:
            lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
        elif 0 < len(passphrase) < 1024:
            lock = serialization.BestAvailableEncryption(passphrase)
        else:  # an empty one must not pass for protection
            raise MalformedError(N_("A private key cannot be opened."))
        return self._key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over `message`; the same message always gives the same signature."""
        return self._key.sign(message)


def sign_document(key: SigningKey, purpose: str, document: Mapping[str, object]) -> dict[str, object]:
    """`document` with `sig`: base64url of the signature over the purpose's domain string and the canonical rest."""
    bare = {name: value for name, value in document.items() if name != "sig"}
    return {**bare, "sig": b64u(key.sign(dst(purpose) + encode(bare)))}


def verify_document(public: PublicKey, purpose: str, document: Mapping[str, object]) -> None:
    """Return if `document` carries the signature that `sign_document` gives; else `SignatureError`."""
    bare = {name: value for name, value in document.items() if name != "sig"}
    public.verify(unb64u(document.get("sig"), 64), dst(purpose) + encode(bare))
