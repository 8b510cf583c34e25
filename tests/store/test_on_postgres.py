"""Everything that is tried on SQLite is tried on PostgreSQL as well: the same tests, none of them skipped."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [folder for folder in ("tests/services", "tests/store", "tests/story") if (ROOT / folder).is_dir()]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("room", ROOMS)
def test_the_same_tests_hold_on_postgresql(room: str, postgres_url: str, tmp_path: Path) -> None:
    # a temporary folder of its own: pytest tidies up its common one, in which the server of this run lives
    command = [sys.executable, "-m", "pytest", "-q", f"--basetemp={tmp_path / 'run'}", room]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True,
                          env={**os.environ, "SCRUTIN_TEST_DATABASE": postgres_url})
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    summary = done.stdout.strip().splitlines()[-1]
    assert re.search(r"\b[1-9]\d* passed", summary), summary
    assert "skipped" not in summary, summary
