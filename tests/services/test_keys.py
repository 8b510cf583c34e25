"""The service's keys: made once, read by nobody else, under a passphrase if there is one, replaced with a statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.world import World
from voting.errors import ConflictError, RefusedError, UnavailableError
from voting.evidence import PublicKey, SigningKey, dst, encode, unb64u
from voting.services import rotate_keys as rotation
from voting.services.declare_result import declare_result
from voting.services.keyring import AUTHORITY, LOG, make_keyring, open_keyring, write_key
from voting.services.rotate_keys import finish_rotation, propose_rotation, rotate_keys
from voting.services.second_officer import confirm


def test_keys_are_made_at_the_first_start_and_read_at_the_next(tmp_path: Path) -> None:
    made = open_keyring(tmp_path / "keys", None)
    assert made.authority.public != made.log.public
    again = open_keyring(tmp_path / "keys", None)
    assert (again.authority.public.b64u, again.log.public.b64u) == (made.authority.public.b64u, made.log.public.b64u)


def test_the_folder_is_0700_and_each_file_0600(tmp_path: Path) -> None:
    open_keyring(tmp_path / "keys", None)
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {
        AUTHORITY: 0o600, LOG: 0o600}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
@pytest.mark.parametrize("name", [AUTHORITY, LOG])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    open_keyring(tmp_path, None)
    (tmp_path / name).chmod(mode)
    with pytest.raises(UnavailableError, match=f"may be read by others \\(mode {mode:o}\\)"):
        open_keyring(tmp_path, None)


def test_a_passphrase_is_asked_for_again(tmp_path: Path) -> None:
    made = open_keyring(tmp_path, b"correct horse")
    assert b"ENCRYPTED" in (tmp_path / AUTHORITY).read_bytes()
    assert open_keyring(tmp_path, b"correct horse").authority.public.b64u == made.authority.public.b64u
    for wrong in (None, b"", b"battery staple"):
        with pytest.raises(UnavailableError, match="cannot be opened with this passphrase"):
            open_keyring(tmp_path, wrong)


def test_a_passphrase_for_keys_that_have_none_is_refused(tmp_path: Path) -> None:
    open_keyring(tmp_path, None)
    with pytest.raises(UnavailableError, match="cannot be opened with this passphrase"):
        open_keyring(tmp_path, b"correct horse")


def test_one_key_missing_is_a_sentence_and_makes_no_new_one(tmp_path: Path) -> None:
    open_keyring(tmp_path, None)
    (tmp_path / LOG).unlink()
    with pytest.raises(UnavailableError, match="cannot be read") as fault:
        open_keyring(tmp_path, None)
    assert "backup" in str(fault.value.next)
    assert not (tmp_path / LOG).exists()


def test_a_key_file_with_rubbish_is_a_sentence(tmp_path: Path) -> None:
    open_keyring(tmp_path, None)
    (tmp_path / AUTHORITY).write_bytes(b"-----BEGIN RUBBISH-----")
    with pytest.raises(UnavailableError):
        open_keyring(tmp_path, None)


def test_keys_are_never_made_over_old_ones(tmp_path: Path) -> None:
    open_keyring(tmp_path, None)
    before = (tmp_path / AUTHORITY).read_bytes()
    with pytest.raises(UnavailableError, match="already"):
        make_keyring(tmp_path, None)
    assert (tmp_path / AUTHORITY).read_bytes() == before


def test_a_rotation_is_stated_in_the_log_under_the_old_and_the_new_key(world: World) -> None:
    old, folder = world.service.keys, world.folder / "keys"
    new = rotate_keys(world.service, folder, None, is_alone=True)
    assert open_keyring(folder, None).authority.public.b64u == new.authority.public.b64u != old.authority.public.b64u
    leaf = world.leaves(kind="keys_rotated")[0]
    statement = {name: leaf[name] for name in ("authority", "log_key", "old_authority", "old_log_key")}
    assert statement["old_authority"] == old.authority.public.b64u
    for key, name in (("old_authority", "sig_old"), ("authority", "sig_new")):
        PublicKey.from_b64u(leaf[key]).verify(unb64u(leaf[name]), dst("rotation") + encode(statement))
    retired = sorted(path.name for path in folder.iterdir() if path.name.endswith(".retired"))
    assert len(retired) == 2
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in folder.iterdir())


@pytest.mark.parametrize("moved", [0, 1])
def test_a_crash_between_log_and_files_is_made_good_at_the_next_start(
        world: World, monkeypatch: pytest.MonkeyPatch, moved: int) -> None:
    folder, real, calls = world.folder / "keys", rotation.os.replace, []

    def crash(source: object, target: object) -> None:
        calls.append(source)
        if len(calls) > 2 * moved:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(rotation.os, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        rotate_keys(world.service, folder, None, is_alone=True)
    monkeypatch.undo()
    finish_rotation(folder, None)
    leaf, keys = world.leaves(kind="keys_rotated")[0], open_keyring(folder, None)
    assert (keys.authority.public.b64u, keys.log.public.b64u) == (leaf["authority"], leaf["log_key"])
    assert not list(folder.glob("*.new"))
    finish_rotation(folder, None)


def test_staged_keys_that_the_log_does_not_know_are_dropped(world: World) -> None:
    folder = world.folder / "keys"
    before = open_keyring(folder, None)
    write_key(folder / "authority.pem.new", SigningKey.generate().to_pem(None))
    finish_rotation(folder, None)
    assert open_keyring(folder, None).authority.public == before.authority.public
    assert not list(folder.glob("*.new"))


def test_no_rotation_between_announcement_and_declaration(world: World) -> None:
    ballot = world.open_ballot()
    with pytest.raises(ConflictError, match="under way on papers that name the present keys"):
        rotate_keys(world.service, world.folder / "keys", None, is_alone=True)
    world.cast_all(ballot, "consent")
    world.wait(7201)
    world.tick()
    with pytest.raises(ConflictError):
        rotate_keys(world.service, world.folder / "keys", None, is_alone=True)
    declare_result(world.service, world.person("chair"), ballot)
    rotate_keys(world.service, world.folder / "keys", None, is_alone=True)


def test_a_rotation_that_fails_leaves_the_old_keys_in_place(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = world.folder / "keys"

    def failing(*_: object) -> None:
        raise OSError("no space")

    with monkeypatch.context() as cut:
        cut.setattr(rotation, "write_key", failing)
        with pytest.raises(OSError, match="no space"):
            rotate_keys(world.service, folder, None, is_alone=True)
    assert open_keyring(folder, None).authority.public.b64u == world.service.keys.authority.public.b64u
    assert world.leaves(kind="keys_rotated") == []
    rotate_keys(world.service, folder, None, is_alone=True)


def test_a_rotation_whose_entry_cannot_be_stored_leaves_the_old_keys_in_place(
        world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = world.folder / "keys"

    def failing(*_: object) -> None:
        raise OSError("no space")

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with monkeypatch.context() as cut:
        cut.setattr("sqlalchemy.orm.session.SessionTransaction.commit", failing)
        with pytest.raises(OSError, match="no space"):
            rotate_keys(world.service, folder, None, is_alone=True)
    assert world.leaves(kind="keys_rotated") == []
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_two_officers_agree_to_a_rotation_or_the_log_says_that_the_operator_was_alone(world: World) -> None:
    folder = world.folder / "keys"
    with pytest.raises(ConflictError, match="No two officers"):
        rotate_keys(world.service, folder, None)
    pending = propose_rotation(world.service, world.person("teller"), "Kept for two years")
    with pytest.raises(RefusedError, match="proposed this yourself"):
        confirm(world.service, world.person("teller"), pending)
    with pytest.raises(RefusedError):
        propose_rotation(world.service, world.person("AMBER"), "Because")
    with pytest.raises(ConflictError, match="No two officers"):  # proposed is not agreed
        rotate_keys(world.service, folder, None)
    confirm(world.service, world.person("coordinator"), pending)
    rotate_keys(world.service, folder, None)
    with pytest.raises(ConflictError, match="No two officers"):  # agreed to once
        rotate_keys(world.service, folder, None)
    rotate_keys(world.service, folder, None, is_alone=True)
    assert [[by["office"] for by in leaf["agreed"]] for leaf in world.leaves(kind="keys_rotated")] == [
        ["teller", "coordinator"], []]
