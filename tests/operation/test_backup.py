"""A backup is whole, signed and without keys; what is put back is checked first and never written over anything."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.site import Site
from voting.errors import ConflictError, MalformedError, SignatureError, UnavailableError
from voting.evidence import encode, sign_document
from voting.services.acknowledge_restore import acknowledge_restore
from voting.services.back_up import back_up
from voting.services.backup_archive import DATABASE, KEYS, MANIFEST
from voting.services.restore import Restored, restore
from voting.services.urn.open_urn import open_urn
from voting.services.urn.read_urn import find_concern
from voting.services.urn.take_documents import prepare, prepare_order
from voting.store.database import db
from voting.store.whole_copy import check_urn, look_into, sqlite_file
from voting.web.app import create_app


def make(site: Site, out: Path, with_keys: bool = False) -> Path:
    """A backup of the site as it stands."""
    site.within(back_up, site.service, site.settings.database_url, site.settings.instance, out, with_keys)
    return out


def put(archive: Path, folder: Path, site: Site) -> Restored:
    """Restore into the instance `folder`, as an installation of the same name."""
    return restore(archive, f"sqlite:///{folder / 'register.sqlite'}", folder, site.service.log_origin, None)


@pytest.fixture
def machine(tmp_path: Path, site: Site) -> Path:
    """The instance folder of a new machine, with the keys and nothing else."""
    folder = tmp_path / "new machine"
    folder.mkdir(mode=0o700)
    shutil.copytree(site.settings.instance / "keys", folder / "keys")
    return folder


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with its files changed."""
    with zipfile.ZipFile(archive) as source:
        files = {name: source.read(name) for name in source.namelist()}
    change(files)
    archive.unlink()
    with zipfile.ZipFile(archive, "w") as target:
        for name, body in files.items():
            target.writestr(name, body)
    return archive


def test_a_backup_holds_the_database_at_one_instant_and_no_key(site: Site, tmp_path: Path) -> None:
    ballot = site.world.open_ballot()
    site.world.cast("AMBER", ballot, "consent")
    archive = make(site, tmp_path / "a.zip")
    with zipfile.ZipFile(archive) as held:
        assert held.namelist() == [DATABASE, MANIFEST]
        manifest = json.loads(held.read(MANIFEST))
        (tmp_path / "copy.sqlite").write_bytes(held.read(DATABASE))
        private = [line for name in KEYS for line in (site.settings.instance / name).read_bytes().splitlines()[1:-1]]
        assert not [line for line in private if any(line in held.read(name) for name in held.namelist())]
        assert site.settings.secret_key.encode() not in held.read(DATABASE)
    contents = look_into(tmp_path / "copy.sqlite")
    assert contents.is_founded
    assert len(contents.leaf_hashes) == len(site.world.leaves())
    assert f"\n{len(contents.leaf_hashes)}\n" in manifest["checkpoint"]
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_a_backup_is_taken_while_somebody_votes(site: Site, tmp_path: Path) -> None:
    ballot = site.world.open_ballot()
    answers = site.world.together([
        lambda: make(site, tmp_path / "a.zip"),
        *(lambda who=who: site.world.cast(who, ballot, "consent") for who in ("AMBER", "BIRCH", "CEDAR"))])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert len(site.world.leaves(ballot, "cast")) == 3
    with zipfile.ZipFile(tmp_path / "a.zip") as held:
        (tmp_path / "copy.sqlite").write_bytes(held.read(DATABASE))
    look_into(tmp_path / "copy.sqlite")  # raises unless its log holds together


def test_keys_are_in_it_only_when_asked_for(site: Site, tmp_path: Path) -> None:
    with zipfile.ZipFile(make(site, tmp_path / "a.zip", with_keys=True)) as held:
        assert [held.read(name) for name in KEYS] == [(site.settings.instance / name).read_bytes() for name in KEYS]


