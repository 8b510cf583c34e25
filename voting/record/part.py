"""Bytes that may be too many to hold: a stretch of a file or of memory, read piece by piece, line by line, in ranges.

A record of a large secret ballot is longer than a computer's memory may be. Whoever reads it takes `Part`s: they know
where their bytes are, cost nothing until they are read, and can be handed to another process. Opening a file is left
to whoever has one; here stands what anything that can be read from must offer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from voting.errors import MalformedError
from voting.sentences import N_

PIECE = 1 << 20
LONGEST_LINE = 1 << 20
"""Bytes that a line may have: far more than any document of a record, few enough to hold."""


MOST_HELD = 512 * 1024 * 1024
"""Bytes of one file that anybody may ask for at once."""


class Source(Protocol):
    """Something with a length that gives `size` bytes from `start` on, and always the same ones."""

    def __len__(self) -> int: ...

    def read(self, start: int, size: int) -> bytes:
        """The bytes; fewer only at the end."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Bytes as a source."""

    data: bytes

    def __len__(self) -> int:
        return len(self.data)

    def read(self, start: int, size: int) -> bytes:
        """The bytes; fewer only at the end."""
        return self.data[start:start + size]


@dataclass(frozen=True, slots=True)
class Part:
    """`size` bytes of a source from `start` on."""

    source: Source
    start: int
    size: int

    @classmethod
    def of(cls, data: bytes) -> Part:
        """Bytes in memory as a part."""
        return cls(InMemory(data), 0, len(data))

    def read(self, offset: int = 0, size: int | None = None) -> bytes:
        """Bytes of this part: all by default."""
        size = self.size - offset if size is None else min(size, self.size - offset)
        data = self.source.read(self.start + offset, max(0, size))
        if len(data) != max(0, size):
            raise MalformedError(N_("A file became shorter while it was read."))
        return data

    def pieces(self) -> Iterator[bytes]:
        """All of it, a mebibyte at a time."""
        for offset in range(0, self.size, PIECE):
            yield self.read(offset, PIECE)

    def sha256(self) -> str:
        """Hex SHA-256."""
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()

    def slice(self, begin: int, end: int) -> Part:
        """The bytes from `begin` to before `end`."""
        return Part(self.source, self.start + begin, end - begin)

    def lines(self) -> Iterator[bytes]:
        """Each line without its newline; `MalformedError` if the last is not ended, or one is too long."""
        rest = b""
        for piece in self.pieces():
            first, *others = (rest + piece).split(b"\n")
            if others:
                yield first
                yield from others[:-1]
                rest = others[-1]
            else:
                rest = first
            if len(rest) > LONGEST_LINE:
                raise MalformedError(N_("A line is longer than any document of a record."))
        if rest:
            raise MalformedError(N_("The last line of a file is not ended: the file may have been cut."))

    def ranges(self, count: int) -> list[Part]:
        """The same bytes in about `count` parts of about one size, each of whole lines."""
        cuts = [0]
        for number in range(1, count):
            place = max(cuts[-1], number * self.size // count)
            while place < self.size and (found := self.read(place, 65536).find(b"\n")) < 0:
                place += 65536
            place = min(self.size, place + found + 1) if place < self.size else self.size
            if place > cuts[-1]:
                cuts.append(place)
        return [self.slice(begin, end) for begin, end in zip(cuts, [*cuts[1:], self.size], strict=True) if end > begin]

    def cut(self, counts: Sequence[int]) -> list[Part]:
        """The same bytes in parts of so many lines each, the last with all that are left."""
        ends, wanted, seen, offset = [], 0, 0, 0
        goals = [wanted := wanted + count for count in counts[:-1]]
        for piece in self.pieces():
            here, place = piece.count(b"\n"), -1
            while goals and seen + here >= goals[0]:
                for _ in range(goals[0] - seen):
                    place = piece.index(b"\n", place + 1)
                here -= goals[0] - seen
                seen = goals.pop(0)
                ends.append(offset + place + 1)
            seen += here
            offset += len(piece)
        ends += [self.size] * (len(counts) - len(ends))
        return [self.slice(begin, end) for begin, end in zip([0, *ends], ends, strict=False)]  # none of an empty file

    def count_lines(self) -> int:
        """How many newlines."""
        return sum(piece.count(b"\n") for piece in self.pieces())


class Files(Mapping[str, bytes]):
    """The files of a record by name: as bytes for those who want all of one, as a `Part` for those who read in pieces.

    Nothing is kept that is not in memory already; a file that cannot be held is refused when all of it is asked for.
    """

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = dict(parts)

    def part(self, name: str) -> Part | None:
        """The file, to be read in pieces; None if it is not there."""
        return self._parts.get(name)

    def __getitem__(self, name: str) -> bytes:
        part = self._parts[name]
        if part.size > MOST_HELD:
            raise MalformedError(N_("A file is larger than this program holds in memory."))
        return part.read()

    def __contains__(self, name: object) -> bool:
        return name in self._parts  # without reading it

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)
