"""An act and its entry in the log are one transaction: both, or neither, whatever happens in between."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from tests.world import World, new_attempt
from voting.errors import VotingError
from voting.evidence import Frontier, Tree
from voting.services import announce_ballot, annul_ballot, cast_named, declare_result, import_register, settle
from voting.services.act import Act, begin
from voting.services.change_standing import resign
from voting.services.declare_result import declare_result as declare
from voting.services.read.health import health
from voting.services.seat_person import unseat_person
from voting.services.second_officer import confirm, propose_annulment
from voting.store.access import MailRow, PendingRow
from voting.store.database import db, reading, writing
from voting.store.log import HeadRow, LeafRow, all_hashes
from voting.store.tables import BallotRow, CastRow, OrganisationRow, RecordRow, RollRow, SeatRow, StandingRow

TABLES = (LeafRow, HeadRow, MailRow, PendingRow, BallotRow, CastRow, OrganisationRow, RecordRow, RollRow, SeatRow,
          StandingRow)


class PowerCut(BaseException):
    """Something that no handler of ours expects."""


def contents(world: World) -> dict[str, list]:
    """Every row of the tables that acts write."""
    return {table.__tablename__: [tuple(getattr(row, column.key) for column in table.__table__.columns)
                                  for row in world.rows(table)] for table in TABLES}


def failing(*_: object, **__: object) -> None:
    """What stands in for the part of an act that comes after its entry in the log."""
    raise PowerCut


@pytest.fixture
def prepared(world: World) -> World:
    """A ballot under way and one that is counted and declared."""
    world.motion = world.draft()
    world.voted = world.open_ballot("exclusion", "BIRCH")
    world.cast_all(world.voted, "consent")
    world.wait(7201)
    declare(world.service, world.person("chair"), world.voted)
    world.pending = propose_annulment(world.service, world.person("chair"), world.voted, "fault")
    world.counted = world.open_ballot("exclusion", "CEDAR")
    world.cast_all(world.counted, "consent")
    world.wait(7201)
    world.tick()
    world.running = world.open_ballot(subject="FRESH")
    return world


def cut_in(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    """From here on, calling `name` in `module` is where the power fails."""
    monkeypatch.setattr(module, name, failing)


def test_a_cast_cut_after_its_entry_leaves_neither(prepared: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world, before = prepared, contents(prepared)
    attempt = new_attempt()
    event.listen(db.engine, "commit", failing)  # every row has reached the database by then
    with pytest.raises(PowerCut):
        world.cast("AMBER", world.running, "consent", attempt)
    event.remove(db.engine, "commit", failing)
    with monkeypatch.context() as cut:
        cut_in(cut, cast_named, "receipt_code")
        with pytest.raises(PowerCut):
            world.cast("AMBER", world.running, "consent", attempt)
    assert contents(world) == before
    assert not world.cast("AMBER", world.running, "consent", attempt).is_repeat
    assert len(world.leaves(world.running, "cast")) == 1


def test_an_announcement_cut_before_its_letters_leaves_nothing(prepared: World,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    world, before = prepared, contents(prepared)
    with monkeypatch.context() as cut:
        cut_in(cut, announce_ballot, "write_announcements")
        with pytest.raises(PowerCut):
            world.announce(world.motion)
    assert contents(world) == before
    world.announce(world.motion)


def test_a_count_cut_before_its_letters_leaves_the_ballot_open(prepared: World,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    world = prepared
    world.wait(7201)
    before = contents(world)
    with monkeypatch.context() as cut:
        cut_in(cut, settle, "write_counted")
        with pytest.raises(PowerCut):
            world.tick()
    assert contents(world) == before
    assert world.tick() == 1


def test_a_declaration_cut_before_its_letters_begins_no_effect(prepared: World,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    world, before = prepared, contents(prepared)
    with monkeypatch.context() as cut:
        cut_in(cut, declare_result, "write_result")
        with pytest.raises(PowerCut):
            declare(world.service, world.person("chair"), world.counted)
    assert contents(world) == before
    assert declare(world.service, world.person("chair"), world.counted) == "adopted"


def test_an_annulment_cut_before_its_letters_reverses_nothing(prepared: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world, before = prepared, contents(prepared)
    with monkeypatch.context() as cut:
        cut_in(cut, annul_ballot, "write_annulment")
        with pytest.raises(PowerCut):
            confirm(world.service, world.person("teller"), world.pending)
    assert contents(world) == before
    confirm(world.service, world.person("teller"), world.pending)


def test_an_import_cut_at_its_entry_takes_no_line(prepared: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world, before = prepared, contents(prepared)
    data = b"code,name,kind,status,country,continent,contributes\nEXTRA,Extra Party,party,member,ZZ,asia,no\n"
    with monkeypatch.context() as cut:
        cut_in(cut, import_register, "sha256_hex")
        with pytest.raises(PowerCut):
            world.import_register(data)
    assert contents(world) == before
    world.import_register(data)
    assert world.standing("EXTRA") == "member"


def test_no_act_of_any_kind_gets_past_a_log_that_cannot_be_written(prepared: World,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    world, before = prepared, contents(prepared)
    monkeypatch.setattr(Act, "append", failing)
    for act in (lambda: world.cast("AMBER", world.running, "consent"), lambda: world.announce(world.motion),
                lambda: declare(world.service, world.person("chair"), world.counted),
                lambda: confirm(world.service, world.person("teller"), world.pending),
                lambda: world.seat("LATER"), lambda: world.draft("resolution", "Peace"),
                lambda: resign(world.service, world.person("coordinator"), "DELTA", "0" * 64, "letter"),
                lambda: unseat_person(world.service, world.person("coordinator"), world.seats["council:AMBER"], "why")):
        with pytest.raises(PowerCut):
            act()
    assert contents(world) == before


def test_the_head_is_the_root_of_all_entries_and_they_are_numbered_without_a_gap(prepared: World) -> None:
    with reading() as session:
        head, hashes = session.get(HeadRow, 1), all_hashes(session)
    assert head.size == len(hashes) == len(prepared.leaves()) > 50
    assert Frontier.from_bytes(head.frontier).root() == Tree(hashes).root()
    assert [row.index for row in sorted(prepared.rows(LeafRow), key=lambda row: row.index)] == list(range(head.size))
    assert head.last_at == prepared.now


def test_health_says_when_an_entry_was_changed_from_outside(prepared: World) -> None:
    def log_is_well() -> bool:
        return next(is_well for check, is_well, _ in health(prepared.service, prepared.folder) if check == "log")

    assert log_is_well()
    with writing() as session:
        session.get(LeafRow, 3).hash = b"\0" * 32
    assert not log_is_well()


def test_each_act_on_a_ballot_is_one_entry(world: World) -> None:
    sizes = [len(world.leaves())]

    def grew() -> int:
        sizes.append(len(world.leaves()))
        return sizes[-1] - sizes[-2]

    motion = world.draft()
    assert grew() == 1 + 1 + 3  # convened, drafted, three items of the dossier
    ballot = world.announce(motion)
    assert grew() == 3  # the motion is fixed, the ballot announced, and open at once
    world.cast("AMBER", ballot, "consent")
    assert grew() == 1
    world.wait(7201)
    world.tick()
    assert grew() == 2  # closed, tallied
    world.tick()
    assert grew() == 0


def test_an_act_that_is_refused_leaves_no_trace(prepared: World) -> None:
    world, before = prepared, contents(prepared)
    for act in (lambda: world.cast("VISIT", world.running, "consent"), lambda: world.cast("AMBER", world.running, "no"),
                lambda: declare(world.service, world.person("coordinator"), world.counted),
                lambda: world.seat("GONE"), lambda: world.import_register(b"code\nX\n"),
                lambda: confirm(world.service, world.person("chair"), world.pending)):
        with pytest.raises(VotingError):
            act()
    assert contents(world) == before


def test_two_acts_do_not_share_a_transaction(world: World) -> None:
    def note(words: str, then: object) -> None:
        with begin(world.service) as act:
            act.log_register("note", {"office": "coordinator", "subject": ""}, note=words)
            then()

    note("one", lambda: None)
    with pytest.raises(PowerCut):
        note("two", failing)
    assert [leaf["note"] for leaf in world.leaves(kind="note")] == ["one"]
    assert db.engine.pool.checkedout() == 0
