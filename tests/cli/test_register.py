"""The register from the shell: by the operator, in the operator's own name, under the same rules as on the pages."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.conftest import Shell
from tests.world import MEMBERS
from voting.errors import ConflictError, InputError, NotFoundError

HEAD = "code,name,kind,status,country,continent,contributes\n"


def entries(shell: Shell, kind: str) -> list[dict[str, object]]:
    """The entries of the log of one type."""
    return [row["document"] for row in shell.json("log", "show", "--type", kind)]


def test_an_import_is_the_operators_and_says_so(shell: Shell) -> None:
    assert [row["by"] for row in entries(shell, "imported")] == [{"office": "operator", "subject": ""}]
    rows = shell.json("register", "show")
    assert {row["code"] for row in rows if row["standing"] == "member" and row["contributes"]} == set(MEMBERS)


def test_a_dry_run_shows_the_differences_and_changes_nothing(shell: Shell) -> None:
    file = shell.file("more.csv", HEAD + "EXTRA,Extra Party,party,applicant,ZZ,asia,no\n"
                      "AMBER,Amber Party renamed,party,member,ZZ,europe,yes\n")
    before = shell.json("log", "show")
    assert [(row["code"], row["field"], row["after"]) for row in shell.json("register", "import", file, "--dry-run")] \
        == [("EXTRA", "new", "Extra Party"), ("AMBER", "name", "Amber Party renamed")]
    assert shell.json("log", "show") == before
    shell("register", "import", file)
    assert "Amber Party renamed" in shell("register", "show")


def test_a_file_with_a_fault_is_shown_line_by_line_and_none_of_it_is_taken(shell: Shell) -> None:
    file = shell.file("bad.csv", HEAD + "EXTRA,Extra Party,party,applicant,ZZ,asia,no\n"
                      "ODD,Odd,circus,member,ZZ,asia,no\n")
    assert "line 3:" in shell("register", "import", file, "--dry-run", exit_code=1)
    with pytest.raises(InputError, match="1 fault"):
        shell("register", "import", file)
    assert "EXTRA" not in shell("register", "show")


def test_a_standing_that_only_a_decision_gives_needs_the_word_correction(shell: Shell) -> None:
    file = shell.file("more.csv", HEAD + "NEW,New Party,party,member,ZZ,africa,no\n")
    assert "needs --correction" in shell("register", "import", file, "--dry-run")
    with pytest.raises(InputError, match="decision"):
        shell("register", "import", file)
    shell("register", "import", file, "--correction", "--reason", "Minutes of 2026, item 4")
    assert [row["standing"] for row in shell.json("register", "history", "NEW")] == ["applicant", "member"]
    assert entries(shell, "standing")[-1]["reason"] == "Minutes of 2026, item 4"


def test_the_export_is_imported_again_without_a_difference_and_holds_no_formula(shell: Shell) -> None:
    shell("register", "import", shell.file("odd.csv", HEAD + '''ODD,"=HYPERLINK(""x"")",party,guest,ZZ,asia,no\n'''))
    out = shell.folder.parent / "out.csv"
    told = shell.json("register", "export", out)
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert told["organisations"] == len(rows) == len(shell.json("register", "show"))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]
    plain = shell.file("plain.csv", "".join(line for line in out.read_text().splitlines(True) if "ODD" not in line))
    assert shell.json("register", "import", plain, "--dry-run") == []


def test_the_register_of_a_day_on_which_nothing_was_yet(shell: Shell) -> None:
    assert shell.json("register", "show", "--on", "2020-01-01") == []
    with pytest.raises(InputError):
        shell("register", "show", "--on", "2999-01-01")


def test_seats_are_given_and_ended_under_the_rules_of_the_statutes(shell: Shell) -> None:
    seat = shell.json("seats", "add", "council", "elected", "--name", "Ann Amber", "--mail", "ann@example.org",
                      "--organisation", "AMBER")["seat"]
    rows = shell.json("seats", "list", "--organ", "council")
    assert [(row["seat"], row["name"], row["votes"]) for row in rows] == [(seat, "Ann Amber", True)]
    with pytest.raises(ConflictError):
        shell("seats", "add", "council", "elected", "--name", "Bob", "--mail", "bob@example.org", "--organisation",
              "GONE")
    shell("seats", "end", seat, "--reason", "a letter of 3 March")
    assert shell("seats", "list") == "Nobody sits anywhere yet.\n"
    assert entries(shell, "seat_ended")[-1] | {"at": 0} == {
        "type": "seat_ended", "v": 1, "at": 0, "by": {"office": "operator", "subject": ""}, "seat": seat,
        "reason": "a letter of 3 March"}


def test_offices_are_listed_given_and_ended(shell: Shell) -> None:
    assert [row["office"] for row in shell.json("offices", "list")] == ["coordinator", "chair"]
    held = shell.json("offices", "add", "teller", "--organ", "council", "--name", "Tom Teller", "--mail",
                      "tom@example.org")["office"]
    assert "Tom Teller" in shell("offices", "list")
    shell("offices", "end", held, "--reason", "term over")
    assert "Tom Teller" not in shell("offices", "list")
    with pytest.raises(ConflictError, match="coordinator never"):
        shell("offices", "add", "chair", "--organ", "council", "--name", "x", "--mail", "coordinator@example.org")
    with pytest.raises(NotFoundError):
        shell("offices", "end", held, "--reason", "once more")


def test_a_resignation_ends_the_seats_of_the_organisation(shell: Shell) -> None:
    shell("seats", "add", "council", "elected", "--name", "Ann", "--mail", "ann@example.org", "--organisation", "AMBER")
    letter = shell.file("letter.txt", "We leave.")
    shell("register", "resign", "AMBER", "--letter", letter, "--reason", "Letter received on 3 March")
    assert shell.json("register", "history", "AMBER")[-1]["standing"] == "resigned"
    assert shell.json("seats", "list") == []


def test_json_is_json_for_people_with_any_name(shell: Shell) -> None:
    name = "Ødegård “Ø” \\ O'Neil"
    shell("offices", "add", "teller", "--organ", "council", "--name", name, "--mail", "o@example.org")
    assert name in [row["name"] for row in json.loads(shell("offices", "list", "--json"))]
