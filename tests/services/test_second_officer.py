"""What two officers do to a roll after it was frozen: they add, they replace who cannot vote any more, never remove."""

from __future__ import annotations

import pytest

from tests.world import World
from voting.ballots.lifecycle import State
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError
from voting.services.appoint import appoint, end_office
from voting.services.change_mail import change_mail
from voting.services.dispute_count import DISPUTE
from voting.services.letters import Letter
from voting.services.recover_passkeys import propose_recovery
from voting.services.rotate_keys import propose_rotation
from voting.services.seat_person import unseat_person
from voting.services.second_officer import (
    OF_THE_WHOLE,
    confirm,
    propose_annulment,
    propose_roll_addendum,
    refuse,
)
from voting.services.tell_officers import WHAT
from voting.store.access import MailRow, PendingRow
from voting.store.tables import OfficeRow


def propose(world: World, ballot: str, who: str, replaces: str = "", by: str = "chair", reason: str = "omitted") -> str:
    """Propose an addendum."""
    return propose_roll_addendum(world.service, world.person(by), ballot, world.person(who),
                                 world.person(replaces) if replaces else "", reason)


def recall(world: World, code: str) -> None:
    """End the Council seat of an organisation's delegate."""
    unseat_person(world.service, world.person("coordinator"), world.seats[f"council:{code}"], "recalled")


def test_an_omitted_delegate_votes_after_two_officers_have_added_them(world: World) -> None:
    ballot = world.open_ballot()
    world.seat("LATER")
    pending = propose(world, ballot, "LATER")
    with pytest.raises(RefusedError, match="not on the electoral roll"):
        world.cast("LATER", ballot, "consent")
    confirm(world.service, world.person("teller"), pending)
    world.cast("LATER", ballot, "consent")
    world.wait(7201)
    world.tick()
    tally = world.tally(ballot)
    assert (tally["roll"]["frozen"], tally["roll"]["added"], tally["roll"]["entitled"], tally["issued"]) == (6, 1, 7, 7)
    addendum = world.leaves(ballot, "addendum")[0]
    assert (addendum["by"]["subject"], addendum["second"]["subject"]) == (world.person("chair"), world.person("teller"))
    assert addendum["reason"] == "omitted"


def test_a_delegate_who_left_without_voting_is_replaced_by_the_next(world: World) -> None:
    ballot = world.open_ballot()
    recall(world, "AMBER")
    world.seat("AMBER", name="AMBER-2")
    confirm(world.service, world.person("teller"), propose(world, ballot, "AMBER-2", "AMBER"))
    world.cast("AMBER-2", ballot, "consent")
    with pytest.raises(RefusedError, match="replaced your entry"):
        world.cast("AMBER", ballot, "consent")
    world.wait(7201)
    world.tick()
    assert world.tally(ballot)["roll"]["entitled"] == 6
    assert world.counts(ballot) == {"consent": 1}


def test_an_entry_under_which_a_vote_was_cast_is_not_replaced(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "consent")
    recall(world, "AMBER")
    world.seat("AMBER", name="AMBER-2")
    with pytest.raises(ConflictError, match="vote has been cast under this entry"):
        propose(world, ballot, "AMBER-2", "AMBER")


def test_a_vote_cast_between_proposal_and_confirmation_stops_the_replacement(world: World) -> None:
    ballot = world.open_ballot()
    world.seat("AMBER", kind="co_opted", name="AMBER-CO")
    pending = propose(world, ballot, "AMBER-CO", "AMBER")
    world.cast("AMBER", ballot, "consent")
    with pytest.raises(ConflictError, match="vote has been cast under this entry"):
        confirm(world.service, world.person("teller"), pending)
    assert world.leaves(ballot, "addendum") == []


@pytest.mark.clause("V.CD.1")
def test_an_organisation_that_has_voted_does_not_vote_again_through_an_added_delegate(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "consent")
    recall(world, "AMBER")
    world.seat("AMBER", name="AMBER-2")
    with pytest.raises(ConflictError, match="in the name of Delegate AMBER, and has one vote"):
        propose(world, ballot, "AMBER-2")


