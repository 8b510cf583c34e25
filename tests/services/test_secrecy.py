"""Whether a vote is secret, who holds its keys, and what stands in the way of announcing it (reading "secrecy")."""

from __future__ import annotations

import pytest

from tests.secret_world import SecretWorld, Teller
from voting.errors import ConflictError, InputError, RefusedError, SignatureError
from voting.evidence import decode
from voting.services import accept_key
from voting.services.announce_ballot import announce_ballot
from voting.services.choose_secrecy import ask_for_secrecy, choose_secrecy
from voting.services.seat_person import seat_person
from voting.store.secret import SecrecyAskRow, TrusteeRow


@pytest.mark.clause("III")
def test_the_chair_chooses_before_the_announcement_and_nobody_else(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.ballot(world.draft("resolution", "Peace"))
    for who in ("AMBER", "coordinator", "teller"):
        with pytest.raises(RefusedError):
            choose_secrecy(world.service, world.person(who), ballot, True)
    choose_secrecy(world.service, world.person("chair"), ballot, True)
    choose_secrecy(world.service, world.person("chair"), ballot, False)
    announce_ballot(world.service, world.person("chair"), ballot, 0, world.now + 7200)
    assert decode(bytes(world.row(ballot).paper))["secrecy"] == "named"
    with pytest.raises(ConflictError):
        choose_secrecy(world.service, world.person("chair"), ballot, True)


def test_a_consensus_stage_is_never_secret(secret_world: SecretWorld) -> None:
    world = secret_world
    motion = world.draft()
    with pytest.raises(RefusedError):
        choose_secrecy(world.service, world.person("chair"), world.ballot(motion), True)
    with pytest.raises(RefusedError):
        ask_for_secrecy(world.service, world.person("AMBER"), motion, 1)


@pytest.mark.clause("III")
def test_one_in_ten_of_the_roll_makes_a_vote_secret_and_the_chair_cannot_undo_it(secret_world: SecretWorld) -> None:
    world = secret_world
    motion = world.draft("resolution", "Peace")
    ballot = world.ballot(motion)
    assert ask_for_secrecy(world.service, world.person("AMBER"), motion, 1)  # one of seven is more than one in ten
    assert ask_for_secrecy(world.service, world.person("AMBER"), motion, 1)
    assert [row.person for row in world.rows(SecrecyAskRow)] == [world.person("AMBER")]
    with pytest.raises(RefusedError):
        choose_secrecy(world.service, world.person("chair"), ballot, False)
    with pytest.raises(ConflictError):  # it is secret now, and no teller has a key yet
        announce_ballot(world.service, world.person("chair"), ballot, 0, world.now + 7200)


def test_who_has_no_vote_cannot_ask_and_nobody_can_ask_too_late(secret_world: SecretWorld) -> None:
    world = secret_world
    motion = world.draft("resolution", "Peace")
    for who in ("teller", "sc_chair"):
        with pytest.raises(RefusedError):
            ask_for_secrecy(world.service, world.person(who), motion, 1)
    world.announce(motion)
    with pytest.raises(ConflictError):
        ask_for_secrecy(world.service, world.person("AMBER"), motion, 1)


def test_a_vote_may_be_asked_for_in_secret_while_its_consensus_stage_is_still_open(secret_world: SecretWorld) -> None:
    world = secret_world
    motion = world.draft()
    world.announce(motion)
    assert ask_for_secrecy(world.service, world.person("BIRCH"), motion, 2)


def test_a_secret_ballot_waits_for_all_tellers_and_says_how_many_are_missing(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.draft_secret()
    for ready in range(3):
        with pytest.raises(ConflictError, match=f"{ready} of 3"):
            announce_ballot(world.service, world.person("chair"), ballot, 0, world.now + 7200)
        teller = Teller(world.person(("teller", "teller2", "teller3")[ready]))
        sealed = world.accept(ballot, teller)
        with pytest.raises(ConflictError, match=f"{ready} of 3"):  # accepted is not yet ready
            announce_ballot(world.service, world.person("chair"), ballot, 0, world.now + 7200)
        world.rehearse(ballot, teller, sealed)
    announce_ballot(world.service, world.person("chair"), ballot, 0, world.now + 7200)
    paper = decode(bytes(world.row(ballot).paper))
    assert paper["secrecy"] == "secret"
    assert [one["subject"] for one in paper["secret"]["trustees"]] == [world.person(name) for name in
                                                                      ("teller", "teller2", "teller3")]
    assert paper["secret"]["t"] == 2
    leaf, = world.leaves(ballot, "announced")
    assert leaf["issued"] == 0


def test_a_rehearsal_opened_with_another_key_is_none(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.draft_secret()
    world.accept(ballot, Teller(world.person("teller")))
    with pytest.raises(InputError):
        accept_key.open_rehearsal(world.service, world.person("teller"), ballot, bytes(32))
    with pytest.raises(ConflictError):
        accept_key.open_rehearsal(world.service, world.person("teller2"), ballot, bytes(32))


def test_a_key_signed_for_another_place_or_by_another_is_refused(secret_world: SecretWorld) -> None:
    from voting.ballots.trustee import trustee_key

    world = secret_world
    ballot = world.draft_secret()
    teller = Teller(world.person("teller"))
    good = trustee_key(teller.identity, teller.secret, ballot, 0, teller.person)
    elsewhere = trustee_key(teller.identity, teller.secret, ballot, 1, teller.person)
    foreign = trustee_key(teller.identity, teller.secret, "another-ballot", 0, teller.person)
    for wrong in (elsewhere, foreign, {**good, "id": Teller("").identity.public.b64u}):
        with pytest.raises(SignatureError):
            accept_key.accept_key(world.service, teller.person, ballot, 0,
                                  {name: str(wrong[name]) for name in ("id", "pk", "sig")})


def test_only_tellers_hold_keys_and_the_same_key_serves_one(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.draft_secret()
    for who in ("chair", "coordinator", "AMBER", "sc_teller"):
        with pytest.raises(RefusedError):
            accept_key.place_of(world.service, world.person(who), ballot)
    first = Teller(world.person("teller"))
    world.rehearse(ballot, first, world.accept(ballot, first))
    with pytest.raises(InputError):
        world.accept(ballot, Teller(world.person("teller2"), first.identity, first.secret))


def test_tellers_of_one_organisation_hold_one_key(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.draft_secret()
    for name in ("teller", "teller2"):
        seat_person(world.service, world.person("coordinator"), "council", "attending", f"The {name}",
                    f"{name}@example.org", "AMBER")
    first = Teller(world.person("teller"))
    world.rehearse(ballot, first, world.accept(ballot, first))
    with pytest.raises(RefusedError, match="different organisations"):
        accept_key.place_of(world.service, world.person("teller2"), ballot)


def test_a_place_that_was_never_rehearsed_goes_to_who_comes_when_none_is_free(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.draft_secret()
    office4 = Teller(world.person("teller3"))
    world.accept(ballot, Teller(world.person("teller")))
    world.accept(ballot, Teller(world.person("teller2")))
    sealed = world.accept(ballot, office4)
    world.rehearse(ballot, office4, sealed)
    again = Teller(world.person("teller"))
    world.rehearse(ballot, again, world.accept(ballot, again))
    assert {row.person: row.index for row in world.rows(TrusteeRow) if row.rehearsed_at} == {
        world.person("teller3"): 2, world.person("teller"): 0}


def test_a_ballot_that_is_not_secret_needs_no_keys(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.ballot(world.draft("resolution", "Peace"))
    with pytest.raises(ConflictError):
        accept_key.place_of(world.service, world.person("teller"), ballot)


def test_a_named_vote_in_a_secret_ballot_is_refused(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    with pytest.raises(ConflictError, match="secret"):
        world.cast("AMBER", ballot, "yes")
    assert world.leaves(ballot, "cast") == []
