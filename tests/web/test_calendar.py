"""The calendar of duties as its readers see it, the feed, and what officers note there."""

from __future__ import annotations

import io
import re

import pytest

from tests.site import Site


def test_everybody_signed_in_reads_the_duties_and_only_officers_the_names(site: Site) -> None:
    delegate, chair = site.signed_in("AMBER").get("/calendar"), site.signed_in("chair").get("/calendar")
    assert "Election of the Council" in delegate.text
    assert "The coordinator" not in delegate.text
    assert "The coordinator" in chair.text
    assert "Note as done" not in delegate.text
    assert "/sign-in" in site.visitor().get("/calendar").location


@pytest.mark.clause("V.COORD.5")
def test_the_coordinator_notes_a_report_and_a_fault_keeps_what_was_entered(site: Site) -> None:
    coordinator = site.signed_in("coordinator")
    coordinator.get("/calendar")
    refused = coordinator.post("/calendar/annual_statement/done", done_on="2027-02-01", words="Handed over in Dakar.")
    assert refused.status_code == 422
    assert "Handed over in Dakar." in refused.text
    taken = coordinator.post("/calendar/annual_statement/done", done_on="2027-01-14", words="Handed over in Dakar.",
                             file=(io.BytesIO(b"%PDF-1.7 figures"), "statement.pdf"))
    page = coordinator.follow(taken)
    assert "Handed over in Dakar." in page.text
    document = re.search(r'href="(/documents/[0-9a-f]{64})"', page.text).group(1)
    assert coordinator.get(document).data == b"%PDF-1.7 figures"
    assert site.signed_in("AMBER").get(document).status_code == 403  # not of the Finance Committee


def test_a_delegate_cannot_note_anything_by_a_forged_request(site: Site) -> None:
    answer = site.signed_in("AMBER").post("/calendar/annual_statement/done", done_on="2027-01-14", words="Done.")
    assert answer.status_code == 403
    assert site.world.leaves(kind="duty_done") == []


@pytest.mark.clause("V.CO.4")
def test_another_day_shows_what_will_be_late(site: Site) -> None:
    page = site.signed_in("AMBER").get("/calendar?on=2029-01-25&lang=fr")
    assert "En retard" in page.text
    assert "10 jours de retard" in page.text
    assert site.signed_in("AMBER").get("/calendar?on=tomorrow").status_code == 200


def test_the_feed_is_read_without_signing_in_until_it_is_revoked(site: Site) -> None:
    delegate = site.signed_in("AMBER")
    delegate.get("/calendar")
    page = delegate.post("/calendar/feed", act="make")
    address = re.search(r"http://localhost(/calendar/[\w-]+\.ics)", page.text).group(1)
    answer = site.visitor().get(address)
    assert answer.mimetype == "text/calendar"
    assert "DTSTART;VALUE=DATE:20290115" in answer.text
    assert "The coordinator" not in answer.text
    assert address not in delegate.get("/calendar").text
    delegate.post("/calendar/feed", act="end")
    assert site.visitor().get(address).status_code == 404
