"""Open the urn of an installation: beside the register, or alone on another organisation's host."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from voting.evidence import PublicKey
from voting.services.urn.desk import Urn
from voting.services.urn.keys import UrnKeyFolder
from voting.store.urn.database import UrnStore


def open_urn(database_url: str, instance: Path, passphrase: bytes | None, clock: Callable[[], int],
             authority: PublicKey, url: str) -> Urn:
    """The urn at `url` (as browsers reach it), with its keys under `instance`; its database is opened when needed."""
    name = url.partition("://")[2].replace("+", "-")
    return Urn(UrnStore(database_url), UrnKeyFolder(instance / "keys" / "urn", passphrase), clock, authority, url, name)
