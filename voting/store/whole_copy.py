"""The whole database as one file: copied out while the service runs, looked into, put in place.

SQLite only. `VACUUM INTO` reads one consistent state and hinders no writer; a copy of the file alone would miss what
stands in the write-ahead log. PostgreSQL has its own means (`pg_dump`), which know better.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from voting.errors import ConflictError, MalformedError
from voting.evidence import Frontier, Tree, leaf_hash
from voting.sentences import N_

BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a database: belongs to the file it was made with and to no other."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database file holds: whether the organisation is founded, its log, the migration it stands at."""

    is_founded: bool
    leaf_hashes: tuple[bytes, ...]
    root: bytes
    revision: str


def sqlite_file(url: str) -> Path:
    """The file behind a database address; `ConflictError` with the way to go for any other database."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise ConflictError(
            N_("This database is not a SQLite file; its own tools copy it."),
            next=N_("For PostgreSQL: pg_dump --format=custom and pg_restore; keep a copy of the keys apart from it. An "
                    "older copy is recognised there as well."))
    return Path(address.database)


def copy_out(source: Path, target: Path) -> None:
    """Write a consistent copy of the database to `target`, which must not exist."""
    with _opened(source) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def look_into(path: Path) -> Contents:
    """What the file holds, its log recomputed; `MalformedError` if it is damaged or no database of ours."""
    try:
        with _opened(path) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise _damaged()
            tables = {name for name, in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables:
                return Contents(False, (), Tree([]).root(), "")
            is_founded = connection.execute("SELECT 1 FROM fact WHERE name = 'founded'").fetchone() is not None
            revision, = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            hashes = tuple(leaf_hash(bytes(body)) for body, in
                           connection.execute('SELECT body FROM leaf ORDER BY "index"'))
            head = connection.execute("SELECT frontier FROM head WHERE id = 1").fetchone()
    except (sqlite3.DatabaseError, TypeError) as fault:
        raise _damaged() from fault
    root = Frontier.from_bytes(bytes(head[0])).root() if head else Tree([]).root()
    if Tree(hashes).root() != root:
        raise MalformedError(N_("The entries of the log in this database and its head disagree: it is damaged."))
    return Contents(is_founded, hashes, root, revision)


def check_urn(path: Path) -> None:
    """Return if the file is an undamaged database of an urn; else `MalformedError`."""
    try:
        with _opened(path) as connection:
            is_whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            tables = {name for name, in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as fault:
        raise _damaged() from fault
    if not is_whole or not {"urn_ballot", "entry", "waiting"} <= tables:
        raise _damaged()


def is_founded_file(path: Path) -> bool:
    """Whether a database stands at `path` that must not be written over: founded, or not to be read."""
    if not path.exists():
        return False
    try:
        return look_into(path).is_founded
    except MalformedError:
        return path.stat().st_size > 0


def put_in_place(copy: Path, path: Path) -> None:
    """Make `copy` the database at `path`; nothing of an unfounded one before it is left."""
    for ending in BESIDE:
        Path(f"{path}{ending}").unlink(missing_ok=True)
    copy.replace(path)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=15, isolation_level=None)) as connection:
        yield connection


def _damaged() -> MalformedError:
    return MalformedError(N_("This is not a database of this service, or it is damaged."))
