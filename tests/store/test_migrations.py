"""The migrations make exactly the tables of the code, on both kinds of database, and twice is harmless."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

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


def test_meetings_of_an_older_database_stay_convened_and_their_motions_get_an_item(url: str) -> None:
    engine = create_engine(url)
    apply_engine_rules(engine)
    try:
        with engine.begin() as connection:
            before = Config()
            before.set_main_option("script_location", str(REGISTER.folder))
            before.attributes["connection"] = connection
            command.upgrade(before, "0019")
            connection.execute(text("INSERT INTO meeting (id, organ, title, held_on, place, is_remote, convened_at) "
                                    "VALUES ('g1', 'council', 'Spring', '2027-03-12', 'Dakar', :no, 1)"), {"no": False})
            for number in (1, 2):
                connection.execute(text(
                    "INSERT INTO motion (id, organ, decision, subject_kind, subject_id, subject_name, question, "
                    "dossier, end_on, meeting, agenda, state, filed_at, ended_at, statutes_sha256) VALUES "
                    "(:id, 'council', 'admission', 'none', '', '', :words, '{}', '', 'g1', 3, 'live', 2, 0, '')"),
                    {"id": f"m{number}", "words": '{"en": "Shall it?"}'})
        REGISTER.upgrade(engine)
        with engine.connect() as connection:
            meeting = connection.execute(text("SELECT kind, state, starts_at, presiding FROM meeting")).one()
            assert tuple(meeting) == ("ordinary", "convened", 0, None)
            items = connection.execute(text("SELECT meeting, number, title FROM agenda_item")).all()
            assert [(row.meeting, row.number) for row in items] == [("g1", 3)]
            assert "Shall it?" in str(items[0].title)
        assert REGISTER.unmigrated(engine) == []
    finally:
        engine.dispose()
