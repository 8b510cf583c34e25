"""An attacker with the service's keys adds, moves or edits countersignatures; each fault is refused by its name."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.record.scenario import AUTHORITY, DAY, SCENARIOS, T, admission, hold, record_of, statutes_with
from tests.verifier.attacker import Attacker, codes
from voting.evidence import decode, encode
from voting.record import write_record
from voting.verifier import STEPS, Verdict, verify, verify_in_steps
from voting.verifier.__main__ import main

WAITS = statutes_with("declaration_waits = false", "declaration_waits = true")
OTHER = {"office": "teller", "subject": "p-teller-2"}


@pytest.fixture
def attacker() -> Attacker:
    return Attacker("countersigned")


def test_an_untouched_record_says_how_many_countersigned_what_decided(attacker: Attacker) -> None:
    assert verify(attacker.finish()).countersignatures == 2
    assert verify(record_of("two-thirds-adopted")).countersignatures == 0


def test_the_answer_as_json_and_as_text_has_the_number(tmp_path, capsys) -> None:
    path = tmp_path / "record.zip"
    path.write_bytes(record_of("countersigned"))
    assert main(["--json", str(path)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["countersignatures"], len(answer["roll_fingerprints"])) == (2, 2)
    assert main([str(path)]) == 0
    said = capsys.readouterr().out
    assert "Tellers who countersigned the count, in this record: 2" in said
    assert f"Fingerprint of the electoral roll of stage 2: {answer['roll_fingerprints'][1]}" in said


@pytest.mark.parametrize(("change", "code"), {
    "another tally": ({"tally_sha256": "0" * 64}, "countersignature_tally"),
    "not hexadecimal": ({"tally_sha256": ""}, "countersignature_tally"),
    "the chair": ({"by": {"office": "chair", "subject": "p-chair"}}, "countersignature_office"),
    "an office of no statutes": ({"by": {"office": "scribe", "subject": "p-x"}}, "countersignature_office"),
    "nobody": ({"by": {"office": "teller", "subject": ""}}, "countersignature_office"),
    "an unknown ballot": ({"ballot": "b-unknown"}, "log_foreign"),
    "another motion": ({"motion": "m-other"}, "log_foreign"),
    "too early a date": ({"at": T}, "log_times"),
    "one key too many": ({"office": "teller"}, "log_unreadable"),
}.values())
def test_s_an_edited_countersignature(attacker: Attacker, change: dict[str, object], code: str) -> None:
    attacker.edit_leaf("countersigned", lambda leaf: leaf.update(change))
    assert codes(attacker.finish()) == {code}


def test_s_the_tally_of_the_other_stage(attacker: Attacker) -> None:
    other = decode(attacker.leaves[attacker.find("tallied", 1)])["tally_sha256"]
    attacker.edit_leaf("countersigned", lambda leaf: leaf.update(tally_sha256=other))
    assert codes(attacker.finish()) == {"countersignature_tally"}


def test_s_one_teller_twice(attacker: Attacker) -> None:
    place = attacker.find("countersigned")
    attacker.leaves.insert(place, attacker.leaves[place])
    assert codes(attacker.finish()) == {"countersignature_twice"}


def move(attacker: Attacker, to: Callable[[Attacker], int]) -> None:
    """Take the first countersignature out and put it elsewhere, dated like its new neighbour."""
    leaf = decode(attacker.leaves.pop(attacker.find("countersigned")))
    place = to(attacker)
    beside = next(decode(each) for each in reversed(attacker.leaves[:place]) if "at" in decode(each))
    attacker.leaves.insert(place, encode({**leaf, "at": beside["at"]}))


@pytest.mark.parametrize("to", {
    "before the opening": lambda attacker: attacker.find("opened"),
    "among the votes": lambda attacker: attacker.find("cast") + 1,
    "between close and count": lambda attacker: attacker.find("tallied"),
    "after the annulment": lambda attacker: attacker.find("annulled") + 1,
}.values())
def test_s_out_of_its_time(attacker: Attacker, to: Callable[[Attacker], int]) -> None:
    move(attacker, to)
    assert codes(attacker.finish()) == {"countersignature_early"}


def test_s_before_its_ballot_was_announced(attacker: Attacker) -> None:
    move(attacker, lambda attacker: attacker.find("announced"))
    assert codes(attacker.finish()) == {"log_foreign"}


def declared(*tellers: dict[str, str]) -> bytes:
    """An admission under statutes that make the declaration wait, countersigned by some, then declared."""
    composer = hold(admission(statutes=WAITS), ["consent"] * 4, T)
    for teller in tellers:
        composer.countersign(T + DAY + 60, teller)
    composer.declare(T + 2 * DAY)
    return write_record(composer.contents(), AUTHORITY)


def test_where_the_declaration_waits_two_must_come_before_it() -> None:
    first = {"office": "teller", "subject": "p-teller"}
    assert verify(declared(first, OTHER)).countersignatures == 2
    assert codes(declared(first)) == {"countersignature_missing"}
    assert codes(declared()) == {"countersignature_missing"}


def test_one_that_comes_after_the_declaration_is_not_one_that_was_waited_for() -> None:
    composer = hold(admission(statutes=WAITS), ["consent"] * 4, T)
    composer.countersign(T + DAY + 60)
    composer.declare(T + 2 * DAY)
    composer.countersign(T + 3 * DAY, OTHER)
    assert codes(write_record(composer.contents(), AUTHORITY)) == {"countersignature_missing"}


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_the_steps_come_one_by_one_and_the_answer_last(name: str) -> None:
    found = list(verify_in_steps(record_of(name)))
    assert found[:-1] == list(range(1, len(STEPS)))  # the trust file is a step only where there is one
    assert isinstance(found[-1], Verdict)
    assert found[-1] == verify(record_of(name))


def test_an_unreadable_file_ends_after_the_first_step() -> None:
    first, answer = verify_in_steps(b"no zip")
    assert first == 1
    assert not answer.ok
