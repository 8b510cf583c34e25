"""What an exclusion, a suspension or a resignation takes with it, said before the vote and done from its moment."""

from __future__ import annotations

import pytest

from tests.story.minutes import HEARD, refusal
from voting.services.answer_designation import answer_designation
from voting.services.call_election import Call, call_election
from voting.services.designate_representative import designate_representative
from voting.services.file_requisition import file_requisition
from voting.services.nominate import answer_nomination, nominate
from voting.services.read.dry_act import look
from voting.services.read.effects_ahead import effects_if_adopted
from voting.services.sign_requisition import sign_requisition
from voting.store.elections import CandidacyRow
from voting.store.people import person_with_mail

MEMBER = "Delegate FROST"


def ahead(question):
    """What is said before the vote, as sentences."""
    return [str(line) for line in effects_if_adopted(question.minutes.world.service, question.motion)]


def person(world, mail):
    """Whoever has an address."""
    with look(world.service) as act:
        return person_with_mail(act.session, mail).id


@pytest.fixture
def busy(steering):
    """FROST sits in both organs, is represented at a meeting, stands for the Council, and may sign a requisition."""
    world, service = steering.world, steering.world.service
    row = designate_representative(service, world.person("FROST"), world.convene("council"), "Stand-in",
                                   "standin@example.org")
    answer_designation(service, person(world, "standin@example.org"), row, True)
    steering.candidacy = nominate(service, world.person("FROST"), call(world), "FROST", "Candidate FROST",
                                  "candidate@example.org")
    answer_nomination(service, person(world, "candidate@example.org"), steering.candidacy, True, "women")
    steering.requisition = file_requisition(service, world.person("AMBER"), "council", "The budget.")
    return steering


def call(world):
    """An election of the Council is called; its id."""
    return call_election(world.service, world.person("coordinator"), Call(
        election="council", organ="steering_committee", meeting=world.convene("steering_committee"), agenda=2,
        closes_at=world.now + 30 * 86400))


@pytest.mark.clause("IV.2c", "V.CO.1f", "V.CO.1a", "V.CO.5")
def test_an_exclusion_is_shown_with_all_that_ends_and_then_ends_it(busy):
    """Seats, representative, candidacy, requisition: named before anybody votes, and gone at the declaration."""
    world = busy.world
    running = busy.puts("resolution", "Peace").is_announced(lasts=30 * 86400)
    exclusion = busy.puts("exclusion", "FROST", dossier=HEARD)
    said = ahead(exclusion)
    assert said[0] == "Frost Party becomes: excluded."
    assert {f"A seat ends: {MEMBER}, Council.", f"A seat ends: {MEMBER}, Steering Committee.",
            "A representative no longer votes for it: Stand-in.",
            "A candidacy ends: Candidate FROST, Election of the Council.",
            "Ballots under way in which no further vote is accepted under this seat: 1.",
            "Its members can no longer sign the request for an extraordinary meeting: Council."} <= set(said)
    exclusion.is_carried()
    assert ahead(exclusion) == []  # it has happened
    assert "mandate has ended" in str(refusal(
        lambda: running.receives(person(world, "standin@example.org"), "yes")))
    assert next(row for row in world.rows(CandidacyRow) if row.id == busy.candidacy).state == "withdrawn"
    refused = refusal(lambda: sign_requisition(world.service, world.person("FROST"), busy.requisition))
    assert refused.clause == "V.CO.5"
    assert running.minutes.seats_of("FROST") == 0


@pytest.mark.clause("IV.2c")
def test_a_suspension_says_that_seats_stay_and_votes_go(busy):
    """The candidacy ends too: only who is not suspended may name one."""
    suspension = busy.puts("suspension", "FROST", end_on=busy.day(60), dossier=HEARD)
    said = ahead(suspension)
    assert said[0].startswith("Frost Party becomes: suspended, until ")
    assert f"A seat stays and loses its vote: {MEMBER}, Council." in said
    assert not [line for line in said if line.startswith("A seat ends")]
    assert "A candidacy ends: Candidate FROST, Election of the Council." in said
    suspension.is_carried()
    lifting = busy.puts("lifting", "FROST")
    assert f"A seat has its vote again: {MEMBER}, Council." in ahead(lifting)


@pytest.mark.clause("IV.5")
def test_a_resignation_takes_the_same_with_it(busy):
    """From its date, without a vote."""
    busy.receives_resignation("FROST")
    assert next(row for row in busy.world.rows(CandidacyRow) if row.id == busy.candidacy).state == "withdrawn"
    assert busy.seats_of("FROST") == 0
    assert refusal(lambda: sign_requisition(busy.world.service, busy.world.person("FROST"), busy.requisition))


def test_what_changes_nothing_says_nothing_and_a_dissolution_says_what_is_left(steering):
    """A resolution; and what can still be put after the end."""
    assert ahead(steering.puts("resolution", "Peace", "steering_committee")) == []
    said = ahead(steering.puts("dissolution", "", "steering_committee"))
    assert said[1:] == ["Discharge (décharge)", "Approval of accounts"]
