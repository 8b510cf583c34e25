"""A counted election in words: elected by votes, by a guarantee, by lot; passed over and why; its sheets."""

from __future__ import annotations

import csv
import io

import pytest

from tests.ballots.electing import STATUTES, candidate, coordinator, council, crowd, ranking, ticks
from voting.ballots.election import ElectionPaper
from voting.tally.choices import count_choices
from voting.tally.elections import Seed
from voting.web.election_result import csv_sheet, view_of


def counted(election: ElectionPaper, choices: list[dict]) -> dict:
    stage = STATUTES.decisions[f"election_{election.rule}"].stages[0]
    return count_choices(stage, {"election": election.document()}, choices, 40, lots=Seed("lots"))


@pytest.mark.clause("V.CO.1c")
@pytest.mark.clause("III")
def test_a_guaranteed_place_names_whom_it_passed_over_and_why() -> None:
    europeans = [candidate(n, "europe") for n in range(35)]
    others = [candidate(35 + n, place) for n, place in enumerate(("africa", "americas", "asia", "oceania"))]
    election = council([*europeans, *others])
    votes = [ticks(election, range(34))] * 3 + [ticks(election, [34])] * 2 + [ticks(election, range(35, 39))]
    view = view_of(STATUTES, election, counted(election, votes))
    why = {seat["one"].subject: str(seat["why"]) for seat in view["seats"]}
    assert {why[f"p-{n}"] for n in range(35, 39)} == {"a guaranteed place"}
    assert len(view["passed"]) == 5
    assert str(view["passed"][0]["why"]).startswith("With this person: ")
    assert "Africa" in " ".join(str(row["why"]) for row in view["passed"])
    assert sum(number for _, number in view["shares"]) == 68, "34 seats by continent and again by gender"
    assert len(view["hemicycle"]) == 34
    assert len({(seat["x"], seat["y"]) for seat in view["hemicycle"]}) == 34


def test_a_lot_is_said_to_be_one() -> None:
    election = coordinator(crowd(2))
    view = view_of(STATUTES, election, counted(election, [ranking(election, [0]), ranking(election, [1])]))
    assert [len(lot["tied"]) for lot in view["lots"]] == [2]
    assert view["seed"] == "lots"
    assert (view["parts"], view["uneven"]) == (0, 0)
    tally = counted(election, [ranking(election, [0]), ranking(election, [1])])
    view = view_of(STATUTES, election, tally | {"secret": {"lots": {"dealers": ["", "p-1", "p-2"], "uneven": ["p-2"]}}})
    assert (view["parts"], view["uneven"]) == (2, 1)


def test_the_stage_sheet_has_every_figure_and_spreadsheets_take_no_formula() -> None:
    people = [candidate(n, name=name) for n, name in enumerate(("=cmd()", "Bea", "Cem"))]
    election = coordinator(people)
    choices = [ranking(election, [0, 2])] * 4 + [ranking(election, [1, 2])] * 3 + [ranking(election, [2, 1])] * 2
    tally = counted(election, choices)
    view = view_of(STATUTES, election, tally)
    assert view["sheet"]["stages"] == [1, 2]
    assert len(view["flow"]["lines"]) == 3
    rows = list(csv.reader(io.StringIO(csv_sheet(election, tally))))
    assert rows[0] == ["id", "candidate", "organisation", "continent", "gender", "votes", "stage 1", "stage 2", "place"]
    by_name = {row[1]: row for row in rows[1:]}
    assert by_name["'=cmd()"][5:] == ["4", "4", "4", ""]
    assert by_name["Bea"][5:] == ["3", "3", "5", "1"]


def test_yes_and_no_for_each_and_nobody_elected() -> None:
    election = council(crowd(3))
    tally = counted(election, [{"c1": ["yes"], "c2": ["no"], "c3": []}])
    view = view_of(STATUTES, election, tally)
    assert [(seat["one"].id, seat["votes"]) for seat in view["seats"]] == [("c1", "1 : 0")]
    assert (view["vacant"], view["sheet"], view["flow"], view["hemicycle"]) == (33, None, None, None)
    empty = view_of(STATUTES, election, counted(election, []))
    assert (empty["seats"], empty["vacant"]) == ([], 34)
