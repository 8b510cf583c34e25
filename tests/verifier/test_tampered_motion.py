"""An attacker with the service's keys (the S cases of the protocol that apply to named ballots): one fault, one test.

Everything that rests on a key alone is signed again, so what refuses these records is a hash, an order, the law or
the count.
"""

import base64
import json

import pytest

from tests.record.scenario import (
    AUTHORITY,
    DAY,
    DOSSIER,
    HOUR,
    KEYS,
    LOG,
    T,
    admission,
    after_no_consensus,
    hold,
    people,
    record_of,
    statutes_with,
)
from tests.verifier.attacker import Attacker
from voting.ballots.cast import commit_reason, issue_ballot, named_cast
from voting.ballots.motion import Subject
from voting.ballots.paper import paper_hash
from voting.ballots.roll import Identity, Roll, RollEntry, opening
from voting.evidence import SigningKey, b64u, decode, decode_lines, encode, encode_lines, sha256_hex
from voting.record import layout, unpack, write_record
from voting.record.compose import Keys, MotionComposer
from voting.verifier import read_trust, verify

PAPER1, PAPER2 = "stages/1/paper.json", "stages/2/paper.json"
ROLL1, ISSUED1, TALLY2 = "stages/1/roll.jsonl", "stages/1/issued.jsonl", "stages/2/tally.json"


def codes(record: bytes, trust=None) -> set[str]:
    verdict = verify(record, trust)
    assert not verdict.ok and verdict.outcome == "" and not verdict.anchored
    return {failure.code for failure in verdict.failures}


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


# ---------------------------------------------------------------- votes


def change_cast(attacker: Attacker, change: dict) -> set[str]:
    attacker.edit_leaf("cast", lambda leaf: leaf.update(change), -4)
    attacker.agree_on_casts()
    return codes(attacker.finish())


@pytest.mark.parametrize(("case", "change", "code"), [
    ("48 seq changed", {"seq": 2}, "cast_sequence"),
    ("49 seq 0", {"seq": 0}, "cast_unreadable"),
    ("92 recast limit exceeded", {"seq": 1001}, "cast_unreadable"),
    ("54 paper of another ballot", {"paper": "A" * 42 + "E"}, "cast_wrong_paper"),
    ("62 voter not on the roll", {"voter": "A" * 42 + "E"}, "cast_not_on_roll"),
    ("28 unknown option", {"choice": {"q1": ["maybe"]}}, "cast_unreadable"),
    ("two options", {"choice": {"q1": ["yes", "no"]}}, "cast_unreadable"),
    ("no option", {"choice": {"q1": []}}, "cast_unreadable"),
    ("another question", {"choice": {"q2": ["yes"]}}, "cast_unreadable"),
    ("an option that is no text", {"choice": {"q1": [{"yes": 1}]}}, "cast_unreadable"),
    ("a choice that is a list", {"choice": [["q1"]]}, "cast_unreadable"),
    ("reason without objection", {"reason": "A" * 42 + "E"}, "cast_unreadable"),
    ("another authorisation", {"auth": {"by": "nobody"}}, "cast_unreadable"),
    ("another version", {"v": 2}, "cast_unreadable"),
])
def test_s_a_vote(attacker, case, change, code):
    assert code in change_cast(attacker, change)


def test_s_a_vote_moved_to_another_option(attacker):
    assert "tally_wrong" in change_cast(attacker, {"choice": {"q1": ["no"]}})


def test_s_a_vote_moved_to_another_option_without_touching_the_close(attacker):
    attacker.edit_leaf("cast", lambda leaf: leaf.update(choice={"q1": ["no"]}), -4)
    assert {"casts_root", "tally_wrong"} <= codes(attacker.finish())


@pytest.mark.parametrize("after", ["closed", "announced"])
def test_s_a_vote_outside_the_opening(attacker, after):
    place = attacker.find("cast", -1)
    leaf = attacker.leaves.pop(place)
    attacker.leaves.insert(attacker.find(after, -1) + 1, leaf)
    attacker.agree_on_casts()
    assert "cast_outside" in codes(attacker.finish())


