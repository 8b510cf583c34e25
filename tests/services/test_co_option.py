"""The co-opted seat: given by the Council's decision to whom the dossier names, on the roll, ended by the clock."""

from __future__ import annotations

import pytest

from tests.world import World
from voting.errors import InputError, RefusedError
from voting.services.announce_ballot import announce_ballot
from voting.services.declare_result import declare_result
from voting.services.draft_motion import MotionDraft, draft_motion
from voting.services.end_terms import end_terms
from voting.services.give_seat import name_person
from voting.services.make_record import full_record
from voting.services.seat_person import unseat_person
from voting.services.second_officer import confirm, propose_annulment
from voting.services.tick import tick
from voting.store.tables import MotionRow, SeatRow
from voting.verifier import verify

pytestmark = pytest.mark.clause("V.CO.1e")
DAY = 86400


class Carriage:
    """Letters go nowhere."""

    def carry(self, _letter: object) -> None:
        """Lose it."""


def put(world: World, name: str = "President of the youth", end_on: str = "2027-06-30", subject: str = "STUDY") -> str:
    motion = draft_motion(world.service, world.people["coordinator"], MotionDraft(
        "council", "co_option", subject, world.convene(), 1, {}, end_on))
    name_person(world.service, world.people["coordinator"], motion, "person", name, f"{name[-5:].lower()}@example.org")
    return motion


def adopted(world: World, motion: str, option: str = "yes") -> str:
    ballot = world.announce(motion)
    world.cast_all(ballot, option)
    world.wait(7201)
    world.tick()
    declare_result(world.service, world.person("chair"), ballot)
    return ballot


def co_opted(world: World) -> list[SeatRow]:
    return [seat for seat in world.rows(SeatRow) if seat.kind == "co_opted" and not seat.until_at]


def test_the_council_co_opts_by_its_majority_and_the_seat_votes_until_its_day_is_over(world: World) -> None:
    motion = put(world)
    assert "example.org" not in str(world.row_of(MotionRow, motion).dossier), "the address stays in the register"
    adopted(world, motion)
    seat, = co_opted(world)
    assert (seat.organ, seat.organisation, seat.term_ends_on) == ("council", "STUDY", "2027-06-30")
    verdict = verify(full_record(motion))
    assert (verdict.failures, verdict.outcome) == ((), "adopted")
    assert len(world.roll(world.open_ballot("resolution", "Peace"))) == 7, "the co-opted member is on the roll"
    world.clock.now = 1_814_400_000 - 1  # the last second of 30 June 2027
    assert end_terms(world.service) == 0
    world.wait(1)
    tick(world.service, Carriage(), lambda *_words: ("Subject", "Body"))
    assert co_opted(world) == []
    assert world.leaves()[-1]["type"] == "seat_ended"
    assert world.leaves()[-1]["by"] == {"office": "clock", "subject": ""}
    assert end_terms(world.service) == 0


def test_a_no_gives_no_seat_and_a_successor_of_the_same_organisation_ends_the_seat_before(world: World) -> None:
    adopted(world, put(world), "no")
    assert co_opted(world) == []
    adopted(world, put(world))
    first, = co_opted(world)
    motion = put(world, "Another president", "2028-06-30")
    ballot = adopted(world, motion)
    second, = co_opted(world)
    assert (second.person != first.person, second.term_ends_on) == (True, "2028-06-30")
    assert verify(full_record(motion)).failures == ()
    pending = propose_annulment(world.service, world.person("chair"), ballot, "Wrong person.")
    confirm(world.service, world.person("teller"), pending)
    assert [seat.person for seat in co_opted(world)] == [first.person]
    assert verify(full_record(motion)).outcome == "annulled"


def test_what_cannot_be_co_opted(world: World) -> None:
    with pytest.raises(RefusedError, match="cannot be put about an organisation whose standing"):
        put(world, subject="VISIT")
    with pytest.raises(RefusedError, match="the day on which it ends"):
        put(world, end_on="")
    motion = put(world)
    with pytest.raises(InputError, match="address is needed"):
        name_person(world.service, world.people["coordinator"], motion, "person", "Somebody", " ")
    with pytest.raises(InputError, match="names nobody"):
        name_person(world.service, world.people["coordinator"], motion, "x", "Somebody", "some@example.org")
    with pytest.raises(RefusedError):
        name_person(world.service, world.person("AMBER"), motion, "person", "Somebody", "some@example.org")
    empty = draft_motion(world.service, world.people["coordinator"], MotionDraft(
        "council", "co_option", "STUDY", world.convene(), 2, {}, "2027-06-30"))
    with pytest.raises(RefusedError, match="The person"):
        world.announce(empty)
    name_person(world.service, world.people["coordinator"], empty, "person", "Delegate AMBER", "amber@example.org")
    with pytest.raises(RefusedError, match="sits in the organ already"):
        world.announce(empty)


def test_the_thirty_fifth_seat_and_no_further(world: World) -> None:
    world.import_register("\n".join(["code,name,kind,status,country,continent,contributes", *(
        f"M{n},Member {n},party,member,ZZ,asia,no" for n in range(29)), ""]).encode())
    for number in range(28):
        world.seat(f"M{number}")
    motion = put(world)
    ballot = world.announce(motion)
    world.cast_all(ballot, "yes")
    world.seat("M28")
    world.wait(7201)
    world.tick()
    with pytest.raises(RefusedError, match="All 35 seats of this organ are taken") as fault:
        declare_result(world.service, world.person("chair"), ballot)
    assert fault.value.clause == "V.CO.1a"
    unseat_person(world.service, world.people["coordinator"], world.seats["council:M28"], "Resigned")
    declare_result(world.service, world.person("chair"), ballot)
    assert len(co_opted(world)) == 1
    second = world.ballot(put(world, "A second", subject="UNION"))
    with pytest.raises(RefusedError, match="All 35 seats"):
        announce_ballot(world.service, world.person("chair"), second, world.now, world.now + 7200)
