"""A framework decision through the chairs' pages: passed on, put on the next agenda, one result of both (V.CF.3)."""

from __future__ import annotations

import pytest

from tests.site import Site, Visitor
from voting.services.appoint import appoint
from voting.store.access import MailRow

pytestmark = pytest.mark.clause("V.CF.3")
CLOSE = "2027-01-15T10:00"


@pytest.fixture
def treasurer(site: Site) -> Visitor:
    """Who chairs a Finance Committee of two."""
    world = site.world
    for code in ("AMBER", "BIRCH"):
        world.seat(code, "finance_committee", "delegate")
    site.within(appoint, site.service, world.person("coordinator"), "chair", "finance_committee",
                "Delegate AMBER", "amber@example.org")
    world.people["finance_committee_chair"] = world.person("AMBER")
    return site.signed_in("AMBER")


def decide(site: Site, chair: Visitor, ballot: str, mark: str) -> str:
    """Announce, vote, close; the page after it."""
    chair.follow(chair.post(f"/chair/ballots/{ballot}/announce", when="now", close_at=CLOSE, confirm="yes"))
    site.world.cast_all(ballot, mark)
    return chair.follow(chair.post(f"/chair/ballots/{ballot}/close-early", confirm="yes")).text


def test_two_chairs_carry_one_decision(site: Site, treasurer: Visitor) -> None:
    world = site.world
    motion = world.draft("funds", "Solidarity fund", "finance_committee")
    chair, page = site.signed_in("chair"), f"/chair/motions/{motion}"
    assert chair.get(page).status_code == 403
    first = world.ballot(motion)
    counted = decide(site, treasurer, first, "yes")
    assert "Pass it on to the next organ" in counted
    assert "Next: Council" in counted
    assert "Declare the result" not in counted
    assert treasurer.post(f"/chair/ballots/{first}/pass-on").status_code == 422, "without meaning it nothing happens"
    assert treasurer.post(f"/chair/ballots/{first}/declare", confirm="yes").status_code == 409
    assert "Passed on" in treasurer.follow(treasurer.post(f"/chair/ballots/{first}/pass-on", confirm="yes")).text
    second = world.ballot(motion)
    shown = chair.get(page).text
    assert "stands on no agenda yet" in shown
    assert "one must be convened" in shown
    assert treasurer.post(f"/chair/ballots/{second}/announce", when="now", close_at=CLOSE).status_code == 403
    meeting = world.convene("council")
    assert chair.post(f"/chair/ballots/{second}/agenda", agenda="4").status_code == 422
    placed = chair.follow(chair.post(f"/chair/ballots/{second}/agenda", agenda="4", meeting=meeting)).text
    assert "Item 4" in placed
    decide(site, chair, second, "yes")
    asked = chair.get(f"/chair/ballots/{second}/declare").text
    assert "Finance Committee and Council have adopted it" in asked
    chair.follow(chair.post(f"/chair/ballots/{second}/declare", confirm="yes"))
    result = site.visitor().get(f"/results/{motion}").text
    assert "Each organ's vote" in result
    assert "Adopted by this organ, passed on to the next" in result
    french = site.visitor().get(f"/results/{motion}?lang=fr").text
    assert "Le vote de chaque organe" in french
    for reader in (treasurer, chair):
        assert "with names and reasons" in reader.get(f"/results/{motion}").text


def test_a_letter_tells_the_next_organ_s_officers(site: Site, treasurer: Visitor) -> None:
    world = site.world
    motion = world.draft("funds", "Solidarity fund", "finance_committee")
    decide(site, treasurer, world.ballot(motion), "yes")
    world.empty_outbox()
    treasurer.follow(treasurer.post(f"/chair/ballots/{world.ballot(motion)}/pass-on", confirm="yes"))
    assert {row.to for row in world.rows(MailRow)} == {
        "chair@example.org", "deputy@example.org", "coordinator@example.org"}
