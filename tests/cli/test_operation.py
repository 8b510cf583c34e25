"""Backup, restore, the log and the lists, as an operator types them."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from voting.errors import ConflictError, UnavailableError
from voting.services import log_memory
from voting.verifier import verify


def move_away(shell: Shell) -> None:
    """What the operator does with the database that is to be replaced."""
    (shell.folder / "aside").mkdir()
    for path in shell.folder.glob("register.sqlite*"):
        shutil.move(path, shell.folder / "aside" / path.name)


def test_a_backup_restored_over_nothing_lost_goes_on_at_once(shell: Shell) -> None:
    out = shell.folder.parent / "a.zip"
    made = shell.json("backup", out)
    assert made["log_entries"] == len(shell.json("log", "show"))
    move_away(shell)
    assert "Nothing that this machine remembers is missing" in shell("restore", out)
    shell("offices", "add", "teller", "--organ", "council", "--name", "T", "--mail", "t@example.org")


def test_an_older_copy_is_reported_by_doctor_and_taken_only_after_an_acknowledgement(shell: Shell) -> None:
    out = shell.folder.parent / "a.zip"
    shell("backup", out)
    shell("offices", "add", "teller", "--organ", "council", "--name", "T", "--mail", "t@example.org")
    move_away(shell)
    assert "THIS COPY IS OLDER: 2 entries" in shell("restore", out)
    found = {check["check"]: check for check in shell.json("doctor", exit_code=1)}
    assert not found["checkpoint"]["ok"]
    assert "voting log acknowledge" in found["checkpoint"]["says"]
    assert "✕" in shell("log", "verify", exit_code=1)
    with pytest.raises(UnavailableError):
        shell("offices", "add", "teller", "--organ", "council", "--name", "T", "--mail", "t@example.org")
    assert shell.json("log", "acknowledge", "--reason", "The disk failed") == {"missing": 2}
    assert shell.json("log", "show", "--type", "restored")[0]["document"]["reason"] == "The disk failed"
    shell("doctor")
    with pytest.raises(ConflictError):
        shell("log", "acknowledge", "--reason", "again")


def test_a_new_machine_asks_for_an_acknowledgement(shell: Shell) -> None:
    out = shell.folder.parent / "a.zip"
    shell("backup", out, "--with-keys")
    assert "PRIVATE KEYS" in shell.errors
    machine = Shell(shell.folder.parent / "machine")
    done = machine.json("restore", out)
    assert (done["missing"], done["took_keys"], done["needs_acknowledgement"]) == (None, True, True)
    machine("log", "acknowledge", "--reason", "New machine")
    assert [row["document"]["expected"] for row in machine.json("log", "show", "--type", "restored")] == [{}]
    assert machine.json("keys", "show") == shell.json("keys", "show")


def test_a_founded_database_is_never_written_over(shell: Shell) -> None:
    out = shell.folder.parent / "a.zip"
    shell("backup", out)
    with pytest.raises(ConflictError) as refusal:
        shell("restore", out)
    assert "never delete it" in str(refusal.value.next)
    with pytest.raises(ConflictError):
        shell("backup", out)


def test_the_log_leads_on_from_a_checkpoint_kept_elsewhere_or_says_that_it_does_not(shell: Shell) -> None:
    kept = shell.file("kept", shell("log", "checkpoint"))
    shell("offices", "add", "teller", "--organ", "council", "--name", "T", "--mail", "t@example.org")
    steps = shell.json("log", "verify", "--checkpoint", kept)
    assert [step["ok"] for step in steps] == [True] * 4
    body, _, signature = kept.read_text().partition("\n\n")
    origin, size, root = body.split("\n")
    forged = shell.file("forged", f"{origin}\n{int(size) + 1}\n{root}\n\n{signature}")
    assert [step["ok"] for step in shell.json("log", "verify", "--checkpoint", forged, exit_code=1)][-1] is False


def test_asvs_16_4_2_an_entry_changed_in_the_database_fails_the_log(shell: Shell) -> None:
    with closing(sqlite3.connect(shell.folder / "register.sqlite")) as database:
        database.execute("UPDATE leaf SET body = CAST(replace(CAST(body AS TEXT), 'operator', 'chairman') AS BLOB) "
                         "WHERE type = 'imported'")
        database.commit()
    assert [step["ok"] for step in shell.json("log", "verify", exit_code=1)][:2] == [True, False]


def test_every_command_remembers_the_log_it_has_lengthened(shell: Shell) -> None:
    path = shell.folder / log_memory.FILE
    before = path.read_text().splitlines()[1]
    shell("offices", "add", "teller", "--organ", "council", "--name", "T", "--mail", "t@example.org")
    assert int(path.read_text().splitlines()[1]) == len(shell.json("log", "show")) == int(before) + 2


def test_a_record_of_an_election_without_a_server_verifies(empty_shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "council.zip"
    empty_shell("demo", "record", "--election", "council", "--voters", "12", out)
    verdict = verify(out.read_bytes())
    assert (verdict.ok, verdict.outcome) == (True, "elected")


def test_a_demonstration_shows_its_motions_ballots_and_letters(empty_shell: Shell) -> None:
    shell = empty_shell
    shell("demo", "load")
    motions, ballots = shell.json("motions"), shell.json("ballots")
    assert {row["motion"] for row in ballots} <= {row["id"] for row in motions}
    running = [row for row in ballots if row["state"] == "open"]
    assert running
    assert {row["id"] for row in shell.json("ballots", "--state", "open")} == {row["id"] for row in running}
    assert running[0]["id"] in shell("ballots")
    assert motions[0]["id"] in shell("motions")
    written, sent = len(shell.json("outbox")), 0
    assert written > 1
    while now := shell.json("mail", "send")["sent"]:
        sent += now
    assert sent == len(list((shell.folder / "outbox").glob("*.eml")))
    assert sent + len(shell.json("outbox")) == written  # where it is night, a letter waits for the morning


def test_the_instance_is_for_the_service_alone(shell: Shell) -> None:
    assert stat.S_IMODE(shell.folder.stat().st_mode) == 0o700
    shell("doctor")
    Path(shell.folder).chmod(0o755)
    found = {check["check"]: check["ok"] for check in shell.json("doctor", exit_code=1)}
    assert [name for name, ok in found.items() if not ok] == ["folder"]


def test_keys_are_replaced_and_the_log_goes_on_under_the_new_ones(shell: Shell) -> None:
    old = shell.json("keys", "show")
    new = shell.json("keys", "rotate", "--alone")
    assert shell.json("keys", "show")["authority"] == new["authority"] != old["authority"]
    shell("doctor")


def test_what_was_done_is_told_as_json(empty_shell: Shell) -> None:
    from tests.cli.conftest import OFFICERS

    people = empty_shell.json("found", empty_shell.file("officers.toml", OFFICERS))["people"]
    assert len(people) == len(set(people)) == 2
    assert empty_shell.json("tick") == {"settled": 0}
    assert re.fullmatch(r"[\w.:-]+/register\n\d+\n\S+\n", empty_shell.json("log", "checkpoint")["note"].split("\n\n")[0]
                        + "\n")
    assert json.loads(empty_shell("keys", "show", "--json"))["origin"]


def test_reports_of_letters_that_came_back_are_taken_from_a_file_and_a_maildir(shell: Shell) -> None:
    from mailbox import Maildir

    from tests.services.test_bounces import report

    assert shell.json("mail", "bounce", shell.file("report.eml", report())) == {"read": 1, "taken": 0}
    box = Maildir(shell.folder.parent / "bounces", create=True)
    for raw in (report(), b"To: x\n\nNo report."):
        box.add(raw)
    assert shell.json("mail", "bounce", shell.folder.parent / "bounces") == {"read": 2, "taken": 0}
    assert shell.json("mail", "bounce", shell.folder.parent / "bounces") == {"read": 0, "taken": 0}
    box.close()
