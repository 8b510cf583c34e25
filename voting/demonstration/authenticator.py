"""A passkey in software: enrols and signs as a device and a browser do together. For demonstrations and tests only.

It does whatever it is told, also what no honest browser does (another origin, no user verification), so that
refusals can be shown. Its private key is in the clear: nobody may enrol one where votes count.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from voting.evidence import b64u, sha256
from voting.evidence.webauthn import Assertion, Passkey, credential_hash, rp_of

UP, UV, BE, BS = 0x01, 0x04, 0x08, 0x10
_ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class Authenticator:
    """One software passkey: its key, and the credential id by which a site asks for it."""

    key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    credential_id: bytes

    @classmethod
    def make(cls, alg: str, randomness: Callable[[int], bytes]) -> Self:
        """A new passkey of kind `ES256`, `EdDSA` or `RS256`; the first two come from `randomness` alone."""
        if alg == "EdDSA":
            key = Ed25519PrivateKey.from_private_bytes(randomness(32))
        elif alg == "ES256":
            secret = int.from_bytes(randomness(40), "big") % (_ORDER_P256 - 1) + 1
            key = ec.derive_private_key(secret, ec.SECP256R1())
        else:
            key = rsa.generate_private_key(65537, 2048)
        return cls(key, randomness(16))

    @property
    def alg(self) -> str:
        """The kind of key, as documents name it."""
        kinds = {Ed25519PrivateKey: "EdDSA", ec.EllipticCurvePrivateKey: "ES256", rsa.RSAPrivateKey: "RS256"}
        return next(name for kind, name in kinds.items() if isinstance(self.key, kind))

    def passkey(self, since: int, vouch: str = "") -> Passkey:
        """The public half, as a roll carries it."""
        spki = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return Passkey(credential_hash(self.credential_id), self.alg, b64u(spki), since, vouch)

    def sign(self, message: bytes) -> bytes:
        """The raw signature; the same message gives the same bytes."""
        if isinstance(self.key, Ed25519PrivateKey):
            return self.key.sign(message)
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))

    def answer(self, challenge: bytes, origin: str, /, rp: str = "", flags: int = UP | UV | BE | BS,
               **client: object) -> Assertion:
        """The assertion that this passkey gives for `challenge` on `origin`; `client` changes what the browser says."""
        said = {"type": "webauthn.get", "challenge": b64u(challenge), "origin": origin, "crossOrigin": False, **client}
        cd = json.dumps(said, separators=(",", ":")).encode()
        ad = sha256((rp or rp_of(origin)).encode()) + bytes([flags]) + bytes(4)
        return Assertion(ad, cd, credential_hash(self.credential_id), self.sign(ad + sha256(cd)))
