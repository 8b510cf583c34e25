"""A seat that falls vacant: filled from its election's papers where they said so, else by a by-election; logged,
recounted by a stranger, taken back with an annulment."""

from __future__ import annotations

import pytest

from tests.secret_world import SecretWorld
from tests.services.test_nominations import call, closed, written
from tests.services.test_secret_election import CODES, DAY, alliance, drawn, hold  # noqa: F401 - a fixture
from voting.ballots.election import read_election
from voting.errors import ConflictError, RefusedError
from voting.evidence import decode
from voting.services.close_nominations import close_nominations, reopen_nominations
from voting.services.declare_result import declare_result
from voting.services.draft_motion import MotionDraft, draft_motion
from voting.services.fill_vacancy import fill_vacancy
from voting.services.make_record import full_record, public_record
from voting.services.nominate import nominate
from voting.services.read.vacancies import vacancy_room
from voting.services.seat_person import unseat_person
from voting.services.second_officer import confirm, propose_annulment
from voting.store.elections import ElectionRow
from voting.store.tables import MotionRow, SeatRow
from voting.verifier import verify

TELLERS = ("sc_teller", "sc_teller2", "sc_teller3")


def elected_members(world: SecretWorld) -> list[SeatRow]:
    return [seat for seat in world.rows(SeatRow) if (seat.organ, seat.kind) == ("council", "elected")
            and not seat.until_at]


def resolve(world: SecretWorld) -> str:
    """The Steering Committee has resolved to fill vacancies from the papers (the vote itself is tested elsewhere)."""
    motion = draft_motion(world.service, world.people["coordinator"], MotionDraft(
        "steering_committee", "resolution", "Vacancies", world.convene("steering_committee"), 8,
        {"en": "Shall vacancies be filled from the papers?", "fr": "Faut-il pourvoir les vacances ainsi ?"}))
    world.change(MotionRow, motion, state="adopted")
    return motion


def elect(world: SecretWorld, **changes: object) -> tuple[str, str]:
    """(motion, ballot) of a declared Council of thirty-four out of forty-five."""
    motion = call(world, **changes)
    for number, code in enumerate(CODES):
        written(world, motion, code, ("women", "men", "men")[number % 3])
    world.wait(7 * DAY + 1)
    election = closed(world, motion)
    ballot = hold(world, motion, TELLERS, {code: drawn(election, 30, number) for number, code in enumerate(CODES[::5])})
    assert declare_result(world.service, world.person("sc_chair"), ballot) == "elected"
    return motion, ballot


@pytest.mark.clause("V.CO.1b")
def test_a_seat_is_read_on_where_the_paper_said_so(alliance: SecretWorld) -> None:  # noqa: F811
    world = alliance
    motion, ballot = elect(world, vacancy="reading_on", resolution=resolve(world))
    with pytest.raises(ConflictError, match="No seat of this election is vacant"):
        fill_vacancy(world.service, world.person("sc_chair"), motion)
    gone = elected_members(world)[4]
    unseat_person(world.service, world.people["coordinator"], gone.id, "Resigned in writing")
    before = full_record(motion)
    room = vacancy_room(world.service, motion)
    assert [seat.reason for seat in room.vacant] == ["Resigned in writing"]
    with pytest.raises(RefusedError):
        fill_vacancy(world.service, world.people["coordinator"], motion)
    filling = fill_vacancy(world.service, world.person("sc_chair"), motion)
    assert filling.filled == room.next.filled
    members = elected_members(world)
    assert len(members) == 34
    election = read_election(decode(bytes(world.row_of(ElectionRow, motion).document)))
    assert election.by_id[filling.filled[0]].subject in {seat.person for seat in members}
    assert {seat.term_ends_on for seat in members} == {members[0].term_ends_on}
    for record in (full_record(motion), public_record(motion)):
        verdict = verify(record)
        assert (verdict.failures, verdict.outcome) == ((), "elected")
    assert full_record(motion) != before
    pending = propose_annulment(world.service, world.person("sc_chair"), ballot, "Counted on the wrong day.")
    confirm(world.service, world.person("sc_teller"), pending)
    assert len(elected_members(world)) == 6, "the Council before it is back, and nobody who came in between stays"
    assert verify(full_record(motion)).outcome == "annulled"


@pytest.mark.slow
@pytest.mark.clause("V.CO.1b")
@pytest.mark.clause("V.CO.1c")
def test_a_continent_without_a_candidate_waits_for_a_by_election_which_fills_its_seat(
        alliance: SecretWorld) -> None:  # noqa: F811
    world = alliance
    motion = call(world)
    for number, code in enumerate(code for code in CODES if not code.startswith("OC")):
        written(world, motion, code, ("women", "men", "men")[number % 3])
    world.wait(7 * DAY + 1)
    with pytest.raises(ConflictError, match="nominations are reopened first"):
        close_nominations(world.service, world.person("sc_chair"), motion, is_confirmed=True)
    reopen_nominations(world.service, world.person("sc_chair"), motion, world.now + DAY)
    world.wait(DAY + 1)
    with pytest.raises(ConflictError, match="reopened already"):
        reopen_nominations(world.service, world.person("sc_chair"), motion, world.now + DAY)
    election = close_nominations(world.service, world.person("sc_chair"), motion, is_confirmed=True)
    assert [(share.group, share.seats) for share in election.kept_vacant] == [("oceania", 1)]
    ballot = hold(world, motion, TELLERS, {code: drawn(election, 30, n) for n, code in enumerate(CODES[:36:5])})
    declare_result(world.service, world.person("sc_chair"), ballot)
    sitting = {seat.person for seat in elected_members(world)}
    assert len(sitting) == 33
    unseat_person(world.service, world.people["coordinator"], elected_members(world)[0].id, "Resigned in writing")
    with pytest.raises(ConflictError, match="by-election"):
        fill_vacancy(world.service, world.person("sc_chair"), motion)
    sitting = {seat.person for seat in elected_members(world)}

    motion = call(world, is_by_election=True, closes_at=world.now + DAY)
    row = world.row_of(ElectionRow, motion)
    assert (row.wanted, row.sitting[0]) == (2, {"category": "", "group": "", "seats": 32})
    organisations = {seat.organisation for seat in elected_members(world)}
    with pytest.raises(RefusedError, match="has its seat already"):
        written(world, motion, next(iter(organisations)))
    with pytest.raises(RefusedError, match="sits there already"):
        nominate(world.service, world.person("coordinator"), motion, "OC2", "Anyone",
                 f"candidate.{next(iter(organisations)).lower()}@example.org", is_written=True)
    for code in ("OC0", "OC1", next(code for code in CODES if code not in organisations and not code.startswith("OC"))):
        written(world, motion, code)
    world.wait(DAY + 1)
    election = closed(world, motion)
    assert {bound.group: bound.floor for bound in election.guarantees if bound.category == "continent"}["oceania"] == 1
    others = {"q1": [one.id for one in election.candidates if one.continent != "oceania"]}
    votes = dict.fromkeys(CODES[:36:5], others)
    votes[CODES[5]] = {"q1": [next(one.id for one in election.candidates if one.continent == "oceania")]}
    ballot = hold(world, motion, TELLERS, votes)
    declare_result(world.service, world.person("sc_chair"), ballot)
    after = {seat.person for seat in elected_members(world)}
    assert sitting < after
    assert len(after) == 34
    oceania = {one.subject for one in election.candidates if one.continent == "oceania"}
    assert len(after & oceania) == 1
    assert verify(full_record(motion)).failures == ()
