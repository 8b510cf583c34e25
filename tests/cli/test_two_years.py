"""`voting demo` alone: plays into an empty database, refuses one in use, and says where to look."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Shell
from voting.cli import demonstration
from voting.errors import ConflictError


def test_it_plays_every_scene_and_says_how_to_look_around(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[object] = []

    def play(service):
        played.append(service)
        yield from ("one", "two")

    monkeypatch.setattr(demonstration, "play", play)
    assert "voting run --demonstration" in shell("demo")
    assert [service.is_demonstration for service in played] == [True]


def test_a_database_in_use_is_left_alone(shell: Shell) -> None:
    shell("demo", "load")
    before = shell("motions", "--json")
    with pytest.raises(ConflictError, match="empty one only"):
        shell("demo")
    assert shell("motions", "--json") == before
