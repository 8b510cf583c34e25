"""Two tellers of different organisations countersign what was counted; nobody else does, nobody twice."""

from __future__ import annotations

import pytest

from tests.world import World, statutes_source
from voting.errors import ConflictError, NotFoundError, RefusedError
from voting.evidence import sha256_hex
from voting.services.appoint import end_office
from voting.services.countersign_tally import countersign_tally
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.direct_ballot import withdraw_motion
from voting.services.install_statutes import install_statutes
from voting.services.make_record import full_record, public_record
from voting.services.read.countersigned import counted_for, signatures_of
from voting.services.seat_person import seat_person
from voting.services.second_officer import confirm, propose_annulment
from voting.store.tables import OfficeRow
from voting.verifier import verify


@pytest.fixture
def ballot(world: World) -> str:
    """A consensus stage that everyone consented to, closed and counted."""
    return counted(world)


def counted(world: World, option: str = "consent", but: dict[str, str] | None = None, motion: str = "") -> str:
    """A ballot of `motion` (or of a new admission), voted on, closed and counted."""
    ballot = world.announce(motion or world.draft())
    world.cast_all(ballot, option, but)
    world.wait(7201)
    world.tick()
    return ballot


def sign(world: World, ballot: str, who: str = "teller") -> None:
    countersign_tally(world.service, world.person(who), ballot)


def declare(world: World, ballot: str) -> str:
    return declare_result(world.service, world.person("chair"), ballot)


def annul(world: World, ballot: str) -> None:
    pending = propose_annulment(world.service, world.person("chair"), ballot, "Late notice")
    confirm(world.service, world.person("teller"), pending)


def test_the_entry_names_office_person_and_the_signed_tally_and_the_record_counts_it(world: World, ballot: str) -> None:
    sign(world, ballot)
    sign(world, ballot, "teller2")
    leaves = world.leaves(ballot, "countersigned")
    assert [leaf["by"] for leaf in leaves] == [{"office": "teller", "subject": world.person(name)}
                                               for name in ("teller", "teller2")]
    assert {leaf["tally_sha256"] for leaf in leaves} == {sha256_hex(bytes(world.row(ballot).tally))}
    declare(world, ballot)
    for record in (full_record(world.row(ballot).motion), public_record(world.row(ballot).motion)):
        assert (verify(record).ok, verify(record).countersignatures) == (True, 2)


def test_the_declaration_does_not_wait_and_what_comes_after_it_is_not_in_the_kept_record(
        world: World, ballot: str) -> None:
    sign(world, ballot)
    assert declare(world, ballot) == "adopted"
    kept = full_record(world.row(ballot).motion)
    sign(world, ballot, "teller2")
    assert full_record(world.row(ballot).motion) == kept
    assert verify(kept).countersignatures == 1
    found = signatures_of(world.service, ballot)
    assert (found.needed, len(found.signed), found.in_record) == (2, 2, 1)
    assert [one.is_in_record for one in found.signed] == [True, False]


def test_an_annulment_takes_the_late_one_into_the_record_and_ends_countersigning(world: World, ballot: str) -> None:
    declare(world, ballot)
    sign(world, ballot, "teller2")
    annul(world, ballot)
    verdict = verify(full_record(world.row(ballot).motion))
    assert (verdict.ok, verdict.outcome, verdict.countersignatures) == (True, "annulled", 1)
    with pytest.raises(ConflictError, match="annulled or withdrawn"):
        sign(world, ballot)


@pytest.mark.parametrize("who", ["chair", "deputy", "coordinator", "AMBER", "sc_teller"])
def test_nobody_but_the_organs_tellers(world: World, ballot: str, who: str) -> None:
    with pytest.raises(RefusedError, match="Only the tellers") as refusal:
        sign(world, ballot, who)
    assert refusal.value.clause == "V.COORD.3"
    assert world.leaves(ballot, "countersigned") == []


def test_a_teller_whose_office_has_ended(world: World, ballot: str) -> None:
    office = next(row.id for row in world.rows(OfficeRow) if row.person == world.person("teller"))
    end_office(world.service, world.person("coordinator"), office, "term over")
    with pytest.raises(RefusedError, match="Only the tellers"):
        sign(world, ballot)


def test_nobody_twice_and_of_eight_at_once_one(world: World, ballot: str) -> None:
    answers = world.together([lambda: sign(world, ballot)] * 8)
    assert sorted(type(answer).__name__ for answer in answers) == ["ConflictError"] * 7 + ["NoneType"]
    with pytest.raises(ConflictError, match="countersigned this count already"):
        sign(world, ballot)
    assert len(world.leaves(ballot, "countersigned")) == 1


