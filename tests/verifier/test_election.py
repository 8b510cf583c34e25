"""Records of elections hold, and every lie about list, guarantees, withdrawals, lots or seats is refused by name."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from tests.record.election_scenario import ELECTIONS, election_record_of
from tests.record.scenario import STATUTES
from voting.ballots.lifecycle import State
from voting.evidence import decode, encode, leaf_hash
from voting.record.archive import pack, unpack
from voting.record.read import LogEntry
from voting.record.write import public_copy
from voting.verifier import verify
from voting.verifier.case import BallotLife, Case, StageCase
from voting.verifier.election import check_election, withdrawn

PAPER = "stages/1/paper.json"


@pytest.mark.parametrize(("name", "outcome"), [("council", "elected"), ("vacated", "elected"),
                                               ("coordinator", "elected"), ("nobody", "not_elected")])
def test_a_record_of_an_election_holds(name: str, outcome: str) -> None:
    verdict = verify(election_record_of(name))
    assert verdict.failures == ()
    assert (verdict.ok, verdict.outcome) == (True, outcome)
    assert verify(public_copy(election_record_of(name))).ok


def test_lots_come_from_the_paper_of_one_election() -> None:
    tally = decode(unpack(election_record_of("coordinator"))["stages/1/tally.json"])
    lots = tally["election"]["count"]["lots"]
    assert len(lots["seed"]) == 64
    assert [lot["purpose"] for lot in lots["drawn"]]
    another = ELECTIONS["coordinator"]()
    assert another.now.tally["election"]["count"]["lots"]["seed"] != lots["seed"]


def lie(change: Callable[[dict], object]) -> set[str]:
    """The codes of what is found when the paper's election is another, and everything else as it was."""
    files = unpack(election_record_of("council"))
    paper = decode(files[PAPER])
    change(paper["election"])
    case = Case()
    case.statutes, case.decision = STATUTES, STATUTES.decisions["election_council"]
    case.stages = [StageCase(1)]
    check_election(case, paper, PAPER)
    return {failure.code for failure in case.findings.failures}


@pytest.mark.parametrize(("fault", "change"), {
    "more seats": lambda e: e.update(seats=e["seats"] + 1),
    "a guarantee left out": lambda e: e["guarantees"].pop(),
    "a floor lowered": lambda e: e["guarantees"][0].update(floor=0),
    "a ceiling raised": lambda e: e["guarantees"][-1].update(ceiling=99),
    "a relaxation hidden": lambda e: e.update(relaxed=[]),
    "a vacant seat filled": lambda e: e.update(kept_vacant=[]),
    "another method": lambda e: e.update(method="nz-meek"),
    "another form": lambda e: e.update(form="ranks"),
    "less support asked for": lambda e: e.update(min_support=9),
    "another way for vacancies": lambda e: e.update(vacancy="countback"),
    "another seed for the order": lambda e: e.update(order_seed="mine"),
    "another organ": lambda e: e.update(organ="finance_committee"),
}.items())
def test_an_election_that_the_statutes_do_not_make_is_refused(fault: str, change: Callable[[dict], object]) -> None:
    assert lie(change) == {"election_mismatch"}, fault


def test_the_unchanged_election_is_not_refused() -> None:
    assert lie(lambda election: None) == set()


@pytest.mark.parametrize(("fault", "change", "code"), [
    ("others are elected", lambda t: t["election"]["elected"].reverse(), "tally_wrong"),
    ("one fewer is elected", lambda t: t["election"]["elected"].pop(), "tally_wrong"),
    ("another figure in the transcript", lambda t: t["election"]["count"]["stages"][0]["votes"].reverse(),
     "tally_wrong"),
    ("another seed", lambda t: t["election"]["count"].update(lots={"seed": "0" * 64, "drawn": []}), "tally_wrong"),
    ("a withdrawal forgotten", lambda t: t["election"].update(withdrawn=[]), "tally_wrong"),
    ("another number of ticks", lambda t: t["counts"]["q1"].update(c1=99), "tally_wrong"),
])
def test_a_tally_of_an_election_that_the_votes_do_not_give(fault: str, change: Callable[[dict], object],
                                                            code: str) -> None:
    files = unpack(election_record_of("council"))
    document = copy.deepcopy(decode(files["stages/1/tally.json"]))
    change(document)
    files["stages/1/tally.json"] = encode(document)
    assert code in {failure.code for failure in verify(pack(files)).failures}, fault


def test_effects_seat_those_elected_and_nobody_else() -> None:
    files = unpack(election_record_of("council"))
    effects = decode(files["effects.json"])["effects"]
    tally = decode(files["stages/1/tally.json"])
    assert [row["candidate"] for row in effects if row["effect"] == "seat_filled"] == tally["election"]["elected"]
    assert {row["seat"] for row in effects if row["effect"] == "seat_ended"} == {"s-1", "s-2"}
    document = decode(files["effects.json"])
    document["effects"][-1]["subject"] = "p-mallory"
    files["effects.json"] = encode(document)
    assert "effects_wrong" in {failure.code for failure in verify(pack(files)).failures}


@pytest.mark.clause("V.COORD.4")
def test_the_coordinator_s_seats_come_with_the_office() -> None:
    effects = decode(unpack(election_record_of("coordinator"))["effects.json"])["effects"]
    assert [(row["effect"], row.get("organ")) for row in effects] == [
        ("seat_ended", "finance_committee"), ("office_ended", ""), ("office_filled", ""), ("seat_filled", "council"),
        ("seat_filled", "finance_committee")]
    assert decode(unpack(election_record_of("nobody"))["effects.json"])["effects"] == []


@pytest.mark.parametrize("candidates", [["c99"], ["c1", "c1"]])
def test_only_who_stands_withdraws_and_once(candidates: list[str]) -> None:
    case, stage = Case(), StageCase(1)
    stage.paper = decode(unpack(election_record_of("coordinator"))[PAPER])
    stage.life = BallotLife("b", 1, "p", State.OPEN, 1)
    for number, name in enumerate(candidates):
        leaf = {"type": "candidate_withdrawn", "candidate": name, "by": {"office": "candidate", "subject": "p-1"}}
        stage.life.events.append((number, LogEntry(number, leaf, b"", leaf_hash(b""), ())))
    assert withdrawn(case, stage) == candidates[:len(candidates) - 1]
    assert [failure.code for failure in case.findings.failures] == ["withdrawal_wrong"]
