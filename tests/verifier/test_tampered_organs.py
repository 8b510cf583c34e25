"""An attacker with the service's keys lets one organ alone decide what two must: refused (V.CF.3)."""

from __future__ import annotations

import pytest

from tests.record.scenario import AUTHORITY, DAY, STATUTES, T, admission, funds, hold, statutes_with
from tests.verifier.attacker import Attacker, codes
from voting.evidence import encode, sha256_hex
from voting.record import write_record
from voting.record.compose import MotionComposer
from voting.verifier import verify

pytestmark = pytest.mark.clause("V.CF.3")
ALL, NONE = ["yes"] * 3, ["no"] * 3


def forced(composer: MotionComposer, outcome: str = "adopted") -> bytes:
    """The record of a motion that is declared whatever its ballots say."""
    composer.tally = {"outcome": outcome}
    composer._act("declared", T + 4 * DAY, {"office": "chair", "subject": "p"}, ballot=composer.now.ballot,
                  tally_sha256=sha256_hex(encode(composer.tally)), outcome=outcome,
                  effects_sha256=sha256_hex(composer._effects()))
    return write_record(composer.contents(), AUTHORITY)


def only_the_first() -> MotionComposer:
    composer = admission("funds-1", decision="funds", organ="finance_committee", dossier={"text": {"text": "Rules."}},
                         subject=funds((ALL, ALL)).motion.subject)
    return hold(composer, ALL, T)


def test_s_the_finance_committee_alone():
    assert "outcome_wrong" in codes(forced(only_the_first()))


def test_s_the_second_organ_was_asked_although_the_first_rejected():
    assert "organ_first" in codes(forced(funds((NONE, ALL))))


def test_s_the_second_organ_was_asked_without_a_word_of_the_first():
    assert "organ_first" in codes(forced(funds((ALL, ALL), to="")))


@pytest.mark.parametrize("to", ["steering_committee", "finance_committee", "nowhere"])
def test_s_passed_on_to_another_organ(to):
    assert {"log_order", "organ_first"} <= codes(forced(funds((ALL, ALL), to=to)))


def test_s_the_first_organ_votes_twice():
    """Both papers ask the Finance Committee."""
    attacker = Attacker("funds")
    attacker.edit("stages/2/paper.json", lambda paper: paper.update(
        organ="finance_committee", organ_name=dict(STATUTES.organs["finance_committee"].name)))
    assert "paper_mismatch" in codes(attacker.finish())


def test_s_no_consensus_in_the_place_of_passing_on():
    attacker = Attacker("funds")
    attacker.edit_leaf("passed_on", lambda leaf: (leaf.pop("to"), leaf.update(type="no_consensus", summary="No.")))
    assert {"log_order", "organ_first"} <= codes(attacker.finish())


def test_s_a_consensus_stage_is_not_passed_on():
    composer = hold(admission(), ["consent"] * 3, T)
    composer.pass_on(T + DAY + 60, "council")
    assert "log_order" in codes(forced(composer))


def test_s_effects_for_one_organ_alone():
    attacker = Attacker("funds")
    attacker.edit("effects.json", lambda document: document["effects"][0].update(organs=["finance_committee"]))
    assert "effects_wrong" in codes(attacker.finish())


def test_both_wait_for_countersignatures_where_the_law_says_so():
    law = statutes_with("declaration_waits = false", "declaration_waits = true")
    composer = funds((ALL, ALL), statutes=law)
    for subject in ("p-teller", "p-teller-2"):
        composer.countersign(T + 3 * DAY + 60, {"office": "teller", "subject": subject})
    composer.declare(T + 4 * DAY)
    assert codes(write_record(composer.contents(), AUTHORITY)) == {"countersignature_missing"}
    assert not verify(write_record(composer.contents(), AUTHORITY)).ok
