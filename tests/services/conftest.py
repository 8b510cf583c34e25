"""The worlds in which acts are tried; see `tests/world.py` and `tests/secret_world.py`."""

from tests.databases import database_url
from tests.secret_world import secret_world
from tests.world import empty_world, world

__all__ = ["database_url", "empty_world", "secret_world", "world"]
