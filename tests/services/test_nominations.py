"""Nominations: a call with dates, one candidate an organisation who accepts, rulings, the list closed by lot."""

from __future__ import annotations

import pytest

from tests.world import World
from voting.ballots.election import ElectionPaper, in_order, statement_sha256
from voting.ballots.seats_filled import Outgoing, election_effects
from voting.errors import ConflictError, InputError, RefusedError
from voting.services.act import begin
from voting.services.call_election import Call, call_election
from voting.services.close_nominations import (
    close_nominations,
    drawn_up,
    election_of,
    reopen_nominations,
    rule_on_candidacy,
)
from voting.services.nominate import answer_nomination, nominate, withdraw_candidacy
from voting.store.elections import CandidacyRow, ElectionRow, find_election
from voting.store.find import find_motion
from voting.store.tables import OfficeRow

DAY = 86400
WORDS = {"en": "I shall listen.", "fr": "J'écouterai."}


def call(world: World, election: str = "council", organ: str = "steering_committee", **changes: object) -> str:
    fields = {"election": election, "organ": organ, "meeting": world.convene(organ), "agenda": 1,
              "closes_at": world.now + 7 * DAY} | changes
    return call_election(world.service, world.person("coordinator"), Call(**fields))


def name(world: World, motion: str, code: str, organisation: str = "", **more: object) -> str:
    """The delegate of `code` names a candidate."""
    return nominate(world.service, world.person(code), motion, organisation or code, f"Candidate of {code}",
                    f"candidate.{code.lower()}@example.org", **more)


def written(world: World, motion: str, code: str, gender: str = "women", accepts: bool = True) -> str:
    """A candidate of an organisation, all of it entered by the coordinator from letters."""
    candidacy = nominate(world.service, world.person("coordinator"), motion, code, f"Candidate of {code}",
                         f"candidate.{code.lower()}@example.org", is_written=True)
    answer_nomination(world.service, world.person("coordinator"), candidacy, accepts, gender, {}, is_written=True)
    return candidacy


def row(world: World, candidacy: str) -> CandidacyRow:
    return next(one for one in world.rows(CandidacyRow) if one.id == candidacy)


def closed(world: World, motion: str, confirmed: bool = True) -> ElectionPaper:
    return close_nominations(world.service, world.person("sc_chair"), motion, confirmed)


@pytest.fixture
def committee(world: World) -> World:
    """The six members sit in the Steering Committee."""
    world.seat_members("steering_committee", "delegate")
    return world


@pytest.mark.clause("V.CO.1a")
def test_a_delegate_names_one_candidate_of_the_own_organisation_who_accepts(committee: World) -> None:
    motion = call(committee)
    candidacy = name(committee, motion, "AMBER")
    assert row(committee, candidacy).state == "named"
    with pytest.raises(RefusedError, match="may name one") as fault:
        nominate(committee.service, committee.person("AMBER"), motion, "AMBER", "Another", "another@example.org")
    assert fault.value.clause == "V.CD.4a"
    with pytest.raises(RefusedError, match="each names its own candidate"):
        name(committee, motion, "BIRCH", "CEDAR")
    person = row(committee, candidacy).person
    answer_nomination(committee.service, person, candidacy, True, "women", WORDS)
    assert (row(committee, candidacy).state, row(committee, candidacy).gender) == ("accepted", "women")
    assert [leaf["type"] for leaf in committee.leaves()][-3:] == ["election_called", "nominated", "nomination_answered"]
    assert "Candidate of AMBER" not in str(committee.leaves())


@pytest.mark.clause("IV.3")
@pytest.mark.clause("V.CO.1a")
def test_guests_the_suspended_and_strangers_name_nobody(committee: World) -> None:
    motion = call(committee)
    with pytest.raises(RefusedError, match="Only who has a vote in the electing organ"):
        nominate(committee.service, committee.person("teller"), motion, "AMBER", "X", "x@example.org")
    for code, clause in (("VISIT", "IV.3"), ("GONE", "IV.5"), ("NEW", "IV.2a")):
        with pytest.raises(RefusedError) as fault:
            written(committee, motion, code)
        assert fault.value.clause == clause
    with pytest.raises(InputError, match="no organisation “NOWHERE”"):
        written(committee, motion, "NOWHERE")