def test_two_tellers_of_one_organisation_count_once(world: World, ballot: str) -> None:
    give_seat(world, "teller", "LATER")
    give_seat(world, "teller2", "LATER", "co_opted")
    sign(world, ballot)
    with pytest.raises(RefusedError, match="different organisations"):
        sign(world, ballot, "teller2")
    assert len(world.leaves(ballot, "countersigned")) == 1


def test_tellers_of_two_organisations_are_named_with_them(world: World, ballot: str) -> None:
    give_seat(world, "teller", "LATER")
    give_seat(world, "teller2", "UNION")
    for teller in ("teller", "teller2"):
        sign(world, ballot, teller)
    assert [(one.name, one.organisations) for one in signatures_of(world.service, ballot).signed] == [
        ("The teller", ["Later Party"]), ("The teller2", ["Union of Parties"])]


def give_seat(world: World, teller: str, code: str, kind: str = "elected") -> None:
    """A seat in the Council for somebody who is a teller already."""
    seat_person(world.service, world.person("coordinator"), "council", kind, world.name_of(teller),
                f"{teller}@example.org", code)


def test_not_before_the_count(world: World) -> None:
    ballot = world.announce(world.draft())
    with pytest.raises(ConflictError, match="cannot be countersigned"):
        sign(world, ballot)
    world.wait(7200)
    with pytest.raises(ConflictError, match="cannot be countersigned"):
        sign(world, ballot)
    world.wait(1)
    sign(world, ballot)  # the close and the count are written down by this very act
    assert [leaf["type"] for leaf in world.leaves(ballot)][-3:] == ["closed", "tallied", "countersigned"]


def test_a_ballot_that_is_not_there(world: World) -> None:
    with pytest.raises(NotFoundError):
        sign(world, "b0000000000000000")


def test_an_earlier_stage_may_be_countersigned_while_the_next_is_open(world: World) -> None:
    first = counted(world, but={"AMBER": "object"})
    record_no_consensus(world.service, world.person("chair"), first, "An objection stands.")
    motion = world.row(first).motion
    second = world.announce(motion)
    sign(world, first)
    world.cast_all(second, "yes")
    world.wait(7201)
    sign(world, second, "teller2")
    declare(world, second)
    verdict = verify(full_record(motion))
    assert (verdict.failures, verdict.countersignatures) == ((), 1)


def test_a_withdrawn_motion_is_countersigned_no_more(world: World) -> None:
    ballot = counted(world, but={"AMBER": "object"})
    record_no_consensus(world.service, world.person("chair"), ballot, "An objection stands.")
    withdraw_motion(world.service, world.person("chair"), world.row(ballot).motion, "Not now.")
    with pytest.raises(ConflictError, match="annulled or withdrawn"):
        sign(world, ballot)


def change_law(world: World, old: bytes, new: bytes) -> None:
    """New statutes, in force from now on."""
    assert old in statutes_source()
    install_statutes(world.service, statutes_source().replace(old, new), world.now)


def test_where_the_data_makes_the_declaration_wait(world: World) -> None:
    change_law(world, b"declaration_waits = false", b"declaration_waits = true")
    ballot = counted(world)
    sign(world, ballot)
    with pytest.raises(ConflictError, match="1 of 2 tellers have countersigned"):
        declare(world, ballot)
    assert world.standing("NEW") == "applicant"
    sign(world, ballot, "teller2")
    assert declare(world, ballot) == "adopted"
    assert verify(full_record(world.row(ballot).motion)).ok


def test_where_the_data_asks_for_none(world: World) -> None:
    change_law(world, b"countersigning_tellers = 2", b"countersigning_tellers = 0")
    ballot = counted(world)
    with pytest.raises(ConflictError, match="ask for no countersignatures"):
        sign(world, ballot)


def test_the_list_shows_each_teller_what_is_left_for_them(world: World, ballot: str) -> None:
    sign(world, ballot)
    council = frozenset({"council"})

    def seen(who: str) -> list[tuple[bool, int]]:
        return [(row.ruling.allowed, len(row.signed)) for row in counted_for(world.service, council, world.person(who))]

    assert (seen("teller"), seen("teller2"), seen("chair")) == ([(False, 1)], [(True, 1)], [(False, 1)])
    assert counted_for(world.service, frozenset({"steering_committee"}), world.person("teller2")) == []
