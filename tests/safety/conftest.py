"""The whole application, and the world behind it, for tests by attack; see `tests/site.py`."""

from tests.site import database_url, empty_site, site

__all__ = ["database_url", "empty_site", "site"]
