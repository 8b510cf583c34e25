"""`voting calendar` on an installation of its own."""

from __future__ import annotations

from tests.cli.conftest import OFFICERS, Shell


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