def test_s_a_vote_after_the_mandate_ended():
    composer = admission()
    composer.announce(people(3), T, T, T + DAY)
    composer.open(T)
    composer.end_mandate(1, T + HOUR, "Resigned.")
    composer.cast(0, "consent")
    composer.cast(1, "consent")
    composer.close(T + DAY + 1)
    composer.declare(T + 2 * DAY)
    assert codes(write_record(composer.contents(), AUTHORITY)) == {"cast_not_on_roll"}


def test_s_a_vote_before_the_voter_was_added():
    attacker = Attacker("eventful")
    place = attacker.find("addendum", 1)
    attacker.leaves.insert(place + 2, attacker.leaves.pop(place))
    attacker.agree_on_casts()
    assert "cast_not_on_roll" in codes(attacker.finish())


# ---------------------------------------------------------------- rolls and issued ballots


def rewrite_issued(attacker: Attacker, change) -> set[str]:
    lines = decode_lines(attacker.files[ISSUED1])
    attacker.files[ISSUED1] = encode_lines(change(lines))
    attacker.edit_leaf("announced", lambda leaf: leaf.update(
        issued=len(change(lines)), issued_sha256=sha256_hex(attacker.files[ISSUED1])))
    return codes(attacker.finish())


def test_42_s_more_ballots_than_voters(attacker):
    assert "issued_mismatch" in rewrite_issued(attacker, lambda lines: [*lines, lines[-1]])


def test_43_s_an_issued_ballot_removed(attacker):
    assert "issued_mismatch" in rewrite_issued(attacker, lambda lines: lines[:-1])


def test_44_s_the_signature_of_an_issued_ballot(attacker):
    assert "issued_signature" in rewrite_issued(attacker, lambda lines: [
        {**lines[0], "sig": b64u(bytes([1]) + bytes(63))}, *lines[1:]])


def test_45_s_an_issued_ballot_of_somebody_else(attacker):
    assert "issued_signature" in rewrite_issued(attacker, lambda lines: [
        {**lines[0], "voter": lines[1]["voter"]}, *lines[1:]])


def test_46_s_an_issued_ballot_of_another_ballot(attacker):
    other = decode_lines(attacker.files["stages/2/issued.jsonl"])
    assert "issued_signature" in rewrite_issued(attacker, lambda lines: [other[0], *lines[1:]])


def test_61_s_two_ballots_for_one_voter(attacker):
    assert "issued_mismatch" in rewrite_issued(attacker, lambda lines: [lines[0], lines[0], *lines[2:]])


def test_s_other_issued_ballots_than_announced(attacker):
    attacker.edit_leaf("announced", lambda leaf: leaf.update(issued_sha256="0" * 64))
    assert codes(attacker.finish()) == {"issued_not_announced"}


def test_83_s_a_ghost_on_the_roll(attacker):
    roll = Roll.read(attacker.files[ROLL1])
    attacker.files[ROLL1] = Roll.of([*roll.entries, RollEntry(b64u(bytes(32)))]).write()
    assert {"roll_mismatch", "issued_mismatch"} <= codes(attacker.finish())


def test_83_s_a_ghost_on_roll_and_paper(attacker):
    roll = Roll.read(attacker.files[ROLL1])
    ghost = Roll.of([*roll.entries, RollEntry(b64u(bytes(32)))])
    attacker.files[ROLL1] = ghost.write()
    attacker.edit(PAPER1, lambda paper: paper.update(roll={"sha256": ghost.sha256, "voters": len(ghost)}))
    assert {"issued_signature", "paper_not_announced"} <= codes(attacker.finish())


def test_97_s_the_roll_is_not_sorted(attacker):
    lines = decode_lines(attacker.files[ROLL1])
    attacker.files[ROLL1] = encode_lines(lines[::-1])
    assert "roll_unreadable" in codes(attacker.finish())


def test_97_s_a_voter_stands_twice_on_the_roll(attacker):
    lines = decode_lines(attacker.files[ROLL1])
    attacker.files[ROLL1] = encode_lines([lines[0], *lines])
    assert "roll_unreadable" in codes(attacker.finish())


@pytest.mark.parametrize("units", [0, 2, True])
def test_s_an_entry_with_other_than_one_vote(attacker, units):
    lines = decode_lines(attacker.files[ROLL1])
    attacker.files[ROLL1] = encode_lines([{**lines[0], "units": units}, *lines[1:]])
    assert "roll_unreadable" in codes(attacker.finish())


