"""docs/operation.md keeps its promise: its commands run, in its order, and end well; its links and tables are true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from voting.cli import voting
from voting.web.logs import FIELDS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Everything that the commands print, run in one shell that ends at the first that fails."""
    folder = tmp_path_factory.mktemp("operator")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCRUTIN_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(["bash", "-c", "set -eu\n" + "\n".join(BLOCKS)], cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


@pytest.mark.slow
def test_the_commands_run_and_say_what_the_page_says(told: str) -> None:
    for sentence in ("Founded, with 3 officers.", "3 organisations read, 3 changes taken.", "NOTHING HERE TELLS",
                     "THIS COPY IS OLDER", "doctor says so.", "It is an older copy, and doctor says so.",
                     "The log says so too.", "Acknowledged in the log", "It leads on from the checkpoint",
                     "New authority key", "In force from now on."):
        assert sentence in told, sentence
    assert "Traceback" not in told


def test_each_command_on_the_page_is_one_of_ours() -> None:
    used = set(re.findall(r"\bvoting ([a-z]+)", TEXT))
    assert used <= set(voting.commands)
    assert {"backup", "restore", "doctor", "log", "keys", "register", "seats", "offices", "outbox"} <= used


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / "docs" / target).exists(), target


def test_the_fields_of_the_log_are_those_of_the_code() -> None:
    listed = [name for row in re.findall(r"^\| (`at`.*|`act`.*|`error`.*) \|$", TEXT, re.MULTILINE)
              for name in re.findall(r"`(\w+)`", row.split("|")[0])]
    assert sorted(listed) == sorted(("at", "level", "event", *FIELDS))
