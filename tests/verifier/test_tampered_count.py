"""An attacker with the service's keys edits tallies, outcome, effects and the order of the log.

Everything that rests on a key alone is signed again, so what refuses these records is a hash, an order, the law or
the count. Numbers are those of the cases of the protocol.
"""

import base64

import pytest

from tests.record.scenario import (
    AUTHORITY,
    DAY,
    HOUR,
    T,
    admission,
    people,
    record_of,
)
from tests.verifier.attacker import Attacker, codes
from voting.evidence import SigningKey, decode, decode_lines, encode, sha256_hex
from voting.record import layout, unpack, write_record
from voting.verifier import verify

PAPER1, PAPER2 = "stages/1/paper.json", "stages/2/paper.json"
ROLL1, ISSUED1, TALLY2 = "stages/1/roll.jsonl", "stages/1/issued.jsonl", "stages/2/tally.json"


@pytest.fixture
def attacker() -> Attacker:
    return Attacker("two-thirds-adopted")


def test_the_attacker_who_changes_nothing_is_not_refused():
    for name in ("two-thirds-adopted", "eventful", "annulled"):
        assert verify(Attacker(name).finish()).ok


# ---------------------------------------------------------------- tallies



@pytest.mark.clause("IV.2d")
@pytest.mark.parametrize(("case", "change"), {
    "24 counts edited": lambda tally: tally["counts"]["q1"].update(yes=6, no=0),
    "25 void list edited": lambda tally: tally.update(void=[{"index": 3, "reason": "invalid"}]),
    "26 issued count edited": lambda tally: tally.update(issued=8),
    "28 option outside the list counted": lambda tally: tally["counts"]["q1"].update(maybe=1),
    "outcome edited": lambda tally: tally.update(outcome="rejected"),
    "base edited": lambda tally: tally["bases"][0].update(needed=3),
    "attendance edited": lambda tally: tally.update(present={"count": 7, "established": True}),
    "entitled edited": lambda tally: tally["roll"].update(entitled=9),
    "reason edited": lambda tally: tally.update(reason="Adopted."),
    "109 tally for another paper": lambda tally: tally.update(paper="A" * 42 + "E"),
}.items())
def test_s_tally(attacker, case, change):
    attacker.edit(TALLY2, change)
    attacker.agree_on_tally(2)
    assert "tally_wrong" in codes(attacker.finish())


def test_24_s_counts_edited_but_not_the_log(attacker):
    attacker.edit(TALLY2, lambda tally: tally["counts"]["q1"].update(yes=5, no=1))
    assert {"tally_wrong", "tally_not_logged"} <= codes(attacker.finish())


def test_s_outcome_edited(attacker):
    attacker.edit(layout.TALLY, lambda tally: tally.update(outcome="rejected"))
    attacker.edit_leaf("declared", lambda leaf: leaf.update(
        outcome="rejected", tally_sha256=sha256_hex(attacker.files[layout.TALLY])))
    assert {"outcome_wrong", "outcome_not_declared"} <= codes(attacker.finish())


def test_s_another_outcome_was_declared(attacker):
    attacker.edit_leaf("declared", lambda leaf: leaf.update(outcome="rejected"))
    assert codes(attacker.finish()) == {"outcome_not_declared"}


@pytest.mark.parametrize(("case", "change"), {
    "another standing": lambda document: document["effects"][0].update(after="associated_partner"),
    "another organisation": lambda document: document["effects"][0].update(organisation="X-OTHER"),
    "earlier": lambda document: document["effects"][0].update(at=T),
    "none": lambda document: document.update(effects=[]),
    "one more": lambda document: document["effects"].append({"effect": "dissolved", "at": T}),
    "a seat ends without a reason": lambda document: document["effects"].append(
        {"effect": "seat_ended", "seat": "s-1", "organ": "council", "at": document["effects"][0]["at"]}),
}.items())
def test_s_effects(attacker, case, change):
    attacker.edit(layout.EFFECTS, change)
    attacker.edit_leaf("declared", lambda leaf: leaf.update(effects_sha256=sha256_hex(attacker.files[layout.EFFECTS])))
    assert codes(attacker.finish()) == {"effects_wrong"}


