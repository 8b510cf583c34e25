"""A whole election through the services: candidates, secret ballot, count under guarantees, seats that begin; then the
new Council elects its Coordinator; an auditor recounts both from the record alone."""

from __future__ import annotations

import random
import secrets

import pytest

from tests.secret_world import SecretWorld, Teller, Voter
from tests.services.test_nominations import call, closed, row, written
from voting.ballots.election import ElectionPaper
from voting.ballots.secret_cast import pad_cast, secret_cast
from voting.errors import RefusedError
from voting.evidence import encode
from voting.services import accept_key
from voting.services.appoint import appoint
from voting.services.close_nominations import close_nominations
from voting.services.declare_result import declare_result
from voting.services.make_record import full_record, public_record
from voting.services.nominate import nominate, withdraw_candidacy
from voting.services.read.election_room import election_room
from voting.services.read.results import result
from voting.services.second_officer import confirm, propose_annulment
from voting.services.urn.cast_secret import cast_secret
from voting.store.tables import OfficeRow, SeatRow
from voting.verifier import verify
from voting.web.election_result import view_of

DAY = 86400
MORE = "\n".join(["code,name,kind,status,country,continent,contributes", *(
    f"{continent[:2].upper()}{number},Party {number} of {continent},party,member,ZZ,{continent},no"
    for continent in ("africa", "americas", "asia", "europe", "oceania") for number in range(9)), ""]).encode()
CODES = [line.split(",")[0] for line in MORE.decode().splitlines()[1:]]


@pytest.fixture
def alliance(secret_world: SecretWorld) -> SecretWorld:
    """Forty-five more members of all continents; ten delegates and three tellers in the Steering Committee."""
    return widened(secret_world)


def widened(world: SecretWorld) -> SecretWorld:
    """The same for any world that votes in secret."""
    world.import_register(MORE)
    for code in CODES[::5]:
        world.seat(code, "steering_committee", "delegate")
    for name in ("sc_teller2", "sc_teller3"):
        office = appoint(world.service, world.people["coordinator"], "teller", "steering_committee", f"The {name}",
                         f"{name}@example.org")
        world.people[name] = next(held.person for held in world.rows(OfficeRow) if held.id == office)
    return world


