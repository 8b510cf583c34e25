"""The world in which acts are tried; see `tests/world.py`."""

from tests.world import database_url, empty_world, world

__all__ = ["database_url", "empty_world", "world"]
