"""What the urn asks of its tables: a ballot, locked or not; a pseudonym's last number; a cast put in; a batch moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, ScalarSelect, Select, Table, bindparam, delete, func, insert, select, text, update

from voting.store.urn.tables import entry, urn_ballot, waiting

CHUNK = 500
"""Leaves read at a time."""


@dataclass(frozen=True, slots=True)
class Held:
    """A cast as it is stored: hash of the leaf, pseudonym, number, bytes."""

    leaf: bytes
    pk: bytes
    seq: int
    body: bytes


@dataclass(frozen=True, slots=True)
class UrnBallot:
    """What the urn knows of a ballot: its state, the hash of its readers' key, its signed paper, when it closes (UTC
    seconds), how far its log has come and the signed head of it."""

    ballot: str
    state: str  # prepared | open | closed | void
    reading_key: bytes
    paper: bytes
    paper_sig: bytes
    close_at: int
    size: int
    frontier: bytes
    checkpoint: bytes


def find(connection: Connection, ballot: str) -> UrnBallot | None:
    """The ballot, or None."""
    return _ballot(connection, select(urn_ballot).where(urn_ballot.c.ballot == ballot))


def lock(connection: Connection, ballot: str) -> UrnBallot | None:
    """The ballot, locked alone, for a batch or a new state."""
    return _ballot(connection, select(urn_ballot).where(urn_ballot.c.ballot == ballot).with_for_update())


def _ballot(connection: Connection, query: Select) -> UrnBallot | None:
    row = connection.execute(query).one_or_none()
    return None if row is None else UrnBallot(*(bytes(value) if isinstance(value, memoryview) else value
                                                for value in row))


def lock_for_cast(connection: Connection, ballot: str, pk: bytes) -> None:
    """On PostgreSQL: no batch meanwhile, and one cast of a pseudonym at a time. SQLite has one lock for all."""
    if connection.dialect.name == "postgresql":
        connection.execute(_SHARED, {"ballot": ballot})
        number = int.from_bytes(pk[:8], "big", signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a cast that arrives finds: the ballot's state and close, its pseudonym's highest number, whether this very
    cast is in the urn, how many wait for a batch."""

    state: str
    close_at: int
    last_seq: int
    is_held: bool
    waiting: int


def standing(connection: Connection, ballot: str, leaf: bytes, pk: bytes) -> Standing | None:
    """All that in one statement; None for a ballot that is not known."""
    row = connection.execute(_STANDING, {"ballot": ballot, "leaf": leaf, "pk": pk}).one_or_none()
    if row is None:
        return None
    state, close_at, waits, logged, is_waiting, is_logged, count = row
    return Standing(state, close_at, max(waits or 0, logged or 0), bool(is_waiting or is_logged), count)


def last_seq(connection: Connection, ballot: str, pk: bytes) -> int:
    """The highest number of a pseudonym's casts, 0 if there is none."""
    found = standing(connection, ballot, b"", pk)
    return found.last_seq if found else 0


def is_held(connection: Connection, ballot: str, leaf: bytes) -> bool:
    """Whether a cast with this hash is in the urn, in a batch or not."""
    found = standing(connection, ballot, leaf, b"")
    return found is not None and found.is_held


def _highest(table: Table) -> ScalarSelect:
    return select(func.max(table.c.seq)).where(table.c.ballot == bindparam("ballot"), table.c.pk == bindparam("pk")
                                               ).scalar_subquery()


def _here(table: Table) -> ScalarSelect:
    return select(func.count()).where(table.c.ballot == bindparam("ballot"), table.c.leaf == bindparam("leaf")
                                      ).scalar_subquery()


_STANDING = select(
    urn_ballot.c.state, urn_ballot.c.close_at, _highest(waiting), _highest(entry), _here(waiting), _here(entry),
    select(func.count()).where(waiting.c.ballot == bindparam("ballot")).scalar_subquery(),
).where(urn_ballot.c.ballot == bindparam("ballot"))
_SHARED = select(urn_ballot.c.ballot).where(urn_ballot.c.ballot == bindparam("ballot")).with_for_update(read=True)
_PUT = insert(waiting)


def put(connection: Connection, ballot: str, cast: Held) -> None:
    """A new cast, waiting for its batch."""
    connection.execute(_PUT, {"ballot": ballot, "leaf": cast.leaf, "pk": cast.pk, "seq": cast.seq, "body": cast.body})


def count_waiting(connection: Connection, ballot: str) -> int:
    """How many casts wait for a batch."""
    return connection.execute(select(func.count()).select_from(waiting).where(waiting.c.ballot == ballot)).scalar_one()


def all_waiting(connection: Connection, ballot: str) -> list[Held]:
    """The casts that wait, in the order of their hashes."""
    return _held(connection, waiting, ballot)


def _held(connection: Connection, table: Table, ballot: str) -> list[Held]:
    query = select(table.c.leaf, table.c.pk, table.c.seq, table.c.body).where(table.c.ballot == ballot)
    return [Held(bytes(leaf), bytes(pk), seq, bytes(body))
            for leaf, pk, seq, body in connection.execute(query.order_by(table.c.leaf))]


def append(connection: Connection, ballot: str, casts: Sequence[Held], size: int) -> None:
    """Move a whole batch into the log, in this order, from place `size` on."""
    connection.execute(insert(entry), [{"ballot": ballot, "leaf": cast.leaf, "place": size + number, "pk": cast.pk,
                                        "seq": cast.seq, "body": cast.body} for number, cast in enumerate(casts)])
    connection.execute(delete(waiting).where(waiting.c.ballot == ballot))


def save(connection: Connection, ballot: str, **values: object) -> None:
    """Write columns of the ballot's row."""
    connection.execute(update(urn_ballot).where(urn_ballot.c.ballot == ballot).values(**values))


def add(connection: Connection, **values: object) -> None:
    """A new ballot."""
    connection.execute(insert(urn_ballot).values(**values))


def leaves(connection: Connection, ballot: str) -> Iterator[bytes]:
    """The leaves of the log in its order."""
    after = -1
    while True:
        rows = connection.execute(select(entry.c.place, entry.c.body).where(
            entry.c.ballot == ballot, entry.c.place > after).order_by(entry.c.place).limit(CHUNK)).all()
        for row in rows:
            yield bytes(row.body)
        if len(rows) < CHUNK:
            return
        after = rows[-1].place


def ballots(connection: Connection, state: str = "") -> list[str]:
    """The ids of the ballots, all or those in one state."""
    query = select(urn_ballot.c.ballot).order_by(urn_ballot.c.ballot)
    return list(connection.execute(query.where(urn_ballot.c.state == state) if state else query).scalars())


def hashes(connection: Connection, ballot: str) -> list[bytes]:
    """The hashes of the log's leaves in its order."""
    query = select(entry.c.leaf).where(entry.c.ballot == ballot).order_by(entry.c.place)
    return [bytes(leaf) for leaf in connection.execute(query).scalars()]