@pytest.mark.clause("V.CD.1")
def test_an_organisation_on_the_roll_gets_a_second_entry_only_in_place_of_the_first(world: World) -> None:
    ballot = world.open_ballot()
    recall(world, "AMBER")
    world.seat("AMBER", name="AMBER-2")
    with pytest.raises(ConflictError, match="in the name of Delegate AMBER, and has one vote"):
        propose(world, ballot, "AMBER-2")
    propose(world, ballot, "AMBER-2", "AMBER")


def test_one_organisation_cannot_be_replaced_by_another(world: World) -> None:
    ballot = world.open_ballot()
    world.seat("LATER")
    with pytest.raises(ConflictError, match="same organisation"):
        propose(world, ballot, "LATER", "AMBER")


def test_a_coopted_delegate_of_an_organisation_on_the_roll_is_added_beside_the_elected_one(world: World) -> None:
    ballot = world.open_ballot()
    world.seat("AMBER", kind="co_opted", name="AMBER-CO")
    confirm(world.service, world.person("teller"), propose(world, ballot, "AMBER-CO"))
    world.cast("AMBER", ballot, "consent")
    world.cast("AMBER-CO", ballot, "consent")
    assert len({cast["voter"] for cast in world.leaves(ballot, "cast")}) == 2


def test_asvs_2_3_5_who_proposed_does_not_confirm(world: World) -> None:
    ballot = world.open_ballot()
    world.seat("LATER")
    pending = propose(world, ballot, "LATER")
    with pytest.raises(RefusedError, match="second officer"):
        confirm(world.service, world.person("chair"), pending)
    assert len(world.roll(ballot)) == 6


def test_a_proposal_is_confirmed_or_refused_once(world: World) -> None:
    ballot = world.open_ballot()
    world.seat("LATER")
    pending = propose(world, ballot, "LATER")
    with pytest.raises(ConflictError, match="proposed already"):
        propose(world, ballot, "LATER", by="teller")
    refuse(world.service, world.person("teller"), pending)
    with pytest.raises(ConflictError, match="settled already"):
        confirm(world.service, world.person("teller2"), pending)
    assert world.leaves(ballot, "addendum") == []
    again = propose(world, ballot, "LATER", by="teller")
    confirm(world.service, world.person("chair"), again)
    with pytest.raises(ConflictError, match="settled already"):
        confirm(world.service, world.person("teller2"), again)
    assert {row.outcome for row in world.rows(PendingRow)} == {"refused", "confirmed"}


def test_eight_confirmations_at_once_add_one_entry(world: World) -> None:
    ballot = world.open_ballot()
    world.seat("LATER")
    pending = propose(world, ballot, "LATER")
    answers = world.together([lambda: confirm(world.service, world.person("teller"), pending)] * 8)
    assert sorted(type(answer).__name__ for answer in answers) == ["ConflictError"] * 7 + ["NoneType"]
    assert len(world.roll(ballot)) == 7


@pytest.mark.parametrize(("who", "kind", "clause"), [("VISIT", "attending", "IV.3"), ("LATER", "attending", "V.CO.2a")])
def test_nobody_without_a_vote_is_added(world: World, who: str, kind: str, clause: str) -> None:
    ballot = world.open_ballot()
    world.seat(who, kind=kind)
    with pytest.raises(RefusedError) as refusal:
        propose(world, ballot, who)
    assert refusal.value.clause == clause


def test_an_addendum_needs_officers_a_reason_a_person_and_an_open_ballot(world: World) -> None:
    ballot = world.open_ballot()
    world.seat("LATER")
    with pytest.raises(RefusedError, match="Only officers"):
        propose(world, ballot, "LATER", by="AMBER")
    with pytest.raises(RefusedError, match="Only officers"):  # who is no officer learns nothing about the roll
        propose(world, ballot, "AMBER", by="BIRCH")
    with pytest.raises(InputError, match="reason"):
        propose(world, ballot, "LATER", reason=" ")
    with pytest.raises(NotFoundError, match="no such person"):
        propose(world, ballot, "p0000000000000000")
    with pytest.raises(ConflictError, match="stands on the electoral roll already"):
        propose(world, ballot, "AMBER")
    pending = propose(world, ballot, "LATER")
    with pytest.raises(RefusedError, match="Only officers"):
        confirm(world.service, world.person("AMBER"), pending)
    world.wait(7201)
    with pytest.raises(ConflictError, match="can no longer be amended"):
        confirm(world.service, world.person("teller"), pending)
    assert world.row(ballot).state in (State.OPEN, State.COUNTED)


