"""The migrations make exactly the tables of the code, on both kinds of database, and twice is harmless."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from tests.databases import fresh_postgres
from voting.store.engine import apply_engine_rules
from voting.store.migrate import REGISTER
from voting.store.schema import Schema
from voting.store.urn.migrate import URN


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.slow, pytest.mark.postgres])])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        with fresh_postgres(request.getfixturevalue("postgres_url")) as address:
            yield address
        return
    yield f"sqlite:///{tmp_path / 'some.sqlite'}"


@pytest.mark.parametrize("of", [pytest.param(REGISTER, id="register"), pytest.param(URN, id="urn")])
def test_an_empty_database_gets_every_table_and_nothing_else(url: str, of: Schema) -> None:
    engine = create_engine(url)
    apply_engine_rules(engine)
    try:
        of.upgrade(engine)
        of.upgrade(engine)
        assert of.unmigrated(engine) == []
        assert set(inspect(engine).get_table_names()) == {*of.tables.tables, "alembic_version"}
    finally:
        engine.dispose()
