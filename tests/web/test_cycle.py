"""The biennial cycle on its page: begun, followed, a step passed over with a reason, in both languages."""

from __future__ import annotations

import json

import pytest

from tests.site import Site, Visitor
from voting.cli.cycle import _document
from voting.services.convene_meeting import convene_meeting
from voting.services.read.cycle import cycle_view
from voting.store.tables import MeetingRow

pytestmark = pytest.mark.clause("V.CD.4a", "V.CD.4b", "V.CO.4")


@pytest.fixture
def chair(site: Site) -> Visitor:
    """Who chairs the Steering Committee, in which the six sit."""
    site.world.seat_members("steering_committee", "delegate")
    return site.signed_in("sc_chair")


def test_begun_followed_and_passed_over(site: Site, chair: Visitor) -> None:
    world = site.world
    assert "The steps appear here when" in site.signed_in("teller").get("/cycle").text
    assert chair.post("/cycle/begin").status_code == 422, "without meaning it nothing begins"
    shown = chair.follow(chair.post("/cycle/begin", confirm="yes")).text
    assert "The cycle is under way." in shown
    assert "0 of 11 steps are over" in shown
    assert "Election of the Council" in shown
    assert "Waits for:" in shown
    assert "6 persons sit in this organ and do not vote on its discharge" in shown
    assert "Delegate AMBER" in shown
    world.wait(60)
    world.convene("steering_committee")
    shown = chair.get("/cycle").text
    assert "Asks for: Electing meeting" in shown
    assert "Convened since, but of another kind, so that it does not count here: Meeting" in shown
    assert 'href="/coordinator/meetings/new?organ=steering_committee&amp;kind=electing"' in shown
    form = chair.get("/coordinator/meetings/new?organ=steering_committee&kind=electing").text
    assert '<option value="electing" selected>' in form
    assert '<option value="steering_committee" selected>' in form
    site.within(convene_meeting, site.service, world.person("coordinator"), "steering_committee", "Electing",
                "2027-03-20", "", True, kind="electing")
    shown = chair.get("/cycle").text
    assert "1 of 11 steps are over" in shown
    meeting = next(row.id for row in world.rows(MeetingRow) if row.title == "Electing")
    assert f'href="/meetings/{meeting}"' in shown
    refused = chair.post("/cycle/steps/discharge_council/skip", reason="Too early.")
    assert refused.status_code == 422
    assert "Too early." in refused.text, "what was written is not lost"
    done = chair.follow(chair.post("/cycle/steps/discharge_council/skip", reason="No report yet.", confirm="yes")).text
    assert "Passed over" in done
    assert "No report yet." in done
    assert chair.post("/cycle/steps/council_election/skip", reason="No.", confirm="yes").status_code == 409
    assert site.signed_in("chair").post("/cycle/steps/nominations/skip", reason="No.", confirm="yes").status_code == 403
    french = chair.get("/cycle?lang=fr").text
    assert "Le cycle bisannuel" in french
    assert "Décharge du Comité des finances" in french
    assert chair.post("/cycle/end").status_code == 409
    assert "2 of 11 steps are over" in site.signed_in("coordinator").get("/calendar").text


def test_the_chair_reads_in_the_list_before_announcing_what_the_cycle_waits_for(site: Site, chair: Visitor) -> None:
    world = site.world
    motion = world.draft("discharge", "council", "steering_committee")
    world.wait(60)
    chair.follow(chair.post("/cycle/begin", confirm="yes"))
    page = chair.get(f"/chair/motions/{motion}").text
    assert "waits for: The electing Steering Committee is convened" in page
    assert 'href="/cycle"' in page
    refused = chair.post(f"/chair/ballots/{world.ballot(motion)}/announce", when="now", close_at="2027-01-15T10:00",
                         confirm="yes")
    assert refused.status_code == 403


def test_the_command_says_the_same_to_programs(site: Site, chair: Visitor) -> None:
    assert site.within(lambda: _document(cycle_view(site.service)))["state"] == "none"
    chair.follow(chair.post("/cycle/begin", confirm="yes"))
    document = site.within(lambda: _document(cycle_view(site.service)))
    assert document["state"] == "running"
    assert next(row["id"] for row in document["steps"] if row["state"] == "next") == "nominations"
    assert json.loads(json.dumps(document)) == document
