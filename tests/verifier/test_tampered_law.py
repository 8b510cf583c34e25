"""An attacker with the service's keys makes papers and motions that the law does not allow; and trust files.

Everything that rests on a key alone is signed again, so what refuses these records is a hash, an order, the law or
the count. Numbers are those of the cases of the protocol.
"""

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
    record_of,
    statutes_with,
)
from tests.verifier.attacker import Attacker, codes
from voting.ballots.cast import named_cast
from voting.ballots.motion import Subject
from voting.ballots.paper import paper_hash
from voting.evidence import SigningKey, decode, decode_lines, encode
from voting.record import layout, unpack, write_record
from voting.record.compose import Keys, MotionComposer
from voting.verifier import read_trust, verify

PAPER1, PAPER2 = "stages/1/paper.json", "stages/2/paper.json"
ROLL1, ISSUED1, TALLY2 = "stages/1/roll.jsonl", "stages/1/issued.jsonl", "stages/2/tally.json"


@pytest.fixture
def attacker() -> Attacker:
    return Attacker("two-thirds-adopted")


# ---------------------------------------------------------------- papers, with everything that hangs on them


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
    ("a secret ballot without keys", lambda p: p.update(secrecy="secret"), "paper_unreadable"),
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
    assert verify(record).ok
    assert not verify(record).anchored
    assert codes(record, trust(authority=AUTHORITY.public.b64u)) == {"untrusted_key"}


def test_a_record_with_another_vote_cast_by_hand_is_refused(attacker):
    paper = paper_hash(attacker.files[PAPER2])
    voter = decode_lines(attacker.files["stages/2/roll.jsonl"])[0]["voter"]
    attacker.leaves.insert(attacker.find("closed", -1), encode(named_cast(paper, voter, 2, {"q1": ["yes"]})))
    assert {"casts_root", "tally_wrong"} <= codes(attacker.finish())
