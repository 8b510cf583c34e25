"""The world in which the store is tried; see `tests/world.py`."""

from tests.databases import database_url
from tests.world import empty_world, world

__all__ = ["database_url", "empty_world", "world"]
