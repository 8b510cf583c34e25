"""The coordinator's desk: a meeting, a motion, its dossier with a document; what the data ask for, nothing else."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pytest

from tests.site import Site, Visitor
from tests.world import principles, statutes_source
from voting.errors import InputError, RefusedError
from voting.evidence import sha256_hex
from voting.services.store_document import SIZE_LIMIT, kind_of

PDF = b"%PDF-1.7\nA letter.\n"


@pytest.fixture
def desk(site: Site) -> Visitor:
    return site.signed_in("coordinator")


def send(visitor: Visitor, motion: str, item: str, body: bytes, name: str = "letter.pdf") -> object:
    """Upload a document into a dossier."""
    return visitor.post(f"/coordinator/motions/{motion}/dossier/{item}", file=(io.BytesIO(body), name))


@pytest.mark.clause("V.COORD.3", "IV.2a", "IV.2b")
def test_from_an_empty_desk_to_a_complete_dossier(site: Site, desk: Visitor) -> None:
    assert "none is convened yet" in desk.get("/coordinator").text
    prepared = desk.post("/coordinator/meetings/new", organ="council", title="Spring", held_on="2027-03-12",
                         begins="10:00", place="Dakar")
    assert "Nobody has been told yet" in desk.follow(prepared).text
    place = prepared.location.removesuffix("/prepare")
    desk.post(f"{place}/agenda", title_en="Opening", title_fr="Ouverture")
    assert "Dakar" in desk.get("/coordinator").text
    assert 'decision=admission"' in desk.get("/coordinator/motions/new").text
    form = desk.get("/coordinator/motions/new?organ=council&decision=admission").text
    assert 'value="NEW"' in form
    assert 'value="AMBER"' not in form, "a member cannot be admitted"
    meeting = re.search(r'<option value="(g\w+)"', form).group(1)
    drafted = desk.post("/coordinator/motions/new", organ="council", decision="admission", subject="NEW",
                        meeting=meeting, agenda="3")
    page = desk.follow(drafted).text
    motion = drafted.location.rsplit("/", 1)[1]
    assert "Faut-il admettre New Party\u00a0?" in page
    assert "The dossier lacks" in page
    assert "letter.pdf" in desk.follow(send(desk, motion, "application", PDF)).text
    desk.follow(desk.post(f"/coordinator/motions/{motion}/dossier/received_on", on="2026-12-01"))
    done = desk.follow(desk.post(f"/coordinator/motions/{motion}/dossier/preparation", text="Seen.\r\nChecked.")).text
    assert "The dossier is complete" in done
    answer = desk.get(f"/documents/{sha256_hex(PDF)}")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with pytest.raises(RefusedError, match="has not been convened yet"):
        site.world.announce(motion)
    desk.post(f"{place}/convene", confirm="yes")
    site.world.announce(motion)
    assert site.world.row(site.world.ballot(motion)).state == "open"
    late = desk.post(f"/coordinator/motions/{motion}/dossier/preparation", text="Changed")
    assert (late.status_code, "it cannot change any more" in late.text) == (409, True)


@pytest.mark.parametrize(("form", "field"), [
    ({"organ": ""}, "organ"), ({"begins": ""}, "begins"), ({"zone": "Mars"}, "zone"),
    ({"title": " "}, "title"), ({"held_on": "soon"}, "held_on"), ({"place": ""}, None)])
def test_a_meeting_needs_its_parts(desk: Visitor, form: dict, field: str | None) -> None:
    refused = desk.post("/coordinator/meetings/new",
                        **{"organ": "council", "title": "Spring", "held_on": "2027-03-12", "begins": "10:00",
                           "place": "Dakar", **form})
    assert refused.status_code == 422
    assert (f'href="#meeting-{field}"' if field else "needs a place") in refused.text
    if field != "title":
        assert 'value="Spring"' in refused.text


@pytest.mark.parametrize(("form", "status", "sentence"), [
    ({"agenda": "x"}, 422, "a number from 1 to 999"), ({"agenda": "1000"}, 422, "a number from 1 to 999"),
    ({"subject": "NOBODY"}, 422, "The register has no organisation"),
    ({"subject": "AMBER"}, 403, "cannot be put about"),
    ({"meeting": "g0"}, 404, "There is no such meeting"), ({"end_on": "2027-05-01"}, 403, "has no end date")])
def test_a_motion_that_cannot_be_put(site: Site, desk: Visitor, form: dict, status: int, sentence: str) -> None:
    meeting = site.world.convene()
    refused = desk.post("/coordinator/motions/new", **{
        "organ": "council", "decision": "admission", "subject": "NEW", "meeting": meeting, "agenda": "1",
        "question_en": "Our own words?", **form})
    assert (refused.status_code, sentence in refused.text) == (status, True)
    assert "Our own words?" in refused.text


def test_a_resolution_wants_its_question_in_every_language(site: Site, desk: Visitor) -> None:
    form = {"organ": "council", "decision": "resolution", "subject": "Peace", "meeting": site.world.convene(),
            "agenda": "1", "question_en": "Shall we?"}
    refused = desk.post("/coordinator/motions/new", **form)
    assert (refused.status_code, 'href="#draft-question_fr"' in refused.text) == (422, True)
    assert desk.post("/coordinator/motions/new", **form, question_fr="Le faut-il ?").status_code == 303


@pytest.mark.clause("IV.2c")
def test_an_exclusions_dossier_by_its_kinds(site: Site, desk: Visitor) -> None:
    motion = site.world.draft("exclusion", "LATER", dossier={})
    entries = {"breach": {"text": "II"}, "facts": {"text": "They did."}, "notice": {"on": "2026-11-01"}}
    for item, entry in entries.items():
        page = desk.follow(desk.post(f"/coordinator/motions/{motion}/dossier/{item}", **entry)).text
    assert "The member’s reply" in page
    assert "lapsed" in page.split("The dossier lacks")[1][:200]
    page = desk.follow(desk.post(f"/coordinator/motions/{motion}/dossier/reply", text="", on="2026-12-20")).text
    assert "The dossier is complete" in page


@pytest.mark.clause("VI.2")
def test_an_amendment_starts_from_the_text_in_force_and_shows_its_difference(site: Site, desk: Visitor) -> None:
    motion = site.world.draft("amendment", "Shorter", "steering_committee", dossier={})
    text = principles().strip()
    page = desk.get(f"/coordinator/motions/{motion}").text
    assert html.escape(text.splitlines()[0], quote=False).replace("'", "&#39;") in page
    same = desk.follow(desk.post(f"/coordinator/motions/{motion}/dossier/texts", new=text)).text
    assert "the new text is the same as the old one" in same
    changed = desk.follow(desk.post(f"/coordinator/motions/{motion}/dossier/texts",
                                    new=text.replace("Alliance", "Union", 1))).text
    assert re.search(r"<del>[^<]*Alliance[^<]*</del><ins>[^<]*Union[^<]*</ins>", changed)
    assert "The dossier is complete" in changed


def office(name: str, **parts: bytes) -> bytes:
    """An office file with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part, body in {**parts, name: b"<x/>"}.items():
            archive.writestr(part, body)
    return made.getvalue()