def test_only_the_person_named_answers_and_says_what_is_printed(committee: World) -> None:
    motion = call(committee)
    candidacy = name(committee, motion, "AMBER")
    person = row(committee, candidacy).person
    with pytest.raises(RefusedError, match="Only the person who was named"):
        answer_nomination(committee.service, committee.person("AMBER"), candidacy, True, "women")
    with pytest.raises(InputError, match="Say which gender"):
        answer_nomination(committee.service, person, candidacy, True, "")
    for statement, says in (({"en": "Only English."}, "in every language"), ({"en": "x" * 1201, "fr": "y"},
                                                                             "at most 1200 characters")):
        with pytest.raises(InputError, match=says):
            answer_nomination(committee.service, person, candidacy, True, "other", statement)
    answer_nomination(committee.service, person, candidacy, False)
    assert row(committee, candidacy).state == "declined"
    assert name(committee, motion, "AMBER").startswith("k")  # the organisation may name somebody else


def test_after_the_day_nobody_names_accepts_or_closes_early(committee: World) -> None:
    motion = call(committee)
    candidacy = name(committee, motion, "AMBER")
    with pytest.raises(ConflictError, match="still open"):
        closed(committee, motion)
    committee.wait(7 * DAY + 1)
    for act in (lambda: name(committee, motion, "BIRCH"),
                lambda: answer_nomination(committee.service, row(committee, candidacy).person, candidacy, True, "men")):
        with pytest.raises(ConflictError, match="Nominations are closed"):
            act()


@pytest.mark.clause("V.CO.1c")
def test_nominations_are_reopened_once_then_seats_are_kept_vacant(committee: World) -> None:
    motion = call(committee)
    for code in ("AMBER", "BIRCH", "LATER"):
        written(committee, motion, code)
    committee.wait(7 * DAY + 1)
    with pytest.raises(ConflictError, match="reopened first"):
        closed(committee, motion)
    reopen_nominations(committee.service, committee.person("sc_chair"), motion, committee.now + DAY)
    written(committee, motion, "UNION")
    committee.wait(DAY + 1)
    with pytest.raises(ConflictError, match="reopened already"):
        reopen_nominations(committee.service, committee.person("sc_chair"), motion, committee.now + DAY)
    with pytest.raises(ConflictError, match="Confirm what is relaxed"):
        closed(committee, motion, confirmed=False)
    election = closed(committee, motion)
    assert {share.group for share in election.kept_vacant} == {"africa", "oceania"}
    assert (election.form, election.seats) == ("each", 32)
    with pytest.raises(ConflictError, match="closed already"):
        closed(committee, motion)


@pytest.mark.clause("V.CO.1a")
def test_the_order_is_drawn_from_the_log_and_can_be_drawn_again(committee: World) -> None:
    motion = call(committee, "coordinator", "council", closes_at=committee.now + DAY)
    for code in ("AMBER", "BIRCH", "CEDAR"):
        written(committee, motion, code)
    committee.wait(DAY + 1)
    with begin(committee.service) as act:
        expected = drawn_up(act, find_election(act.session, motion))
    election = close_nominations(committee.service, committee.person("chair"), motion)
    assert election == expected
    assert in_order(reversed(election.candidates), election.order_seed) == election.candidates
    leaf = committee.leaves(kind="nominations_closed")[0]
    assert (leaf["order_seed"], leaf["list_sha256"]) == (election.order_seed, election.document()["list_sha256"])
    with begin(committee.service) as act:
        assert election_of(act, find_motion(act.session, motion)) == election


@pytest.mark.clause("V.COORD.3")
def test_nobody_who_stands_presides_and_the_deputy_need_not_wait(committee: World) -> None:
    motion = call(committee, "coordinator", "council", closes_at=committee.now + DAY)
    candidacy = nominate(committee.service, committee.person("coordinator"), motion, "AMBER", "The chair",
                         "chair@example.org", is_written=True)
    written(committee, motion, "BIRCH")
    committee.wait(DAY + 1)
    with pytest.raises(RefusedError, match="neither preside over it") as fault:
        close_nominations(committee.service, committee.person("chair"), motion)
    assert fault.value.clause == "V.COORD.3"
    assert row(committee, candidacy).person == committee.person("chair")
    assert close_nominations(committee.service, committee.person("deputy"), motion).form == "each"


def test_a_ruling_names_its_clause_and_its_reasons(committee: World) -> None:
    motion = call(committee)
    candidacy = written(committee, motion, "AMBER")
    chair = committee.person("sc_chair")
    with pytest.raises(InputError, match="Name the clause"):
        rule_on_candidacy(committee.service, chair, candidacy, "IX.9", "Two leaderships.")
    with pytest.raises(InputError, match="Give the reasons"):
        rule_on_candidacy(committee.service, chair, candidacy, "V.CO.1a", " ")
    rule_on_candidacy(committee.service, chair, candidacy, "V.CO.1a", "Two leaderships named two people.")
    assert row(committee, candidacy).ruling["clause"] == "V.CO.1a"
    written_again = nominate(committee.service, committee.person("coordinator"), motion, "AMBER", "Second",
                             "second@example.org", is_written=True)
    assert row(committee, written_again).state == "named"


