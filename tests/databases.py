"""Databases for tests: SQLite in the test's folder; with `SCRUTIN_TEST_DATABASE` set to the address of a PostgreSQL
server, each test gets a new database there. All migrations run once a process; each test gets a copy.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from voting.store.database import apply_engine_rules, db
from voting.store.migrate import REGISTER


def bare_app(url: str) -> Flask:
    """An application with the register's database and nothing else: enough for services."""
    app = Flask("scrutin-test")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    with app.app_context():
        apply_engine_rules(db.engine)
        REGISTER.upgrade(db.engine)
    return app


@contextmanager
def fresh_postgres(server: str, template: str = "") -> Iterator[str]:
    """The address of a new database on a PostgreSQL server, dropped afterwards; a copy of `template` if named."""
    name = f"scrutin_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else "")))
        yield engine.url.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


@cache
def empty_tables() -> bytes:
    """A SQLite database in which all migrations have run and nothing else: migrated once a process, then copied."""
    with (tempfile.TemporaryDirectory() as folder, opened(bare_app(f"sqlite:///{folder}/register.sqlite")),
          db.engine.connect() as connection):
        return bytes(connection.connection.dbapi_connection.serialize())


@cache
def migrated_on(server: str) -> str:
    """A database of a PostgreSQL server in which all migrations have run: made once a process, for others to copy."""
    name = f"scrutin_template_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    with opened(bare_app(engine.url.set(database=name).render_as_string(hide_password=False))):
        return name


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The address of an empty database: SQLite in a folder, or on the server that SCRUTIN_TEST_DATABASE names."""
    server = os.environ.get("SCRUTIN_TEST_DATABASE")
    if not server:
        path = folder / "register.sqlite"
        path.write_bytes(empty_tables())
        yield f"sqlite:///{path}"
        return
    with fresh_postgres(server, migrated_on(server)) as url:
        yield url


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the test's own."""
    with empty_database(tmp_path) as url:
        yield url


@contextmanager
def opened(app: Flask) -> Iterator[None]:
    """The application's context; its connections are closed at the end."""
    with app.app_context():
        try:
            yield
        finally:
            db.engine.dispose()


@event.listens_for(Session, "before_flush")
def short_enough(session: Session, *_: object) -> None:
    """SQLite stores words longer than their column, PostgreSQL does not: what is too long fails here too.

    `DataError`, as PostgreSQL's driver would say it.
    """
    for row in (*session.new, *session.dirty):
        for column in row.__table__.columns:
            value = getattr(row, column.key, None) if column.key in row.__mapper__.columns else None
            longest = getattr(column.type, "length", None)
            if isinstance(value, str) and longest is not None and len(value) > longest:
                fault = f"value too long for type character varying({longest})"
                raise DataError(str(column), {}, ValueError(f"{fault}: {column}: {value[:60]!r}"))