@pytest.mark.parametrize(("body", "kind"), [
    (PDF, "pdf"), (b"\x89PNG\r\n\x1a\nrest", "png"), (b"\xff\xd8\xff\xe0rest", "jpg"),
    ("Été\u00a0: 60\u202f%\n".encode(), "txt"),
    (office("content.xml", mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
    (office("word/document.xml"), "docx")])
def test_documents_are_named_by_their_bytes(site: Site, desk: Visitor, body: bytes, kind: str) -> None:
    motion = site.world.draft(dossier={})
    assert f"trick.{kind}</a>" in desk.follow(send(desk, motion, "application", body, "../../trick.html")).text


@pytest.mark.parametrize("body", [
    b"", b"<html><script>", b"  <svg onload=x>", b"\x00\x01\x02", b"MZ\x90\x00", office("evil.js"), b"PK\x03\x04broken",
    office("word/document.xml", **{"word/vbaProject.bin": b"x"}), b"\xff\xfeU\x00"],
    ids=["empty", "html", "svg", "binary", "program", "zip", "broken zip", "macros", "utf-16"])
def test_documents_that_are_not_taken(site: Site, desk: Visitor, body: bytes) -> None:
    motion = site.world.draft(dossier={})
    refused = send(desk, motion, "application", body, "letter.pdf")
    assert (refused.status_code, 'href="#application-file"' in refused.text) == (422, True)
    assert "The dossier lacks" in refused.text


def test_a_document_has_two_megabytes_at_most() -> None:
    assert kind_of(b"%PDF-".ljust(SIZE_LIMIT)) == "pdf"
    with pytest.raises(InputError, match="larger than 2 MB"):
        kind_of(b"%PDF-".ljust(SIZE_LIMIT + 1))


def test_the_dossier_is_for_the_organ(site: Site, desk: Visitor) -> None:
    site.world.seat("VISIT", "steering_committee", "attending", "VISITOR")
    motion = site.world.draft(dossier={})
    send(desk, motion, "application", PDF)
    page, file = f"/coordinator/motions/{motion}", f"/documents/{sha256_hex(PDF)}"
    for who, draft_status in (("chair", 200), ("teller", 200), ("AMBER", 403), ("VISITOR", 403), ("sc_chair", 403)):
        assert site.signed_in(who).get(page).status_code == draft_status, who
    assert "<form" not in site.signed_in("teller").get(page).text.split("<main")[1].split("</main>")[0]
    assert site.signed_in("VISITOR").get(file).status_code == 403
    for item, entry in {"received_on": {"on": "2026-12-01"}, "preparation": {"text": "Seen."}}.items():
        desk.post(f"/coordinator/motions/{motion}/dossier/{item}", **entry)
    site.world.announce(motion)
    amber = site.signed_in("AMBER")
    assert (amber.get(page).status_code, amber.get(file).data) == (200, PDF)


def test_who_may_not_prepare(site: Site) -> None:
    motion = site.world.draft(dossier={})
    site.world.convene()
    for who in ("AMBER", "teller", "sc_chair"):
        visitor = site.signed_in(who)
        assert visitor.post(f"/coordinator/motions/{motion}/dossier/preparation", text="x").status_code == 403, who
        assert visitor.post("/coordinator/meetings/new", organ="council", title="T", held_on="2027-03-12",
                            begins="10:00", place="P").status_code == 403, who
    for path in ("/coordinator", "/coordinator/register", "/coordinator/import", "/coordinator/organs/council"):
        assert site.signed_in("chair").get(path).status_code == 403, path


@pytest.mark.clause("VI.2")
def test_an_amendments_dossier_takes_the_data_file_shows_its_difference_and_says_if_it_does_not_fit(
        site: Site, desk: Visitor) -> None:
    motion = site.world.draft("amendment", "Shorter", "steering_committee")
    data = statutes_source().replace(b'version = "1"', b'version = "2"', 1)
    page = desk.follow(send(desk, motion, "data", data, "statutes.toml")).text
    assert "written for another text" in page
    assert "<del>" in page.split("What it changes in the data in force")[1]
    day = desk.follow(desk.post(f"/coordinator/motions/{motion}/dossier/in_force_on", on="2027-03-01"))
    assert 'datetime="2027-03-01"' in day.text