def hold(world: SecretWorld, motion: str, tellers: tuple[str, ...], choices: dict[str, dict]) -> str:
    """Announce, vote, close, release and count; the id of the ballot."""
    ballot = world.ballot(motion)
    keys = [Teller(world.people[name]) for name in tellers]
    for teller in keys:
        world.rehearse(ballot, teller, world.accept(ballot, teller))
    world.announce(motion)
    for who, choice in choices.items():
        cast(world, ballot, world.issue(ballot, who), choice)
    world.close(ballot)
    world.wait(2 * DAY // 100)
    world.close(ballot)
    assert world.open_by(ballot, *keys[:2])
    return ballot


def cast(world: SecretWorld, ballot: str, voter: Voter, choice: dict) -> None:
    paper = world.paper(ballot)
    voter.seq += 1
    leaf = secret_cast(paper, voter.pseudonym, [voter.credential], choice, voter.seq, secrets.token_bytes)
    cast_secret(world.urn, ballot, pad_cast(paper, encode(leaf)))


def council(world: SecretWorld) -> tuple[str, ElectionPaper]:
    """The Council's election with a closed list of forty-five."""
    motion = call(world)
    for number, code in enumerate(CODES):
        written(world, motion, code, ("women", "men", "men")[number % 3])
    world.wait(7 * DAY + 1)
    return motion, closed(world, motion)


def drawn(election: ElectionPaper, number: int, seed: int) -> dict:
    chance = random.Random(seed)
    ids = [one.id for one in election.candidates]
    marked = set(chance.sample(ids, number))
    return {"q1": [name for name in ids if name in marked]}


@pytest.mark.clause("V.CD.4a")
@pytest.mark.clause("V.CO.1b")
@pytest.mark.clause("V.CO.1c")
@pytest.mark.clause("V.CO.1d")
def test_a_council_is_elected_in_secret_and_its_coordinator_by_it(alliance: SecretWorld) -> None:
    world = alliance
    before = [seat.id for seat in world.rows(SeatRow) if seat.organ == "council" and not seat.until_at]
    motion, election = council(world)
    assert (election.form, election.seats, len(election.candidates)) == ("ticks", 34, 45)
    voters = CODES[::5]
    ballot = hold(world, motion, ("sc_teller", "sc_teller2", "sc_teller3"),
                  {code: drawn(election, 30, number) for number, code in enumerate(voters)})
    tally = world.tally(ballot)
    assert (tally["outcome"], len(tally["election"]["elected"]), tally["cast"]) == ("elected", 34, len(voters))
    assert {seat.id for seat in world.rows(SeatRow) if seat.organ == "council" and not seat.until_at} == set(before), \
        "the outgoing Council stays until its successors are declared"
    assert declare_result(world.service, world.person("sc_chair"), ballot) == "elected"
    seats = [seat for seat in world.rows(SeatRow) if seat.organ == "council" and not seat.until_at]
    elected = {election.by_id[name].subject for name in tally["election"]["elected"]}
    assert {seat.person for seat in seats if seat.kind == "elected"} == elected
    assert {seat.term_ends_on[:4] for seat in seats} == {"2029"}
    for record in (full_record(motion), public_record(motion)):
        verdict = verify(record)
        assert (verdict.failures, verdict.ok, verdict.outcome) == ((), True, "elected")
    view = view_of(world.law, election, tally)
    assert len(view["seats"]) == 34
    found = result(world.service, motion)
    assert (found.result.is_adopted, str(found.result.outcome.reason)) == (True, "34 of 34 seats are filled.")

    voters = [seat.person for seat in seats][:6]
    motion = call(world, "coordinator", "council", closes_at=world.now + DAY)
    for code in ("AMBER", "BIRCH", "CEDAR"):
        written(world, motion, code)
    world.wait(DAY + 1)
    put = close_nominations(world.service, world.person("chair"), motion)
    first, second, third = (one.id for one in put.candidates)
    ballot = hold(world, motion, ("teller", "teller2", "teller3"),
                  {who: {"q1": marked} for who, marked in zip(voters, (
                      [first], [first, third], [second], [second, third], [third, second], []), strict=True)})
    assert declare_result(world.service, world.person("chair"), ballot) == "elected"
    name, = world.tally(ballot)["election"]["elected"]
    coordinators = [held.person for held in world.rows(OfficeRow) if held.office == "coordinator" and not held.until_at]
    assert coordinators == [put.by_id[name].subject]
    ex_officio = [seat.organ for seat in world.rows(SeatRow) if seat.kind == "ex_officio" and not seat.until_at]
    assert sorted(ex_officio) == ["council", "finance_committee"]
    assert verify(full_record(motion)).ok


@pytest.mark.clause("V.COORD.3")
def test_nobody_who_stands_holds_a_key(alliance: SecretWorld) -> None:
    motion = call(alliance, "coordinator", "council", closes_at=alliance.now + DAY)
    nominate(alliance.service, alliance.person("coordinator"), motion, "AMBER", "The teller", "teller@example.org",
             is_written=True)
    with pytest.raises(RefusedError, match="nor hold a key") as fault:
        accept_key.place_of(alliance.service, alliance.person("teller"), alliance.ballot(motion))
    assert fault.value.clause == "V.COORD.3"


def test_a_candidate_who_withdraws_during_the_ballot_is_passed_over(alliance: SecretWorld) -> None:
    world = alliance
    motion = call(world, "coordinator", "council", closes_at=world.now + DAY)
    written(world, motion, "AMBER")
    last = written(world, motion, "BIRCH")
    world.wait(DAY + 1)
    put = close_nominations(world.service, world.person("chair"), motion)
    gone = next(one.id for one in put.candidates if one.subject == row(world, last).person)
    stays = next(one.id for one in put.candidates if one.id != gone)
    ballot = world.ballot(motion)
    keys = [Teller(world.people[name]) for name in ("teller", "teller2", "teller3")]
    for teller in keys:
        world.rehearse(ballot, teller, world.accept(ballot, teller))
    world.announce(motion)
    for who, marked in (("AMBER", [gone, stays]), ("BIRCH", [gone])):
        cast(world, ballot, world.issue(ballot, who), {"q1": marked})
    withdraw_candidacy(world.service, row(world, last).person, last, "Illness")
    world.close(ballot)
    world.wait(DAY // 50)
    world.close(ballot)
    assert world.open_by(ballot, *keys[:2])
    assert world.tally(ballot)["election"]["elected"] == [stays]
    assert world.tally(ballot)["election"]["withdrawn"] == [gone]
    declare_result(world.service, world.person("chair"), ballot)
    assert verify(full_record(motion)).failures == ()


@pytest.mark.slow
def test_an_annulled_election_gives_the_seats_back(alliance: SecretWorld) -> None:
    world = alliance
    before = {seat.person for seat in world.rows(SeatRow) if seat.organ == "council" and not seat.until_at}
    motion, election = council(world)
    ballot = hold(world, motion, ("sc_teller", "sc_teller2", "sc_teller3"), {CODES[0]: drawn(election, 34, 1)})
    declare_result(world.service, world.person("sc_chair"), ballot)
    assert {seat.person for seat in world.rows(SeatRow) if seat.organ == "council" and not seat.until_at} != before
    pending = propose_annulment(world.service, world.person("sc_chair"), ballot, "Counted on the wrong day.")
    confirm(world.service, world.person("sc_teller"), pending)
    assert {seat.person for seat in world.rows(SeatRow) if seat.organ == "council" and not seat.until_at} == before
    assert verify(full_record(motion)).outcome == "annulled"


@pytest.mark.slow
def test_every_paper_blank_elects_nobody_and_ends_no_seat(alliance: SecretWorld) -> None:
    world = alliance
    motion, _ = council(world)
    ballot = hold(world, motion, ("sc_teller", "sc_teller2", "sc_teller3"), {code: {"q1": []} for code in CODES[:6:5]})
    assert declare_result(world.service, world.person("sc_chair"), ballot) == "not_elected"
    assert world.tally(ballot)["election"]["vacant"] == 34
    assert len([seat for seat in world.rows(SeatRow) if seat.organ == "council" and not seat.until_at]) == 6
    assert verify(full_record(motion)).ok
    assert election_room(world.service, motion, world.person("sc_chair")).motion.state == "not_elected"
