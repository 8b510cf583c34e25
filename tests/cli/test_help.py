"""`--help` teaches: every command explains itself, lists are on their shelf, programs get JSON."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from voting.cli import SECTIONS, voting

SPEAKS_ITSELF = {"run", "urn", "verify", "demo load", "demo record", "statutes check", "statutes install", "record",
                 "requisition certificate"}
"""Commands without `--json` of ours: a server, the verifier (which has its own), those that write one file."""


def commands(group: click.Group = voting, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its words."""
    for word, command in group.commands.items():
        path = f"{name} {word}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, path)
        else:
            yield path, command


ALL = dict(commands())


def test_the_first_help_shows_every_command_on_one_shelf() -> None:
    shelved = [command.name for each in SECTIONS.values() for command in each]
    assert sorted(shelved) == sorted(voting.commands)
    text = CliRunner().invoke(voting, ["--help"]).output
    assert all(f"\n  {name} " in text for name in shelved)
    assert "voting run --demonstration" in text
    assert "docs/operation.md" in text


@pytest.mark.parametrize("path", sorted(ALL))
def test_each_command_says_what_it_is_for_and_each_option_what_it_does(path: str) -> None:
    command = ALL[path]
    assert command.help
    assert command.help.strip().endswith((".", "]"))
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "help":
            assert parameter.help, f"{path} {parameter.opts}"
    assert CliRunner().invoke(voting, [*path.split(), "--help"]).exit_code == 0


@pytest.mark.parametrize("path", sorted(set(ALL) - SPEAKS_ITSELF))
def test_programs_get_json(path: str) -> None:
    assert "--json" in [option for parameter in ALL[path].params for option in parameter.opts]
