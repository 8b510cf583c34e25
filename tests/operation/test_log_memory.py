"""A database put back from an older copy: found by its log, said on every page, nothing taken until acknowledged."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from config import Config
from tests.site import Site
from voting.cli.opened import in_context
from voting.demonstration.load import load_demonstration
from voting.errors import ConflictError, InputError, UnavailableError
from voting.evidence import SigningKey, open_checkpoint
from voting.services.acknowledge_restore import acknowledge_restore
from voting.services.convene_meeting import convene_meeting
from voting.services.log_memory import FILE, LogMemory
from voting.services.read.health import health
from voting.services.rotate_keys import rotate_keys
from voting.services.send_mail import Folder
from voting.services.tick import tick
from voting.web.app import close, create_app

PutBack = Callable[[Site], Callable[[], None]]


def clock_works(site: Site) -> None:
    """One round of the clock, which also remembers the log."""
    site.within(tick, site.service, Folder(site.settings.instance / "outbox"), lambda letter, *_: (
        str(letter.subject), "body"))


def remembered(site: Site) -> int:
    """How many entries the file beside the database names, its signature checked."""
    note = (site.settings.instance / FILE).read_bytes()
    return open_checkpoint(note, site.service.log_origin, site.service.keys.log.public).size


def concern(site: Site) -> str:
    return str(site.within(site.service.memory.concern) or "")


def check_of(site: Site, name: str) -> bool:
    return {check: ok for check, ok, _ in site.within(health, site.service, site.settings.instance)}[name]


@pytest.fixture
def older(site: Site, put_back: PutBack) -> Site:
    """A site whose database has been replaced by a copy made before the last two acts."""
    clock_works(site)
    replace = put_back(site)
    site.world.draft()
    clock_works(site)
    replace()
    return site


def test_a_log_keeps_its_name_when_the_service_moves_to_another_port(tmp_path: Path) -> None:
    environment = {"SCRUTIN_INSTANCE": str(tmp_path), "SCRUTIN_DEMONSTRATION": "1"}
    first = create_app(Config.from_environment(environment, port=5001))
    with in_context(first) as scrutin:
        load_demonstration(scrutin.service)
        scrutin.service.memory.remember()
        name = scrutin.service.log_origin
    close(first)
    second = create_app(Config.from_environment(environment, port=5002))
    with in_context(second) as scrutin:
        assert (scrutin.service.log_origin, scrutin.service.memory.concern()) == (name, None)
        assert all(ok for _, ok, _ in health(scrutin.service, tmp_path))
    close(second)
    named = Config.from_environment({**environment, "SCRUTIN_LOG_ORIGIN": "vote.example/register"})
    assert named.log_origin == "vote.example/register"
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    assert Config.from_environment(environment, port=5003).log_origin == "localhost:5003/register"


def test_the_clock_writes_down_how_far_the_log_has_come_and_only_when_it_has_grown(site: Site) -> None:
    path = site.settings.instance / FILE
    assert not path.exists()
    clock_works(site)
    first, made = remembered(site), path.stat().st_mtime_ns
    assert first == len(site.world.leaves())
    clock_works(site)
    assert path.stat().st_mtime_ns == made
    site.world.draft()
    clock_works(site)
    assert remembered(site) == len(site.world.leaves()) > first


def test_an_older_copy_accepts_no_act_and_says_so_on_every_page(older: Site) -> None:
    assert "older copy" in concern(older)
    with pytest.raises(UnavailableError) as refusal:
        older.world.seat("LATER")
    assert "operator" in str(refusal.value.next)
    visitor = older.visitor()
    for path in ("/", "/results", "/verify", "/sign-in", "/nowhere"):
        page = visitor.get(path).get_data(as_text=True)
        assert "Nothing can be recorded now." in page, path
        assert "older copy" in page, path
    assert "Rien ne peut être enregistré" in visitor.get("/?lang=fr").get_data(as_text=True)
    assert visitor.post("/sign-in", email="amber@example.org").status_code == 503
    assert visitor.get("/readyz").status_code == 503
    assert not check_of(older, "checkpoint")
    assert not check_of(older, "database")


def test_an_older_copy_sends_no_letter_again(older: Site) -> None:
    with pytest.raises(UnavailableError):
        clock_works(older)


def test_a_process_that_starts_on_an_older_copy_finds_it_too(older: Site) -> None:
    fresh = LogMemory(older.settings.instance, older.service.log_origin, older.service.keys.log)
    assert "older copy" in str(older.within(fresh.concern))


def test_a_running_process_remembers_more_than_the_clock_had_written(site: Site, put_back: PutBack) -> None:
    clock_works(site)
    replace = put_back(site)
    site.world.draft()
    site.world.seat("LATER")  # this act has seen the entries before it, and the clock none of them
    replace()
    with pytest.raises(UnavailableError):
        site.world.seat("LATER")
    assert remembered(site) > len(site.world.leaves())


def test_a_copy_in_which_other_acts_followed_is_found_although_it_is_longer(site: Site, put_back: PutBack) -> None:
    clock_works(site)
    replace = put_back(site)
    site.world.draft()
    clock_works(site)
    replace()
    blind = dataclasses.replace(site.service, memory=None)  # as another installation would write on
    for number in range(8):
        site.within(convene_meeting, blind, site.world.person("coordinator"), "council", f"Meeting {number}",
                    "2027-01-20", "", True)
    assert len(site.world.leaves()) > remembered(site)
    assert "not the one that the service signed" in concern(site)
    with pytest.raises(UnavailableError):
        site.world.seat("LATER")


def test_an_entry_changed_after_it_was_signed_is_found_by_a_process_that_starts(site: Site) -> None:
    clock_works(site)
    with closing(sqlite3.connect(site.settings.instance / "register.sqlite")) as database:
        database.execute('UPDATE leaf SET hash = zeroblob(32) WHERE "index" = 2')
        database.commit()
    fresh = LogMemory(site.settings.instance, site.service.log_origin, site.service.keys.log)
    assert "not the one that the service signed" in str(site.within(fresh.concern))


def test_acknowledging_is_an_entry_of_the_log_that_names_what_is_missing(older: Site) -> None:
    there, known = len(older.world.leaves()), remembered(older)
    secret = older.visitor()
    assert older.within(acknowledge_restore, older.service, " The disk failed; backup of Monday. ") == known - there
    entry = older.world.leaves(kind="restored")[-1]
    assert (entry["size"], entry["expected"]["size"]) == (there, known)
    assert entry["by"] == {"office": "operator", "subject": ""}
    assert entry["reason"] == "The disk failed; backup of Monday."
    assert concern(older) == ""
    assert remembered(older) == there + 1
    older.world.seat("LATER")
    clock_works(older)
    assert secret.get("/readyz").status_code == 200
    assert "Nothing can be recorded" not in secret.get("/").get_data(as_text=True)


def test_another_process_goes_on_once_the_operator_has_acknowledged(older: Site) -> None:
    other = LogMemory(older.settings.instance, older.service.log_origin, older.service.keys.log)
    assert older.within(other.concern) is not None
    older.within(acknowledge_restore, older.service, "disk")
    assert older.within(other.concern) is None


def test_sign_ins_of_the_copy_end_with_the_acknowledgement(site: Site, put_back: PutBack) -> None:
    clock_works(site)
    signed_in = site.signed_in("AMBER")
    replace = put_back(site)
    site.world.draft()
    clock_works(site)
    replace()
    site.within(acknowledge_restore, site.service, "disk")
    assert signed_in.get("/today").status_code == 302


def test_what_cannot_be_acknowledged(older: Site) -> None:
    with pytest.raises(InputError):
        older.within(acknowledge_restore, older.service, "  ")
    with closing(sqlite3.connect(older.settings.instance / "register.sqlite")) as database:
        database.execute('UPDATE leaf SET body = x\'7b7d\' WHERE "index" = 2')
        database.commit()
    with pytest.raises(ConflictError, match="damaged"):
        older.within(acknowledge_restore, older.service, "disk")


def test_nothing_is_to_be_acknowledged_while_all_is_well(site: Site) -> None:
    clock_works(site)
    with pytest.raises(ConflictError):
        site.within(acknowledge_restore, site.service, "why not")


def test_a_checkpoint_of_another_key_is_not_trusted(site: Site) -> None:
    stranger = LogMemory(site.settings.instance, site.service.log_origin, SigningKey.generate())
    site.within(stranger.remember)
    assert "cannot be used" in concern(site)
    with pytest.raises(UnavailableError):
        site.world.seat("LATER")
    site.within(acknowledge_restore, site.service, "a foreign checkpoint lay there")
    assert site.world.leaves(kind="restored")[-1]["expected"] == {}
    site.world.seat("LATER")


def test_rotated_keys_sign_what_is_remembered(site: Site) -> None:
    clock_works(site)
    new = site.within(rotate_keys, site.service, site.settings.instance / "keys", None, True)
    after = LogMemory(site.settings.instance, site.service.log_origin, new.log)
    assert site.within(after.concern) is None
    assert after.remembered().size > 0


def test_half_a_file_is_never_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    clock_works(site)
    before = (site.settings.instance / FILE).read_bytes()
    site.world.draft()

    def power_cut(_descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr("voting.services.log_memory.os.fsync", power_cut)
        with pytest.raises(KeyboardInterrupt):
            site.within(site.service.memory.remember)
    assert (site.settings.instance / FILE).read_bytes() == before
    clock_works(site)
    assert remembered(site) == len(site.world.leaves())


def test_the_mark_stands_without_a_checkpoint(site: Site) -> None:
    site.service.memory.mark.touch()
    assert "put back from a copy" in concern(site)
    site.within(acknowledge_restore, site.service, "new machine")
    assert not Path(site.service.memory.mark).exists()