def test_s_seats_that_end_stand_in_order():
    attacker = Attacker("exclusion")
    attacker.edit(layout.EFFECTS, lambda document: document["effects"].reverse())
    attacker.edit_leaf("declared", lambda leaf: leaf.update(effects_sha256=sha256_hex(attacker.files[layout.EFFECTS])))
    assert codes(attacker.finish()) == {"effects_wrong"}


def test_s_effects_that_were_not_declared(attacker):
    attacker.edit_leaf("declared", lambda leaf: leaf.update(effects_sha256="0" * 64))
    assert codes(attacker.finish()) == {"effects_not_declared"}


# ---------------------------------------------------------------- the log


def test_30_s_a_vote_dropped(attacker):
    del attacker.leaves[attacker.find("cast", -1)]
    assert {"casts_root", "tally_wrong"} <= codes(attacker.finish())


def test_30_s_a_vote_dropped_and_the_close_with_it(attacker):
    del attacker.leaves[attacker.find("cast", -1)]
    attacker.agree_on_casts()
    assert "tally_wrong" in codes(attacker.finish())


def test_31_leaves_swapped_without_signing():
    files = unpack(record_of("two-thirds-adopted"))
    lines = files[layout.LOG].splitlines(keepends=True)
    lines[4], lines[5] = lines[5], lines[4]
    files[layout.LOG] = b"".join(lines)
    attacker = Attacker("two-thirds-adopted")
    attacker.files = files
    assert "log_order" in codes(attacker.finish(log=False))


def test_31_s_votes_swapped(attacker):
    first = attacker.find("cast")
    attacker.leaves[first], attacker.leaves[first + 1] = attacker.leaves[first + 1], attacker.leaves[first]
    assert {"casts_root", "tally_wrong"} <= codes(attacker.finish())


def test_32_s_a_vote_twice(attacker):
    place = attacker.find("cast", -1)
    attacker.leaves.insert(place, attacker.leaves[place])
    attacker.agree_on_casts()
    assert "cast_sequence" in codes(attacker.finish())


def test_33_s_an_old_vote_again_after_the_new_one():
    attacker = Attacker("eventful")
    casts = [place for place, leaf in enumerate(attacker.leaves) if decode(leaf).get("seq") == 2]
    attacker.leaves.insert(casts[0] + 1, next(leaf for leaf in attacker.leaves if decode(leaf).get("reason")
                                              and decode(leaf)["type"] == "cast"))
    attacker.agree_on_casts()
    assert "cast_sequence" in codes(attacker.finish())


def test_34_s_the_log_cut_before_the_declaration(attacker):
    attacker.leaves = attacker.leaves[:attacker.find("declared")]
    assert "not_declared" in codes(attacker.finish())


def test_36_s_the_checkpoint_of_another_log(attacker):
    attacker.origin = "vote.example/other"
    assert "checkpoint_signature" in codes(attacker.finish())


def test_37_s_another_log_key(attacker):
    attacker.log_key = SigningKey.generate()
    assert "checkpoint_signature" in codes(attacker.finish())


def test_38_39_a_witness_line_is_ignored_and_a_second_signature_of_ours_refused(attacker):
    attacker.write_log()
    note = attacker.files[layout.CHECKPOINT]
    witness = "— witness.example " + base64.b64encode(b"\x01\x02\x03\x04" + bytes(72)).decode() + "\n"
    attacker.files[layout.CHECKPOINT] = note + witness.encode()
    assert verify(attacker.finish(log=False)).ok
    attacker.files[layout.CHECKPOINT] = note + note.splitlines(keepends=True)[-1]
    assert codes(attacker.finish(log=False)) == {"checkpoint_signature"}


def test_110_the_motion_is_not_filed_first(attacker):
    attacker.leaves.insert(2, attacker.leaves.pop(0))
    assert "log_order" in codes(attacker.finish())


