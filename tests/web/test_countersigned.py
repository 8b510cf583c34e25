"""Minutes and counts countersigned by passkey: kept, handed out, checked in the archive; what was changed is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.device import Device, countersignature, enrolled
from tests.site import Site
from voting.ballots.countersignature import Opening, statement, statement_of
from voting.errors import RefusedError
from voting.evidence import b64u, decode, encode, leaf_hash, sha256_hex, sign_checkpoint
from voting.evidence.checkpoint import Checkpoint
from voting.evidence.merkle import Tree
from voting.evidence.webauthn import Assertion
from voting.record import bundle
from voting.record.archive import open_parts, pack
from voting.record.part import InMemory, Part
from voting.services.countersign_minutes import countersign_minutes
from voting.services.countersign_tally import countersign_tally
from voting.services.declare_result import declare_result
from voting.services.end_passkey import end_passkey
from voting.services.erase_person import erase_person
from voting.services.hold_meeting import close_meeting, open_meeting
from voting.services.keep_minutes import keep_meeting_minutes, keep_minutes
from voting.services.make_archive import make_archive
from voting.services.make_record import full_record
from voting.store.passkeys import PasskeyRow
from voting.verifier.bundle import ArchiveVerdict, verify_archive
from voting.verifier.verify import verify

PDF = b"%PDF-1.7 minutes"
OFFICERS = {"chair": "chair", "teller": "teller", "teller2": "teller"}


@pytest.fixture
def devices(site: Site) -> dict[str, Device]:
    """Passkeys of the chair and two tellers."""
    return {who: enrolled(site, who) for who in OFFICERS}


@pytest.fixture
def meeting(site: Site) -> str:
    """A closed meeting whose minutes are kept."""
    held, chair = site.world.convene(), site.world.person("chair")
    site.within(open_meeting, site.service, chair, held)
    site.within(close_meeting, site.service, chair, held)
    site.within(keep_meeting_minutes, site.service, held, "fr", PDF)
    return held


def said(site: Site, who: str, of: str, id: str, body: bytes = PDF, language: str = "fr",
         origin: str = "") -> dict[str, object]:
    """What somebody's passkey is asked to sign."""
    return statement(of, id, language, sha256_hex(body), {"office": OFFICERS[who], "subject": site.world.person(who)},
                     origin or site.service.origin)


def asked(site: Site, who: str, meeting: str, device: Device, **how: object) -> str:
    """What the browser puts into the form of the minutes."""
    return json.dumps({"assertion": countersignature(site, device, said(site, who, "minutes", meeting), **how)})


def sign_all(site: Site, meeting: str, devices: Mapping[str, Device]) -> None:
    for who, device in devices.items():
        visitor = site.signed_in(who)
        done = visitor.post(f"/meetings/{meeting}/minutes/fr/countersign", passkey=asked(site, who, meeting, device))
        assert done.status_code == 303, done.text


def archive_of(site: Site, folder: Path) -> bytes:
    site.within(make_archive, site.service, folder / "archive.zip")
    return (folder / "archive.zip").read_bytes()


def check(data: bytes) -> ArchiveVerdict:
    return list(verify_archive(InMemory(data)))[-1]


def again(site: Site, data: bytes, change: Callable[[list[dict], dict[str, bytes]], None]) -> ArchiveVerdict:
    """The verdict on an archive that somebody who has all the keys of the service wrote anew."""
    files = {name: part.read() for name, part in open_parts(InMemory(data), bundle.FILES_LIMIT).items()}
    del files[bundle.INDEX], files[bundle.INDEX_SIG]
    entries = [decode(line) for line in files[bundle.LOG].splitlines()]
    change(entries, files)
    lines, keys = [encode(entry) for entry in entries], site.service.keys
    tree = Tree([leaf_hash(line) for line in lines])
    files[bundle.LOG] = b"".join(line + b"\n" for line in lines)
    files[bundle.CHECKPOINT] = sign_checkpoint(Checkpoint(site.service.log_origin, tree.size, tree.root()), keys.log)
    index = bundle.write_archive_index(keys.authority.public, site.clock.now,
                                       {name: Part.of(body) for name, body in files.items()})
    return check(pack({**files, bundle.INDEX: index, bundle.INDEX_SIG: keys.authority.sign(index)}))


