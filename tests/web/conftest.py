"""The whole application for tests of its pages; see `tests/site.py`."""

from tests.site import database_url, empty_site, site

__all__ = ["database_url", "empty_site", "site"]
