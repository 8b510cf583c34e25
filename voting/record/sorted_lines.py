"""A file whose lines are sorted by a key, found by key where they lie: two numbers of memory a line, and one read.

For `passkeys.jsonl` and `assertions.jsonl`, of which a large ballot has a line a voter. The file is gone through once,
in stretches that other processes may take, and each line must hold; afterwards a line is read again when it is asked
for. Keys are 43 signs, as base64url writes 32 bytes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from voting.errors import MalformedError
from voting.record.part import Part
from voting.sentences import N_, Sentence

Content = TypeVar("Content")
KEY, START = 43, 8
"""Signs of a key, and how many of its first stand in memory."""
Read = Callable[[bytes], tuple[str, object]]
"""Key and content of a line without its newline; `MalformedError` unless it holds. A function of a module."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What going through some lines gives: the starts of their keys, where each line begins, first and last key."""

    starts: array[int]
    places: array[int]
    first: str
    last: str


def go_through(task: tuple[Part, Read]) -> Stretch | Sentence:
    """Read the lines of a stretch one by one; the sentence if one does not hold or they are not sorted."""
    part, read = task
    starts, places, place, first, last = array("Q"), array("Q"), 0, "", ""
    try:
        for line in part.lines():
            key, _ = read(line)
            if key <= last:
                raise unsorted()
            starts.append(_start(key))
            places.append(place)
            place += len(line) + 1
            first, last = first or key, key
    except MalformedError as error:
        return error.what
    return Stretch(starts, places, first, last)


class SortedLines(Generic[Content]):
    """The lines of `part` by key; `read` as in `go_through`, which has been through all of it."""

    def __init__(self, part: Part, key: str, read: Callable[[bytes], tuple[str, Content]]) -> None:
        """`key` names the member of each line by which they are sorted."""
        self._part, self._key, self._read = part, key, read
        self._starts, self._places, self._last = array("Q"), array("Q"), ""

    def take(self, begin: int, stretch: Stretch) -> None:
        """The next stretch, which begins at byte `begin` of the file; `MalformedError` unless it follows."""
        if stretch.places and stretch.first <= self._last:
            raise unsorted()
        self._starts.extend(stretch.starts)
        self._places.extend(array("Q", (begin + place for place in stretch.places)) if begin else stretch.places)
        self._last = stretch.last or self._last

    def place(self, key: str) -> int | None:
        """The number of the line with this key, from 0; None if there is none."""
        if len(key) != KEY:
            return None
        start, spelt = _start(key), f'"{self._key}":"{key}"'.encode()  # stands in no other value: quotes are escaped
        number = bisect_left(self._starts, start)
        while number < len(self._starts) and self._starts[number] == start:
            if spelt in self.line(number):
                return number
            number += 1
        return None

    def find(self, key: str) -> tuple[int, Content] | None:
        """The same with what the line says."""
        number = self.place(key)
        return None if number is None else (number, self._read(self.line(number))[1])

    def line(self, number: int) -> bytes:
        """A line by its number, without its newline."""
        begin = self._places[number]
        end = self._places[number + 1] if number + 1 < len(self._places) else self._part.size
        return self._part.read(begin, end - begin - 1)

    def __len__(self) -> int:
        return len(self._places)


def unsorted() -> MalformedError:
    """The lines do not stand in the order of their keys."""
    return MalformedError(N_("The lines are not sorted, or two open the same."))


def _start(key: str) -> int:
    return int.from_bytes(key[:START].encode(), "big")
