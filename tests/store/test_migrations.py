"""The migrations make exactly the tables of the code, on both kinds of database, and twice is harmless."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from voting.store.database import Base, apply_engine_rules
from voting.store.migrate import unmigrated, upgrade


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.slow, pytest.mark.postgres])])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'register.sqlite'}"


def test_an_empty_database_gets_every_table_and_nothing_else(url: str) -> None:
    engine = create_engine(url)
    apply_engine_rules(engine)
    try:
        upgrade(engine)
        upgrade(engine)
        assert unmigrated(engine) == []
        assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    finally:
        engine.dispose()
