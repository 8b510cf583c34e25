"""Minutes of a meeting as PDF: signed, a signed summary inside, the same bytes again, countersigned, in the archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site import Site
from tests.web.test_minutes import opened, validated
from voting.errors import ConflictError, RefusedError
from voting.evidence import decode, encode, leaf_hash, sha256_hex, sign_checkpoint, verify_document
from voting.evidence.checkpoint import Checkpoint
from voting.evidence.merkle import Tree
from voting.record import bundle
from voting.record.archive import open_parts, pack
from voting.record.part import InMemory, Part
from voting.services.countersign_minutes import countersign_minutes
from voting.services.declare_result import declare_result
from voting.services.hold_meeting import close_meeting, open_meeting
from voting.services.make_archive import make_archive
from voting.services.note_attendance import note_attendance
from voting.services.note_in_minutes import note_in_minutes, write_outcome
from voting.services.prepare_agenda import add_item
from voting.services.read.meeting_minutes import meeting_minutes_facts
from voting.store.meetings import AgendaItemRow
from voting.verifier.bundle import ArchiveVerdict, verify_archive
from voting.web.meeting_minutes import (
    make_and_keep_meeting,
    make_meeting_minutes,
    make_missing_meetings,
    meeting_document,
)
from voting.web.minutes import speaking


@pytest.fixture
def meeting(site: Site) -> str:
    """A meeting that was opened, decided an admission by consensus, took note of a report, and was closed."""
    world, service = site.world, site.service
    held = world.convene()
    motion = world.draft()
    site.within(add_item, service, world.person("coordinator"), held, 2, {"en": "Report", "fr": "Rapport"})
    site.within(open_meeting, service, world.person("chair"), held)
    site.within(note_attendance, service, world.person("teller"), held,
                {world.person("AMBER"): "room", world.person("BIRCH"): "remote", world.person("teller"): "room"})
    ballot = world.announce(motion)
    world.cast_all(ballot, "consent")
    world.wait(7201)
    world.tick()
    site.within(declare_result, service, world.person("chair"), ballot)
    report = next(row.id for row in world.rows(AgendaItemRow) if row.number == 2)
    site.within(write_outcome, service, world.person("chair"), report, "The meeting takes note of it.")
    site.within(note_in_minutes, service, world.person("chair"), held, "The line broke for a minute.")
    site.within(close_meeting, service, world.person("chair"), held)
    return held


def check(data: bytes) -> ArchiveVerdict:
    return list(verify_archive(InMemory(data)))[-1]


def test_signed_with_a_signed_summary_inside_and_valid_for_another_program(site: Site, meeting: str) -> None:
    from pyhanko_certvalidator import ValidationContext

    pdf = site.within(make_meeting_minutes, site.app, meeting, "fr")
    reader = opened(pdf)
    signature = reader.embedded_signatures[0]
    status = validated(signature, ValidationContext(
        trust_roots=[signature.signer_cert], moment=signature.self_reported_timestamp))
    assert (status.intact, status.valid, status.coverage.name) == (True, True, "ENTIRE_FILE")
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    files = {str(names[place]): names[place + 1]["/EF"]["/F"].data for place in range(0, len(names), 2)}
    summary = decode(files["meeting.json"])
    verify_document(site.service.keys.authority.public, "meeting", summary)
    assert summary["present"] == {"room": 2, "remote": 1, "voting": 2}
    assert [item["number"] for item in summary["agenda"]] == [1, 2]
    assert len(summary["agenda"][0]["records"][0]["record_sha256"]) == 64
    assert "Delegate" not in str(summary)


def test_what_they_say_in_both_languages(site: Site, meeting: str) -> None:
    facts = site.within(meeting_minutes_facts, site.service, meeting)
    for language, words in (("en", ("Delegate AMBER (Amber Party): in the room", "The teller: in the room, without",
                                    "New Party has a new standing: member.", "The meeting takes note of it.",
                                    "The line broke for a minute.", "The chair", "1. Shall New Party be admitted?")),
                            ("fr", ("Delegate BIRCH (Birch Party): à distance", "2. Rapport", "Réunion ordinaire"))):
        with speaking(site.app, language):
            said = str(meeting_document(facts, language, b"{}"))
        for part in words:
            assert part in said, (language, part)


def test_made_again_they_are_the_same_but_for_the_signature_behind_them(site: Site, meeting: str) -> None:
    first = site.within(make_meeting_minutes, site.app, meeting, "en")
    site.clock.now += 90_000
    site.world.seat("LATER")
    second = site.within(make_meeting_minutes, site.app, meeting, "en")
    end = first.index(b"%%EOF") + 5
    assert end > 10_000
    assert first[:end] == second[:end]


def test_before_the_close_there_are_none_and_afterwards_one_a_language(site: Site) -> None:
    held = site.world.convene()
    with pytest.raises(ConflictError, match="made when it has been closed"):
        site.within(make_meeting_minutes, site.app, held, "en")
    site.within(open_meeting, site.service, site.world.person("chair"), held)
    site.within(close_meeting, site.service, site.world.person("chair"), held)
    assert site.within(make_missing_meetings, site.app) == 2
    assert site.within(make_missing_meetings, site.app) == 0
    assert {leaf["language"] for leaf in site.world.leaves(kind="meeting_minutes")} == {"en", "fr"}


def test_countersigned_by_who_presided_and_two_tellers_over_the_hash(site: Site, meeting: str, tmp_path: Path) -> None:
    sha256 = site.within(make_and_keep_meeting, site.app, meeting, "fr")
    page = f"/meetings/{meeting}"
    chair, amber = site.signed_in("chair"), site.signed_in("AMBER")
    assert sha256 in amber.get(page).text
    assert amber.get(f"{page}/minutes-fr.pdf").data.startswith(b"%PDF-")
    assert site.signed_in("sc_chair").get(f"{page}/minutes-fr.pdf").status_code == 404
    assert "Not countersigned yet" in amber.get(page).text
    for visitor in (chair, site.signed_in("teller"), site.signed_in("teller2")):
        assert "Countersign" in visitor.get(page).text
        visitor.follow(visitor.post(f"{page}/minutes/fr/countersign"))
    for name in ("The chair", "The teller", "The teller2"):
        assert f"<li>{name} (" in amber.get(page).text
    with pytest.raises(ConflictError, match="already"):
        site.within(countersign_minutes, site.service, site.world.person("chair"), meeting, "fr")
    for who in ("deputy", "AMBER", "coordinator"):
        with pytest.raises(RefusedError, match="tellers of this organ countersign"):
            site.within(countersign_minutes, site.service, site.world.person(who), meeting, "fr")
    leaves = site.world.leaves(kind="minutes_countersign")
    assert {leaf["sha256"] for leaf in leaves} == {sha256}
    counts = site.within(make_archive, site.service, tmp_path / "archive.zip")
    assert counts.minutes == 1
    data = (tmp_path / "archive.zip").read_bytes()
    assert check(data).faults == ()
    verdict = check(_forged(site, data))
    assert [fault.file for fault in verdict.faults] == [f"minutes/{meeting}-fr.pdf"]


def _forged(site: Site, data: bytes) -> bytes:
    """An archive of somebody with all keys whose log says that other minutes were countersigned."""
    files = {name: part.read() for name, part in open_parts(InMemory(data), bundle.FILES_LIMIT).items()}
    del files[bundle.INDEX], files[bundle.INDEX_SIG]
    lines = files[bundle.LOG].splitlines()
    last = decode(lines[-1])
    assert last["type"] == "minutes_countersign"
    lines[-1] = encode({**last, "sha256": sha256_hex(b"others")})
    tree, keys = Tree([leaf_hash(line) for line in lines]), site.service.keys
    files[bundle.LOG] = b"".join(line + b"\n" for line in lines)
    files[bundle.CHECKPOINT] = sign_checkpoint(Checkpoint(site.service.log_origin, tree.size, tree.root()), keys.log)
    index = bundle.write_archive_index(keys.authority.public, site.clock.now,
                                       {name: Part.of(body) for name, body in files.items()})
    return pack({**files, bundle.INDEX: index, bundle.INDEX_SIG: keys.authority.sign(index)})