def test_a_backup_is_never_written_over_another(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    out.write_bytes(b"yesterday")
    with pytest.raises(ConflictError):
        make(site, out)
    assert out.read_bytes() == b"yesterday"


def test_a_damaged_database_makes_no_backup(site: Site, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as database:
        database.execute('UPDATE leaf SET body = x\'7b7d\' WHERE "index" = 1')
        database.commit()
    with pytest.raises(MalformedError):
        make(site, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_what_is_restored_on_a_new_machine_goes_on_after_an_acknowledgement(site: Site, machine: Path,
                                                                            tmp_path: Path) -> None:
    site.world.draft()
    done = put(make(site, tmp_path / "a.zip"), machine, site)
    assert (done.entries, done.missing, done.took_keys) == (len(site.world.leaves()), None, False)
    assert done.needs_acknowledgement
    app = create_app(dataclasses.replace(site.settings, instance=machine,
                                         database_url=f"sqlite:///{machine / 'register.sqlite'}"), site.clock)
    service = app.extensions["scrutin"].service
    with app.app_context():
        assert "put back from a copy" in str(service.memory.concern())
        assert acknowledge_restore(service, "new machine") == 0
        assert service.memory.concern() is None
        db.engine.dispose()


def test_a_founded_database_is_never_written_over(site: Site, tmp_path: Path) -> None:
    archive = make(site, tmp_path / "a.zip")
    site.world.draft()
    entries = len(site.world.leaves())
    with pytest.raises(ConflictError, match="not touched"):
        put(archive, site.settings.instance, site)
    assert len(site.world.leaves()) == entries


def test_a_file_that_cannot_be_read_is_not_written_over_either(site: Site, machine: Path, tmp_path: Path) -> None:
    (machine / "register.sqlite").write_bytes(b"perhaps all that is left")
    with pytest.raises(ConflictError):
        put(make(site, tmp_path / "a.zip"), machine, site)
    assert (machine / "register.sqlite").read_bytes() == b"perhaps all that is left"


def test_an_unfounded_database_gives_way(site: Site, machine: Path, tmp_path: Path) -> None:
    empty = create_app(dataclasses.replace(site.settings, instance=machine,
                                           database_url=f"sqlite:///{machine / 'register.sqlite'}"), site.clock)
    with empty.app_context():
        db.engine.dispose()
    put(make(site, tmp_path / "a.zip"), machine, site)
    assert look_into(machine / "register.sqlite").is_founded


def test_a_restored_older_copy_says_how_many_entries_are_missing(site: Site, tmp_path: Path) -> None:
    archive, before = make(site, tmp_path / "a.zip"), len(site.world.leaves())
    site.world.draft()
    site.within(site.service.memory.remember)
    missing = len(site.world.leaves()) - before
    move_away(site)
    done = put(archive, site.settings.instance, site)
    assert (done.missing, done.needs_acknowledgement) == (missing, True)
    assert "older copy" in str(site.within(site.service.memory.concern))
    assert site.within(acknowledge_restore, site.service, "disk") == missing


def test_a_restored_copy_from_which_nothing_is_missing_goes_on_at_once(site: Site, tmp_path: Path) -> None:
    site.within(site.service.memory.remember)
    archive = make(site, tmp_path / "a.zip")
    move_away(site)
    done = put(archive, site.settings.instance, site)
    assert (done.missing, done.needs_acknowledgement) == (0, False)
    site.world.draft()


def move_away(site: Site) -> None:
    """The operator's `mv` of the old database."""
    with site.app.app_context():
        db.engine.dispose()
    for path in site.settings.instance.glob("register.sqlite*"):
        path.rename(path.with_name(f"old.{path.name}"))


def test_keys_inside_the_archive_serve_a_machine_that_has_none(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    without = make(site, tmp_path / "a.zip")
    with pytest.raises(UnavailableError, match="keys"):
        put(without, folder, site)
    assert not (folder / "keys").exists()
    assert put(make(site, tmp_path / "b.zip", with_keys=True), folder, site).took_keys
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in KEYS] == [0o600, 0o600]


@pytest.mark.parametrize("fault", ["database", "manifest", "extra", "signature", "no manifest", "not a zip"])
def test_a_backup_with_one_fault_is_refused_and_nothing_is_put_in_place(site: Site, machine: Path, tmp_path: Path,
                                                                        fault: str) -> None:
    archive = make(site, tmp_path / "a.zip")

    def change(files: dict[str, bytes]) -> None:
        if fault == "database":
            files[DATABASE] = files[DATABASE].replace(b"Amber Party", b"Umber Party")
        elif fault == "manifest":
            files[MANIFEST] = files[MANIFEST].replace(b'"at":18', b'"at":19')
        elif fault == "extra":
            files["keys/../../evil"] = b"x"
        elif fault == "no manifest":
            del files[MANIFEST]
        elif fault == "signature":
            document = json.loads(files[MANIFEST])
            del document["sig"]
            files[MANIFEST] = encode(sign_document(site.service.keys.authority, "backup", document))

    if fault == "not a zip":
        archive.write_bytes(b"x" * 100)
    else:
        rewritten(archive, change)
    with pytest.raises(SignatureError if fault in ("manifest", "signature") else MalformedError):
        put(archive, machine, site)
    assert {path.name for path in machine.iterdir()} == {"keys"}


def test_a_log_that_is_not_the_one_of_the_checkpoint_is_refused(site: Site, machine: Path, tmp_path: Path) -> None:
    """Whoever holds the log's key signs another database under an old checkpoint: the copy itself is still checked."""
    import hashlib

    archive = make(site, tmp_path / "a.zip")
    site.world.draft()
    later = make(site, tmp_path / "b.zip")

    def change(files: dict[str, bytes]) -> None:
        with zipfile.ZipFile(later) as held:
            files[DATABASE] = held.read(DATABASE)
        document = json.loads(files[MANIFEST])
        del document["sig"]
        document["files"] = [{"name": DATABASE, "size": len(files[DATABASE]),
                              "sha256": hashlib.sha256(files[DATABASE]).hexdigest()}]
        files[MANIFEST] = encode(sign_document(site.service.keys.log, "backup", document))

    with pytest.raises(MalformedError, match="checkpoint names"):
        put(rewritten(archive, change), machine, site)


def test_a_backup_of_a_newer_version_waits_for_that_version(site: Site, machine: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with pytest.raises(ConflictError, match="newer version"):
        put(make(site, tmp_path / "a.zip"), machine, site)


def test_for_postgresql_the_way_is_named() -> None:
    with pytest.raises(ConflictError) as refusal:
        sqlite_file("postgresql+psycopg://scrutin@/scrutin")
    assert "pg_dump" in str(refusal.value.next)


def test_the_urn_is_in_the_backup_and_comes_back_with_its_keys(tmp_path: Path, site: Site) -> None:
    urn = site.app.extensions["scrutin"].urn
    prepare(urn, prepare_order(site.service.keys.authority, "b1", "reading"))
    urn_url = site.settings.urn_database_url
    archive = tmp_path / "with urn.zip"
    site.within(back_up, site.service, site.settings.database_url, site.settings.instance, archive, True,
                urn_url=urn_url)
    folder = tmp_path / "new machine"
    folder.mkdir(mode=0o700)
    there = f"sqlite:///{folder / 'urn.sqlite'}"
    restore(archive, f"sqlite:///{folder / 'register.sqlite'}", folder, site.service.log_origin, None, urn_url=there)
    again = open_urn(there, folder, None, site.clock, site.service.keys.authority.public, urn.url)
    assert prepare(again, prepare_order(site.service.keys.authority, "b1", "reading")).key == \
        urn.keys.log("b1").public.b64u
    assert find_concern(again) is None
    again.store.close()
    (folder / "register.sqlite").unlink()
    with pytest.raises(ConflictError, match="urn"):
        restore(archive, f"sqlite:///{folder / 'register.sqlite'}", folder, site.service.log_origin, None,
                urn_url=there)


def test_a_damaged_urn_is_not_put_in_place(tmp_path: Path, site: Site) -> None:
    bad = tmp_path / "bad.sqlite"
    bad.write_bytes(b"no database at all" * 100)
    with pytest.raises(MalformedError):
        check_urn(bad)
