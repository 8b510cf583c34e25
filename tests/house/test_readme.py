"""The README is a tested promise: its commands run, its table of dependencies is complete, what it names exists."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
LINES = [line.split("#")[0].strip() for block in BLOCKS for line in block.splitlines()]
COMMANDS = [line for line in LINES if line.startswith(("voting ", "python "))]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all commands, in which the README's files come to be in its order."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "voting").symlink_to(ROOT / "voting")
    return folder


def test_it_has_commands() -> None:
    assert len(COMMANDS) >= 8
    assert "make run" in README
    assert "make test" in README


@pytest.mark.slow
def test_its_commands_run_in_its_order(scratch: Path) -> None:
    for command in COMMANDS:
        words = shlex.split(command)
        program = [sys.executable, "-m", "voting.cli"] if words[0] == "voting" else [sys.executable]
        settings = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "SCRUTIN_INSTANCE": str(scratch / "instance")}
        done = subprocess.run([*program, *words[1:]], cwd=scratch, capture_output=True, text=True, check=False,
                              env=settings)
        assert done.returncode == 0, (command, done.stdout[-500:], done.stderr[-2000:])
        assert done.stdout.strip(), command


def test_its_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([a-z][a-z-]*)", README)) - {"it"}
    assert named <= targets


def test_each_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *(name for extra in extras for name in extra),
              *project["dependency-groups"]["build"]]
    table = README[README.index("## Dependencies"):README.index("## What is not claimed")]
    for requirement in wanted:
        name = re.split(r"[\[<>=~! ]", requirement)[0]
        assert re.search(rf"\b{re.escape(name)}\b", table), f"{name} stands in pyproject.toml without a reason"


def test_links_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("voting/**/FORMAT.md")]:
        for target in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (document.parent / target).exists(), (document.name, target)


def test_the_map_names_every_room() -> None:
    rooms = {path.name for path in (ROOT / "voting").iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert all(f"voting/{room}/" in README for room in rooms)


def test_decisions_are_numbered_one_after_the_other_and_say_their_number() -> None:
    files = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for number, file in enumerate(files, 1):
        assert file.read_text(encoding="utf-8").startswith(f"# {number}. "), file.name
