"""The record where it lies: a file that is read in pieces, also by other processes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from voting.record.archive import LIMIT
from voting.record.faults import RecordFault
from voting.record.part import InMemory
from voting.sentences import N_


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file as a source of bytes; another process opens it again by its path."""

    path: str
    size: int

    def __len__(self) -> int:
        return self.size

    def read(self, start: int, size: int) -> bytes:
        """The bytes; fewer only at the end."""
        return os.pread(_descriptor(self.path, os.getpid()), size, start)


@lru_cache(maxsize=1)
def _descriptor(path: str, _process: int) -> int:
    return os.open(path, os.O_RDONLY)


@contextmanager
def open_record(path: str) -> Iterator[OpenFile | InMemory]:
    """The record; one that is no plain file (a pipe) is read into memory. `RecordFault` if it cannot be opened."""
    try:
        found = os.stat(path)
        if stat.S_ISREG(found.st_mode) and hasattr(os, "pread"):
            source: OpenFile | InMemory = OpenFile(path, found.st_size)
            source.read(0, 1)
        else:
            source = InMemory(read_whole(path, "zip_unreadable"))
        yield source
    except (OSError, ValueError) as error:
        raise RecordFault("zip_unreadable", Path(path).name, N_("The file cannot be opened.")) from error
    finally:
        if _descriptor.cache_info().currsize:
            os.close(_descriptor(path, os.getpid()))
            _descriptor.cache_clear()


def read_whole(path: str, code: str) -> bytes:
    """All of a file that is not too long; `RecordFault` with `code` if it cannot be opened."""
    try:
        with open(path, "rb") as stream:
            return stream.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        raise RecordFault(code, Path(path).name, N_("The file cannot be opened.")) from error
