"""Whole transcripts against recorded ones, byte by byte. A missing one fails; nothing here writes one."""

from __future__ import annotations

import json

import pytest

from tests.tally.elections.counted import GOLDEN, counted, official
from voting.evidence import decode, encode
from voting.tally.elections import Category, Count, Election, Group, Guarantees, document, stage_sheet

COUNCIL = Guarantees((
    Category("Continent", (Group("Africa", 1, 4, frozenset({0, 1, 2})), Group("Asia", 1, 4, frozenset({3, 4, 5})),
                           Group("Europe", 1, 4, frozenset({6, 7})))),
    Category("Gender", (Group("women", 2, 3, frozenset({1, 4, 7})), Group("men", 0, 3, frozenset({0, 2, 3, 5, 6}))))))
SMALL = Election(("Abel", "Bina", "Chad", "Dev", "Emi", "Fu", "Gus", "Hana"), 4, {
    (0, 2, 3): 9, (0, 6, 5): 7, (2, 0, 1): 6, (3, 5): 5, (5, 3, 4): 5, (6, 0): 4, (1, 4, 7): 3, (7, 1): 2, (4,): 1},
    blank=2, title="A small council")


def small(rule: str) -> Count:
    return counted(rule, SMALL, COUNCIL)


CASES = {
    "approval-guaranteed": lambda: small("approval"),
    "phragmen-guaranteed": lambda: small("phragmen"),
    "scottish-stv-guaranteed": lambda: small("scottish-stv"),
    "scottish-stv-free": lambda: counted("scottish-stv", SMALL),
    "nz-meek-small": lambda: counted("nz-meek", SMALL),
    "govan-scottish-stv": lambda: counted("scottish-stv", official("scottish-stv/glasgow_2017_ward5")),
    "ers97-nz-meek": lambda: counted("nz-meek", official("nz-meek/ers97")),
    "cargill-nz-meek": lambda: counted("nz-meek", official("nz-meek/dunedin_cargill_2004_reconstructed")),
    "burlington-irv": lambda: counted("irv", official("irv/burlington_vt_2009_mayor")),
    "burlington-two-round": lambda: counted("two-round", official("irv/burlington_vt_2009_mayor")),
    "burlington-schulze": lambda: counted("schulze", official("irv/burlington_vt_2009_mayor")),
}


@pytest.mark.parametrize("name", CASES)
def test_the_transcript_is_the_recorded_one(name: str) -> None:
    recorded = (GOLDEN / "transcripts" / f"{name}.json").read_bytes()
    assert encode(document(CASES[name]())) == recorded
    assert decode(recorded)["type"] == "count"


def test_no_recorded_transcript_is_left_over() -> None:
    assert {path.stem for path in (GOLDEN / "transcripts").iterdir()} == set(CASES)


def test_the_stage_sheet_has_every_figure_of_every_stage() -> None:
    count = CASES["govan-scottish-stv"]()
    rows = [line.split(",") for line in stage_sheet(count).splitlines()]
    told = document(count)
    for c, row in enumerate(rows[1:11]):
        assert row[1:-1] == [stage["votes"][c] for stage in told["stages"]]
    assert rows[11][1:-1] == [stage["non_transferable"] for stage in told["stages"]]
    assert rows[1][0] == "Richard BELL (SNP)"
    assert rows[1][-1] == "elected at stage 7"
    assert json.dumps(told)