@pytest.mark.parametrize(("case", "change"), [
    ("one officer", lambda leaf: leaf.update(second=leaf["by"])),
    ("no reason", lambda leaf: leaf.update(reason=" ")),
    ("replaces a stranger", lambda leaf: leaf.update(replaces=b64u(bytes(32)))),
    ("issued to another", lambda leaf: leaf.update(issued=issue_ballot(AUTHORITY, leaf["issued"]["paper"],
                                                                       b64u(bytes(32))))),
    ("two votes", lambda leaf: leaf["entry"].update(units=2)),
])
def test_s_an_addendum(case, change):
    attacker = Attacker("eventful")
    attacker.edit_leaf("addendum", change)
    assert "addendum_wrong" in codes(attacker.finish())


def test_s_an_addendum_that_replaces_someone_who_had_voted():
    composer = admission()
    composer.announce(people(3), T, T, T + DAY)
    composer.open(T)
    composer.cast(0, "consent")
    composer.add(Identity("p-99", "Someone else", "ORG0"), T + HOUR, "Wrong person.", replaces=0)
    composer.now.casts.clear()
    composer.cast(1, "consent")
    composer.cast(3, "consent")
    composer.close(T + DAY + 1)
    composer.declare(T + 2 * DAY)
    assert "addendum_wrong" in codes(write_record(composer.contents(), AUTHORITY))


def test_s_a_mandate_that_no_one_had():
    attacker = Attacker("eventful")
    attacker.edit_leaf("mandate_ended", lambda leaf: leaf.update(voter=b64u(bytes(32))))
    assert "mandate_wrong" in codes(attacker.finish())


# ---------------------------------------------------------------- papers: the attacker makes everything anew


class OtherPaper(MotionComposer):
    """Composes a whole motion, consistent in itself, on papers that say something else."""

    change = staticmethod(lambda paper: None)

    def write_paper(self, facts):
        paper = decode(super().write_paper(facts))
        type(self).change(paper)
        return encode(paper)


def composed_on(change, votes=("yes", "yes", "no")) -> bytes:
    kind = type("Changed", (OtherPaper,), {"change": staticmethod(change)})
    return write_record(after_no_consensus(list(votes), kind=kind).contents(), AUTHORITY)


@pytest.mark.parametrize(("case", "change", "code"), [
    ("75 options reordered", lambda p: p["questions"][0]["options"].reverse(), "options_mismatch"),
    ("75 an option more", lambda p: p["questions"][0]["options"].append("perhaps"), "options_mismatch"),
    ("76 rule lowered", lambda p: p["rule"].update(numerator=1), "rule_mismatch"),
    ("rule of another clause", lambda p: p["rule"].update(clause="V.CO.3"), "rule_mismatch"),
    ("true for one", lambda p: p["rule"].update(min_yes=True), "rule_mismatch"),
    ("a reading called adopted", lambda p: p["readings"][0].update(status="adopted"), "readings_mismatch"),
    ("a reading left out", lambda p: p["readings"].pop(), "readings_mismatch"),
    ("other statutes", lambda p: p["statutes"].update(sha256="0" * 64), "statutes_mismatch"),
    ("another motion", lambda p: p.update(motion_sha256="0" * 64), "paper_mismatch"),
    ("another organ", lambda p: p.update(organ="steering_committee"), "paper_mismatch"),
    ("another name for the organ", lambda p: p["organ_name"].update(en="Board"), "paper_mismatch"),
    ("another question", lambda p: p["question"].update(en="Shall lunch be served?"), "paper_mismatch"),
    ("a secret ballot", lambda p: p.update(secrecy="secret"), "paper_mismatch"),
    ("witnesses", lambda p: p["witnesses"].update(need=2), "paper_mismatch"),
    ("74 opens before it is announced", lambda p: p.update(announced=p["open"] + 1), "paper_times"),
    ("82 another authority", lambda p: p.update(authority=LOG.public.b64u), "key_mismatch"),
    ("82 another log key", lambda p: p["log"].update(key=AUTHORITY.public.b64u), "key_mismatch"),
    ("another version", lambda p: p.update(v=2), "paper_unreadable"),
    ("a key more", lambda p: p.update(more=1), "paper_unreadable"),
])
def test_s_a_paper(case, change, code):
    if code == "paper_unreadable":
        attacker = Attacker("two-thirds-adopted")
        attacker.edit(PAPER1, change)
        attacker.agree_on_paper(1)
        assert code in codes(attacker.finish())
    else:
        assert code in codes(composed_on(change))


