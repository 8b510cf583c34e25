"""An urn of the test's own on an empty database; see `tests/box.py`."""

from tests.box import box, urn_url

__all__ = ["box", "urn_url"]
