"""A named vote enters once: double clicks, retries, replays, and everything that must not be taken at all."""

from __future__ import annotations

import re

import pytest

from tests.world import World, new_attempt
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError, VotingError
from voting.evidence import decode, encode, leaf_hash, receipt_code, unb64u, verify_document
from voting.services.cast_named import cast_named
from voting.services.change_standing import resign
from voting.services.seat_person import unseat_person
from voting.store.database import writing
from voting.store.find import entry_of


def test_the_same_attempt_gives_the_same_receipt_and_one_entry(world: World) -> None:
    ballot, attempt = world.open_ballot(), new_attempt()
    first = world.cast("AMBER", ballot, "consent", attempt)
    world.wait(5)
    again = world.cast("AMBER", ballot, "consent", attempt)
    assert (again.code, again.document, again.seq, again.cast_at) == (first.code, first.document, 1, first.cast_at)
    assert again.is_repeat
    assert not first.is_repeat
    assert len(world.leaves(ballot, "cast")) == 1


def test_the_same_attempt_with_another_choice_changes_nothing(world: World) -> None:
    ballot, attempt = world.open_ballot(), new_attempt()
    first = world.cast("AMBER", ballot, "consent", attempt)
    assert world.cast("AMBER", ballot, "stand_aside", attempt).code == first.code
    assert [cast["choice"] for cast in world.leaves(ballot, "cast")] == [{"q1": ["consent"]}]


def test_another_attempt_replaces_the_vote(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "object")
    assert world.cast("AMBER", ballot, "consent").seq == 2
    world.wait(7201)
    world.tick()
    assert world.counts(ballot) == {"consent": 1}
    assert (world.tally(ballot)["cast"], world.tally(ballot)["superseded"]) == (1, 1)


def test_a_replay_of_the_older_attempt_does_not_bring_the_older_vote_back(world: World) -> None:
    ballot, older = world.open_ballot(), new_attempt()
    first = world.cast("AMBER", ballot, "object", older)
    world.cast("AMBER", ballot, "consent")
    replayed = world.cast("AMBER", ballot, "object", older)
    assert replayed.is_repeat
    assert replayed.code == first.code
    world.wait(7201)
    world.tick()
    assert world.counts(ballot) == {"consent": 1}


def test_a_repeat_is_answered_after_the_close_and_a_new_vote_is_not(world: World) -> None:
    ballot, attempt = world.open_ballot(), new_attempt()
    first = world.cast("AMBER", ballot, "consent", attempt)
    world.wait(7201)
    assert world.cast("AMBER", ballot, "consent", attempt).code == first.code
    with pytest.raises(ConflictError, match="closed and counted"):
        world.cast("AMBER", ballot, "consent")


def test_two_voters_may_use_the_same_attempt(world: World) -> None:
    ballot, attempt = world.open_ballot(), new_attempt()
    assert world.cast("AMBER", ballot, "consent", attempt).code != world.cast("BIRCH", ballot, "consent", attempt).code
    assert len(world.leaves(ballot, "cast")) == 2


def test_the_receipt_is_signed_and_names_the_entry_of_the_log(world: World) -> None:
    ballot = world.open_ballot()
    receipt = world.cast("AMBER", ballot, "consent")
    document = decode(receipt.document)
    verify_document(world.service.keys.authority.public, "receipt", document)
    body = encode(world.leaves(ballot, "cast")[0])
    assert unb64u(document["leaf"]) == leaf_hash(body)
    assert receipt.code == receipt_code(leaf_hash(body))
    assert "consent" not in receipt.document.decode()


@pytest.mark.parametrize("attempt", ["", "short", "a" * 65, "a b" * 10, "a" * 20 + "\n", "é" * 20])
def test_an_attempt_that_no_page_made_is_refused(world: World, attempt: str) -> None:
    ballot = world.open_ballot()
    with pytest.raises(InputError, match="incomplete"):
        cast_named(world.service, world.person("AMBER"), ballot, {"q1": ["consent"]}, attempt)
    assert world.leaves(ballot, "cast") == []


@pytest.mark.parametrize(("choice", "sentence"), [
    ({"q1": ["yes"]}, "“yes” is not an option"), ({"q1": []}, "Choose one"),
    ({"q1": ["consent", "object"]}, "More options"),
    ({"q1": "consent"}, "not a list"), ({}, "does not answer"), ({"q1": ["consent"], "q2": []}, "does not answer"),
    ({"q1": [7]}, "not a list"), (["consent"], "does not answer"), ({"q1": ["consent", "consent"]}, "twice"),
])
def test_what_the_paper_does_not_allow_is_never_stored(world: World, choice: object, sentence: str) -> None:
    ballot = world.open_ballot()
    with pytest.raises(InputError, match=sentence):
        cast_named(world.service, world.person("AMBER"), ballot, choice, new_attempt())
    assert world.leaves(ballot, "cast") == []


@pytest.mark.clause("IV.2d")
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_an_objection_needs_a_reason(world: World, reason: str) -> None:
    ballot = world.open_ballot()
    with pytest.raises(InputError, match="written reason") as refusal:
        world.cast("AMBER", ballot, "object", reason=reason)
    assert refusal.value.field == "reason"
    assert world.leaves(ballot, "cast") == []


