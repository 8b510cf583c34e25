"""Silence in writing and consensus in the room, as their pages say them."""

from __future__ import annotations

import pytest

from tests.site import Site
from tests.world import statutes_source
from voting.services.convene_meeting import convene_meeting
from voting.services.draft_motion import MotionDraft, draft_motion
from voting.services.hold_meeting import open_meeting
from voting.services.install_statutes import install_statutes

SILENCE = """
[stages.silence]
kind = "silence"
title = { en = "Silence procedure", fr = "Procédure de silence" }
options = ["consent", "object"]
min_window_s = 259200
clause = "V.CO.3"

[decisions.circular]
title = { en = "Circular", fr = "Circulaire" }
question = { en = "Shall it be so: %(subject)s?", fr = "Faut-il décider : %(subject)s ?" }
organs = ["council"]
clause = "V.CO.3"
stages = ["silence"]
subject = "text"
effect = "none"

[decisions.resolution]
"""


@pytest.fixture
def written(site: Site) -> Site:
    """The Alliance, as if its data allowed a written procedure."""
    law = statutes_source().decode().replace("written_procedure = false", "written_procedure = true")
    site.within(install_statutes, site.service, law.replace("[decisions.resolution]\n", SILENCE, 1).encode(), "w.toml")
    return site


def test_whoever_says_nothing_agrees_and_the_page_says_so(written: Site) -> None:
    site, world = written, written.world
    assert 'value="written"' in site.signed_in("coordinator").get("/coordinator/meetings/new").text
    meeting = site.within(convene_meeting, site.service, world.person("coordinator"), "council", "By letter",
                          "2027-01-20", "", True, kind="written")
    motion = site.within(draft_motion, site.service, world.person("coordinator"), MotionDraft(
        "council", "circular", "the new logo", meeting, 1, {"en": "Shall it?", "fr": "Le faut-il ?"}))
    ballot = world.announce(motion, lasts=259_200)
    amber, birch = site.signed_in("AMBER"), site.signed_in("BIRCH")
    page = amber.get(f"/ballots/{ballot}").text
    assert "Whoever says nothing agrees." in page
    assert "Silence procedure" in page
    assert "adopted by silence, unless an objection stands at the close" in page
    refused = birch.post(f"/ballots/{ballot}/check", choice="object", reason=" ")
    assert "An objection needs a written reason." in refused.text
    assert "Written procedure" in amber.get(f"/meetings/{meeting}").text
    world.cast("BIRCH", ballot, "object")
    site.clock.now += 259_201
    world.tick()
    chair = site.signed_in("chair")
    chair.post(f"/chair/ballots/{ballot}/declare", confirm="yes")
    result = site.visitor().get(f"/results/{motion}").text
    assert "1 object: the silence is broken, nothing is adopted" in result


def test_without_the_datas_leave_nobody_is_offered_a_written_procedure(site: Site) -> None:
    assert 'value="written"' not in site.signed_in("coordinator").get("/coordinator/meetings/new").text


@pytest.mark.clause("IV.2d")
def test_the_chair_asks_for_consensus_in_the_room_with_a_window_in_minutes(site: Site) -> None:
    motion = site.world.draft()
    ballot, chair = site.world.ballot(motion), site.signed_in("chair")
    assert "Ask for consensus now" not in chair.get(f"/chair/motions/{motion}").text, "the meeting is not open"
    site.within(open_meeting, site.service, site.world.person("chair"), site.world.convene())
    assert "Ask for consensus now" in chair.get(f"/chair/motions/{motion}").text
    for minutes in ("0", "241", "soon"):
        refused = chair.post(f"/chair/ballots/{ballot}/announce", minutes=minutes, confirm="yes")
        assert (refused.status_code, "in minutes, from 1 to 240" in refused.text) == (422, True)
    assert chair.post(f"/chair/ballots/{ballot}/announce", minutes="5").status_code == 422, "it is not meant yet"
    chair.follow(chair.post(f"/chair/ballots/{ballot}/announce", minutes="5", confirm="yes"))
    row = site.world.row(ballot)
    assert (row.state, row.close_at - row.open_at) == ("open", 300)