@pytest.mark.parametrize("case", ["74 close moved", "74 open moved", "meeting changed"])
def test_s_a_paper_changed_after_it_was_announced(attacker, case):
    attacker.edit(PAPER1, {"74 close moved": lambda paper: paper.update(close=paper["close"] - 1),
                           "74 open moved": lambda paper: paper.update(open=paper["open"] + 1),
                           "meeting changed": lambda paper: paper["meeting"].update(title="Other")}[case])
    assert {"paper_not_announced", "issued_signature"} <= codes(attacker.finish())


def test_74_s_a_paper_changed_with_all_that_hangs_on_it_is_refused_by_its_fingerprint():
    """Who holds every key can make another record; the twelve digits in the minutes are then another's."""
    honest = verify(record_of("two-thirds-adopted"))
    forged = composed_on(lambda paper: paper.update(close=paper["close"] - 1), ["yes"] * 4 + ["no"] * 2 + ["abstain"])
    assert verify(forged).ok
    for digits in (honest.fingerprint, honest.paper_fingerprints[0]):
        trust = read_trust(json.dumps({"authority": AUTHORITY.public.b64u, "fingerprints": [digits]}).encode())
        assert codes(forged, trust) == {"untrusted_fingerprint"}


# ---------------------------------------------------------------- the law


def test_s_the_statutes_exchanged_for_milder_ones(attacker):
    attacker.files[layout.STATUTES] = statutes_with("majority = [2, 3]", "majority = [1, 3]").source
    assert {"statutes_mismatch", "rule_mismatch"} <= codes(attacker.finish())


@pytest.mark.parametrize(("case", "change", "code"), [
    ("a guest is admitted twice", {"subject": Subject("organisation", "X", "X", "party", "member")},
     "motion_not_allowed"),
    ("another organ", {"organ": "steering_committee"}, "motion_not_allowed"),
    ("an end date", {"end_on": "2027-01-01"}, "motion_not_allowed"),
    ("a language missing", {"question": {"en": "Shall it?"}}, "motion_not_allowed"),
    ("no application", {"dossier": {k: v for k, v in DOSSIER.items() if k != "application"}}, "dossier_incomplete"),
    ("an application from the future", {"dossier": DOSSIER | {"received_on": {"on": "2099-01-01"}}},
     "dossier_incomplete"),
])
@pytest.mark.clause("IV.2a", "IV.2b")
def test_s_a_motion_that_may_not_be_put(case, change, code):
    composer = hold(admission(**change), ["consent"] * 3, T)
    composer.declare(T + 2 * DAY)
    assert code in codes(write_record(composer.contents(), AUTHORITY))


@pytest.mark.clause("IV.2d")
def test_s_two_thirds_without_consensus_first():
    composer = admission()
    hold(composer, ["yes"] * 3, T, 2)
    composer.tally = {"outcome": "adopted"}
    composer.effects = []
    composer._act("declared", T + 2 * DAY, {"office": "chair", "subject": "p"}, ballot=composer.now.ballot,
                  tally_sha256="0" * 64, outcome="adopted", effects_sha256="0" * 64)
    assert "consensus_first" in codes(write_record(composer.contents(), AUTHORITY))


@pytest.mark.clause("IV.2d")
def test_s_two_thirds_although_consensus_was_reached():
    composer = hold(admission(), ["consent"] * 3, T)
    composer.record_no_consensus(T + DAY + HOUR, "We prefer to vote.")
    hold(composer, ["yes"] * 3, T + 2 * DAY, 2)
    tallies = [ballot.tally for ballot in composer.ballots]
    tallies[0]["outcome"] = "no_consensus"
    composer.declare(T + 4 * DAY)
    assert {"consensus_first", "tally_wrong"} <= codes(write_record(composer.contents(), AUTHORITY))


