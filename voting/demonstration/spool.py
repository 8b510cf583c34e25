"""Files of a demonstration that are too long for memory: written once to a temporary folder, then read in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voting.record.part import Part


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """A finished file as a source of bytes."""

    path: Path
    size: int

    def __len__(self) -> int:
        return self.size

    def read(self, start: int, size: int) -> bytes:
        """The bytes; fewer only at the end."""
        with self.path.open("rb") as stream:
            stream.seek(start)
            return stream.read(size)


class Spool:
    """Gives out sinks that are files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0

    def sink(self) -> FileSink:
        """A new empty file."""
        self._count += 1
        return FileSink(self._folder / f"{self._count}.part")


class FileSink:
    """A file that is written once and then read."""

    def __init__(self, path: Path) -> None:
        self._path, self._stream = path, path.open("wb")

    def write(self, data: bytes) -> object:
        """Put more behind."""
        return self._stream.write(data)

    def part(self) -> Part:
        """All that was written; after this nothing more is."""
        self._stream.close()
        size = self._path.stat().st_size
        return Part(SpooledFile(self._path, size), 0, size)
