"""The archive of an organisation: made at one instant, verified without a server, nothing left out unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.world import World
from voting.errors import ConflictError
from voting.evidence import Checkpoint, Tree, decode, encode, leaf_hash, sign_checkpoint
from voting.record import bundle
from voting.record.archive import open_parts, pack
from voting.record.part import InMemory, Part
from voting.services.declare_result import declare_result
from voting.services.file_requisition import file_requisition
from voting.services.keep_minutes import keep_minutes
from voting.services.make_archive import make_archive
from voting.services.sign_requisition import sign_requisition
from voting.verifier.bundle import ArchiveVerdict, verify_archive


def decide(world: World, subject: str) -> str:
    """An admission by consensus, declared."""
    motion = world.draft(subject=subject)
    ballot = world.announce(motion)
    world.cast_all(ballot, "consent")
    world.wait(7201)
    world.tick()
    declare_result(world.service, world.person("chair"), ballot)
    return motion


def check(data: bytes) -> ArchiveVerdict:
    return list(verify_archive(InMemory(data)))[-1]


@pytest.fixture
def made(world: World, tmp_path: Path) -> tuple[bytes, list[str]]:
    """An archive with two records, minutes and a certificate."""
    motions = [decide(world, subject) for subject in ("NEW", "FRESH")]
    keep_minutes(world.service, motions[0], "fr", b"%PDF-1.7 minutes")
    asked = file_requisition(world.service, world.person("AMBER"), "council", "The budget.")
    sign_requisition(world.service, world.person("BIRCH"), asked)
    counts = make_archive(world.service, tmp_path / "archive.zip")
    assert (counts.records, counts.minutes, counts.later) == (2, 1, None)
    return (tmp_path / "archive.zip").read_bytes(), motions


def test_all_of_it_holds_and_its_digits_are_those_of_the_index(made: tuple[bytes, list[str]]) -> None:
    verdict = check(made[0])
    assert verdict.faults == ()
    assert verdict.ok
    assert (verdict.records, verdict.minutes) == (2, 1)
    assert len(verdict.fingerprint.split()) == 3


def again(data: bytes, change: Callable[[dict[str, bytes]], None], world: World) -> bytes:
    """The archive with other files, its index written and signed anew: by somebody who has the service's key."""
    files = {name: part.read() for name, part in open_parts(InMemory(data), bundle.FILES_LIMIT).items()}
    del files[bundle.INDEX], files[bundle.INDEX_SIG]
    change(files)
    key = world.service.keys.authority
    index = bundle.write_archive_index(key.public, world.now, {name: Part.of(body) for name, body in files.items()})
    return pack({**files, bundle.INDEX: index, bundle.INDEX_SIG: key.sign(index)})


@pytest.mark.parametrize(("what", "in_sentence"), [
    ("record left out", "whose record is not here"), ("log cut", "signed checkpoint"),
    ("record of nowhere", "declares no such motion"), ("minutes changed", "not the one that the log names"),
    ("minutes left out", "which is not here"), ("certificate changed", "not the one that the log names"),
    ("statutes changed", "do not have the hash"), ("minutes invented", "names no such file")])
def test_whoever_signs_anew_is_still_found_out(world: World, made: tuple[bytes, list[str]], what: str,
                                               in_sentence: str) -> None:
    data, (first, second) = made

    def change(files: dict[str, bytes]) -> None:
        match what:
            case "record left out":
                del files[bundle.record_file(first)]
            case "log cut":
                files[bundle.LOG] = b"".join(files[bundle.LOG].splitlines(keepends=True)[:-1])
            case "record of nowhere":
                files[bundle.record_file("m0")] = files[bundle.record_file(first)]
            case "minutes changed":
                files[bundle.minutes_file(first, "fr")] += b" more"
            case "minutes left out":
                del files[bundle.minutes_file(first, "fr")]
            case "minutes invented":
                files[bundle.minutes_file(second, "fr")] = b"%PDF-1.7"
            case "certificate changed":
                name = next(name for name in files if name.startswith("requisitions/"))
                files[name] = encode({**decode(files[name]), "members": 3})
            case "statutes changed":
                name = next(name for name in files if name.startswith("statutes/"))
                files[name] += b"# changed\n"

    verdict = check(again(data, change, world))
    assert not verdict.ok
    said = [str(fault.sentence) for fault in verdict.faults]
    assert any(in_sentence in sentence for sentence in said), said


def test_a_record_of_another_log_is_found_out(world: World, made: tuple[bytes, list[str]]) -> None:
    def swap(files: dict[str, bytes]) -> None:
        lines = files[bundle.LOG].splitlines(keepends=True)
        files[bundle.LOG] = b"".join([*lines[:5], lines[6], lines[5], *lines[7:]])

    assert not check(again(made[0], swap, world)).ok


def test_any_changed_byte_is_found_out(made: tuple[bytes, list[str]]) -> None:
    data = made[0]
    for place in range(0, len(data), max(len(data) // 60, 1)):
        changed = bytearray(data)
        changed[place] ^= 4
        assert not check(bytes(changed)).ok, place


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 500, pack({"a.txt": b"a"})])
def test_what_is_no_archive_is_refused_in_a_sentence(data: bytes) -> None:
    verdict = check(data)
    assert not verdict.ok
    assert str(verdict.faults[0].sentence)


