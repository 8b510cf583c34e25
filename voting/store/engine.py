"""Rules of an engine, the same for both databases of the service: how connections are set and transactions begin.

SQLite: write-ahead log, `synchronous=FULL` (a receipt once shown survives a power cut), and writers that say BEGIN
IMMEDIATE, because a deferred transaction that reads and then writes loses updates or fails. PostgreSQL by its URL
alone. Knows no table: the register stands in `database`, the urn in `urn`, and neither imports the other.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import DataError, OperationalError, TimeoutError

from voting.errors import InputError, UnavailableError
from voting.sentences import N_

LONGEST_WAIT_S = 15
"""How long an act waits for the act of another process before it is told that the database is busy."""
# How long to wait comes first: to change the journal's mode, a database that another process is opening is waited for.
PRAGMAS = (f"busy_timeout={LONGEST_WAIT_S * 1000}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
           "trusted_schema=OFF")


def apply_engine_rules(engine: Engine, pragmas: tuple[str, ...] = ()) -> None:
    """Set what every connection must know and choose how each transaction begins; once an engine. `pragmas` are added
    to those of every SQLite connection.

    A value that the database has no place for (NUL, half a character, a number of thirty digits) is a fault of whoever
    sent it: `InputError`, from whichever statement.
    """
    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        if isinstance(context.sqlalchemy_exception, DataError) or \
                isinstance(context.original_exception, OverflowError | UnicodeEncodeError):
            raise InputError(N_("What was sent holds a sign or a number that cannot be stored."),
                             kept=N_("Nothing was changed.")) from context.original_exception

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
        for pragma in (*PRAGMAS, *pragmas):
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def on_begin(connection: object) -> None:
        is_reading = connection.get_execution_options().get("is_reading")
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


@lru_cache(maxsize=8)
def reading_engine(engine: Engine) -> Engine:
    """The engine for consistent views: an SQLite transaction sees one state by itself, PostgreSQL must be asked."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(is_reading=True)


def unavailable(fault: OperationalError | TimeoutError) -> UnavailableError:
    """The sentence for a database that cannot write now; the driver's own words stay in the log."""
    words = str(getattr(fault, "orig", "busy")).lower()
    if "full" in words or "space" in words:
        return UnavailableError(N_("The service's disk is full, so nothing could be stored."))
    if "locked" in words or "busy" in words or "lock timeout" in words:
        return UnavailableError(N_("The service's database is busy, so nothing could be stored."))
    return UnavailableError(N_("The service's database cannot be used just now, so nothing could be stored."))
