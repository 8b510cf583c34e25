"""A named vote is signed by its voter's passkey: taken if it is exactly that vote, refused in a sentence otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.passkeys import enrol, lose, sign
from tests.world import MEMBERS, World, new_attempt
from voting.ballots.roll import MOST_PASSKEYS
from voting.demonstration.authenticator import UP, Authenticator
from voting.errors import InputError
from voting.services.act import begin
from voting.services.cast_named import Receipt, cast_named
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.make_record import full_record, public_record
from voting.services.passkeys_on_roll import let_in
from voting.services.second_officer import confirm, propose_roll_addendum
from voting.services.signed_vote import Signature, read_signature
from voting.store.casting import _SLOT
from voting.store.passkeys import PasskeyRow
from voting.verifier import verify


def vote(world: World, who: str, ballot: str, option: str = "consent", device: Authenticator | None = None,
         reason: str = "", attempt: str = "", signature: Signature | None = None, way: str = "session",
         **how: object) -> Receipt:
    """Cast a vote, signed by `device` or with a given signature."""
    if device is not None:
        signature = sign(world, device, who, ballot, option, reason, **how)
    return cast_named(world.service, world.person(who), ballot, {"q1": [option]}, attempt or new_attempt(), reason,
                      way, signature)


def refused(words: str, act: Callable[[], object], world: World, ballot: str) -> None:
    """The act is refused with these words, on the page, and nothing was stored."""
    before = len(world.leaves(ballot, "cast"))
    with pytest.raises(InputError, match=re.escape(words)) as found:
        act()
    assert found.value.field == "passkey"
    assert "was not stored; it is still on this page" in str(found.value.kept)
    assert len(world.leaves(ballot, "cast")) == before


@pytest.fixture
def device(world: World) -> Authenticator:
    """AMBER's passkey, from before any ballot."""
    return enrol(world, "AMBER")


@pytest.fixture
def ballot(world: World, device: Authenticator) -> str:
    return world.open_ballot()


@pytest.mark.clause("III")
@pytest.mark.parametrize("alg", ["ES256", "EdDSA", "RS256"])
def test_a_whole_motion_signed_by_most_and_verified_by_a_stranger(world: World, alg: str) -> None:
    devices = {who: enrol(world, who, alg) for who in MEMBERS[:-1]}
    motion = world.draft()
    consensus = world.announce(motion)
    for who in MEMBERS[:-1]:
        option, reason = ("object", "It breaks principle II.") if who == "BIRCH" else ("consent", "")
        vote(world, who, consensus, option, devices[who], reason)
    vote(world, "FROST", consensus, way="mail")
    vote(world, "AMBER", consensus, "stand_aside", devices["AMBER"])
    world.wait(7201)
    world.tick()
    record_no_consensus(world.service, world.person("chair"), consensus, "One objects.")
    second = world.announce(motion)
    for who in MEMBERS[:-1]:
        vote(world, who, second, "yes", devices[who])
    world.wait(7201)
    world.tick()
    declare_result(world.service, world.person("chair"), second)
    verdict, public = verify(full_record(motion)), verify(public_record(motion))
    assert verdict.failures == public.failures == ()
    assert (verdict.signatures_checked, public.signatures_checked) == (True, False)
    assert [(how.by_passkey, how.otherwise, how.holds) for _, how in verdict.authorised] == [(5, 1, True), (5, 0, True)]
    assert world.tally(consensus)["authorised"] == {
        "holds": True, "least": 0, "mail": 1, "passkey": 5, "session": 0, "without": 1}


def test_a_motion_without_any_passkey_is_as_it_was(world: World) -> None:
    ballot = world.open_ballot()
    world.cast_all(ballot, "consent")
    world.wait(7201)
    world.tick()
    declare_result(world.service, world.person("chair"), ballot)
    assert "authorised" not in world.tally(ballot)
    verdict = verify(full_record(world.row(ballot).motion))
    assert verdict.failures == ()
    assert [(how.by_passkey, how.otherwise, how.holds) for _, how in verdict.authorised] == [(0, 6, False)]


def test_the_same_signature_sent_again_counts_once(world: World, ballot: str, device: Authenticator) -> None:
    signature, attempt = sign(world, device, "AMBER", ballot, "consent"), new_attempt()
    first = vote(world, "AMBER", ballot, signature=signature, attempt=attempt)
    again = vote(world, "AMBER", ballot, signature=signature, attempt=attempt)
    assert (again.code, again.is_repeat, len(world.leaves(ballot, "cast"))) == (first.code, True, 1)
    world.wait(7201)
    assert vote(world, "AMBER", ballot, signature=signature, attempt=attempt).code == first.code


