"""The whole application on a SQLite file of its own, for tests of what an operator does; see `tests/site.py`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.site import Site, empty_site, site
from voting.store.database import db

__all__ = ["database_url", "empty_site", "put_back", "site"]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """A SQLite file, whatever the suite runs on: it is files that are copied here."""
    return f"sqlite:///{tmp_path / 'register.sqlite'}"


@pytest.fixture
def put_back(tmp_path: Path) -> Callable[[Site], Callable[[], None]]:
    """`put_back(site)` copies the database now; calling what it answers puts that copy in place, as `cp` would."""

    def copy(site: Site) -> Callable[[], None]:
        kept = tmp_path / "kept.sqlite"
        with closing(sqlite3.connect(tmp_path / "register.sqlite")) as source, closing(sqlite3.connect(kept)) as target:
            source.backup(target)

        def replace() -> None:
            with site.app.app_context():
                db.engine.dispose()
            for ending in ("", "-wal", "-shm"):
                Path(f"{tmp_path / 'register.sqlite'}{ending}").unlink(missing_ok=True)
            (tmp_path / "register.sqlite").write_bytes(kept.read_bytes())

        return replace

    return copy
