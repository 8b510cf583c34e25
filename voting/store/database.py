"""The register's database: engine rules, the two kinds of transaction, and nothing of what they are used for.

SQLite by default: write-ahead log, `synchronous=FULL` (a receipt once shown survives a power cut), and writers
that say BEGIN IMMEDIATE, because a deferred transaction that reads and then writes loses updates or fails.
PostgreSQL by its URL alone. Secret ballots will have a second database with an engine of its own, so that no
session can ever commit both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.exc import OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, Session

from voting.errors import UnavailableError
from voting.sentences import N_

LONGEST_WAIT_S = 15
"""How long an act waits for the act of another process before it is told that the database is busy."""
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={LONGEST_WAIT_S * 1000}",
           "trusted_schema=OFF")
NAMES = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
         "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s",
         "pk": "pk_%(table_name)s"}


class Base(DeclarativeBase):
    """Root of the register's tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)


def apply_engine_rules(engine: Engine) -> None:
    """Set what every connection must know and choose how each transaction begins; once an engine."""
    if engine.dialect.name == "postgresql":
        @event.listens_for(engine, "connect")
        def on_connect_postgres(connection: object, _record: object) -> None:
            connection.execute(f"SET lock_timeout = '{LONGEST_WAIT_S}s'")
            connection.commit()

    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: object, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy, not sqlite3, says BEGIN
        for pragma in PRAGMAS:
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def on_begin(connection: object) -> None:
        is_reading = connection.get_execution_options().get("is_reading")
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


@contextmanager
def writing() -> Iterator[Session]:
    """One act's transaction: all of it is on disk when the block ends, or none of it is."""
    try:
        with Session(db.engine, expire_on_commit=False) as session, session.begin():
            yield session
    except (OperationalError, TimeoutError) as fault:
        raise unavailable(fault) from fault


@contextmanager
def reading() -> Iterator[Session]:
    """A consistent view for one page; takes no write lock and commits nothing."""
    try:
        with Session(_reading_engine()) as session:
            yield session
    except (OperationalError, TimeoutError) as fault:
        raise unavailable(fault) from fault


def _reading_engine() -> Engine:
    """An SQLite transaction sees one state by itself; PostgreSQL must be asked for it."""
    if db.engine.dialect.name == "postgresql":
        return db.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return db.engine.execution_options(is_reading=True)


def unavailable(fault: OperationalError | TimeoutError) -> UnavailableError:
    """The sentence for a database that cannot write now; the driver's own words stay in the log."""
    words = str(getattr(fault, "orig", "busy")).lower()
    if "full" in words or "space" in words:
        return UnavailableError(N_("The service's disk is full, so nothing could be stored."))
    if "locked" in words or "busy" in words or "lock timeout" in words:
        return UnavailableError(N_("The service's database is busy, so nothing could be stored."))
    return UnavailableError(N_("The service's database cannot be used just now, so nothing could be stored."))
