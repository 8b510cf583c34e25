"""Everything that is tried on SQLite is tried on PostgreSQL as well: the same tests, none of them skipped."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
CONFTESTS = {path.parent.relative_to(TESTS).parts[0]: path.read_text(encoding="utf-8")
             for path in sorted(TESTS.glob("*/conftest.py"))}
ROOMS = [room for room, words in CONFTESTS.items() if "database_url" in words and "def database_url" not in words]
"""The folders whose tests stand on the database of `database_url`; the others have none, or one of their own."""


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("room", ROOMS)
def test_the_same_tests_hold_on_postgresql(room: str, postgres_url: str, tmp_path: Path) -> None:
    # a temporary folder of its own: pytest tidies up its common one, in which the server of this run lives
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile",
               f"--basetemp={tmp_path / 'run'}", f"tests/{room}"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True,
                          env={**own, "SCRUTIN_TEST_DATABASE": postgres_url})
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    summary = done.stdout.strip().splitlines()[-1]
    assert re.search(r"\b[1-9]\d* passed", summary), summary
    assert "skipped" not in summary, summary


def test_every_room_with_a_database_is_among_them() -> None:
    assert {"browser", "safety", "services", "store", "story", "web"} <= set(ROOMS)
