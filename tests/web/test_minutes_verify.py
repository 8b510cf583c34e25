"""`voting minutes verify`: whoever holds a PDF finds out, with what else they hold, what it is worth."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.device import Device, countersignature, enrolled
from tests.site import Site
from voting.ballots.countersignature import statement
from voting.cli import voting
from voting.evidence import SigningKey, decode, encode, sha256_hex
from voting.services.countersign_minutes import countersign_minutes
from voting.services.declare_result import declare_result
from voting.services.hold_meeting import close_meeting, open_meeting
from voting.services.make_archive import make_archive
from voting.services.make_record import full_record
from voting.services.read.minutes import minutes_facts
from voting.services.read.minutes_signed import opened_countersignatures
from voting.services.sign_pdf import sign_pdf
from voting.services.typeset import typeset
from voting.store.minutes import MeetingMinutesRow, MinutesRow
from voting.web.meeting_minutes import make_and_keep_meeting
from voting.web.minutes import FORM, make_and_keep, minutes_document, speaking


class Held:
    """What somebody holds of a decision: files in a folder, and the command."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder

    def file(self, name: str, body: bytes) -> Path:
        (self.folder / name).write_bytes(body)
        return self.folder / name

    def verify(self, *words: object) -> dict[str, object]:
        """The answer as JSON, its exit status as it should be."""
        done = CliRunner().invoke(voting, ["minutes", "verify", *(str(word) for word in words), "--json"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        answer = json.loads(done.stdout)
        assert done.exit_code == (0 if answer["ok"] else 1)
        return answer

    def refuses(self, words: str, *given: object) -> None:
        answer = self.verify(*given)
        assert not answer["ok"]
        assert not answer["anchored"]
        assert any(words in fault for fault in answer["failures"]), answer["failures"]


@pytest.fixture
def motion(site: Site) -> str:
    """An admission by consensus, declared, its minutes made in French."""
    world = site.world
    drafted = world.draft()
    ballot = world.announce(drafted)
    world.cast_all(ballot, "consent")
    world.wait(7201)
    world.tick()
    site.within(declare_result, site.service, world.person("chair"), ballot)
    site.within(make_and_keep, site.app, drafted, "fr")
    return drafted


@pytest.fixture
def held(site: Site, tmp_path: Path) -> Held:
    return Held(site, tmp_path)


@pytest.fixture
def pdf(site: Site, motion: str, held: Held) -> Path:
    return held.file("minutes.pdf", bytes(site.world.rows(MinutesRow)[0].body))


@pytest.fixture
def trust(site: Site, motion: str, held: Held, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What `voting keys show --json` prints for auditors."""
    monkeypatch.setenv("SCRUTIN_INSTANCE", str(site.settings.instance))
    monkeypatch.setenv("SCRUTIN_ORIGIN", site.service.origin)
    monkeypatch.setenv("SCRUTIN_DATABASE_URL", str(site.settings.database_url))
    done = CliRunner().invoke(voting, ["keys", "show", "--json"])
    assert done.exit_code == 0, done.output
    return held.file("trust.json", done.stdout.encode())


def test_the_trust_file_that_the_service_prints_anchors_minutes_and_record(site: Site, motion: str, held: Held,
                                                                          pdf: Path, trust: Path) -> None:
    record = held.file("record.zip", site.within(full_record, motion))
    checked = CliRunner().invoke(voting, ["verify", "--trust", str(trust), "--json", str(record)])
    assert json.loads(checked.stdout)["anchored"], checked.stdout
    answer = held.verify(pdf, "--trust", trust, "--record", record)
    assert (answer["ok"], answer["anchored"], answer["failures"]) == (True, True, [])
    assert answer["attached"] == ["authority.pem", "stage-1-tally.json", "stage-1-tally.json.sig", "tally.json",
                                  "tally.json.sig"]
    assert {step["step"]: step["ok"] for step in answer["steps"]} == {
        "signature": True, "documents": True, "record": True, "archive": None, "countersignatures": None}
    assert answer["certificate_sha256"] == json.loads(trust.read_text())["minutes"]
    alone = held.verify(pdf)
    assert (alone["ok"], alone["anchored"], alone["key_fingerprint"]) == (True, False, answer["key_fingerprint"])
    said = CliRunner().invoke(voting, ["minutes", "verify", str(pdf)]).output
    assert "Not anchored, because no trust file was given" in said
    assert "The record has the same tallies: not checked" in said


def made_up(site: Site, motion: str, folder: Path, change: Callable[[dict], None]) -> bytes:
    """Minutes that somebody set and signed with a key and certificate of their own."""
    with site.app.app_context():
        facts = minutes_facts(site.service, motion)
        with speaking(site.app, "fr"):
            document = minutes_document(facts, "fr")
    change(document)
    return sign_pdf(typeset(FORM, document), folder / "own", None, "vote.example", site.clock.now)


def attached(document: dict, name: str) -> dict:
    return next(part for part in document["attached"] if part["name"] == name)


def test_whatever_was_changed_is_found(site: Site, motion: str, held: Held, pdf: Path, trust: Path) -> None:
    body = pdf.read_bytes()
    for name, changed in (("middle", body[:len(body) // 3] + bytes([body[len(body) // 3] ^ 1])
                           + body[len(body) // 3 + 1:]), ("cut", body[:-200]), ("no PDF", b"minutes"), ("none", b"")):
        answer = held.verify(held.file("changed.pdf", changed), "--trust", trust)
        assert not answer["ok"], name
    held.refuses("does not cover the whole file", held.file("longer.pdf", body + b"\n% a line more\n"))
    held.refuses("bears 0 signatures", held.file("unsigned.pdf", body[:body.index(b"%%EOF") + 6]))

    def other_outcome(document: dict) -> None:
        part = attached(document, "tally.json")
        part["body"] = encode({**decode(part["body"].encode()), "outcome": "rejected"}).decode()

    forged = held.file("forged.pdf", made_up(site, motion, held.folder, other_outcome))
    held.refuses("tally.json is not signed by the service's key", forged)

    def other_key(document: dict) -> None:
        other_outcome(document)
        key = SigningKey.generate()
        attached(document, "authority.pem")["body"] = key.public.to_pem().decode()
        for part in [part for part in document["attached"] if part["name"].endswith(".json")]:
            attached(document, f"{part['name']}.sig")["body"] = list(key.sign(part["body"].encode()))

    forged = held.file("own_key.pdf", made_up(site, motion, held.folder, other_key))
    alone = held.verify(forged)
    assert (alone["ok"], alone["anchored"]) == (True, False)  # and its digits are others
    assert alone["key_fingerprint"] != held.verify(pdf)["key_fingerprint"]
    held.refuses("names another authority", forged, "--trust", trust)
    held.refuses("names another certificate", forged, "--trust", trust)
    record = held.file("record.zip", site.within(full_record, motion))
    held.refuses("The record is of another authority", forged, "--record", record)
    held.refuses("tally.json is not the one of the record", forged, "--record", record)

    own_certificate = held.file("own_certificate.pdf", made_up(site, motion, held.folder, lambda document: None))
    held.refuses("names another certificate", own_certificate, "--trust", trust)

    def without(document: dict) -> None:
        document["attached"] = [part for part in document["attached"] if not part["name"].endswith(".sig")]

    held.refuses("The signature of tally.json is not inside",
                 held.file("without.pdf", made_up(site, motion, held.folder, without)))
    held.refuses("does not hold", pdf, "--record", held.file("cut.zip", record.read_bytes()[:-100]))


@pytest.fixture
def devices(site: Site) -> dict[str, Device]:
    """Passkeys of the chair and a teller."""
    return {who: enrolled(site, who) for who in ("chair", "teller")}


def test_with_the_archive_it_says_who_countersigned(site: Site, motion: str, held: Held, pdf: Path,
                                                    devices: dict[str, Device]) -> None:
    world, sha256 = site.world, sha256_hex(pdf.read_bytes())
    for who, device in devices.items():
        said = statement("minutes", motion, "fr", sha256, {"office": who, "subject": world.person(who)},
                         site.service.origin)
        site.within(countersign_minutes, site.service, world.person(who), motion, "fr",
                    countersignature(site, device, said))
    site.within(countersign_minutes, site.service, world.person("teller2"), motion, "fr")
    site.within(make_archive, site.service, held.folder / "archive.zip")
    answer = held.verify(pdf, "--archive", held.folder / "archive.zip")
    assert (answer["ok"], [(one["office"], one["by"]) for one in answer["countersignatures"]]) == (
        True, [("chair", "passkey"), ("teller", "passkey"), ("teller", "session")])
    lines = held.file("lines.jsonl", site.within(opened_countersignatures, site.service, motion, "fr"))
    answer = held.verify(pdf, "--countersignatures", lines)
    assert {one["person"] for one in answer["countersignatures"]} == {world.person("chair"), world.person("teller")}
    both = held.verify(pdf, "--countersignatures", lines, "--archive", held.folder / "archive.zip")
    assert len(both["countersignatures"]) == 3

    other = held.file("other.pdf", made_up(site, motion, held.folder, lambda document: None))
    held.refuses("not among the minutes of the archive", other, "--archive", held.folder / "archive.zip")
    held.refuses("under another file", other, "--countersignatures", lines)
    first, second = lines.read_bytes().splitlines()
    swapped = decode(first) | {"assertion": decode(second)["assertion"]}
    held.refuses("Another passkey signed", pdf, "--countersignatures", held.file("swapped", encode(swapped) + b"\n"))
    moved = decode(first)
    moved["statement"]["person"] = world.person("deputy")
    held.refuses("signed something else", pdf, "--countersignatures", held.file("moved", encode(moved) + b"\n"))
    held.refuses("", pdf, "--countersignatures", held.file("odd", b"{}\n"))
    damaged = bytearray((held.folder / "archive.zip").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    held.refuses("The archive does not hold", pdf, "--archive", held.file("damaged.zip", bytes(damaged)))


def test_of_a_meeting_too(site: Site, held: Held, tmp_path: Path) -> None:
    chair, meeting = site.world.person("chair"), site.world.convene()
    site.within(open_meeting, site.service, chair, meeting)
    site.within(close_meeting, site.service, chair, meeting)
    site.within(make_and_keep_meeting, site.app, meeting, "en")
    pdf = held.file("meeting.pdf", bytes(site.world.rows(MeetingMinutesRow)[0].body))
    answer = held.verify(pdf)
    assert (answer["ok"], answer["attached"]) == (True, ["authority.pem", "meeting.json"])