def test_another_method_takes_a_resolution_of_the_organ(committee: World) -> None:
    with pytest.raises(InputError, match="takes a resolution"):
        call(committee, method="phragmen")
    with pytest.raises(InputError, match="takes a resolution"):
        call(committee, vacancy="reading_on")
    ballot = committee.open_ballot("resolution", "Proportional", organ="steering_committee")
    committee.cast_all(ballot, "yes")
    committee.wait(7201)
    from voting.services.declare_result import declare_result
    declare_result(committee.service, committee.person("sc_chair"), ballot)
    motion = call(committee, method="phragmen", vacancy="reading_on", resolution=committee.row(ballot).motion)
    election = next(one for one in committee.rows(ElectionRow) if one.motion == motion)
    assert (election.method, election.vacancy) == ("phragmen", "reading_on")


@pytest.mark.parametrize(("changes", "says"), [
    ({"election": "senate"}, "does not hold such an election"),
    ({"election": "coordinator"}, "does not hold such an election"),
    ({"agenda": 0}, "from 1 to 999"),
    ({"closes_at": 1}, "an instant to come"),
    ({"method": "nz-meek"}, "do not allow the method"),
    ({"vacancy": "countback"}, "cannot be filled in this way"),
])
def test_a_call_that_cannot_be(committee: World, changes: dict, says: str) -> None:
    with pytest.raises(InputError, match=says):
        call(committee, **changes)


def test_one_election_of_the_same_seats_at_a_time(committee: World) -> None:
    call(committee)
    with pytest.raises(ConflictError, match="called already"):
        call(committee)
    call(committee, "tellers")


def test_a_withdrawal_before_the_paper_opens_a_closed_list_again(committee: World) -> None:
    motion = call(committee, "coordinator", "council", closes_at=committee.now + DAY)
    first, second = written(committee, motion, "AMBER"), written(committee, motion, "BIRCH")
    committee.wait(DAY + 1)
    chair = committee.person("chair")
    assert len(close_nominations(committee.service, chair, motion).candidates) == 2
    with pytest.raises(RefusedError, match="Only the person"):
        withdraw_candidacy(committee.service, committee.person("BIRCH"), second)
    withdraw_candidacy(committee.service, row(committee, second).person, second, "Illness")
    assert [one.subject for one in close_nominations(committee.service, chair, motion).candidates] == [
        row(committee, first).person]


@pytest.mark.clause("III")
def test_the_statement_s_hash_and_the_register_s_facts_stand_in_the_list(committee: World) -> None:
    motion = call(committee)
    candidacy = name(committee, motion, "AMBER")
    answer_nomination(committee.service, row(committee, candidacy).person, candidacy, True, "women", WORDS)
    committee.wait(7 * DAY + 1)
    reopen_nominations(committee.service, committee.person("sc_chair"), motion, committee.now + DAY)
    committee.wait(DAY + 1)
    (one,) = closed(committee, motion).candidates
    assert (one.name, one.organisation_name, one.continent, one.standing) == (
        "Candidate of AMBER", "Amber Party", "europe", "member")
    assert one.statement_sha256 == statement_sha256(WORDS)


@pytest.mark.clause("III")
def test_a_by_election_of_one_teller_leaves_the_others_in_office(committee: World) -> None:
    tellers = [held for held in committee.rows(OfficeRow) if (held.office, held.organ) == ("teller", "council")]
    assert len(tellers) == 2
    motion = call(committee, "tellers", "council", is_by_election=True, closes_at=committee.now + DAY)
    row_of = committee.row_of(ElectionRow, motion)
    assert (row_of.wanted, row_of.sitting) == (1, [{"category": "", "group": "", "seats": 2}])
    with pytest.raises(RefusedError, match="sits there already"):
        nominate(committee.service, committee.person("coordinator"), motion, "AMBER", "The teller",
                 "teller@example.org", is_written=True)
    written(committee, motion, "AMBER")
    committee.wait(DAY + 1)
    put = close_nominations(committee.service, committee.person("chair"), motion)
    assert (put.form, put.seats, put.sitting[0].seats) == ("each", 1, 2)
    effects = election_effects(committee.law, "council", put, ["c1"], committee.now, Outgoing(offices=[
        (held.id, "teller", "council") for held in tellers]))
    assert [effect["effect"] for effect in effects] == ["office_filled"]
