"""Pages of a show of hands: the chair calls it, tellers enter alone, delegates are told, the result says what it is."""

from __future__ import annotations

import pytest

from tests.site import Site
from voting.services.hold_meeting import open_meeting
from voting.services.read.minutes import minutes_facts
from voting.web.minutes import minutes_document, speaking

MARK = "not individually verifiable"
COUNT = {"yes": "4", "no": "2", "abstain": "0"}


@pytest.mark.clause("III")
def test_called_counted_declared_and_marked_wherever_it_stands(site: Site) -> None:
    motion = site.world.draft("resolution", "A")
    ballot, chair = site.world.ballot(motion), site.signed_in("chair")
    assert "Call the show of hands" not in chair.get(f"/chair/motions/{motion}").text, "the meeting is not open"
    site.within(open_meeting, site.service, site.world.person("chair"), site.world.convene())
    assert "Call the show of hands" in chair.get(f"/chair/motions/{motion}").text
    chair.follow(chair.post(f"/chair/ballots/{ballot}/announce", hands="yes", minutes="15", confirm="yes"))
    page = f"/teller/ballots/{ballot}/hands"
    assert page in chair.get(f"/meetings/{site.world.convene()}/hold").text
    amber = site.signed_in("AMBER")
    assert "Raise your hand in the room" in amber.get("/today").text
    assert "Show of hands in the room" in amber.get(f"/ballots/{ballot}").text
    assert amber.post(f"/ballots/{ballot}/check", choice="yes").status_code == 409
    one, two = site.signed_in("teller"), site.signed_in("teller2")
    assert MARK in one.get(page).text
    assert one.post(page, **{**COUNT, "no": "two"}).status_code == 422
    assert "Your figures stand" in one.follow(one.post(page, **COUNT)).text
    assert "You have entered:" not in two.get(page).text
    assert "Only the tellers of this organ count hands" in chair.get(page).text
    assert "The tellers agree" in two.follow(two.post(page, **COUNT)).text
    assert MARK in one.get("/teller/tallies").text
    chair.post(f"/chair/ballots/{ballot}/declare", confirm="yes")
    for visitor in (site.visitor(), amber):
        assert MARK in visitor.get(f"/results/{motion}").text
    assert "pas vérifiable" in site.visitor().get(f"/results/{motion}?lang=fr").text
    facts = site.within(minutes_facts, site.service, motion)
    with speaking(site.app, "en"):
        assert MARK in str(minutes_document(facts, "en"))
