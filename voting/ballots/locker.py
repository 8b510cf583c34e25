"""A locker as browsers make it (`client/src/secret/locker.mjs`), opened or made by its recovery code alone.

    u8 1 || u8 number of ways || (u8 kind, 8 bytes of passkey or zeros, 12 iv, 48 key) each || 12 iv || state

Of each way the key is HKDF-SHA256(PRF output or code, info dst("locker") || scope): of a voter's locker the scope is
the hash of the paper, of a teller's that of the ballot's id. For a teller at a shell, and for the demonstration's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voting.errors import InputError, MalformedError
from voting.evidence import dst
from voting.sentences import N_

VERSION, BY_CODE = 1, 2
_NAME, _IV, _WRAPPED, _CODE = 8, 12, 48, 24
_WAY = 1 + _NAME + _IV + _WRAPPED


def lock(scope: bytes, state: bytes, code: str, randomness: Callable[[int], bytes]) -> bytes:
    """A locker that the code opens and nothing else."""
    own, under, nonce = randomness(32), randomness(_IV), randomness(_IV)
    wrapped = AESGCM(_way_key(scope, code)).encrypt(under, own, None)
    head = bytes([VERSION, 1, BY_CODE]) + bytes(_NAME) + under + wrapped + nonce
    return head + AESGCM(own).encrypt(nonce, state, None)


def open_locker(scope: bytes, locker: bytes, code: str) -> bytes:
    """The state in a locker; `InputError` if the code is another's, `MalformedError` if this is no locker."""
    if len(locker) < 2 or locker[0] != VERSION or len(locker) < 2 + locker[1] * _WAY + _IV:
        raise MalformedError(N_("This is no key file, or one of another version."))
    end = 2 + locker[1] * _WAY
    for start in range(2, end, _WAY):
        way = locker[start:start + _WAY]
        if way[0] != BY_CODE:
            continue
        under, wrapped = way[1 + _NAME:1 + _NAME + _IV], way[1 + _NAME + _IV:]
        try:
            own = AESGCM(_way_key(scope, code)).decrypt(under, wrapped, None)
            return AESGCM(own).decrypt(locker[end:end + _IV], locker[end + _IV:], None)
        except InvalidTag:
            continue
    raise InputError(N_("This recovery code does not open the key. Check it, sign by sign."))


def _way_key(scope: bytes, code: str) -> bytes:
    signs = re.sub("[^0-9A-Z]", "", re.sub("[IL]", "1", code.upper().replace("O", "0")))
    if len(signs) != _CODE:
        raise InputError(N_("A recovery code has 24 letters and figures."))
    return HKDF(SHA256(), 32, None, dst("locker") + scope).derive(dst("locker") + signs.encode())
