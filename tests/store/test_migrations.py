"""The migrations make exactly the tables of the code, on both kinds of database, and twice is harmless."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import MetaData, create_engine, inspect

import voting.store.migrate
import voting.store.urn.migrate
from tests.databases import fresh_postgres
from voting.store.database import Base
from voting.store.engine import apply_engine_rules
from voting.store.urn.tables import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.slow, pytest.mark.postgres])])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        with fresh_postgres(request.getfixturevalue("postgres_url")) as address:
            yield address
        return
    yield f"sqlite:///{tmp_path / 'some.sqlite'}"


@pytest.mark.parametrize(("of", "tables"), [
    pytest.param(voting.store.migrate, Base.metadata, id="register"),
    pytest.param(voting.store.urn.migrate, metadata, id="urn")])
def test_an_empty_database_gets_every_table_and_nothing_else(url: str, of: ModuleType, tables: MetaData) -> None:
    engine = create_engine(url)
    apply_engine_rules(engine)
    try:
        of.upgrade(engine)
        of.upgrade(engine)
        assert of.unmigrated(engine) == []
        assert set(inspect(engine).get_table_names()) == {*tables.tables, "alembic_version"}
    finally:
        engine.dispose()
