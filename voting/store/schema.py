"""A database's tables brought up to date, by Alembic. Knows no table, as `engine` knows none: the register's stand in
`migrate`, the urn's in `urn.migrate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, text


@dataclass(frozen=True)
class Schema:
    """The migrations in `folder`, the tables of the code, and any number that nobody else locks in the database."""

    folder: Path
    tables: MetaData
    lock: int

    def _configuration(self, connection: Connection | None = None) -> Config:
        """Alembic's configuration, without an `alembic.ini`."""
        config = Config()
        config.set_main_option("script_location", str(self.folder))
        config.attributes["connection"] = connection
        return config

    @cached_property
    def _scripts(self) -> ScriptDirectory:
        """The migrations, read once a process."""
        return ScriptDirectory.from_config(self._configuration())

    def upgrade(self, engine: Engine) -> None:
        """Apply what is missing, at every start; one transaction, so that two processes starting at once do not
        collide."""
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":  # SQLite has begun by taking its one lock
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": self.lock})
            if MigrationContext.configure(connection).get_current_revision() != self._scripts.get_current_head():
                command.upgrade(self._configuration(connection), "head")

    def is_known(self, revision: str) -> bool:
        """Whether this version of the software knows the migration at which a database stands."""
        return revision in {script.revision for script in self._scripts.walk_revisions()}

    def unmigrated(self, engine: Engine) -> list[object]:
        """Differences between the tables of the code and those of the database: a migration somebody forgot."""
        with engine.connect() as connection:
            return compare_metadata(MigrationContext.configure(connection), self.tables)
