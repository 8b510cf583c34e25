"""The pages of a meeting: from the form through agenda and preview to the convocation, the room, the close."""

from __future__ import annotations

import io

import pytest

from tests.site import Site, Visitor
from voting.evidence import sha256_hex
from voting.store.database import writing
from voting.store.meetings import AgendaItemRow
from voting.store.tables import MeetingRow, PersonRow

PDF = b"%PDF-1.7\nA report.\n"
FORM = {"organ": "council", "title": "Spring", "held_on": "2027-03-12", "begins": "10:00", "ends": "12:30",
        "zone": "Europe/Paris", "place": "Dakar", "is_remote": "yes"}


def prepared(desk: Visitor, **form: str) -> str:
    """The address of a new meeting with one item."""
    answer = desk.post("/coordinator/meetings/new", **{**FORM, **form})
    page = answer.location.removesuffix("/prepare")
    desk.post(f"{page}/agenda", title_en="Report of the Coordinator", title_fr="Rapport du coordinateur")
    return page


def convened(desk: Visitor, **form: str) -> str:
    """The address of a meeting to which everyone is convened."""
    page = prepared(desk, **form)
    desk.post(f"{page}/convene", confirm="yes")
    return page


@pytest.mark.clause("V.COORD.3")
def test_from_the_form_to_everybodys_page(site: Site) -> None:
    with site.app.app_context(), writing() as session:
        session.get(PersonRow, site.world.person("AMBER")).zone = "Pacific/Auckland"
    desk, amber = site.signed_in("coordinator"), site.signed_in("AMBER")
    page = prepared(desk)
    assert site.world.rows(MeetingRow)[0].starts_at == 1_804_842_000  # 10:00 in Paris is 09:00 UTC
    assert amber.get(page).status_code == 404
    preview = desk.get(f"{page}/convene").text
    assert "22:00 (Auckland)" in preview
    assert "For one person the meeting begins between 22:00 and 7:00." in preview
    assert "56 days of notice are given; 28 are asked for" in preview
    unmeant = desk.post(f"{page}/convene")
    assert (unmeant.status_code, "Tick the box" in unmeant.text) == (422, True)
    done = desk.follow(desk.post(f"{page}/convene", confirm="yes"))
    assert "11 letters are on their way" in done.text
    shown = amber.get(page).text
    assert "Report of the Coordinator" in shown
    assert "56 days of notice; 28 are asked for" in shown
    assert "Spring" in amber.get("/meetings").text
    ics = amber.get(f"{page}/meeting.ics")
    assert (ics.mimetype, b"DTSTART:20270312T090000Z" in ics.data) == ("text/calendar", True)
    assert "Rapport du coordinateur" in amber.get(f"{page}?lang=fr").text


@pytest.mark.clause("V.COORD.3")
def test_a_late_notice_is_said_plainly_to_whoever_convenes_and_to_whoever_reads(site: Site) -> None:
    desk, chair = site.signed_in("coordinator"), site.signed_in("chair")
    page = prepared(desk, held_on="2027-01-24")
    preview = desk.get(f"{page}/convene").text
    assert "This notice is late." in preview
    assert "Shorter notice is decided by the chair of the organ" in preview
    assert "Send the convocation" not in preview
    refused = desk.post(f"{page}/convene", confirm="yes", late_reason="Urgent.")
    assert (refused.status_code, "This notice is late" in refused.text) == (403, True)
    assert "Why at shorter notice" in chair.get(f"{page}/convene").text
    chair.post(f"{page}/convene", confirm="yes", late_reason="The budget year ends.")
    shown = site.signed_in("AMBER").get(page).text
    assert "convened at shorter notice than the statutes ask for" in shown
    assert "9 days instead of 28" in shown
    assert "The budget year ends." in shown


