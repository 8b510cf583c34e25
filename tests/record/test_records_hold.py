"""Good records of every kind of motion are accepted, whatever happened on the way; copies without names too."""

import json
import re
from functools import partial

import pytest

from tests.record.scenario import (
    AUTHORITY,
    DAY,
    HOUR,
    LOG,
    SCENARIOS,
    T,
    admission,
    device,
    hold,
    people,
    record_of,
    statutes_with,
)
from voting.evidence import decode
from voting.record import compose, public_copy, unpack, write_record
from voting.verifier import read_trust, verify


@pytest.mark.clause("IV.2d")
@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_good_record_holds(name):
    verdict = verify(record_of(name))
    assert verdict.failures == ()
    assert (verdict.ok, verdict.anchored, verdict.outcome) == (True, False, SCENARIOS[name][1])
    assert all(clean for _, _, clean in verdict.steps)
    assert len(verdict.steps) == 14


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_copy_without_names_and_reasons_holds_and_has_the_same_fingerprint(name):
    copy = public_copy(record_of(name))
    assert not {"names.jsonl", "reasons.jsonl", "passkeys.jsonl", "assertions.jsonl"} & set(unpack(copy))
    assert b"Delegate of party" not in copy
    assert verify(copy).ok
    assert verify(copy).fingerprint == verify(record_of(name)).fingerprint


def test_the_same_contents_give_the_same_bytes():
    contents = SCENARIOS["eventful"][0]().contents()
    assert write_record(contents, AUTHORITY) == write_record(contents, AUTHORITY)


def test_a_trust_file_with_the_right_keys_anchors_the_record():
    verdict = verify(record_of("eventful"))
    trust = read_trust(json.dumps({
        "authority": ["A" * 42 + "E", AUTHORITY.public.b64u], "log": LOG.public.b64u, "origin": "https://vote.example",
        "fingerprints": [verdict.fingerprint, *verdict.paper_fingerprints]}).encode())
    assert verify(record_of("eventful"), trust).anchored


def test_a_trust_file_without_an_authority_does_not_anchor():
    verdict = verify(record_of("eventful"), read_trust(b"{}"))
    assert verdict.ok
    assert not verdict.anchored


@pytest.mark.clause("IV.2c")
def test_an_exclusion_lists_the_seats_that_end():
    effects = json.loads(unpack(record_of("exclusion"))["effects.json"])["effects"]
    assert [row["effect"] for row in effects] == ["standing", "seat_ended", "seat_ended"]
    assert [row.get("seat") for row in effects[1:]] == ["s-1", "s-2"]


@pytest.mark.clause("IV.2d")
def test_three_of_five_is_rejected_and_has_no_effect():
    files = unpack(record_of("two-thirds-rejected"))
    assert json.loads(files["effects.json"])["effects"] == []
    assert json.loads(files["tally.json"])["outcome"] == "rejected"


def test_another_federation_needs_no_other_code():
    statutes = statutes_with("majority = [2, 3]", "majority = [3, 5]")
    composer = hold(admission(statutes=statutes), ["consent"] * 4 + ["object"], T)
    composer.record_no_consensus(T + DAY + HOUR, "One objects.")
    hold(composer, ["yes"] * 3 + ["no"] * 2, T + 2 * DAY, 2)
    assert composer.declare(T + 4 * DAY) == "adopted"
    assert verify(write_record(composer.contents(), AUTHORITY)).outcome == "adopted"


def test_a_ballot_with_nobody_voting_has_an_empty_tree_and_no_consensus():
    composer = admission()
    composer.announce(people(2), T, T, T + DAY)
    composer.open(T)
    composer.close(T + DAY + 1)
    composer.record_no_consensus(T + DAY + HOUR, "Nobody answered.")
    hold(composer, ["yes", "yes", "no"], T + 2 * DAY, 2)
    composer.declare(T + 4 * DAY)
    assert verify(write_record(composer.contents(), AUTHORITY)).ok


def test_whose_passkeys_signed_is_counted_and_only_the_organ_s_copy_shows_it():
    verdict, public = verify(record_of("signed")), verify(public_copy(record_of("signed")))
    figures = [(number, dict(how.ways), how.holds) for number, how in verdict.authorised]
    assert figures == [(1, {"mail": 1, "passkey": 5, "session": 0}, True),
                       (2, {"mail": 1, "passkey": 5, "session": 0}, True)]
    assert (verdict.signatures_checked, public.signatures_checked) == (True, False)
    assert public.authorised == verdict.authorised
    assert verify(record_of("two-thirds-adopted")).authorised[1][1].holds is False, "seven rest on the service alone"


def test_a_record_from_before_tallies_said_how_many_votes_could_change_the_outcome_holds(monkeypatch):
    monkeypatch.setattr(compose, "tally_stage", partial(compose.tally_stage, says_least=False))
    before = write_record(SCENARIOS["signed"][0]().contents(), AUTHORITY)
    tally = decode(unpack(before)["stages/2/tally.json"])
    assert tally["authorised"] == {"holds": True, "mail": 1, "passkey": 5, "session": 0}
    verdict, now = verify(before), verify(record_of("signed"))
    assert verdict.ok
    assert verdict.authorised == now.authorised, "the verifier says it all the same"
    assert [(how.least, how.without) for _, how in verdict.authorised] == [(0, 1), (0, 1)]
    assert verify(record_of("two-thirds-adopted")).authorised[1][1].least == 1, "of 4 to 2, three to three"


def test_nothing_in_the_public_copy_ties_the_votes_of_one_voter_in_two_ballots_together():
    def words(name: str) -> set[str]:
        return set(re.findall(r'[A-Za-z0-9_-]{40,}', files[name].decode()))

    files = unpack(public_copy(record_of("signed")))
    assert words("stages/1/roll.jsonl") & words("stages/2/roll.jsonl") == set()
    for name in ("p-0", "p-1", "late"):
        passkey = device(name).passkey(0)
        assert not [file for file, content in files.items() if passkey.pk.encode() in content
                    or passkey.id.encode() in content]
    assert '"sig":"' not in files["log.jsonl"].decode().replace('"issued":{', "")