def test_a_signature_replayed_under_another_attempt(world: World, ballot: str, device: Authenticator) -> None:
    older = sign(world, device, "AMBER", ballot, "consent")
    vote(world, "AMBER", ballot, signature=older)
    vote(world, "AMBER", ballot, "stand_aside", device)
    refused("on another device", lambda: vote(world, "AMBER", ballot, signature=older), world, ballot)
    renumbered = Signature(3, older.salt, older.given)
    refused("signed something else", lambda: vote(world, "AMBER", ballot, signature=renumbered), world, ballot)


def test_two_devices_check_at_once_and_the_second_is_told(world: World, device: Authenticator) -> None:
    other = enrol(world, "AMBER", "EdDSA")
    ballot = world.open_ballot()
    on_one, on_other = (sign(world, each, "AMBER", ballot, "consent") for each in (device, other))
    vote(world, "AMBER", ballot, signature=on_one)
    refused("on another device", lambda: vote(world, "AMBER", ballot, signature=on_other), world, ballot)
    assert vote(world, "AMBER", ballot, "stand_aside", other).seq == 2


def test_what_was_signed_is_what_is_stored(world: World, ballot: str, device: Authenticator) -> None:
    signature = sign(world, device, "AMBER", ballot, "consent")
    refused("signed something else", lambda: vote(world, "AMBER", ballot, "stand_aside", signature=signature), world,
            ballot)
    objection = sign(world, device, "AMBER", ballot, "object", "These words.")
    refused("signed something else", lambda: vote(world, "AMBER", ballot, "object", reason="Other words.",
                                                  signature=objection), world, ballot)
    salted = Signature(1, bytes(16), objection.given)
    refused("signed something else", lambda: vote(world, "AMBER", ballot, "object", reason="These words.",
                                                  signature=salted), world, ballot)
    assert vote(world, "AMBER", ballot, "object", reason="These words.", signature=objection).seq == 1


def test_somebody_else_s_signature_and_another_ballot_s(world: World, device: Authenticator) -> None:
    birch = enrol(world, "BIRCH")
    ballot, other = world.open_ballot(), world.open_ballot(subject="FRESH")
    moved = sign(world, device, "AMBER", other, "consent")
    refused("signed something else", lambda: vote(world, "AMBER", ballot, signature=moved), world, ballot)
    theirs = sign(world, birch, "BIRCH", ballot, "consent")
    refused("does not stand on this electoral roll", lambda: vote(world, "AMBER", ballot, signature=theirs), world,
            ballot)


@pytest.mark.parametrize(("how", "words"), [
    ({"flags": UP}, "did not check who is using it"), ({"origin": "https://evil.example"}, "on another site"),
    ({"rp": "evil.example"}, "of another site"), ({"crossOrigin": True}, "inside a page of another site")])
def test_a_passkey_used_wrongly(world: World, ballot: str, device: Authenticator, how: dict, words: str) -> None:
    refused(words, lambda: vote(world, "AMBER", ballot, device=device, **how), world, ballot)


@pytest.mark.parametrize("way", ["session", "mail"])
def test_whoever_has_a_passkey_on_the_roll_does_not_vote_without_it(world: World, ballot: str, way: str) -> None:
    refused("is signed with your passkey", lambda: vote(world, "AMBER", ballot, way=way), world, ballot)
    assert vote(world, "BIRCH", ballot, way=way).seq == 1
    assert world.leaves(ballot, "cast")[-1]["auth"] == {"by": way}


def test_a_passkey_that_was_removed_signs_nothing_any_more(world: World, device: Authenticator) -> None:
    other = enrol(world, "AMBER")
    ballot = world.open_ballot()
    lose(world, device)
    refused("was removed", lambda: vote(world, "AMBER", ballot, device=device), world, ballot)
    assert vote(world, "AMBER", ballot, device=other).seq == 1


def test_a_passkey_enrolled_after_the_freezing_does_not_count(world: World, ballot: str) -> None:
    late, first = enrol(world, "AMBER"), enrol(world, "BIRCH")
    refused("does not stand on this electoral roll", lambda: vote(world, "AMBER", ballot, device=late), world, ballot)
    vote(world, "BIRCH", ballot, device=first)
    assert world.leaves(ballot, "cast")[-1]["auth"] == {"by": "session"}, "of the weaker kind"


