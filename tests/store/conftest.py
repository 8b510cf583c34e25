"""The world in which the store is tried; see `tests/world.py`."""

from tests.world import database_url, empty_world, world

__all__ = ["database_url", "empty_world", "world"]
