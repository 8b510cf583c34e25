"""A count in which votes did not open: disputed by two officers, keys released, counted again; the record holds."""

from __future__ import annotations

import pytest

from tests.secret_world import SecretWorld, Teller
from voting.ballots.key_release import KeyRelease
from voting.ballots.trustee import Head
from voting.errors import ConflictError, InputError, MalformedError, RefusedError, SignatureError
from voting.evidence import b64u, decode, encode, sha256_hex, sign_document
from voting.services.countersign_tally import countersign_tally
from voting.services.declare_result import declare_result
from voting.services.dispute_count import propose_dispute
from voting.services.keep_urn import keep_urn
from voting.services.make_record import full_record
from voting.services.read.key_ballots import key_ballots
from voting.services.read.secret_ballot import teller_part
from voting.services.release_key import release_key
from voting.services.release_shares import release_shares
from voting.services.second_officer import confirm
from voting.store.database import reading
from voting.store.secret import secret_of
from voting.verifier import verify


@pytest.fixture
def ballot(secret_world: SecretWorld) -> str:
    """Closed and counted; two tellers released nothing for the first vote, so that it did not open."""
    ballot = secret_world.open_secret()
    secret_world.vote(ballot, amber="yes", birch="no", cedar="yes")
    secret_world.close(ballot)
    release_falsely(secret_world, ballot, secret_world.tellers[0])
    release_falsely(secret_world, ballot, secret_world.tellers[1])
    assert secret_world.open_by(ballot, secret_world.tellers[2]) is True
    return ballot


def release_falsely(world: SecretWorld, ballot: str, teller: Teller) -> None:
    """A teller says that the share of the first vote does not open."""
    document, lines = world.release(ballot, teller)
    first, *rest = lines.splitlines(keepends=True)
    wrong = encode({**decode(first.rstrip()), "share": ""}) + b"\n" + b"".join(rest)
    release_shares(world.service, teller.person, ballot, encode(sign_document(teller.identity, "trustee-secret", {
        **decode(document), "shares": {"sha256": sha256_hex(wrong), "size": len(rest) + 1}})), wrong)


def dispute(world: SecretWorld, ballot: str) -> None:
    """Chair and a teller dispute the count."""
    confirm(world.service, world.person("teller"), propose_dispute(world.service, world.person("chair"), ballot,
                                                                   "One vote does not open."))


def key_of(world: SecretWorld, ballot: str, teller: Teller, **values: object) -> bytes:
    """What a teller's browser makes to release the key."""
    with reading() as session:
        sealed = secret_of(session, ballot).sealed
    document = KeyRelease(teller.index, world.row(ballot).paper_hash, Head.read(sealed["urn"]),
                          Head.read(sealed["issue"]), teller.secret.private_bytes_raw()).sign(teller.identity)
    return encode(sign_document(teller.identity, "trustee-secret", {**document, **values}) if values else document)


def test_disputed_released_counted_again_and_the_record_holds(secret_world: SecretWorld, ballot: str) -> None:
    world, first = secret_world, secret_world.tellers[0]
    assert [void["reason"] for void in world.tally(ballot)["void"]] == ["unopenable"]
    countersign_tally(world.service, first.person, ballot)
    dispute(world, ballot)
    assert world.tally(ballot)["void"], "what was counted stands until it is counted again"
    for act in (lambda: declare_result(world.service, world.person("chair"), ballot),
                lambda: countersign_tally(world.service, world.tellers[1].person, ballot)):
        with pytest.raises(ConflictError, match="disputed"):
            act()
    found = teller_part(world.service, first.person, ballot).dispute
    assert (found.reason, found.unopened, found.needed) == ("One vote does not open.", 1, 2)
    assert [one.step for one in key_ballots(world.service, first.person, None)] == ["disputed"]
    keep_urn(world.service)
    assert len(world.leaves(ballot, "tallied")) == 1, "the clock does not count before keys or deadline"
    assert release_key(world.service, first.person, ballot, key_of(world, ballot, first)) is True
    tally = world.tally(ballot)
    assert (tally["void"], tally["counts"]["q1"]["yes"]) == ([], 2)
    assert tally["secret"]["keys"] == [{"corrected": 1, "index": first.index}]
    assert release_key(world.service, first.person, ballot, key_of(world, ballot, first)) is True
    countersign_tally(world.service, first.person, ballot)  # the new count
    declare_result(world.service, world.person("chair"), ballot)
    assert verify(full_record(world.row(ballot).motion)).failures == ()


