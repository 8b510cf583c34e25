"""The shell on an installation of its own: commands run in this process, on real SQLite."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

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


@pytest.fixture
def shell(empty_shell: Shell) -> Shell:
    """Founded, with a register."""
    empty_shell("found", empty_shell.file("officers.toml", OFFICERS))
    empty_shell("register", "import", empty_shell.file("register.csv", REGISTER))
    return empty_shell