def test_a_reason_is_not_in_the_log_in_clear(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "object", reason="Their statutes are not democratic.")
    leaf = world.leaves(ballot, "cast")[0]
    assert len(unb64u(leaf["reason"])) == 32
    assert "democratic" not in str(leaf)


def test_a_reason_without_an_objection_is_left_out(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "consent", reason="just because")
    assert world.leaves(ballot, "cast")[0]["reason"] == ""


@pytest.mark.clause("IV.3")
def test_a_guest_is_refused_with_the_clause_on_guests(world: World) -> None:
    world.seat("VISIT", kind="attending")
    refusal = refused(world, "VISIT", world.open_ballot())
    assert refusal.clause == "IV.3"
    assert "Guests take part without a vote" in str(refusal)


@pytest.mark.clause("V.CO.2a")
def test_an_attending_leader_is_refused_with_the_clause_on_attending(world: World) -> None:
    world.seat("LATER", kind="attending")
    assert refused(world, "LATER", world.open_ballot()).clause == "V.CO.2a"


@pytest.mark.clause("IV.2a")
def test_an_applicant_is_refused_before_its_admission(world: World) -> None:
    world.seat("NEW", kind="attending")
    assert refused(world, "NEW", world.open_ballot()).clause == "IV.2a"


@pytest.mark.clause("IV.5")
def test_the_delegate_of_a_resigned_organisation_is_refused(world: World) -> None:
    resign(world.service, world.person("coordinator"), "AMBER", "0" * 64, "letter of today")
    refusal = refused(world, "AMBER", world.open_ballot())
    assert refusal.clause == "IV.5"  # no seat is left, and this is why


@pytest.mark.clause("V.CO.1a")
def test_someone_without_a_seat_is_refused(world: World) -> None:
    world.seat("STUDY", "steering_committee", "delegate")
    assert refused(world, "STUDY", world.open_ballot()).clause == "V.CO.1a"
    assert refused(world, "teller", world.open_ballot("admission", "FRESH")).clause == "V.CO.1a"


def test_nobody_knows_no_person(world: World) -> None:
    refused(world, "p0000000000000000", world.open_ballot())


def test_a_seat_that_began_after_the_announcement_is_not_on_the_roll(world: World) -> None:
    ballot = world.open_ballot()
    world.wait(10)
    world.seat("LATER")
    with pytest.raises(RefusedError):
        world.cast("LATER", ballot, "consent")
    assert len(world.roll(ballot)) == 6


def test_a_seat_that_ends_between_page_and_cast_is_refused_and_the_earlier_vote_stays(world: World) -> None:
    ballot, attempt = world.open_ballot(), new_attempt()
    world.cast("AMBER", ballot, "consent")
    earlier = world.cast("BIRCH", ballot, "consent", attempt)
    for code in ("AMBER", "BIRCH", "CEDAR"):
        unseat_person(world.service, world.person("coordinator"), world.seats[f"council:{code}"], "recalled")
    with pytest.raises(RefusedError, match="mandate has ended") as refusal:
        world.cast("AMBER", ballot, "object")
    assert "stays counted" in str(refusal.value.kept)
    with pytest.raises(RefusedError, match="mandate has ended"):
        world.cast("CEDAR", ballot, "consent")
    assert world.cast("BIRCH", ballot, "consent", attempt).code == earlier.code
    world.wait(7201)
    world.tick()
    tally = world.tally(ballot)
    assert world.counts(ballot) == {"consent": 2}
    assert (tally["roll"]["entitled"], tally["roll"]["ended"], tally["roll"]["ended_with_cast"]) == (6, 3, 2)


def test_no_vote_before_opening_after_closing_after_cancelling_or_in_a_foreign_ballot(world: World) -> None:
    drafted = world.ballot(world.draft())
    with pytest.raises(RefusedError):  # nobody is on a roll that does not exist yet
        world.cast("AMBER", drafted, "consent")
    ballot = world.announce(world.draft(subject="FRESH"), opens_in=60)
    with pytest.raises(ConflictError, match="not open yet"):
        world.cast("AMBER", ballot, "consent")
    with pytest.raises(NotFoundError):
        world.cast("AMBER", "b0000000000000000", "consent")


def test_a_vote_may_be_changed_a_thousand_times_and_no_more(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "consent")
    with writing() as session:
        entry_of(session, ballot, world.person("AMBER")).last_seq = 1000
    with pytest.raises(ConflictError, match="too often"):
        world.cast("AMBER", ballot, "consent")


def refused(world: World, who: str, ballot: str) -> RefusedError:
    """The refusal that somebody meets who tries to vote; nothing is stored, and the sentence shows its clause."""
    before = len(world.leaves())
    option = "consent" if world.row(ballot).stage == 1 else "yes"
    with pytest.raises(VotingError) as raised:
        world.cast(who, ballot, option)
    assert isinstance(raised.value, RefusedError)
    assert world.leaves(ballot, "cast") == []
    assert len(world.leaves()) == before
    assert re.search(r"no vote|not on the electoral roll", str(raised.value))
    return raised.value
