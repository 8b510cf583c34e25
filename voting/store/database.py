"""The register's database: its tables' root and the two kinds of transaction, and nothing of what they are used for.

SQLite by default, PostgreSQL by its URL alone; the rules of the engine are in `engine`. Secret ballots have a second
database with an engine of its own (`urn`), so that no session can ever commit both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, Session

from voting.store.engine import LONGEST_WAIT_S, PRAGMAS, apply_engine_rules, reading_engine, unavailable

__all__ = ["LONGEST_WAIT_S", "NAMES", "PRAGMAS", "Base", "Connection", "Session", "apply_engine_rules", "db", "looking",
           "reading", "unavailable", "writing"]

NAMES = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
         "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s",
         "pk": "pk_%(table_name)s"}


class Base(DeclarativeBase):
    """Root of the register's tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)


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
        with Session(reading_engine(db.engine)) as session:
            yield session
    except (OperationalError, TimeoutError) as fault:
        raise unavailable(fault) from fault


@contextmanager
def looking() -> Iterator[Connection]:
    """`reading` without a session's rows: for the one statement that every request begins with."""
    try:
        with reading_engine(db.engine).connect() as connection:
            yield connection
    except (OperationalError, TimeoutError) as fault:
        raise unavailable(fault) from fault