def test_documents_numbers_and_what_comes_later(site: Site) -> None:
    desk = site.signed_in("coordinator")
    page = prepared(desk)
    item = site.world.rows(AgendaItemRow)[0].id
    desk.post(f"{page}/items/{item}/document", file=(io.BytesIO(PDF), "report.pdf"))
    desk.post(f"{page}/items/{item}/move", number="3")
    desk.post(f"{page}/agenda", title_en="Opening", title_fr="Ouverture", number="1")
    gone = desk.post(f"{page}/agenda", title_en="Mistake", title_fr="Erreur", number="8")
    mistake = next(row.id for row in site.world.rows(AgendaItemRow) if row.number == 8)
    assert gone.status_code == 303
    desk.post(f"{page}/items/{mistake}/remove")
    again = desk.post(f"{page}/agenda", title_en="Twice", title_fr="Deux", number="3")
    assert (again.status_code, 'value="Twice"' in again.text) == (409, True)
    desk.post(f"{page}/convene", confirm="yes")
    site.clock.now += 60
    desk.post(f"{page}/agenda", title_en="New business", title_fr="Nouveau")
    desk.follow(desk.post(f"{page}/agenda/send"))
    amber = site.signed_in("AMBER")
    shown = amber.get(page).text
    assert "Mistake" not in shown
    assert shown.index("Opening") < shown.index("Report of the Coordinator") < shown.index("New business")
    assert "Added after the convocation" in shown
    assert amber.get(f"/documents/{sha256_hex(PDF)}").data == PDF
    form = desk.get("/coordinator/motions/new", query_string={
        "organ": "council", "decision": "resolution", "meeting": page.rsplit("/", 1)[1], "agenda": "4"}).text
    assert 'name="agenda" value="4"' in form


def test_changed_then_cancelled(site: Site) -> None:
    desk = site.signed_in("coordinator")
    page = convened(desk)
    answer = desk.post(f"{page}/change", **{**FORM, "place": "Lisbon"})
    assert (answer.status_code, "the members are told" in answer.text) == (422, True)
    desk.post(f"{page}/change", **{**FORM, "place": "Lisbon"}, reason="The hall burned down.")
    assert "Lisbon" in site.signed_in("AMBER").get(page).text
    desk.post(f"{page}/cancel", reason="No hall.", confirm="yes")
    assert "Cancelled" in site.signed_in("AMBER").get(page).text
    assert b"STATUS:CANCELLED" in site.signed_in("AMBER").get(f"{page}/meeting.ics").data


@pytest.mark.clause("V.COORD.2")
def test_the_room_is_for_who_presides(site: Site) -> None:
    desk, chair, amber = (site.signed_in(who) for who in ("coordinator", "chair", "AMBER"))
    page = convened(desk)
    for visitor in (amber, desk, site.signed_in("sc_chair")):
        assert visitor.get(f"{page}/hold").status_code in (403, 404)
        assert visitor.post(f"{page}/open").status_code in (403, 404)
    site.clock.now = 1_804_842_000
    chair, amber = site.signed_in("chair"), site.signed_in("AMBER")
    chair.follow(chair.post(f"{page}/open"))
    who = {f"how_{site.world.person(code)}": how for code, how in (("AMBER", "room"), ("BIRCH", "remote"))}
    noted = chair.follow(chair.post(f"{page}/attendance", **who)).text
    assert "2 noted as present, 2 of them with a vote." in noted
    item = site.world.rows(AgendaItemRow)[0].id
    chair.post(f"{page}/items/{item}/outcome", outcome="Taken note of.")
    assert chair.post(f"{page}/notes", words=" ").status_code == 422
    chair.post(f"{page}/notes", words="The line broke for a minute.", number="1")
    shown = amber.get(page).text
    for words in ("Meeting now", "Taken note of.", "The line broke for a minute.", "Delegate BIRCH", "The chair"):
        assert words in shown, words
    chair.post(f"{page}/hand-over", to=site.world.person("deputy"))
    deputy = site.signed_in("deputy")
    assert "Hand over the chair" in deputy.get(f"{page}/hold").text
    deputy.follow(deputy.post(f"{page}/close", confirm="yes"))
    assert "Over" in amber.get(page).text


def test_who_does_not_belong_sees_nothing(site: Site) -> None:
    page = convened(site.signed_in("coordinator"))
    site.world.seat("LATER", "steering_committee", "delegate")
    for who in ("LATER", "sc_chair"):
        visitor = site.signed_in(who)
        assert visitor.get(page).status_code == 404
        assert "Spring" not in visitor.get("/meetings").text
        for act in ("agenda", "change", "cancel", "convene", "open", "attendance", "notes", "close"):
            assert visitor.post(f"{page}/{act}", confirm="yes").status_code in (403, 404), (who, act)
