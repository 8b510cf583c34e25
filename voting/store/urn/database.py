"""The urn's engine and transactions, made once an application; not the register's, and never joined with it.

What is deleted is overwritten on disk, and the write-ahead log, in which casts stand in the order of their arrival, is
emptied after each batch.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError, TimeoutError

from voting.store.engine import apply_engine_rules, reading_engine, unavailable
from voting.store.urn.migrate import URN


class UrnStore:
    """The database at one address, opened and brought up to date when it is first asked for something.

    So every process of a server that forks has connections of its own, and an installation that holds no secret ballot
    has no urn.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    @property
    def engine(self) -> Engine:
        """The engine, made once a process."""
        if self._engine is None:
            with self._opening:
                if self._engine is None:
                    self._engine = self._open()
        return self._engine

    def _open(self) -> Engine:
        engine = create_engine(self.url, pool_pre_ping=True)
        apply_engine_rules(engine, ("secure_delete=ON",))
        try:
            if "search_path=urn" in str(engine.url.query.get("options", "")):
                with engine.begin() as connection:
                    connection.execute(text("CREATE SCHEMA IF NOT EXISTS urn"))
            URN.upgrade(engine)
        except (OperationalError, TimeoutError) as fault:
            engine.dispose()
            raise unavailable(fault) from fault
        return engine

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
        """Empty SQLite's write-ahead log (one that reads just now, or a full disk, may put this off to the next batch);
        on PostgreSQL, whose own log is its operator's, take away what the batch has left in the table."""
        if self.engine.dialect.name == "sqlite":
            with (reading_engine(self.engine).connect() as connection,
                  suppress(self.engine.dialect.loaded_dbapi.OperationalError)):  # the batch is in: no vote is refused
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # outside of any transaction
        elif self.engine.dialect.name == "postgresql":
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM waiting"))

    def leave(self) -> None:
        """In a process that has just been forked: leave the parent's connections to the parent."""
        if self._engine is not None:
            self._engine.dispose(close=False)

    def close(self) -> None:
        """Close the connections."""
        if self._engine is not None:
            self._engine.dispose()
