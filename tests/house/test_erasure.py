"""Every column that points at a person says what an erasure does with it: a new table must think of that."""

from __future__ import annotations

import voting.store.migrate  # noqa: F401 - declares every table
from voting.services.erase_person import HELD
from voting.store.database import Base
from voting.store.erasure import DELETED


def test_each_column_that_points_at_a_person_is_in_the_table_of_erasures() -> None:
    found = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns
             if any(key.target_fullname == "person.id" for key in column.foreign_keys)}
    assert found == set(HELD), "add the column to HELD in services/erase_person.py (and to DELETED, if it goes)"


def test_what_is_said_to_be_deleted_is() -> None:
    deleted = {name.partition(".")[0] for name, what in HELD.items() if what == "deleted"}
    assert deleted == {table.__tablename__ for table in DELETED} | {"passkey"}
