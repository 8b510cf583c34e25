"""A co-option on its pages: drafted with its day, the person named without an address on show, the result in words."""

from __future__ import annotations

import pytest

from tests.site import Site


@pytest.mark.clause("V.CO.1e")
def test_from_the_draft_to_the_result(site: Site) -> None:
    world = site.world
    meeting, desk = world.convene(), site.signed_in("coordinator")
    page = desk.get("/coordinator/motions/new?organ=council&decision=co_option").text
    assert "It ends on" in page
    made = desk.post("/coordinator/motions/new", organ="council", decision="co_option", subject="STUDY", agenda="3",
                     meeting=meeting, end_on="2027-06-30", question_en="", question_fr="")
    assert made.status_code == 303, made.text
    page = desk.get(made.location).text
    assert "it does not stand in the dossier" in page
    answer = desk.post(f"{made.location}/dossier/person", name="President of the youth", mail="")
    assert (answer.status_code, "An address is needed" in answer.text) == (422, True)
    page = desk.follow(desk.post(f"{made.location}/dossier/person", name="President of the youth",
                                 mail="youth@example.org")).text
    assert "<strong>President of the youth</strong>" in page
    assert "youth@example.org" not in page
    motion = made.location.rpartition("/")[2]
    ballot = world.announce(motion)
    world.cast_all(ballot, "yes")
    world.wait(7201)
    world.tick()
    chair = site.signed_in("chair")
    declare = chair.get(f"/chair/ballots/{ballot}/declare").text
    assert "President of the youth takes a seat that ends by itself when 2027-06-30 is over: Council." in declare
    chair.post(f"/chair/ballots/{ballot}/declare", confirm="yes")
    public = site.visitor().get(f"/results/{motion}?lang=fr").text
    assert "President of the youth" in public
    assert "2027-06-30" in public