@pytest.fixture
def signed(site: Site, meeting: str, devices: dict[str, Device], tmp_path: Path) -> bytes:
    """An archive with minutes that three officers countersigned by passkey."""
    sign_all(site, meeting, devices)
    return archive_of(site, tmp_path)


def test_three_officers_sign_and_whoever_reads_the_minutes_can_check_it(site: Site, meeting: str, signed: bytes,
                                                                       devices: dict[str, Device]) -> None:
    verdict = check(signed)
    assert (verdict.faults, verdict.by_passkey, verdict.by_session) == ((), 3, 0)
    leaves = site.world.leaves(kind="minutes_countersign")
    assert [leaf["auth"]["by"] for leaf in leaves] == ["passkey"] * 3
    log = str(site.world.leaves())
    for device in devices.values():  # neither the key nor a name of it that would tie its uses together
        assert device.key.passkey(0).pk not in log
        assert device.key.passkey(0).id not in log
        assert device.id not in log
    page = site.signed_in("AMBER").get(f"/meetings/{meeting}")
    assert page.text.count("signed with a passkey") == 3
    address = f"/meetings/{meeting}/minutes-fr.countersignatures.jsonl"
    lines = site.signed_in("AMBER").get(address).data.splitlines()
    opened = [Opening.read(line) for line in lines]
    for opening in opened:
        opening.check()
    assert {opening.said["person"] for opening in opened} == {site.world.person(who) for who in OFFICERS}
    assert {opening.said["sha256"] for opening in opened} == {sha256_hex(PDF)}
    assert site.signed_in("sc_chair").get(address).status_code == 404
    assert site.visitor().get(address).status_code in (302, 401)


def test_whoever_has_a_passkey_signs_with_their_own_and_in_no_other_way(site: Site, meeting: str,
                                                                       devices: dict[str, Device]) -> None:
    address, chair = f"/meetings/{meeting}/minutes/fr/countersign", site.signed_in("chair")
    for sent, words in (("", "no signature came with it"),
                        (asked(site, "chair", meeting, devices["teller"]), "somebody else"),
                        (asked(site, "teller", meeting, devices["chair"]), "signed something else"),
                        (asked(site, "chair", meeting, devices["chair"], on="http://localhost.org"), "another site"),
                        (asked(site, "chair", meeting, Device()), "not known here"),
                        (asked(site, "chair", meeting, devices["chair"], flags=0x01), "did not check")):
        refused = chair.post(address, passkey=sent)
        assert refused.status_code == 403, words
        assert words in refused.text
        tapped = chair.client.post(address, data={"csrf_token": chair.token, "demonstration_tap": "yes"})
        assert tapped.status_code == 403
    assert site.world.leaves(kind="minutes_countersign") == []
    other = countersignature(site, devices["chair"], said(site, "chair", "minutes", meeting, b"other minutes"))
    with pytest.raises(RefusedError, match="something else"):
        site.within(countersign_minutes, site.service, site.world.person("chair"), meeting, "fr", other)
    site.signed_in("chair").post(address, passkey=asked(site, "chair", meeting, devices["chair"]))
    assert len(site.world.leaves(kind="minutes_countersign")) == 1


def test_without_a_passkey_the_entry_says_so_and_the_archive_counts_it_apart(site: Site, meeting: str,
                                                                            tmp_path: Path) -> None:
    visitor = site.signed_in("chair")
    visitor.follow(visitor.post(f"/meetings/{meeting}/minutes/fr/countersign"))
    assert site.world.leaves(kind="minutes_countersign")[0]["auth"] == {"by": "session"}
    assert "by session, without a passkey" in visitor.get(f"/meetings/{meeting}").text
    verdict = check(archive_of(site, tmp_path))
    assert (verdict.faults, verdict.by_passkey, verdict.by_session) == ((), 0, 1)
    made = again(site, (tmp_path / "archive.zip").read_bytes(), lambda entries, _: entries[-1].pop("auth"))
    assert (made.ok, made.by_session) == (True, 1)  # entries of before there were such signatures


