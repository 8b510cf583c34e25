"""Requisitions as members, others and the coordinator meet them on the pages."""

from __future__ import annotations

import re

import pytest

from tests.site import Site, Visitor


def file(visitor: Visitor, reasons: str = "The budget has not been put to us.") -> str:
    visitor.get("/requisitions")
    answer = visitor.post("/requisitions", organ="council", reasons=reasons)
    assert answer.status_code == 303, answer.text
    return answer.location


@pytest.mark.clause("V.CO.5")
def test_filed_signed_reached_and_convened(site: Site) -> None:
    amber, birch, coordinator = (site.signed_in(who) for who in ("AMBER", "BIRCH", "coordinator"))
    page = file(amber)
    shown = birch.get(page)
    assert "1 of 6 have signed; 2 are needed" in shown.text
    assert "Delegate AMBER" in shown.text
    assert birch.get(f"{page}/certificate.json").status_code == 404
    reached = birch.follow(birch.post(f"{page}/sign"))
    assert "The meeting must be convened." in reached.text
    certificate = birch.get(f"{page}/certificate.json")
    assert certificate.get_json()["members"] == 6
    assert "An extraordinary meeting has to be convened" in coordinator.get("/calendar").text
    form = coordinator.get("/coordinator/meetings/new")
    asked = re.search(r'<option value="(q[0-9a-f]+)">', form.text).group(1)
    prepared = coordinator.post("/coordinator/meetings/new", organ="council", title="On the budget",
                                kind="extraordinary", held_on="2027-02-01", begins="10:00", is_remote="yes",
                                requisition=asked)
    assert "It has been convened." not in birch.get(page).text, "it is only prepared"
    meeting = prepared.location.removesuffix("/prepare")
    coordinator.post(f"{meeting}/agenda", title_en="The budget", title_fr="Le budget")
    coordinator.post(f"{meeting}/convene", confirm="yes")
    assert "It has been convened." in birch.get(page).text


def test_nothing_without_a_reason_and_what_was_chosen_stays(site: Site) -> None:
    amber = site.signed_in("AMBER")
    amber.get("/requisitions")
    answer = amber.post("/requisitions", organ="council", reasons=" ")
    assert answer.status_code == 422
    assert "Say why the meeting is asked for" in answer.text


def test_whoever_is_no_member_neither_sees_nor_signs(site: Site) -> None:
    page = file(site.signed_in("AMBER"))
    site.world.seat("VISIT", kind="attending")
    guest, teller = site.signed_in("VISIT"), site.signed_in("teller")
    assert guest.get(page).status_code == 404
    assert guest.post(f"{page}/sign").status_code in (403, 404)
    assert "Delegate AMBER" in teller.get(page).text  # an officer of the organ reads it
    assert teller.post(f"{page}/sign").status_code == 403
    assert len(site.world.leaves(kind="requisition_signed")) == 0


def test_a_signature_is_withdrawn(site: Site) -> None:
    amber = site.signed_in("AMBER")
    page = file(amber)
    assert "this requisition has ended" in amber.follow(amber.post(f"{page}/withdraw")).text
