"""Framework decisions on funds: the Finance Committee votes, then the Council; adopted only by both (V.CF.3)."""

from __future__ import annotations

import pytest

from tests.story.minutes import Minutes, Question, refusal, stranger_verifies
from voting.errors import ConflictError, RefusedError
from voting.evidence import decode
from voting.record.archive import unpack
from voting.services.direct_ballot import cancel_ballot
from voting.services.pass_on import pass_on, put_on_agenda

pytestmark = pytest.mark.clause("V.CF.3")


def passes_on(question: Question) -> Question:
    """The chair of the organ that adopted passes the motion on."""
    world = question.minutes.world
    question.ballot = pass_on(world.service, world.person(world.chair_of(question.motion)), question.ballot)
    return question


def stands_on_the_agenda(question: Question, organ: str = "council", item: int = 7) -> Question:
    """The coordinator puts the next organ's ballot on the agenda of one of its meetings."""
    world = question.minutes.world
    put_on_agenda(world.service, world.person("coordinator"), question.ballot, world.convene(organ), item)
    return question


def puts_funds(minutes: Minutes) -> Question:
    """A framework decision before the Finance Committee, whose members have all said yes."""
    funds = minutes.puts("funds", "Rules for the solidarity fund", "finance_committee").is_announced()
    return funds.is_answered("yes").closes()


def test_both_organs_adopt_and_one_record_tells_it(full_council, tmp_path):
    funds = puts_funds(full_council)
    committee = funds.roll
    with pytest.raises(ConflictError, match="another has yet to be asked"):
        funds.is_declared()
    passes_on(funds)
    with pytest.raises(ConflictError, match="on no agenda"):
        funds.is_announced()
    stands_on_the_agenda(funds).is_announced()
    assert len(funds.roll) == 36
    assert funds.roll != committee
    assert funds.is_answered("yes", {"SPD": "no"}).closes().is_declared() == "adopted"
    assert funds.stages == ["declared", "declared"]
    files = unpack(funds.record)
    papers = [decode(files[f"stages/{number}/paper.json"]) for number in (1, 2)]
    assert [(paper["organ"], paper["agenda"]) for paper in papers] == [("finance_committee", 1), ("council", 7)]
    assert papers[0]["meeting"]["id"] != papers[1]["meeting"]["id"]
    assert [stage["outcome"] for stage in decode(files["tally.json"])["stages"]] == ["adopted", "adopted"]
    assert decode(files["effects.json"])["effects"][0]["organs"] == ["finance_committee", "council"]
    status, answer = stranger_verifies(funds.public_record, tmp_path)
    assert (status, answer["outcome"]) == (0, "adopted")


def test_what_the_council_rejects_is_rejected_and_nothing_takes_effect(full_council):
    funds = stands_on_the_agenda(passes_on(puts_funds(full_council))).is_announced()
    assert funds.is_answered("no").closes().is_declared() == "rejected"
    assert decode(unpack(funds.record)["effects.json"])["effects"] == []
    assert (funds.verdict.ok, funds.verdict.outcome) == (True, "rejected")


def test_what_the_finance_committee_rejects_is_put_to_nobody_else(full_council):
    funds = full_council.puts("funds", "Rules for the solidarity fund", "finance_committee").is_announced()
    funds.is_answered("no").closes()
    with pytest.raises(ConflictError, match="has not adopted"):
        passes_on(funds)
    assert funds.is_declared() == "rejected"
    assert funds.stages == ["declared"]
    assert funds.verdict.outcome == "rejected"


def test_each_organ_presides_over_its_own_ballot_only(full_council):
    world = full_council.world
    funds = puts_funds(full_council)
    for name in ("chair", "sc_chair", "coordinator"):
        with pytest.raises(RefusedError):
            pass_on(world.service, world.person(name), funds.ballot)
    passes_on(funds)
    with pytest.raises(RefusedError):
        world.announce(funds.motion, by="finance_committee_chair")
    with pytest.raises(RefusedError):
        put_on_agenda(world.service, world.person("finance_committee_chair"), funds.ballot,
                      world.convene("finance_committee"), 1)


def test_the_council_alone_decides_nothing_about_funds(full_council):
    assert refusal(lambda: full_council.puts("funds", "Ours", "council")).clause == "V.CF.3"


def test_a_ballot_of_the_council_that_was_cancelled_stays_the_council_s(full_council):
    world = full_council.world
    funds = stands_on_the_agenda(passes_on(puts_funds(full_council)))
    ballot = world.announce(funds.motion, opens_in=3600)
    cancel_ballot(world.service, world.person("chair"), ballot, "Wrong hour.")
    again = funds.is_announced()
    assert len(again.roll) == 36
    assert again.is_answered("yes").closes().is_declared() == "adopted"
    assert again.verdict.ok


def test_annulled_by_the_council_s_officers_after_both_adopted(full_council):
    funds = stands_on_the_agenda(passes_on(puts_funds(full_council))).is_announced()
    funds.is_answered("yes").closes().is_declared()
    assert funds.is_annulled().verdict.outcome == "annulled"
