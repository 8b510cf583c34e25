"""An attacker with the service's keys edits votes, rolls, issued ballots, names and reasons.

Everything that rests on a key alone is signed again, so what refuses these records is a hash, an order, the law or
the count. Numbers are those of the cases of the protocol.
"""


import pytest

from tests.record.scenario import (
    AUTHORITY,
    DAY,
    HOUR,
    T,
    admission,
    people,
)
from tests.verifier.attacker import Attacker, codes
from voting.ballots.cast import commit_reason, issue_ballot
from voting.ballots.roll import Identity, Roll, RollEntry, opening
from voting.evidence import b64u, decode_lines, encode_lines, sha256_hex
from voting.record import layout, write_record

PAPER1, PAPER2 = "stages/1/paper.json", "stages/2/paper.json"
ROLL1, ISSUED1, TALLY2 = "stages/1/roll.jsonl", "stages/1/issued.jsonl", "stages/2/tally.json"


@pytest.fixture
def attacker() -> Attacker:
    return Attacker("two-thirds-adopted")


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
