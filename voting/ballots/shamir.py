"""Shamir's sharing of a secret among n so that any t find it again: over GF(2^8) with the polynomial 0x11B.

A share is as many bytes as the secret and one more, the place x from 1 to 255 at which it was taken, last (the layout
of HashiCorp's Vault and of the libraries that follow it). A polynomial is evaluated for each byte of the secret; the
secret is its value at 0. Tables make this quick: it has no secret to keep from a clock on the machine that opens a
ballot, for there the shares are public already.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from voting.errors import MalformedError
from voting.sentences import N_


def _multiply_slowly(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


_EXP = [1]
while len(_EXP) < 255:
    _EXP.append(_multiply_slowly(_EXP[-1], 3))  # 3 generates the group
_LOG = {value: power for power, value in enumerate(_EXP)}


def _multiply(a: int, b: int) -> int:
    return _EXP[(_LOG[a] + _LOG[b]) % 255] if a and b else 0


def _divide(a: int, b: int) -> int:
    return _EXP[(_LOG[a] - _LOG[b]) % 255] if a else 0


_TIMES = [bytes(_multiply(factor, value) for value in range(256)) for factor in range(256)]
"""Row f maps a byte to f times that byte, as `bytes.translate` wants it."""


def split(secret: bytes, places: Sequence[int], coefficients: Sequence[bytes]) -> list[bytes]:
    """A share of `secret` for each place; t = 1 + the number of `coefficients`, each random and as long as the secret.

    `MalformedError` for places that are not different numbers from 1 to 255, or coefficients of another length.
    """
    _check_places(places)
    if any(len(row) != len(secret) for row in coefficients):
        raise MalformedError(N_("A secret cannot be shared in this way."))
    shares = []
    for x in places:
        y = bytes(len(secret))
        for row in (*reversed(coefficients), secret):  # Horner
            y = bytes(a ^ b for a, b in zip(y.translate(_TIMES[x]), row, strict=True))
        shares.append(y + bytes([x]))
    return shares


def combine(shares: Sequence[bytes]) -> bytes:
    """The secret whose shares these are, if there are enough; else other bytes, which a commitment must refuse."""
    length, places = len(shares[0]), tuple(share[-1] for share in shares)
    if any(len(share) != length for share in shares):
        raise MalformedError(N_("The shares of a secret do not belong together."))
    total = 0
    for share, weight in zip(shares, _weights(places), strict=True):
        total ^= int.from_bytes(share[:-1].translate(_TIMES[weight]), "big")
    return total.to_bytes(length - 1, "big")


@lru_cache(maxsize=4096)
def _weights(places: tuple[int, ...]) -> tuple[int, ...]:
    """By how much each share counts at 0 (Lagrange)."""
    _check_places(places)
    weights = []
    for x in places:
        weight = 1
        for other in places:
            if other != x:
                weight = _multiply(weight, _divide(other, other ^ x))
        weights.append(weight)
    return tuple(weights)


def _check_places(places: Sequence[int]) -> None:
    if not places or len(set(places)) != len(places) or not all(1 <= x <= 255 for x in places):
        raise MalformedError(N_("The shares of a secret do not belong together."))
