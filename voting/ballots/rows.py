"""Many values of one length, one after another in bytes: for a roll or an urn of a million, which fits no set.

Looked through 256th by 256th, so that what is held beside them is small.
"""

from __future__ import annotations

from collections.abc import Iterator


def starting_with(rows: bytes | bytearray, width: int, first: int, column: int = 0) -> Iterator[int]:
    """The numbers of the rows of `width` bytes that have the byte `first` at `column`."""
    bytes_there, number = rows[column::width], -1
    while (number := bytes_there.find(first, number + 1)) >= 0:
        yield number


def all_differ(rows: bytes | bytearray, width: int) -> bool:
    """Whether no two rows of `width` bytes are the same."""
    for first in set(rows[::width]):
        numbers = list(starting_with(rows, width, first))
        if len({bytes(rows[number * width:(number + 1) * width]) for number in numbers}) != len(numbers):
            return False
    return True
