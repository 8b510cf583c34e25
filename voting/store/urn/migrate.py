"""The urn's tables and their migrations."""

from __future__ import annotations

from pathlib import Path

from voting.store.schema import Schema
from voting.store.urn.tables import metadata

URN = Schema(Path(__file__).with_name("migrations"), metadata, 7_283_119)
