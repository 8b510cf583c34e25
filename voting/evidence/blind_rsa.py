"""Blind RSA signatures, RFC 9474: RSABSSA-SHA384-PSS-Randomized with RSA-3072 and e = 65537.

The issuer signs a credential without seeing it: the voter's side prepares a message, blinds it, has it signed, and
takes the blinding off (sections 4.1 to 4.4). What is here needs no private key and no chance of its own: whatever is
random is passed in. Signing itself is the service's (`voting/services/blind_sign.py`). A key is refused unless it is
of exactly this size and exponent, odd and without a factor below 1000; section 6 says why a blinded message is too,
unless it has the key's length and lies between 1 and n - 1. The rules, with examples: FORMAT.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha384
from math import gcd

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from voting.errors import MalformedError, SignatureError
from voting.evidence.canonical import b64u, unb64u
from voting.sentences import N_

BITS = 3072
EXPONENT = 65537
PREFIX = 32
"""Random bytes before the message: the variant "Randomized" (section 4.1)."""
SALT = 48
"""Bytes of salt: those of SHA-384."""
SMALL = tuple(n for n in range(3, 1000, 2) if all(n % d or n == d for d in range(3, 32, 2)))
"""The odd primes below 1000."""

_PSS = padding.PSS(padding.MGF1(hashes.SHA384()), SALT)
_HASH = 48


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """The public key of an issuer, from the one DER form of its SubjectPublicKeyInfo; others raise `SignatureError`."""

    der: bytes
    n: int = field(init=False, repr=False, compare=False)
    _key: RSAPublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            key = serialization.load_der_public_key(self.der)
        except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
            raise MalformedError(N_("The key of an issuer cannot be read.")) from fault
        if not isinstance(key, RSAPublicKey):
            raise SignatureError(N_("The key of an issuer is not of the kind RSA."))
        n, e = key.public_numbers().n, key.public_numbers().e
        if key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo) != self.der:
            raise MalformedError(N_("The key of an issuer is not written in its one form."))
        if n.bit_length() != BITS or e != EXPONENT or not n & 1 or any(n % small == 0 for small in SMALL):
            raise SignatureError(N_("The key of an issuer is one that no issuer may use: it needs %(bits)s bits, the "
                                    "exponent %(exponent)s, and no small factor.", bits=BITS, exponent=EXPONENT))
        object.__setattr__(self, "n", n)
        object.__setattr__(self, "_key", key)

    @property
    def b64u(self) -> str:
        """The key as the paper has it."""
        return b64u(self.der)

    @classmethod
    def from_b64u(cls, text: object) -> IssuerKey:
        """The key in base64url text; the same text is read once."""
        return _read_key(text) if isinstance(text, str) else cls(unb64u(text))

    def to_pem(self) -> bytes:
        """The key as `openssl` reads it."""
        return self._key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return if `signature` is this key's over `message` (RSASSA-PSS, SHA-384, 48 bytes of salt)."""
        if len(signature) != BITS // 8:
            raise SignatureError(N_("A signature of an issuer has the wrong length."))
        try:
            self._key.verify(signature, message, _PSS, hashes.SHA384())
        except (InvalidSignature, ValueError) as fault:
            raise SignatureError(N_("A signature of an issuer does not hold.")) from fault

    def check_blinded(self, blinded: bytes) -> None:
        """Return if the issuer may sign `blinded`: the key's length, above 1, below n - 1; else `MalformedError`."""
        check_blinded(self.n, blinded)

    def check_blind_signature(self, blinded: bytes, blind_signature: bytes) -> None:
        """Return if `blind_signature` is the one over `blinded`: anyone may check it, without knowing either."""
        s = int.from_bytes(blind_signature, "big")
        if len(blind_signature) != BITS // 8 or s >= self.n or pow(s, EXPONENT, self.n) != int.from_bytes(
                blinded, "big"):
            raise SignatureError(N_("A blind signature does not hold."))

    def blind(self, message: bytes, salt: bytes, factor: int) -> tuple[bytes, int]:
        """As `blind`, with this key."""
        return blind(self.n, EXPONENT, message, salt, factor)

    def finalise(self, message: bytes, blind_signature: bytes, inverse: int) -> bytes:
        """The signature over `message`; `SignatureError` if the issuer signed something else (section 4.4)."""
        signature = unblind(self.n, blind_signature, inverse)
        self.verify(signature, message)
        return signature


@lru_cache(maxsize=64)
def _read_key(text: str) -> IssuerKey:
    return IssuerKey(unb64u(text))


def check_blinded(n: int, blinded: bytes) -> None:
    """Return if `blinded` has the length of `n` and lies strictly between 1 and n - 1; else `MalformedError`."""
    if len(blinded) != _length(n) or not 1 < int.from_bytes(blinded, "big") < n - 1:
        raise MalformedError(N_("A blinded message is not one that may be signed."))


def blind(n: int, e: int, message: bytes, salt: bytes, factor: int) -> tuple[bytes, int]:
    """The blinded message and the number that takes the blinding off (section 4.2).

    `message` is prepared already; `factor` is uniform between 1 and n - 1. `MalformedError` if it has no inverse.
    """
    encoded = int.from_bytes(encode_pss(message, salt, n.bit_length() - 1), "big")
    if not 1 <= factor < n or gcd(factor, n) != 1 or gcd(encoded, n) != 1:
        raise MalformedError(N_("A message cannot be blinded with this factor."))
    return (encoded * pow(factor, e, n) % n).to_bytes(_length(n), "big"), pow(factor, -1, n)


def unblind(n: int, blind_signature: bytes, inverse: int) -> bytes:
    """The signature out of the blind one; the caller verifies it."""
    if len(blind_signature) != _length(n):
        raise SignatureError(N_("A blind signature does not hold."))
    return (int.from_bytes(blind_signature, "big") * inverse % n).to_bytes(_length(n), "big")


def encode_pss(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS of RFC 8017, section 9.1.1, with SHA-384 and MGF1-SHA-384, in `bits` bits."""
    length = (bits + 7) // 8
    digest = sha384(bytes(8) + sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - _HASH - 2) + b"\x01" + salt
    mask = b"".join(sha384(digest + counter.to_bytes(4, "big")).digest()
                    for counter in range((len(block) + _HASH - 1) // _HASH))[:len(block)]
    masked = bytes(a ^ b for a, b in zip(block, mask, strict=True))
    return bytes([masked[0] & 0xFF >> 8 * length - bits]) + masked[1:] + digest + b"\xbc"


def public_numbers_der(n: int, e: int = EXPONENT) -> bytes:
    """The SubjectPublicKeyInfo of a modulus and exponent, for tests and whoever imports a key from elsewhere."""
    return RSAPublicNumbers(e, n).public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _length(n: int) -> int:
    return (n.bit_length() + 7) // 8