def test_a_passkey_let_in_by_two_officers_counts_from_then_on(world: World, ballot: str) -> None:
    vote(world, "BIRCH", ballot)
    late = enrol(world, "BIRCH", vouch=world.person("teller"))
    with begin(world.service) as act:
        row = act.session.get(PasskeyRow, next(r.id for r in world.rows(PasskeyRow) if r.person == world.person(
            "BIRCH")))
        officers = [{"office": office, "subject": world.person(office)} for office in ("coordinator", "teller")]
        assert let_in(act, row, *officers) == 1
    leaf = world.leaves(ballot, "passkey_added")[0]
    assert (leaf["by"]["office"], leaf["second"]["subject"]) == ("coordinator", world.person("teller"))
    refused("is signed with your passkey", lambda: vote(world, "BIRCH", ballot), world, ballot)
    assert vote(world, "BIRCH", ballot, "stand_aside", late).seq == 2
    world.wait(7201)
    world.tick()
    record_no_consensus(world.service, world.person("chair"), ballot, "Too few took part.")
    motion = world.row(ballot).motion
    second = world.announce(motion)
    vote(world, "BIRCH", second, "yes", late)
    world.wait(7201)
    world.tick()
    declare_result(world.service, world.person("chair"), second)
    assert verify(full_record(motion)).failures == ()


def test_a_delegate_added_later_signs_with_the_passkey_that_they_have(world: World, ballot: str) -> None:
    world.seat("LATER")
    device = enrol(world, "LATER")
    pending = propose_roll_addendum(world.service, world.person("chair"), ballot, world.person("LATER"), "", "omitted")
    confirm(world.service, world.person("teller"), pending)
    assert len(world.leaves(ballot, "addendum")[0]["entry"]["creds"]) == 1
    refused("is signed with your passkey", lambda: vote(world, "LATER", ballot), world, ballot)
    assert vote(world, "LATER", ballot, device=device).seq == 1


@pytest.mark.parametrize("change", [{"cred": "="}, {"ad": "A"}, {"cd": "é"}, {"sig": "!"}, {"salt": "AA"}, {"salt": ""},
                                    {"cred": ""}], ids=str)
def test_fields_that_are_no_signature(change: dict[str, str]) -> None:
    form = {"seq": "1", "salt": "A" * 22, "ad": "AAAA", "cd": "AAAA", "cred": "AAAA", "sig": "AAAA"}
    assert read_signature(form).seq == 1
    assert read_signature({**form, "seq": "é"}).seq == 0
    assert read_signature({**form, "sig": ""}) is None
    if change == {"cred": ""}:
        assert read_signature({**form, **change}).given.cred  # of no passkey: refused by the act
        return
    with pytest.raises(InputError) as found:
        read_signature({**form, **change})
    assert found.value.field == "passkey"


def test_many_signed_votes_of_one_voter_at_once_are_one(world: World, ballot: str, device: Authenticator) -> None:
    """Each page was made before any of them was sent: the first is stored, the others are told."""
    signatures = [sign(world, device, "AMBER", ballot, option) for option in ("consent", "stand_aside") * 8]
    answers = world.together([lambda number=number: vote(
        world, "AMBER", ballot, ("consent", "stand_aside")[number % 2], signature=signatures[number])
        for number in range(16)])
    assert sum(isinstance(answer, Receipt) for answer in answers) == 1
    assert sum(isinstance(answer, InputError) and answer.field == "passkey" for answer in answers) == 15
    assert [leaf["seq"] for leaf in world.leaves(ballot, "cast")] == [1]


def test_an_entry_never_has_more_passkeys_than_a_verifier_reads(world: World, ballot: str) -> None:
    officers = [{"office": office, "subject": world.person(office)} for office in ("coordinator", "teller")]
    for _ in range(MOST_PASSKEYS):
        enrol(world, "AMBER", vouch=world.person("teller"))
    with begin(world.service) as act:
        rows = [act.session.get(PasskeyRow, row.id) for row in world.rows(PasskeyRow)]
        assert sum(let_in(act, row, *officers) for row in rows) == MOST_PASSKEYS - 1
    world.wait(7201)
    world.tick()
    assert world.tally(ballot)["roll"]["entitled"] == 6


def test_the_look_at_a_voter_s_place_reads_by_indices(world: World, ballot: str) -> None:
    with begin(world.service) as act:
        if act.connection.dialect.name != "sqlite":
            return
        plan = [row[3] for row in act.connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {_SLOT.compile(act.connection)}", ("attempt", "ballot", "person"))]
    assert plan
    assert not [line for line in plan if line.startswith("SCAN") and "CONSTANT" not in line], plan