def test_only_two_officers_open_a_dispute_and_only_where_votes_did_not_open(secret_world: SecretWorld) -> None:
    world = secret_world
    good = world.open_secret()
    world.vote(good, amber="yes")
    with pytest.raises(ConflictError):
        propose_dispute(world.service, world.person("chair"), good, "Too early.")
    world.close(good)
    world.open_by(good, *world.tellers[:2])
    with pytest.raises(RefusedError, match="has opened"):
        propose_dispute(world.service, world.person("chair"), good, "I do not like it.")
    with pytest.raises(ConflictError, match="dispute"):
        release_key(world.service, world.tellers[0].person, good, key_of(world, good, world.tellers[0]))


@pytest.mark.slow
def test_what_a_dispute_asks_for(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    with pytest.raises(RefusedError):
        propose_dispute(world.service, world.person("AMBER"), ballot, "I am a delegate.")
    with pytest.raises(InputError):
        propose_dispute(world.service, world.person("chair"), ballot, " ")
    pending = propose_dispute(world.service, world.person("chair"), ballot, "One vote does not open.")
    with pytest.raises(RefusedError):
        confirm(world.service, world.person("chair"), pending)
    with pytest.raises(ConflictError):
        release_key(world.service, world.tellers[0].person, ballot, key_of(world, ballot, world.tellers[0]))
    confirm(world.service, world.person("teller"), pending)
    with pytest.raises(ConflictError, match="already"):
        propose_dispute(world.service, world.person("chair"), ballot, "Once more.")


@pytest.mark.slow
def test_a_wrong_key_is_refused(secret_world: SecretWorld, ballot: str) -> None:
    world, (first, second, _) = secret_world, secret_world.tellers
    dispute(world, ballot)
    for document, refusal in (
            (key_of(world, ballot, first, secret=b64u(bytes(32))), SignatureError),
            (key_of(world, ballot, first, paper=b64u(bytes(32))), SignatureError),
            (key_of(world, ballot, first, urn={"root": b64u(bytes(32)), "size": 3}), SignatureError),
            (key_of(world, ballot, first, index=9), MalformedError),
            (encode({**decode(key_of(world, ballot, first)), "sig": b64u(bytes(64))}), SignatureError),
            (key_of(world, ballot, second), RefusedError), (b"{}", MalformedError)):
        with pytest.raises(refusal):
            release_key(world.service, first.person, ballot, document)
    with pytest.raises(RefusedError):
        release_key(world.service, world.person("chair"), ballot, key_of(world, ballot, first))
    assert world.leaves(ballot, "key_released") == []


@pytest.mark.slow
def test_without_keys_it_is_counted_as_before_when_the_time_is_over(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    before = world.tally(ballot)
    dispute(world, ballot)
    world.clock.now += world.law.secrecy.release_within_s
    keep_urn(world.service)
    assert len(world.leaves(ballot, "tallied")) == 1
    world.clock.now += 1
    keep_urn(world.service)
    assert len(world.leaves(ballot, "tallied")) == 2
    assert world.tally(ballot) == before
    with pytest.raises(ConflictError, match="already"):
        propose_dispute(world.service, world.person("chair"), ballot, "Once more.")
    declare_result(world.service, world.person("chair"), ballot)
    assert verify(full_record(world.row(ballot).motion)).ok
