"""Just enough CBOR (RFC 8949) to see that bytes are exactly one map and nothing after it.

A device's data may end in a map of extensions whose meaning is no business of ours; what must not be is a tail of
bytes that belong to nothing. Definite lengths only, as CTAP2 demands; no value is kept.
"""

from __future__ import annotations

MAX_DEPTH = 4
_BYTES, _TEXT, _LIST, _MAP, _TAG = 2, 3, 4, 5, 6


def is_one_map(data: bytes) -> bool:
    """Whether `data` is one well-formed map of definite lengths, to the last byte."""
    try:
        return data[0] >> 5 == _MAP and _after(data, 0, 0) == len(data)
    except (IndexError, ValueError):
        return False


def _after(data: bytes, at: int, depth: int) -> int:
    """Where the item at `at` ends; `IndexError` or `ValueError` if it is none."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    major, short = data[at] >> 5, data[at] & 31
    at += 1
    if short < 24:
        length = short
    elif short < 28:
        size = 1 << short - 24
        if at + size > len(data):
            raise ValueError("cut")
        length, at = int.from_bytes(data[at:at + size]), at + size
    else:
        raise ValueError("no definite length")
    if major in (_BYTES, _TEXT):
        at += length
    elif major in (_LIST, _MAP):
        if length > len(data):
            raise ValueError("more items than bytes")
        for _ in range(length * (2 if major == _MAP else 1)):
            at = _after(data, at, depth + 1)
    elif major == _TAG:
        at = _after(data, at, depth + 1)
    if at > len(data):
        raise ValueError("cut")
    return at
