"""`voting calendar` and `voting archive` on an installation of their own."""

from __future__ import annotations

import pytest

from tests.cli.conftest import OFFICERS, Shell
from voting.errors import ConflictError


def test_an_archive_is_made_and_verified(empty_shell: Shell) -> None:
    empty_shell("found", empty_shell.file("officers.toml", OFFICERS))
    out = empty_shell.folder.parent / "archive.zip"
    assert empty_shell.json("archive", "make", out)["records"] == 0
    verdict = empty_shell.json("archive", "verify", out)
    assert (verdict["ok"], verdict["failures"]) == (True, [])
    out.write_bytes(out.read_bytes()[:-1])
    assert empty_shell.json("archive", "verify", out, exit_code=1)["failures"]
    assert "DOES NOT HOLD" in empty_shell("archive", "verify", out, exit_code=1)


def test_an_archive_made_while_people_vote_says_what_it_leaves_out_and_a_whole_one_waits(empty_shell: Shell) -> None:
    empty_shell("demo", "load")
    out = empty_shell.folder.parent / "archive.zip"
    with pytest.raises(ConflictError, match="whole log"):
        empty_shell("archive", "make", "--whole", out)
    assert "ends before its first entry" in empty_shell("archive", "make", out)
    assert empty_shell.json("archive", "verify", out)["later"] == []
    assert "ends before its first entry" in empty_shell("archive", "verify", out)


def test_the_calendar_on_a_day(empty_shell: Shell) -> None:
    empty_shell("found", empty_shell.file("officers.toml", OFFICERS))
    today = empty_shell.json("calendar")
    assert {row["state"] for row in today["duties"]} <= {"due", "done", "overdue", "unknown"}
    assert len(today["duties"]) == 13
    later = empty_shell.json("calendar", "--on", "2199-12-31")
    late = [row for row in later["duties"] if row["state"] == "overdue"]
    assert {row["id"] for row in late} >= {"council_election", "coordinator_election", "annual_statement"}
    assert all(row["late_days"] > 0 for row in late)
    assert "days late" in empty_shell("calendar", "--on", "2199-12-31")
