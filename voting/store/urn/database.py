"""The urn's engine and transactions, made once an application; not the register's, and never joined with it.

What is deleted is overwritten on disk, and the write-ahead log, in which casts stand in the order of their arrival, is
emptied after each batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError, TimeoutError

from voting.store.engine import apply_engine_rules, reading_engine, unavailable
from voting.store.urn.migrate import upgrade


class UrnStore:
    """The database at one address, brought up to date when opened."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, pool_pre_ping=True)
        apply_engine_rules(self.engine, ("secure_delete=ON",))
        upgrade(self.engine)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One act's transaction: all of it is on disk when the block ends, or none of it is."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except (OperationalError, TimeoutError) as fault:
            raise unavailable(fault) from fault

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view that writes nothing."""
        try:
            with reading_engine(self.engine).connect() as connection:
                yield connection
        except (OperationalError, TimeoutError) as fault:
            raise unavailable(fault) from fault

    def empty_log(self) -> None:
        """Empty SQLite's write-ahead log; another connection that reads may put this off to the next batch."""
        if self.engine.dialect.name == "sqlite":
            with reading_engine(self.engine).connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql("ROLLBACK") if connection.in_transaction() else None
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def leave(self) -> None:
        """In a process that has just been forked: leave the parent's connections to the parent."""
        self.engine.dispose(close=False)

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()