def test_a_removed_passkey_and_an_erased_officer_leave_what_was_signed(site: Site, meeting: str, tmp_path: Path,
                                                                      devices: dict[str, Device]) -> None:
    world = site.world
    sign_all(site, meeting, devices)

    def lose() -> None:
        from voting.services.act import begin
        with begin(site.service) as act:
            end_passkey(act, act.session.get(PasskeyRow, devices["teller"].id), "lost")

    site.within(lose)
    assert check(archive_of(site, tmp_path)).faults == ()
    from voting.services.appoint import end_office
    from voting.store.tables import OfficeRow
    held = next(row for row in world.rows(OfficeRow) if row.person == world.person("teller2"))
    site.within(end_office, site.service, world.person("coordinator"), held.id, "Her wish.")
    world.wait(1)
    site.within(erase_person, site.service, world.person("coordinator"), world.person("teller2"), "Her wish.")
    (tmp_path / "archive.zip").unlink()
    verdict = check(archive_of(site, tmp_path))
    assert (verdict.faults, verdict.by_passkey) == ((), 3)


CHANGES: dict[str, str] = {
    "other hash": "under something else", "other person": "did not have", "other office": "under something else",
    "other meeting": "under something else", "other origin": "under something else",
    "said to be by session": "not name", "assertion changed": "that is not here",
    "assertion changed and named so": "signature", "assertion of another": "under something else",
    "left out": "that is not here", "added": "the log does not name", "file left out": "that is not here",
    "passkey of nowhere": "did not have", "passkey removed before": "did not have", "another key": "another passkey",
    "odd auth": "does not know"}


def test_whoever_has_all_keys_of_the_service_is_still_found_out(site: Site, signed: bytes) -> None:
    def change(what: str, entries: list[dict], files: dict[str, bytes]) -> None:
        mine = [entry for entry in entries if entry["type"] == "minutes_countersign"]
        opened = [decode(line) for line in files[bundle.COUNTERSIGNATURES].splitlines()]
        match what:
            case "other hash":
                mine[0]["sha256"] = sha256_hex(b"other minutes")
            case "other person":
                mine[0]["by"], mine[1]["by"] = mine[1]["by"], mine[0]["by"]
            case "other office":
                mine[0]["by"]["office"] = "teller"
            case "other meeting":
                mine[0]["subject_meeting"] = "g0"
            case "other origin":
                mine[0]["auth"]["origin"] = "https://elsewhere.example"
            case "said to be by session":
                mine[0]["auth"] = {"by": "session"}
            case "assertion changed":
                opened[0]["assertion"]["cd"] = b64u(b"{}")
            case "assertion changed and named so":
                for line in opened:
                    if line["statement"] == statement_of(mine[0]):
                        line["assertion"]["sig"] = opened[opened.index(line) - 1]["assertion"]["sig"]
                        mine[0]["auth"]["assertion"] = Assertion.read(line["assertion"]).hash
            case "assertion of another":
                mine[0]["auth"], mine[1]["auth"] = mine[1]["auth"], mine[0]["auth"]
            case "left out":
                opened.pop()
            case "added":
                stranger = Device().key
                answer = stranger.answer(bytes(32), "https://vote.example")
                opened.append({**opened[0], "assertion": answer.document()})
            case "file left out":
                del files[bundle.COUNTERSIGNATURES]
                return
            case "passkey of nowhere":
                entries.remove(next(entry for entry in entries if entry["type"] == "passkey_enrolled"))
            case "passkey removed before":
                entries.insert(entries.index(mine[0]), {
                    "type": "passkey_ended", "v": 1, "at": mine[0]["at"], "by": mine[0]["by"], "reason": "lost",
                    "subject": mine[0]["by"]["subject"], "passkey": mine[0]["auth"]["passkey"]})
            case "another key":
                for line in opened:
                    line["salt"] = b64u(b"y" * 16)
            case "odd auth":
                mine[0]["auth"] = {**mine[0]["auth"], "by": "mail"}
        files[bundle.COUNTERSIGNATURES] = b"".join(encode(line) + b"\n" for line in opened)

    for what, words in CHANGES.items():
        verdict = again(site, signed, partial(change, what))
        assert not verdict.ok, what
        assert any(words in str(fault.sentence) for fault in verdict.faults), (what, verdict.faults)


