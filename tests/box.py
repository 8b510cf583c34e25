"""An urn without a register around it: the authority whose documents it takes is in the test's hand."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_postgres
from tests.world import Clock
from voting.evidence import SigningKey
from voting.services.urn.desk import Urn
from voting.services.urn.keys import UrnKeyFolder
from voting.store.urn import casts
from voting.store.urn.casts import Held
from voting.store.urn.database import UrnStore

URL = "http://localhost/urn"


class Box:
    """`urn` under `authority`, at a clock that goes when told to."""

    def __init__(self, url: str, folder: Path, clock: Clock | None = None) -> None:
        self.clock, self.authority = clock or Clock(), SigningKey.from_seed(b"a" * 32)
        self.urn = Urn(UrnStore(url), UrnKeyFolder(folder / "urn-keys"), self.clock, self.authority.public, URL,
                       "localhost/urn")

    def put(self, ballot: str, pk: bytes, seq: int, leaf: bytes = b"") -> Held:
        """A cast as if it had been accepted, with bytes that no check has seen."""
        held = Held(leaf or secrets.token_bytes(32), pk, seq, b"a cast")
        with self.urn.store.writing() as connection:
            casts.put(connection, ballot, held)
        return held


@pytest.fixture
def urn_url(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database for an urn: SQLite, or on the server that SCRUTIN_TEST_DATABASE names."""
    server = os.environ.get("SCRUTIN_TEST_DATABASE")
    if not server:
        yield f"sqlite:///{tmp_path / 'urn.sqlite'}"
        return
    with fresh_postgres(server) as url:
        yield url


@pytest.fixture
def box(urn_url: str, tmp_path: Path) -> Iterator[Box]:
    """An urn that knows no ballot."""
    made = Box(urn_url, tmp_path)
    yield made
    made.urn.store.close()
