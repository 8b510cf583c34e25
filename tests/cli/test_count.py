"""`voting count`: JSON as promised, a table, every refusal a sentence with exit 1, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.tally.elections.counted import GOLDEN
from voting.cli.count import count_command
from voting.errors import InputError

LEITH = str(GOLDEN / "scottish-stv" / "edinburgh_2017_ward13.blt")
PAPERS = '3 2\n5 1 0\n3 2 3 0\n3 3 2 0\n0\n"Ann"\n"Bob"\n"Cid"\n'


@pytest.fixture
def blt(tmp_path: Path) -> Path:
    file = tmp_path / "papers.blt"
    file.write_text(PAPERS, encoding="utf-8")
    return file


def run(*arguments: str) -> str:
    done = CliRunner().invoke(count_command, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(*arguments: str) -> dict:
    return json.loads(run(*arguments, "--json", "--no-progress"))


def refused(*arguments: str) -> str:
    with pytest.raises(InputError) as fault:
        CliRunner().invoke(count_command, list(arguments), catch_exceptions=False)
    return str(fault.value)


def test_json_has_elected_quota_and_exact_figures() -> None:
    document = told(LEITH, "--rule", "scottish-stv")
    assert document["elected"] == ["Adam MCVEY (SNP)", "Chas BOOTH (Grn)", "Gordon John MUNRO (Lab)"]
    assert document["quota"] == "1904"
    assert document["stages"][1]["votes"] == ["2213.40359", "448.95011", "1904.00000", "1690.24262", "1236.43764"]


def test_the_table_names_the_elected_in_order() -> None:
    lines = run(LEITH, "--rule", "scottish-stv").splitlines()
    assert lines[-3:] == ["   1. Adam MCVEY (SNP)", "   2. Chas BOOTH (Grn)", "   3. Gordon John MUNRO (Lab)"]
    assert any("2213.40359" in line and "elected" in line for line in lines)


@pytest.mark.parametrize("rule", ["irv", "schulze", "two-round", "approval", "phragmen", "nz-meek", "scottish-stv"])
def test_every_rule_counts_and_prints(rule: str, blt: Path) -> None:
    document = told(str(blt), "--rule", rule, "--seats", "1")
    assert len(document["elected"]) == document["seats"] == 1
    assert document["elected"][0] in run(str(blt), "--rule", rule, "--seats", "1")
    assert run(str(blt), "--rule", rule, "--seats", "1", "--csv").startswith("candidate,")


def test_lots_by_seed_by_hand_and_from_a_transcript(blt: Path, tmp_path: Path) -> None:
    by_hand = tmp_path / "lots.txt"
    for name, left in (("Bob", "Cid"), ("Cid", "Bob")):
        by_hand.write_text(f"# drawn in the meeting\n{name}\n", encoding="utf-8")
        document = told(str(blt), "--rule", "scottish-stv", "--lots", str(by_hand))
        assert document["elected"] == ["Ann", left]
    seeded = told(str(blt), "--rule", "scottish-stv", "--lots", "a seed")
    again = tmp_path / "transcript.json"
    for document in (seeded, told(str(blt), "--rule", "scottish-stv", "--lots", str(by_hand))):
        again.write_text(json.dumps(document, indent=1), encoding="utf-8")
        assert told(str(blt), "--rule", "scottish-stv", "--lots", str(again)) == document


def test_guarantees_are_kept(blt: Path, tmp_path: Path) -> None:
    con = tmp_path / "rules.con"
    con.write_text('"Gender" "Women" 1 1 1 2\n"Gender" "Men" 1 1 3\n', encoding="utf-8")
    document = told(str(blt), "--rule", "scottish-stv", "--constraints", str(con))
    assert document["elected"] == ["Ann", "Cid"]
    assert "takes no guarantees" in refused(str(blt), "--rule", "nz-meek", "--constraints", str(con))
    con.write_text('"Gender" "Women" 2 2 3\n"Gender" "Men" 0 1 1 2\n', encoding="utf-8")
    assert "there is room for 1 only" in refused(str(blt), "--rule", "approval", "--constraints", str(con))
    con.write_text("Gender\n", encoding="utf-8")
    assert refused(str(blt), "--rule", "approval", "--constraints", str(con)).startswith("rules.con: Line 1:")


def test_more_ticks_than_seats(blt: Path) -> None:
    says = refused(str(blt), "--rule", "approval", "--max-ticks", "1")
    assert says.startswith("A paper ticks 2 candidates, and at most 1 may be ticked")
    assert told(str(blt), "--rule", "approval", "--max-ticks", "0")["elected"]


@pytest.mark.parametrize(("text", "rule", "says"), [
    ("", "irv", "papers.blt: Line 1: the number of candidates and of seats is expected"),
    ("2 1\n1 3 0\n0\nA\nB\n", "irv", "papers.blt: Line 2: there is no candidate 3"),
    ("2 1\n3 0\n0\nA\nB\n", "irv", "No paper has a first preference: there is nothing to count."),
    ("2 1\n3 0\n0\nA\nB\n", "approval", "Every paper is blank: there is nothing to count."),
    ("2 1\n-1 -2\n3 1 0\n0\nA\nB\n", "irv", "All candidates have withdrawn."),
    ("2 2\n3 1 0\n0\nA\nB\n", "irv", "This rule elects one person, and there are 2 seats."),
])
def test_bad_files_are_told_in_a_sentence(text: str, rule: str, says: str, blt: Path) -> None:
    blt.write_text(text, encoding="utf-8")
    assert refused(str(blt), "--rule", rule).startswith(says)


def test_more_seats_than_candidates_stay_empty_and_are_told(blt: Path) -> None:
    document = told(str(blt), "--rule", "scottish-stv", "--seats", "5")
    assert sorted(document["elected"]) == ["Ann", "Bob", "Cid"]
    assert document["vacant"] == 2
    assert document["notes"] == ["Fewer candidates than seats: 2 seats stay empty."]


def test_one_candidate_is_elected_by_every_rule(blt: Path) -> None:
    blt.write_text('1 1\n3 1 0\n0\n"Ann"\n', encoding="utf-8")
    for rule in ("irv", "schulze", "two-round", "approval", "phragmen", "nz-meek", "scottish-stv"):
        assert told(str(blt), "--rule", rule)["elected"] == ["Ann"]


def test_the_shell_ends_with_one_and_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "voting.cli", "count", str(tmp_path / "none.blt"), "--rule", "irv"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be read: no such file or directory" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_old_western_files_are_read(blt: Path) -> None:
    blt.write_bytes('1 1\n3 1 0\n0\n"Seonaidh Mòr"\n'.encode("cp1252"))
    assert told(str(blt), "--rule", "irv")["elected"] == ["Seonaidh Mòr"]