def test_never_over_another_file(world: World, tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_bytes(b"mine")
    with pytest.raises(ConflictError, match="never written over"):
        make_archive(world.service, tmp_path / "there.zip")
    assert (tmp_path / "there.zip").read_bytes() == b"mine"


def test_one_with_the_whole_log_waits_for_the_close(world: World, tmp_path: Path) -> None:
    world.open_ballot()
    with pytest.raises(ConflictError, match="before the close"):
        make_archive(world.service, tmp_path / "new.zip", is_whole=True)
    assert not (tmp_path / "new.zip").exists()


@pytest.fixture
def cut(world: World, tmp_path: Path) -> tuple[bytes, str, str, str]:
    """An archive made while a ballot is open; motions decided before and since, and the open ballot."""
    before = decide(world, "NEW")
    keep_minutes(world.service, before, "fr", b"%PDF-1.7 before")
    ballot = world.announce(world.draft("resolution", "Peace"), lasts=30_000)
    world.cast("AMBER", ballot, "yes")
    since = decide(world, "FRESH")
    keep_minutes(world.service, since, "fr", b"%PDF-1.7 since")
    make_archive(world.service, tmp_path / "cut.zip")
    return (tmp_path / "cut.zip").read_bytes(), before, since, ballot


def test_while_a_ballot_is_open_the_log_ends_before_it_and_what_was_declared_since_is_here(
        world: World, cut: tuple[bytes, str, str, str], tmp_path: Path) -> None:
    data, _, since, ballot = cut
    verdict = check(data)
    assert verdict.faults == ()
    assert verdict.later == (bundle.minutes_file(since, "fr"), bundle.record_file(since))
    assert (verdict.records, verdict.minutes) == (2, 2)
    files = open_parts(InMemory(data), bundle.FILES_LIMIT)
    assert all(decode(line).get("ballot") != ballot for line in files[bundle.LOG].read().splitlines())
    assert b"WHAT IS NOT HERE" in files[bundle.README].read()
    world.wait(30_001)
    world.tick()
    make_archive(world.service, tmp_path / "whole.zip")
    assert check((tmp_path / "whole.zip").read_bytes()).later is None
    whole = open_parts(InMemory((tmp_path / "whole.zip").read_bytes()), bundle.FILES_LIMIT)[bundle.LOG].read()
    assert whole.startswith(files[bundle.LOG].read())  # one log, of which the cut one is the beginning


def test_it_is_the_same_file_however_many_vote_or_change_their_vote(
        world: World, cut: tuple[bytes, str, str, str], tmp_path: Path) -> None:
    for member, option in (("BIRCH", "no"), ("AMBER", "abstain"), ("CEDAR", "yes")):
        world.cast(member, cut[3], option)
    make_archive(world.service, tmp_path / "again.zip")
    now, then = (open_parts(InMemory(data), bundle.FILES_LIMIT) for data in (
        (tmp_path / "again.zip").read_bytes(), cut[0]))
    assert {name: part.read() for name, part in now.items()} == {name: part.read() for name, part in then.items()}


@pytest.mark.parametrize(("what", "in_sentence"), [
    ("record before left out", "whose record is not here"), ("record since not said", "declares no such motion"),
    ("proof changed", "not made from the log here"), ("record before said to be later", "not made from the log here"),
    ("log cut further", "signed checkpoint"), ("log cut and signed anew", "not made from the log here"),
    ("minutes changed", "not the one that the log names"), ("minutes since not said", "names no such file"),
    ("statutes later", "may not")])
def test_whoever_signs_a_cut_archive_anew_is_still_found_out(
        world: World, cut: tuple[bytes, str, str, str], what: str, in_sentence: str) -> None:
    data, before, since, _ = cut
    files = {name: part.read() for name, part in open_parts(InMemory(data), bundle.FILES_LIMIT).items()}
    later = dict(bundle.read_archive_index(files.pop(bundle.INDEX)).later)
    del files[bundle.INDEX_SIG]
    match what:
        case "record before left out":
            del files[bundle.record_file(before)]
        case "record since not said":
            del later[bundle.record_file(since)]
        case "proof changed":
            later[bundle.record_file(since)] = (*later[bundle.record_file(since)][1:], bytes(32))
        case "record before said to be later":
            later[bundle.record_file(before)] = later[bundle.record_file(since)]
        case "log cut further" | "log cut and signed anew":
            lines = files[bundle.LOG].splitlines(keepends=True)[:-1]
            files[bundle.LOG] = b"".join(lines)
            if what == "log cut and signed anew":
                tree = Tree([leaf_hash(line[:-1]) for line in lines])
                files[bundle.CHECKPOINT] = sign_checkpoint(
                    Checkpoint(world.service.log_origin, tree.size, tree.root()), world.service.keys.log)
        case "minutes changed":
            files[bundle.minutes_file(before, "fr")] += b" more"
        case "minutes since not said":
            del later[bundle.minutes_file(since, "fr")]
        case "statutes later":
            later[next(name for name in files if name.startswith("statutes/"))] = ()
    key = world.service.keys.authority
    index = bundle.write_archive_index(key.public, world.now, {name: Part.of(body) for name, body in files.items()},
                                       later)
    verdict = check(pack({**files, bundle.INDEX: index, bundle.INDEX_SIG: key.sign(index)}))
    assert not verdict.ok
    said = [str(fault.sentence) for fault in verdict.faults]
    assert any(in_sentence in sentence for sentence in said), said
