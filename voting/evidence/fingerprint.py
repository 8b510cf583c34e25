"""What people compare: twelve digits of a paper or record, read aloud; a code of twelve signs on a receipt.

Both shorten a hash so far that a patient forger can meet them: they help people to find and compare, and prove
nothing alone. The rules, with examples: FORMAT.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from voting.errors import MalformedError
from voting.evidence.signing import dst
from voting.sentences import N_

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base32 without I, L, O and U: no two signs are mistaken for each other."""


def fingerprint(data: bytes) -> str:
    """Twelve decimal digits in groups of four: SHA-256 over the domain string and `data`, modulo 10^12."""
    return fingerprint_of([data])


def fingerprint_of(pieces: Iterable[bytes]) -> str:
    """The same of bytes that come piece by piece."""
    digest = hashlib.sha256(dst("fingerprint"))
    for piece in pieces:
        digest.update(piece)
    number = int.from_bytes(digest.digest(), "big") % 10**12
    digits = f"{number:012d}"
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}"


def receipt_code(leaf: bytes) -> str:
    """The first 60 bits of a leaf hash (32 bytes) as twelve signs: `K7QM-2F9X-8D4T`."""
    if len(leaf) != 32:
        raise MalformedError(N_("A value has %(found)s bytes instead of %(wanted)s.", found=len(leaf), wanted=32))
    bits = int.from_bytes(leaf[:8], "big") >> 4
    signs = "".join(CROCKFORD[bits >> shift & 31] for shift in range(55, -1, -5))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
