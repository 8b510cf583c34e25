"""A disputed count: with the key that a teller released it holds, and everything wrong about dispute or key is refused.

S: the attacker holds the keys of authority, log, urn and issuer, and signs again what was touched.
"""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.record.secret_scenario import TELLERS, failed_consensus, finish, secret_record_of, secret_vote
from tests.verifier.attacker import codes
from tests.verifier.secret_attacker import STAGE, TALLY2, SecretAttacker
from tests.verifier.secret_cases import Cases
from tests.verifier.stranger_stage import check
from voting.ballots.key_release import KeyRelease
from voting.evidence import SigningKey, b64u, decode, encode, sha256_hex, sign_document
from voting.record import public_copy, unpack
from voting.verifier import verify
from voting.verifier.crew import Crew

KEY = STAGE + "trustees/2.secret.json"
case = Cases()


def test_the_key_opens_what_the_released_shares_did_not_and_the_tally_says_so():
    record = secret_record_of("disputed")
    assert verify(record).failures == ()
    tally = decode(unpack(record)[TALLY2])
    assert (tally["void"], tally["counts"]["q1"]["yes"], tally["superseded"]) == ([], 3, 1)
    assert tally["secret"]["keys"] == [{"corrected": 1, "index": 2}]
    assert tally["secret"]["revealed"] == [0, 2]
    assert [decode(line)["leaf"]["type"] for line in unpack(record)["log.jsonl"].splitlines()][-7:] == [
        "released", "released", "tallied", "disputed", "key_released", "tallied", "declared"]


def test_a_public_copy_has_no_key_and_holds():
    copy = public_copy(secret_record_of("disputed"))
    assert KEY not in unpack(copy)
    assert verify(copy).ok
    assert verify(copy).fingerprint == verify(secret_record_of("disputed")).fingerprint


def test_without_a_dispute_no_tally_speaks_of_keys():
    assert "keys" not in decode(unpack(secret_record_of("plain"))[TALLY2])["secret"]


def test_two_processes_find_the_same():
    assert verify(secret_record_of("disputed"), crew=Crew(2)).ok


def put_key(a: SecretAttacker, document: dict) -> bytes:
    """Another release of the key, its hash in the log."""
    a.files[KEY] = encode(document)
    a.edit_leaf("key_released", lambda leaf: leaf.update(sha256=sha256_hex(a.files[KEY])))
    return a.finish()


def signed_again(a: SecretAttacker, identity: SigningKey | None = None, **values: object) -> bytes:
    """The key's release with other values, signed by its teller."""
    return put_key(a, sign_document(identity or TELLERS[2].identity, "trustee-secret", {**a.document(KEY), **values}))


@case("key_release_wrong", fast=True)
def s_70_another_key(a):
    return signed_again(a, secret=b64u(X25519PrivateKey.generate().private_bytes_raw()))


@case("key_release_wrong")
def s_72_signed_by_somebody_else(a):
    return signed_again(a, SigningKey.generate())


@case("key_release_wrong")
def s_73_for_another_paper(a):
    return signed_again(a, paper=b64u(bytes(32)))


@case("key_release_wrong")
def s_71_under_another_index(a):
    return signed_again(a, index=1)


@case("key_release_wrong")
def s_84_over_another_urn(a):
    return signed_again(a, urn={**a.document(KEY)["urn"], "size": 4})


@case("key_release_wrong")
def s_84_over_another_issue_list(a):
    return signed_again(a, issue={**a.document(KEY)["issue"], "root": b64u(bytes(32))})


@case("key_release_wrong")
def s_a_key_with_a_field_more(a):
    return put_key(a, {**a.document(KEY), "more": 1})


@case("key_release_wrong")
def s_a_key_too_short(a):
    return signed_again(a, secret=b64u(bytes(31)))


@case("key_release_wrong")
def s_a_release_of_shares_in_its_place(a):
    return put_key(a, a.document(STAGE + "trustees/2.json"))


@case("key_release_wrong")
def s_logged_for_somebody_else(a):
    a.edit_leaf("key_released", lambda leaf: leaf["by"].update(subject="p-somebody"))
    return a.finish()


@case("key_release_missing", fast=True)
def c_a_key_without_its_entry_in_the_log(a):
    a.leaves.pop(a.find("key_released"))
    return a.finish()


@case("key_release_missing")
def s_a_key_in_the_log_and_not_in_the_record(a):
    del a.files[KEY]
    return a.finish()


@case("key_release_missing")
def c_another_key_than_the_log_names(a):
    a.files[KEY] = encode(sign_document(TELLERS[2].identity, "trustee-secret", {**a.document(KEY), "v": 1, "index": 2,
                                                                               "secret": b64u(bytes(32))}))
    return a.finish()


@case("key_release_missing")
def s_the_same_key_twice_in_the_log(a):
    a.leaves.insert(a.find("key_released"), a.leaves[a.find("key_released")])
    return a.finish()


@case("log_order", fast=True)
def s_a_key_released_without_a_dispute(a):
    a.leaves.pop(a.find("disputed"))
    a.leaves.pop(a.find("tallied", 1))
    return a.finish()


@case("log_order")
def s_disputed_by_one_officer(a):
    a.edit_leaf("disputed", lambda leaf: leaf.update(second=leaf["by"]))
    return a.finish()


@case("log_order")
def s_disputed_without_a_reason(a):
    a.edit_leaf("disputed", lambda leaf: leaf.update(reason=" "))
    return a.finish()


@case("log_order")
def s_disputed_twice(a):
    place = a.find("tallied", 2)
    a.leaves[place + 1:place + 1] = [a.leaves[a.find("disputed")], a.leaves[place]]
    return a.finish()


@case("log_order")
def s_not_counted_again(a):
    a.leaves.pop(a.find("tallied", 2))
    return a.finish()


@case("tally_wrong", fast=True)
def s_a_count_that_does_not_say_what_the_key_set_right(a):
    return a.count_as(lambda tally: tally["secret"].update(keys=[{"corrected": 0, "index": 2}])).finish()


@case("tally_wrong")
def s_a_count_that_leaves_the_key_out(a):
    return a.count_as(lambda tally: tally["secret"].pop("keys")).finish()


@case("tally_wrong")
def s_the_count_before_the_key(a):
    def before(tally):
        tally["counts"]["q1"]["yes"] -= 1
        tally["void"] = [{"leaf": decode(a.files[STAGE + "trustees/2.jsonl"].splitlines()[0])["leaf"],
                          "reason": "unopenable"}]
    return a.count_as(before).finish()


@pytest.mark.parametrize(("change", "expected"), list(case.all.values()))
def test_everything_wrong_about_a_dispute_is_refused(change, expected):
    record = change(SecretAttacker("disputed"))
    assert expected <= codes(record)
    assert check(record) != ""  # and by a stranger's verifier


def test_the_stranger_agrees_on_a_disputed_record():
    assert check(secret_record_of("disputed")) == ""
    assert check(public_copy(secret_record_of("disputed"))) == ""


def test_a_key_never_closes_a_vote_that_the_shares_open():
    """A teller and a voter who agreed on a share outside the seal: what it opened stays open."""
    composer = finish(secret_vote(failed_consensus(), ["yes", "no"]))
    held = composer.now.secret
    held.keys[2] = encode(KeyRelease(2, composer.now.hash, held.urn_head, held.issue_head, bytes(32)).sign(
        TELLERS[2].identity))  # a key that opens nothing
    composer.count(10**10)
    assert composer.now.tally["void"] == []
    assert composer.now.tally["secret"]["keys"] == [{"corrected": 2, "index": 2}]