def test_a_tally_too_and_its_record_still_holds(site: Site, tmp_path: Path, devices: dict[str, Device]) -> None:
    world, service = site.world, site.service
    motion = world.draft()
    ballot = world.announce(motion)
    world.cast_all(ballot, "consent")
    world.wait(7201)
    world.tick()
    tally, teller = bytes(world.row(ballot).tally), world.person("teller")
    with pytest.raises(RefusedError, match="no signature came"):
        site.within(countersign_tally, service, teller, ballot)
    minutes_instead = countersignature(site, devices["teller"], said(site, "teller", "minutes", ballot, tally, ""))
    with pytest.raises(RefusedError, match="something else"):
        site.within(countersign_tally, service, teller, ballot, minutes_instead)
    sent = countersignature(site, devices["teller"], said(site, "teller", "tally", ballot, tally, ""))
    visitor = site.signed_in("teller")
    assert 'data-passkey="countersign"' in visitor.get("/teller/tallies").text
    unticked = visitor.post(f"/teller/tallies/{ballot}/countersign", passkey=json.dumps({"assertion": sent}))
    assert unticked.status_code == 422
    visitor.follow(visitor.post(f"/teller/tallies/{ballot}/countersign", confirm="yes",
                                passkey=json.dumps({"assertion": sent})))
    assert "signed with a passkey" in visitor.get("/teller/tallies").text
    site.within(declare_result, service, world.person("chair"), ballot)
    record = verify(site.within(full_record, motion))
    assert (record.failures, record.countersignatures) == ((), 1)
    data = archive_of(site, tmp_path)
    assert (check(data).faults, check(data).by_passkey) == ((), 1)

    def other(entries: list[dict], _: dict[str, bytes]) -> None:
        next(entry for entry in entries if entry["type"] == "countersigned")["tally_sha256"] = "ab" * 32

    assert any("under something else" in str(fault.sentence) for fault in again(site, data, other).faults)


def test_minutes_of_a_decision_are_countersigned_on_its_result(site: Site, tmp_path: Path,
                                                              devices: dict[str, Device]) -> None:
    world, service = site.world, site.service
    motion = world.draft()
    ballot = world.announce(motion)
    world.cast_all(ballot, "consent")
    world.wait(7201)
    world.tick()
    site.within(declare_result, service, world.person("chair"), ballot)
    site.within(keep_minutes, service, motion, "fr", PDF)
    for who, device in devices.items():
        visitor = site.signed_in(who)
        assert 'data-passkey="countersign"' in visitor.get(f"/results/{motion}").text
        visitor.follow(visitor.post(f"/results/{motion}/minutes/fr/countersign",
                                    passkey=asked(site, who, motion, device)))
    page = site.signed_in("AMBER").get(f"/results/{motion}").text
    assert page.count("signed with a passkey") == 3
    assert 'data-passkey="countersign"' not in page
    assert "signed with a passkey" not in site.visitor().get(f"/results/{motion}").text
    refused = site.signed_in("deputy").post(f"/results/{motion}/minutes/fr/countersign")
    assert refused.status_code == 403
    assert "tellers of this organ countersign" in refused.text
    lines = site.signed_in("AMBER").get(f"/results/{motion}/minutes-fr.countersignatures.jsonl").data.splitlines()
    assert len(lines) == 3
    verdict = check(archive_of(site, tmp_path))
    assert (verdict.faults, verdict.by_passkey) == ((), 3)