@pytest.mark.parametrize("summary", ["", " "])
@pytest.mark.clause("IV.2d")
def test_s_no_word_on_why_consensus_was_not_possible(attacker, summary):
    attacker.edit_leaf("no_consensus", lambda leaf: leaf.update(summary=summary))
    assert {"log_order", "consensus_first"} <= codes(attacker.finish())


def test_s_an_annulment_by_one_officer():
    attacker = Attacker("annulled")
    attacker.edit_leaf("annulled", lambda leaf: leaf.update(second=leaf["by"]))
    assert "log_order" in codes(attacker.finish())


# ---------------------------------------------------------------- names and reasons


@pytest.mark.parametrize("name", [layout.NAMES, layout.REASONS])
@pytest.mark.parametrize("fault", ["changed", "doubled", "reordered", "stranger", "salt"])
def test_s_openings(name, fault):
    attacker = Attacker("eventful")
    lines = decode_lines(attacker.files[name])
    word = "name" if name == layout.NAMES else "reason"
    if fault == "changed":
        lines[0][word] = "Somebody else"
    elif fault == "doubled":
        lines.insert(0, lines[0])
    elif fault == "reordered":
        lines.reverse()
    elif fault == "salt":
        lines[0]["salt"] = lines[0]["salt"][:-2]
    else:
        name_of_a_stranger = opening(Identity("p-x", "Stranger", "ORGX"), b"s" * 16)
        reason_of_nobody = {"commitment": commit_reason("Never said.", b"s" * 16), "reason": "Never said.",
                            "salt": b64u(b"s" * 16)}
        key, stranger = {layout.NAMES: ("voter", name_of_a_stranger),
                         layout.REASONS: ("commitment", reason_of_nobody)}[name]
        lines = sorted([*lines, stranger], key=lambda line: line[key])
    attacker.files[name] = encode_lines(lines)
    assert codes(attacker.finish()) == {"name_wrong" if name == layout.NAMES else "reason_wrong"}


# ---------------------------------------------------------------- trust files


def trust(**members):
    return read_trust(json.dumps(members).encode())


@pytest.mark.parametrize(("members", "code"), [
    ({"authority": SigningKey.generate().public.b64u}, "untrusted_key"),
    ({"authority": AUTHORITY.public.b64u, "log": SigningKey.generate().public.b64u}, "untrusted_key"),
    ({"authority": AUTHORITY.public.b64u, "origin": "https://other.example"}, "untrusted_key"),
    ({"authority": AUTHORITY.public.b64u, "fingerprints": ["0000 0000 0000"]}, "untrusted_fingerprint"),
    ({"authority": AUTHORITY.public.b64u, "roll_sha256": {"admission-1-1": "0" * 64}}, "untrusted_roll"),
    ({"authority": AUTHORITY.public.b64u, "roll_sha256": {"another": "0" * 64}}, "untrusted_roll"),
])
def test_a_trust_file_that_names_something_else(members, code):
    assert codes(record_of("two-thirds-adopted"), trust(**members)) == {code}


def test_a_trust_file_with_the_right_roll():
    paper = json.loads(unpack(record_of("two-thirds-adopted"))[PAPER1])
    members = {"authority": AUTHORITY.public.b64u, "roll_sha256": {paper["ballot"]: paper["roll"]["sha256"]}}
    assert verify(record_of("two-thirds-adopted"), trust(**members)).anchored


def test_a_stranger_who_makes_a_whole_record_with_own_keys_is_not_anchored():
    mine = SigningKey.generate()
    composer = admission()
    composer.keys = Keys(mine, SigningKey.generate(), KEYS.log_origin, KEYS.origin)
    hold(composer, ["consent"] * 3, T)
    composer.declare(T + 2 * DAY)
    record = write_record(composer.contents(), mine)
    assert verify(record).ok and not verify(record).anchored
    assert codes(record, trust(authority=AUTHORITY.public.b64u)) == {"untrusted_key"}


def test_a_record_with_another_vote_cast_by_hand_is_refused(attacker):
    paper = paper_hash(attacker.files[PAPER2])
    voter = decode_lines(attacker.files["stages/2/roll.jsonl"])[0]["voter"]
    attacker.leaves.insert(attacker.find("closed", -1), encode(named_cast(paper, voter, 2, {"q1": ["yes"]})))
    assert {"casts_root", "tally_wrong"} <= codes(attacker.finish())
