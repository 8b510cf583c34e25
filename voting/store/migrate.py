"""Bring the register's tables up to date, by Alembic; run at every start, harmless when nothing is to be done."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

import voting.store.access
import voting.store.cycle
import voting.store.documents
import voting.store.duties
import voting.store.limits
import voting.store.log
import voting.store.minutes
import voting.store.outbox
import voting.store.passkeys
import voting.store.requisitions
import voting.store.roll_passkeys
import voting.store.secret
import voting.store.tables  # noqa: F401 - these modules declare the tables
from voting.store.database import Base

FOLDER = Path(__file__).with_name("migrations")
MIGRATING = 7_283_118
"""Any number that nobody else locks in this database."""


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without an `alembic.ini`."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Apply what is missing; one transaction, so that two processes starting at once do not collide."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # SQLite has begun by taking its one lock
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATING})
        newest = ScriptDirectory.from_config(configuration()).get_current_head()
        if MigrationContext.configure(connection).get_current_revision() != newest:
            command.upgrade(configuration(connection), "head")


def unmigrated(engine: Engine) -> list[object]:
    """Differences between the tables of the code and those of the database: a migration somebody forgot."""
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)
