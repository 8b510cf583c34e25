"""The shell on an installation of its own: commands run in this process, on real SQLite."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner

from tests.world import REGISTER
from voting.cli import voting
from voting.errors import VotingError

OFFICERS = """
[[officers]]
office = "chair"
organ = "council"
name = "The Chair"
mail = "chair@example.org"

[[officers]]
office = "coordinator"
name = "The Coordinator"
mail = "coordinator@example.org"
"""


@dataclass
class Shell:
    """`shell("register", "show")` answers what the command printed; a refusal comes as its `VotingError`."""

    folder: Path

    def __call__(self, *words: object, exit_code: int = 0) -> str:
        """Run a command; its standard output. `exit_code` is what it must end with."""
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("SCRUTIN_INSTANCE", str(self.folder))
            done = CliRunner().invoke(voting, [str(word) for word in words])
        if isinstance(done.exception, VotingError):
            raise done.exception
        assert done.exit_code == exit_code, done.output
        self.errors = done.stderr
        return done.stdout

    def json(self, *words: object, exit_code: int = 0) -> object:
        """Run a command with --json."""
        return json.loads(self(*words, "--json", exit_code=exit_code))

    def file(self, name: str, content: str | bytes) -> Path:
        """A file beside the instance."""
        path = self.folder.parent / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


@pytest.fixture
def empty_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """An instance folder in which nothing has happened."""
    for name in ("SCRUTIN_DATABASE_URL", "SCRUTIN_ENV", "SCRUTIN_ORIGIN", "SCRUTIN_KEY_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    return Shell(tmp_path / "instance")


@cache
def founded() -> TemporaryDirectory:
    """A folder beside whose `instance` lies what it was founded from: typed once a process, then copied."""
    folder = TemporaryDirectory()
    shell = Shell(Path(folder.name) / "instance")
    shell("found", shell.file("officers.toml", OFFICERS))
    shell("register", "import", shell.file("register.csv", REGISTER))
    return folder


@pytest.fixture
def shell(empty_shell: Shell) -> Shell:
    """Founded, with a register."""
    shutil.copytree(founded().name, empty_shell.folder.parent, dirs_exist_ok=True)
    return empty_shell
