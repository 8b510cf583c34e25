"""An urn of its own on an empty database, or one beside a register; see `tests/box.py`, `tests/secret_world.py`."""

from tests.box import box, urn_url
from tests.databases import database_url
from tests.secret_world import secret_world

__all__ = ["box", "database_url", "secret_world", "urn_url"]
