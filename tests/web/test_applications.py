"""An application from the public form to the Council's dossier; nobody reads it before its address is confirmed."""

from __future__ import annotations

import hashlib
import html
import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.site import Site, Visitor
from voting.services.declare_result import declare_result
from voting.services.limits import APPLICATIONS_TO_ADDRESS
from voting.services.retention import erase_due
from voting.store.access import MailRow
from voting.store.applications import ApplicationRow, EnclosureRow

PDF = b"%PDF-1.7 our programme"
SENT = {"name": "Party of the Coast", "kind": "party", "country": "zz", "continent": "africa",
        "contact": "The secretary", "mail": "coast@example.org", "words": "We share the principles and wish to join."}


def words(answer) -> str:
    """The words of a page in a row, without its marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def send(site: Site, **changes: object) -> tuple[Visitor, object]:
    """A stranger sends the form: their browser and the answer."""
    stranger = site.visitor()
    stranger.get("/apply")
    boundary, body = encode_multipart({"csrf_token": stranger.token, **SENT, "file": enclosing(("programme.pdf", PDF)),
                                       **changes})
    return stranger, stranger.client.post("/apply", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def enclosing(*files: tuple[str, bytes]) -> list[FileStorage]:
    """Files as a browser sends those of one field."""
    return [FileStorage(io.BytesIO(body), name) for name, body in files]


def code_to(site: Site, mail: str = SENT["mail"]) -> str:
    """The code in the latest letter to an address."""
    letter = [row.letter for row in site.world.rows(MailRow) if row.to == mail][-1]
    return letter["address"].partition("#")[2]


@pytest.mark.clause("IV.2a", "IV.2b")
def test_from_the_form_to_the_dossier_before_the_council(site: Site) -> None:
    stranger, answer = send(site)
    assert "A mail with a code has gone" in words(stranger.follow(answer))
    desk = site.signed_in("coordinator")
    assert "Party of the Coast" not in desk.get("/coordinator/applications").text  # nobody reads it before
    code = code_to(site)
    assert stranger.get(f"/apply/confirm?code={code}").status_code == 200  # a GET uses nothing up
    assert "Application received" in words(stranger.follow(stranger.post("/apply/confirm", code=code)))
    assert stranger.post("/apply/confirm", code=code).status_code == 403
    page = desk.get("/coordinator/applications").text
    path = re.search(r'href="(/coordinator/applications/l[0-9a-f]+)"', page)[1]
    assert "We share the principles" in desk.get(path).text
    enclosed = re.findall(r'href="([^"]+/enclosures/[0-9a-f]{64})"', desk.get(path).text)
    assert PDF in [desk.get(one).data for one in enclosed]
    assert desk.post(f"{path}/put", meeting="x", agenda="1").status_code == 409  # not in the register yet
    assert desk.post(f"{path}/register", code="AMBER").status_code == 422
    desk.follow(desk.post(f"{path}/register", code="COAST"))
    assert site.world.standing("COAST") == "applicant"
    meeting = site.world.convene("council")
    assert desk.post(f"{path}/put", meeting=meeting, agenda="1").status_code == 422  # the report first
    desk.follow(desk.post(f"{path}/report", report="They have been heard twice."))
    dossier = desk.follow(desk.post(f"{path}/put", meeting=meeting, agenda="4"))
    assert "The dossier is complete" in words(dossier)
    motion = re.search(r"/coordinator/motions/(m[0-9a-f]+)/", dossier.text)[1]
    ballot = site.world.announce(motion)
    member = site.signed_in("AMBER")
    seen = member.get(f"/coordinator/motions/{motion}")
    assert "They have been heard twice." in seen.text
    for sha256 in re.findall(r"/documents/([0-9a-f]{64})", seen.text):
        assert member.get(f"/documents/{sha256}").status_code == 200
    assert "programme.pdf" in seen.text
    letter = next(row for row in site.world.rows(EnclosureRow) if row.kind == "txt")
    assert letter.sha256 == site.world.rows(ApplicationRow)[0].sha256 == site.world.leaves(
        kind="application_received")[0]["sha256"]
    assert "programme.pdf" in bytes(letter.body).decode()
    site.world.cast_all(ballot, "consent")
    site.world.wait(7201)
    assert site.within(declare_result, site.service, site.world.person("chair"), ballot) == "adopted"
    member, desk = site.signed_in("AMBER"), site.signed_in("coordinator")  # two hours have passed
    history = words(member.get("/organisations/COAST"))
    assert re.search(r"Application received .* applicant .* member .* The decision", history)
    assert desk.get("/coordinator/organisations/COAST").status_code == 200


def test_whoever_sends_gets_the_same_answer_and_too_often_is_said(site: Site) -> None:
    _, known = send(site, name="Amber Party", mail="amber@example.org")
    _, fresh = send(site)
    assert (known.status_code, known.location) == (fresh.status_code, fresh.location)
    for _ in range(APPLICATIONS_TO_ADDRESS.most - 1):
        send(site)
    _, refused = send(site)
    assert refused.status_code == 429
    assert "Three applications" in refused.text
    assert SENT["words"] in refused.text  # what was written is not lost


@pytest.mark.parametrize(("changes", "says"), [
    ({"name": " "}, "One line"), ({"kind": "club"}, "what kind"), ({"continent": ""}, "continent"),
    ({"country": "FRA"}, "two letters"), ({"mail": "nobody"}, "not a mail address"), ({"words": ""}, "Write the appl"),
    ({"words": "x" * 10_001}, "at most 10000"), ({"contact": "a\nb"}, "One line"),
    ({"file": [FileStorage(io.BytesIO(b"<script>"), "a.pdf")]}, "Only PDF")])
def test_what_is_missing_or_not_taken_is_named(site: Site, changes: dict[str, object], says: str) -> None:
    _, answer = send(site, **changes)
    assert answer.status_code == 422
    assert says in words(answer)
    assert site.world.rows(ApplicationRow) == []
    assert site.world.rows(EnclosureRow) == []


@pytest.mark.clause("IV.2b")
def test_several_documents_are_enclosed_hashed_and_listed_to_the_council_s_dossier(site: Site) -> None:
    png = b"\x89PNG\r\n\x1a\n our seal"
    files = enclosing(("programme.pdf", PDF), ("../seal.exe.png", png), ("again.pdf", PDF), ("", b""))
    stranger, answer = send(site, file=files)
    assert "A mail with a code has gone" in words(stranger.follow(answer))
    stranger.follow(stranger.post("/apply/confirm", code=code_to(site)))
    row, = site.world.rows(ApplicationRow)
    kept = {one.name: bytes(one.body) for one in site.world.rows(EnclosureRow)}
    assert set(kept) == {"again.pdf", "seal.exe.png", "application.txt"}  # the same bytes twice are one document
    for body in (PDF, png):
        assert hashlib.sha256(body).hexdigest() in kept["application.txt"].decode()  # what is logged fixes them too
    desk = site.signed_in("coordinator")
    path = f"/coordinator/applications/{row.id}"
    desk.follow(desk.post(f"{path}/register", code="COAST"))
    desk.follow(desk.post(f"{path}/report", report="They have been heard twice."))
    dossier = desk.follow(desk.post(f"{path}/put", meeting=site.world.convene("council"), agenda="4"))
    motion = re.search(r"/coordinator/motions/(m[0-9a-f]+)/", dossier.text)[1]
    site.world.announce(motion)
    member = site.signed_in("AMBER")
    seen = member.get(f"/coordinator/motions/{motion}")
    assert "seal.exe.png 1 kB" in words(seen)
    links = set(re.findall(r"/documents/([0-9a-f]{64})", seen.text))
    assert {member.get(f"/documents/{one}").data for one in links} == {PDF, png, kept["application.txt"]}


BIG = b"x" * 1_900_000


@pytest.mark.parametrize(("files", "says"), [
    ([("programme.pdf", PDF), ("run.exe", b"MZ\x00")], "“run.exe”: Only PDF"),
    ([("programme.pdf", PDF), ("nothing.txt", b"")], "“nothing.txt”: Choose a file; an empty one"),
    ([("programme.pdf", PDF), ("long.txt", b"x" * 2_000_001)], "“long.txt”: The file is larger than 2 MB"),
    ([(f"{number}.txt", BIG + b"%d" % number) for number in range(4)], "together are larger than 6 MB"),
    ([(f"{number}.txt", b"%d" % number) for number in range(7)], "At most 6 documents")])
def test_one_document_that_is_not_taken_keeps_the_whole_from_being_kept(
        site: Site, files: list[tuple[str, bytes]], says: str) -> None:
    _, answer = send(site, file=enclosing(*files))
    assert answer.status_code == 422
    assert says in words(answer)
    assert SENT["words"] in answer.text
    assert site.world.rows(ApplicationRow) == []
    assert site.world.rows(EnclosureRow) == []
    assert site.world.rows(MailRow) == []


def test_what_nobody_confirms_is_forgotten_and_a_wrong_code_confirms_nothing(site: Site) -> None:
    stranger, _ = send(site)
    for code in ("", "AAAAA-AAAAA", "x" * 90):
        assert stranger.post("/apply/confirm", code=code).status_code == 403
    site.world.wait(8 * 86400)
    site.within(erase_due, site.service)
    assert site.world.rows(ApplicationRow) == []
    assert site.world.rows(EnclosureRow) == []


@pytest.mark.clause("IV.2b")
def test_an_application_on_paper_is_entered_and_one_not_pursued_is_closed(site: Site) -> None:
    desk = site.signed_in("coordinator")
    desk.get("/coordinator/applications/new")
    late = desk.post("/coordinator/applications/new", **SENT, received_on="2027-02-01")
    assert late.status_code == 422
    page = desk.follow(desk.post("/coordinator/applications/new", **SENT, received_on="2026-12-24"))
    path = re.search(r"(/coordinator/applications/l[0-9a-f]+)/", page.text)[1]
    assert "24 December 2026" in words(page)
    assert desk.post(f"{path}/close", reason="").status_code == 422
    closed = desk.follow(desk.post(f"{path}/close", reason="Withdrawn by letter."))
    assert "Closed: Withdrawn by letter." in words(closed)
    assert desk.post(f"{path}/register", code="COAST").status_code == 409
    assert site.signed_in("AMBER").get(path).status_code == 403
