"""`voting count RECORD.zip`: the record's own count made again, other rules marked as not binding, papers as BLT."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_count import refused, run, told
from tests.record.election_scenario import election_record_of, vacated_council
from tests.record.scenario import AUTHORITY
from voting.evidence import decode
from voting.record import public_copy, write_record
from voting.record.archive import pack, unpack
from voting.tally.elections import read_blt, read_con


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("count") / "council.zip"
    file.write_bytes(write_record(vacated_council().contents(), AUTHORITY))
    return file


@pytest.fixture
def coordinator(tmp_path: Path) -> Path:
    file = tmp_path / "coordinator.zip"
    file.write_bytes(election_record_of("coordinator"))
    return file


def test_the_count_that_the_paper_names_is_made_again_and_binds(council: Path) -> None:
    document = told(str(council))
    files = unpack(council.read_bytes())
    tally, paper = decode(files["stages/1/tally.json"]), decode(files["stages/1/paper.json"])
    names = {one["id"]: one["name"] for one in paper["election"]["candidates"]}
    assert document["elected"] == [names[one] for one in tally["election"]["elected"]]
    assert (document["binding"], document["rule"], document["method_on_paper"]) == (True, "phragmen", "phragmen")
    assert document["lots"]["seed"] == tally["election"]["count"]["lots"]["seed"]
    assert "made again" in run(str(council), "--no-progress").splitlines()[0]


def test_another_rule_is_marked_as_not_binding(council: Path, coordinator: Path) -> None:
    document = told(str(council), "--rule", "approval")
    assert (document["binding"], document["rule"], len(document["elected"])) == (False, "approval", 30)
    assert "NOT BINDING" in document["notes"][0]
    assert "NOT BINDING" in run(str(council), "--rule", "approval", "--no-progress").splitlines()[0]
    assert told(str(council), "--lots", "mine")["binding"] is False
    for rule in ("schulze", "two-round", "scottish-stv", "nz-meek"):
        assert told(str(coordinator), "--rule", rule)["binding"] is False
    assert told(str(coordinator))["binding"] is True


def test_papers_for_other_programs(council: Path, tmp_path: Path) -> None:
    blt, con = tmp_path / "papers.blt", tmp_path / "papers.con"
    assert run(str(council), "--blt", str(blt), "--con", str(con)).splitlines() == [str(blt), str(con)]
    election = read_blt(blt.read_text(encoding="utf-8").split("\n"))
    assert (len(election.candidates), election.seats, sum(election.papers.values())) == (42, 30, 9)
    assert "Whom do you elect to the Council?" in election.title
    assert read_con(con.read_text(encoding="utf-8").split("\n"), election.candidates).categories
    again = told(str(blt), "--rule", "phragmen", "--constraints", str(con), "--lots", "a seed")
    assert again["stages"][0]["votes"] == told(str(council))["stages"][0]["votes"]


def test_what_a_record_does_not_allow(council: Path, coordinator: Path, tmp_path: Path) -> None:
    assert "candidates were ticked" in refused(str(council), "--rule", "irv")
    assert "candidates were ranked" in refused(str(coordinator), "--rule", "approval")
    assert "brings its own guarantees" in refused(str(council), "--constraints", "x.con")
    assert "has no guarantees" in refused(str(coordinator), "--con", str(tmp_path / "x.con"))
    plain = tmp_path / "papers.blt"
    plain.write_text('1 1\n1 1 0\n0\n"A"\n', encoding="utf-8")
    assert "this file is none" in refused(str(plain), "--rule", "irv", "--blt", "x")
    public = tmp_path / "public.zip"
    public.write_bytes(public_copy(council.read_bytes()))
    assert "shows no votes" in refused(str(public))
    files = unpack(council.read_bytes())
    files["effects.json"] = files["effects.json"].replace(b"council", b"counsel")
    broken = tmp_path / "broken.zip"
    broken.write_bytes(pack(files))
    assert "does not hold" in refused(str(broken))
    nobody = tmp_path / "nobody.zip"
    nobody.write_bytes(election_record_of("nobody"))
    assert "yes or no" in refused(str(nobody))


def test_withdrawals_after_the_papers_were_issued_are_counted_as_the_record_counts_them(tmp_path: Path) -> None:
    file = tmp_path / "withdrew.zip"
    file.write_bytes(election_record_of("council"))
    files = unpack(file.read_bytes())
    tally, paper = decode(files["stages/1/tally.json"]), decode(files["stages/1/paper.json"])
    names = {one["id"]: one["name"] for one in paper["election"]["candidates"]}
    document = told(str(file))
    assert document["withdrawn"] == [names[one] for one in tally["election"]["withdrawn"]]
    assert (document["elected"], document["binding"]) == ([names[one] for one in tally["election"]["elected"]], True)