def test_an_open_ballot_is_annulled_by_two_officers_and_takes_no_more_votes(world: World) -> None:
    motion = world.draft()
    ballot = world.announce(motion)
    world.cast("AMBER", ballot, "consent")
    pending = propose_annulment(world.service, world.person("teller"), ballot, "wrong question")
    with pytest.raises(RefusedError):
        confirm(world.service, world.person("teller"), pending)
    confirm(world.service, world.person("chair"), pending)
    with pytest.raises(ConflictError, match="annulled"):
        world.cast("BIRCH", ballot, "consent")
    assert world.leaves(ballot)[-1]["type"] == "annulled"
    assert world.open_ballot()  # the subject is free for a new motion


def test_the_refusal_of_someone_added_later_says_how_they_get_on_the_roll(world: World) -> None:
    ballot = world.open_ballot()
    world.seat("LATER")
    with pytest.raises(RefusedError) as refusal:
        world.cast("LATER", ballot, "consent")
    assert "seat began after it was frozen" in str(refusal.value)
    assert "Two officers" in str(refusal.value.next)


def told(world: World, act: str) -> set[str]:
    """Who got the letter that says that this act waits."""
    letters = [(row.to, Letter.from_json(row.letter)) for row in world.rows(MailRow)]
    return {to.partition("@")[0] for to, letter in letters if letter.subject.params.get("what") == WHAT[act]}


def test_who_may_confirm_gets_a_letter_and_nobody_else(world: World) -> None:
    ballot, service = world.open_ballot(), world.service
    late = world.seat("LATER")
    here = {"chair", "deputy", "teller", "teller2", "coordinator"}
    everywhere = here | {"sc_chair", "sc_teller"}
    propose_annulment(service, world.person("chair"), ballot, "wrong question")
    assert told(world, "annul") == here - {"chair"}
    propose_roll_addendum(service, world.person("teller"), ballot, late, "", "left out")
    assert told(world, "amend_roll") == here - {"teller"}
    propose_recovery(service, world.person("coordinator"), world.person("AMBER"), "a first passkey")
    assert told(world, "recover") == everywhere - {"coordinator"}
    propose_rotation(service, world.person("teller"), "old keys")
    assert told(world, "rotate_keys") == everywhere - {"teller"}
    assert change_mail(service, world.person("coordinator"), world.person("AMBER"), "new@example.org", "she asked")
    assert told(world, "change_mail") == everywhere - {"coordinator"}
    assert "AMBER" not in "".join(str(row.letter) for row in world.rows(MailRow) if row.to == "sc_chair@example.org")


def test_who_is_concerned_is_not_asked_and_whose_office_ended_neither(world: World) -> None:
    for code, office in (("AMBER", "teller"), ("BIRCH", "teller")):
        appoint(world.service, world.person("coordinator"), office, "council", f"Delegate {code}",
                f"{code.lower()}@example.org")
    held = next(row for row in world.rows(OfficeRow) if row.person == world.person("BIRCH"))
    end_office(world.service, world.person("coordinator"), held.id, "term over")
    world.open_ballot()
    pending = propose_recovery(world.service, world.person("coordinator"), world.person("AMBER"), "a first passkey")
    assert "teller" in told(world, "recover")
    assert not {"amber", "birch"} & told(world, "recover")
    with pytest.raises(RefusedError):
        confirm(world.service, world.person("AMBER"), pending)


def test_every_kind_of_proposal_says_what_it_would_do() -> None:
    kinds = {"annul", "amend_roll", DISPUTE, *OF_THE_WHOLE}
    assert set(WHAT) == kinds
