"""`voting statutes list`: versions and readings of an installation, for people and for programs."""

from __future__ import annotations

from tests.cli.conftest import Shell
from tests.world import statutes_source


def test_versions_and_readings_are_listed_with_what_brought_them(shell: Shell) -> None:
    source = statutes_source().replace(b'version = "1"', b'version = "2"', 1)
    shell("statutes", "install", shell.file("newer.toml", source))
    told = shell.json("statutes", "list")
    assert told["version"] == "2"
    assert [row["state"] for row in told["versions"]] == ["in force", "before"]
    assert {row["status"] for row in told["readings"]} == {"provisional"}
    lines = shell("statutes", "list").splitlines()
    assert ["in force" in lines[0], "operator" in lines[0], "founding" in lines[1]] == [True] * 3
    assert any(line.split() == ["IV.2d", "consensus", "provisional"] for line in lines)