def test_s_the_motion_filed_was_another(attacker):
    attacker.edit_leaf("motion", lambda leaf: leaf.update(motion_sha256="0" * 64))
    assert codes(attacker.finish()) == {"motion_unbound"}


def test_s_an_entry_of_another_motion(attacker):
    attacker.edit_leaf("opened", lambda leaf: leaf.update(motion="other"))
    assert "log_foreign" in codes(attacker.finish())


@pytest.mark.parametrize("kind", ["announced", "opened", "closed", "tallied", "no_consensus", "declared", "motion"])
def test_s_an_act_is_missing(attacker, kind):
    del attacker.leaves[attacker.find(kind)]
    assert codes(attacker.finish()) & {"log_order", "consensus_first", "not_declared", "cast_outside"}


@pytest.mark.parametrize("kind", ["announced", "opened", "closed", "tallied", "no_consensus", "declared", "motion"])
def test_s_an_act_stands_twice(attacker, kind):
    attacker.leaves.insert(attacker.find(kind), attacker.leaves[attacker.find(kind)])
    assert "log_order" in codes(attacker.finish())


def test_s_an_unknown_act(attacker):
    attacker.leaves.insert(3, encode({**decode(attacker.leaves[3]), "type": "reset"}))
    assert "log_unreadable" in codes(attacker.finish())


def test_s_a_withdrawn_motion_has_no_result(attacker):
    place = attacker.find("declared")
    leaf = decode(attacker.leaves[place])
    attacker.leaves.insert(place, encode({key: leaf[key] for key in ("at", "by", "motion", "v")}
                                         | {"type": "withdrawn", "reason": "x"}))
    assert "log_order" in codes(attacker.finish())


@pytest.mark.parametrize(("case", "kind", "change", "code"), [
    ("backdated", "declared", {"at": T}, "log_times"),
    ("beyond any calendar", "announced", {"at": 2**53 - 1}, "log_times"),
    ("opened before its time", "opened", {"at": T - 1}, "log_times"),
    ("closed before its time", "closed", {"at": T + HOUR}, "log_times"),
    ("closed early without a last call", "closed", {"at": T + HOUR, "early": True}, "early_close"),
    ("late close called early", "closed", {"early": True}, "log_times"),
])
def test_s_times(case, kind, change, code):
    composer = admission()
    composer.announce(people(3), T, T, T + DAY)
    composer.open(T)
    composer.cast(0, "consent")
    composer.cast(1, "consent")
    composer.close(T + DAY + 1)
    composer.declare(T + 2 * DAY)
    attacker = Attacker("consensus-adopted")
    attacker.files = unpack(write_record(composer.contents(), AUTHORITY))
    attacker.leaves = [encode(line["leaf"]) for line in decode_lines(attacker.files[layout.LOG])]
    attacker.edit_leaf(kind, lambda leaf: leaf.update(change))
    assert code in codes(attacker.finish())


def test_s_a_last_call_that_was_too_short():
    attacker = Attacker("eventful")
    attacker.edit_leaf("last_call", lambda leaf: leaf.update(ends=leaf["at"] + 599))
    assert codes(attacker.finish()) == {"early_close"}


def test_s_an_extension_takes_the_last_call_back():
    attacker = Attacker("eventful")
    call = decode(attacker.leaves[attacker.find("last_call")])
    extended = {"at": call["at"] + 1, "by": call["by"], "ballot": call["ballot"], "motion": call["motion"],
                "close": T + 4 * DAY, "reason": "More time.", "type": "extended", "v": 1}
    attacker.leaves.insert(attacker.find("last_call") + 1, encode(extended))
    assert codes(attacker.finish()) == {"early_close"}


@pytest.mark.parametrize("change", [{"close": T + HOUR}, {"reason": " "}])
def test_s_an_extension_to_earlier_or_without_a_reason(change):
    attacker = Attacker("eventful")
    attacker.edit_leaf("extended", lambda leaf: leaf.update(change))
    assert "log_times" in codes(attacker.finish())
