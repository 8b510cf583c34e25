"""From the close to the count: sealed, opened by two of three, counted once; or void, and put again."""

from __future__ import annotations

import pytest

from tests.secret_world import SecretWorld, Teller
from voting.ballots.trustee import share_line
from voting.errors import ConflictError, MalformedError, RefusedError, SignatureError, UnavailableError
from voting.evidence import b64u, decode, encode, sha256_hex, sign_document
from voting.sentences import N_
from voting.services.accept_key import place_of
from voting.services.declare_result import declare_result
from voting.services.direct_ballot import call_last, close_early
from voting.services.keep_urn import forget_keys, keep_urn
from voting.services.release_shares import release_shares
from voting.services.seat_person import unseat_person
from voting.services.second_officer import confirm, propose_annulment, propose_roll_addendum
from voting.services.urn.cast_secret import cast_secret
from voting.services.urn.desk import UrnRefusal
from voting.store.database import reading
from voting.store.find import ballots_of
from voting.store.secret import CredentialRow, TrusteeRow, secret_of
from voting.store.urn import casts
from voting.store.urn.casts import Held


@pytest.fixture
def ballot(secret_world: SecretWorld) -> str:
    return secret_world.open_secret()


@pytest.mark.clause("III")
def test_two_of_three_tellers_open_it_and_it_is_counted_at_once(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voters = world.vote(ballot, amber="yes", birch="yes", cedar="no", delta="abstain")
    world.issue(ballot, "ELDER")  # collected, and never used
    world.cast_secret(ballot, voters["CEDAR"], "yes")  # a vote changed
    world.close(ballot)
    row = world.row(ballot)
    assert (row.state, row.tally) == ("closed", None)
    assert world.open_by(ballot, world.tellers[2]) is False
    assert world.open_by(ballot, world.tellers[0]) is True
    tally = world.tally(ballot)
    assert tally["counts"]["q1"] == {"yes": 3, "no": 0, "abstain": 1, "blank": 0}
    assert (tally["issued"], tally["cast"], tally["superseded"], tally["void"]) == (5, 4, 1, [])
    assert tally["secret"] | {"issue": 0, "urn": 0} == {"by_registrar": 5, "issue": 0, "issued": 5, "margin": 1,
                                                        "revealed": [0, 2], "urn": 0}
    assert [leaf["type"] for leaf in world.leaves(ballot) if leaf["type"] not in ("announced", "opened", "issue")] == [
        "closed", "sealed", "released", "released", "tallied"]
    assert declare_result(world.service, world.person("chair"), ballot) == "adopted"


def test_superseded_votes_stay_sealed(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voters = world.vote(ballot, amber="no")
    world.cast_secret(ballot, voters["AMBER"], "yes")
    world.close(ballot)
    document, lines = world.release(ballot, world.tellers[0])
    assert len(lines.splitlines()) == 1
    assert decode(document)["shares"]["size"] == 1


def test_the_seal_commits_to_the_urn_and_the_issue_list(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes")
    world.close(ballot)
    leaf, = world.leaves(ballot, "sealed")
    assert leaf["by"] == {"office": "clock", "subject": ""}
    assert (leaf["urn"]["size"], leaf["issue"]["size"]) == (1, 1)
    keep_urn(world.service)
    assert len(world.leaves(ballot, "sealed")) == 1


def test_nobody_opens_it_early_and_nobody_else_at_all(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes")
    teller = world.tellers[0]
    with pytest.raises(ConflictError):
        release_shares(world.service, teller.person, ballot, b"", b"")
    world.close(ballot)
    document, lines = world.release(ballot, teller)
    for who in ("chair", "AMBER", "coordinator"):
        with pytest.raises(RefusedError):
            release_shares(world.service, world.person(who), ballot, document, lines)
    with pytest.raises(RefusedError):  # another teller's shares
        release_shares(world.service, world.tellers[1].person, ballot, document, lines)


def test_a_release_over_anything_else_than_the_sealed_urn_is_refused(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes", birch="no")
    world.close(ballot)
    teller = world.tellers[0]
    document, lines = world.release(ballot, teller)
    good = decode(document)

    def resigned(key: Teller = teller, **values: object) -> bytes:
        return encode(sign_document(key.identity, "trustee-secret", {**good, **values}))

    first, second = lines.splitlines(keepends=True)
    swapped, none = second + first, share_line(b"x" * 32, None) * 2
    for wrong, shares, refusal in (
            (resigned(urn={**good["urn"], "size": 3}), lines, SignatureError),
            (resigned(issue={**good["issue"], "root": b64u(bytes(32))}), lines, SignatureError),
            (resigned(paper=b64u(bytes(32))), lines, SignatureError),
            (resigned(world.tellers[1]), lines, SignatureError), (encode({**good, "index": 1}), lines, SignatureError),
            (document, first, MalformedError), (document, b"", MalformedError),
            (resigned(shares={"sha256": sha256_hex(first), "size": 1}), first, MalformedError),
            (resigned(shares={"sha256": sha256_hex(swapped), "size": 2}), swapped, MalformedError),
            (resigned(shares={"sha256": sha256_hex(none), "size": 2}), none, MalformedError),
            (b"{}", lines, MalformedError)):
        with pytest.raises(refusal):
            release_shares(world.service, teller.person, ballot, wrong, shares)
    assert not [row for row in world.rows(TrusteeRow) if row.released_at]
    release_shares(world.service, teller.person, ballot, document, lines)
    with pytest.raises(ConflictError):
        release_shares(world.service, teller.person, ballot, document, lines[:0])
    assert release_shares(world.service, teller.person, ballot, document, lines) is False  # the same once more


def test_one_teller_with_wrong_shares_costs_nobody_a_vote(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes")
    world.close(ballot)
    broken = world.tellers[0]
    sealed = world.release(ballot, broken)
    leaf = decode(sealed[1].splitlines()[0])["leaf"]
    lines = encode({"leaf": leaf, "share": b64u(bytes(32) + b"\x01")}) + b"\n"
    document = encode(sign_document(broken.identity, "trustee-secret", {
        **decode(sealed[0]), "shares": {"sha256": sha256_hex(lines), "size": 1}}))
    assert release_shares(world.service, broken.person, ballot, document, lines) is False
    assert world.open_by(ballot, world.tellers[1]) is False  # two have released, and one vote does not open
    assert world.open_by(ballot, world.tellers[2]) is True
    assert world.counts(ballot) == {"yes": 1}


def test_too_few_by_the_deadline_is_void_and_may_be_put_again(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes")
    world.close(ballot)
    world.open_by(ballot, world.tellers[0])
    world.clock.now = world.row(ballot).closed_at + world.law.secrecy.release_within_s + 1
    world.settle(ballot)
    assert world.row(ballot).state == "annulled"
    leaf, = world.leaves(ballot, "void")
    assert leaf["reason"].startswith("1 of 2 releases")
    with reading() as session:
        again = ballots_of(session, world.row(ballot).motion)[-1]
    assert (again.state, again.stage, again.is_secret) == ("drafted", 1, True)
    keep_urn(world.service)
    with reading() as session:
        assert secret_of(session, ballot).handed == "closed"  # and what is closed never opens again
    world.accept_keys(again.id)
    world.announce(again.motion)
    world.vote(again.id, amber="no", birch="yes")
    world.close(again.id)
    assert world.open_by(again.id, *world.tellers[:2])
    assert world.counts(again.id) == {"yes": 1, "no": 1}


def test_at_the_deadline_what_two_have_released_is_counted(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes")
    world.close(ballot)
    for teller in world.tellers[:2]:
        leaf = decode(world.release(ballot, teller)[1].splitlines()[0])["leaf"]
        lines = encode({"leaf": leaf, "share": ""}) + b"\n"
        document = encode(sign_document(teller.identity, "trustee-secret", {
            **decode(world.release(ballot, teller)[0]), "shares": {"sha256": sha256_hex(lines), "size": 1}}))
        assert release_shares(world.service, teller.person, ballot, document, lines) is False
    world.clock.now = world.row(ballot).closed_at + world.law.secrecy.release_within_s + 1
    world.settle(ballot)
    keep_urn(world.service)
    assert [void["reason"] for void in world.tally(ballot)["void"]] == ["unopenable"]


def test_early_close_needs_a_last_call_since_nobody_knows_who_has_voted(secret_world: SecretWorld,
                                                                       ballot: str) -> None:
    world = secret_world
    voters = world.vote(ballot, amber="yes")
    chair = world.person("chair")
    with pytest.raises(ConflictError, match="last call"):
        close_early(world.service, chair, ballot)
    call_last(world.service, chair, ballot)
    world.wait(world.law.last_call_s)
    close_early(world.service, chair, ballot)
    keep_urn(world.service)
    world.wait(1)
    keep_urn(world.service)
    with pytest.raises(UrnRefusal):
        cast_secret(world.urn, ballot, world.body(ballot, voters["AMBER"], "no"))
    assert len(world.leaves(ballot, "sealed")) == 1


def test_an_urn_that_cannot_be_reached_delays_the_seal_and_loses_nothing(secret_world: SecretWorld,
                                                                        monkeypatch: pytest.MonkeyPatch,
                                                                        ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes")

    def gone(*_: object) -> None:
        raise UnavailableError(N_("The urn, which runs on another host, cannot be reached just now."))

    with monkeypatch.context() as patch:
        for name in ("take_state", "final", "leaves"):
            patch.setattr(world.service.urn, name, gone)
        world.close(ballot)
        assert world.leaves(ballot, "sealed") == []
        assert world.row(ballot).state == "closed"
    keep_urn(world.service)
    assert world.open_by(ballot, *world.tellers[:2])


def test_votes_that_appear_in_the_urn_after_the_seal_are_not_counted(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes")
    world.close(ballot)
    releases = [world.release(ballot, teller) for teller in world.tellers[:2]]
    with world.urn.store.writing() as connection:  # whoever runs the urn adds one by hand
        casts.append(connection, ballot, [Held(b"x" * 32, b"p" * 32, 1, b"{}")], 1)
    with pytest.raises(MalformedError, match="sealed"):
        release_shares(world.service, world.tellers[0].person, ballot, *releases[0])


def test_an_addendum_issues_nothing_and_an_entry_with_a_credential_is_not_replaced(secret_world: SecretWorld,
                                                                                 ballot: str) -> None:
    world = secret_world
    world.issue(ballot, "AMBER")
    late = world.seat("LATER")
    pending = propose_roll_addendum(world.service, world.person("chair"), ballot, late, "", "Omitted.")
    confirm(world.service, world.person("teller"), pending)
    leaf, = world.leaves(ballot, "addendum")
    assert leaf["issued"] == {}
    world.issue(ballot, "LATER")
    unseat_person(world.service, world.person("coordinator"), world.seats["council:AMBER"], "Resigned.")
    heir = world.seat("AMBER", name="heir")
    with pytest.raises(ConflictError):
        propose_roll_addendum(world.service, world.person("chair"), ballot, heir, world.person("AMBER"), "Replaced.")


def test_an_annulled_ballot_is_void_in_the_urn_too(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voters = world.vote(ballot, amber="yes")
    pending = propose_annulment(world.service, world.person("chair"), ballot, "A fire.")
    confirm(world.service, world.person("teller"), pending)
    keep_urn(world.service)
    with pytest.raises(ConflictError, match="void"):
        cast_secret(world.urn, ballot, world.body(ballot, voters["AMBER"], "no"))


def test_the_issuers_key_and_what_was_handed_out_go_when_nobody_can_object_any_more(secret_world: SecretWorld,
                                                                                  ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes")
    world.close(ballot)
    world.open_by(ballot, *world.tellers[:2])
    declare_result(world.service, world.person("chair"), ballot)
    world.wait(world.law.objection_period_days * 86400)
    assert forget_keys(world.service) == []
    world.wait(1)
    assert forget_keys(world.service) == [ballot]
    assert world.service.issuers.held() == []
    assert world.rows(CredentialRow) == []


def test_a_ballot_whose_keys_nobody_accepted_again_does_not_open_by_the_old_ones(secret_world: SecretWorld,
                                                                               ballot: str) -> None:
    world = secret_world
    with pytest.raises(ConflictError):
        place_of(world.service, world.person("teller"), ballot)
