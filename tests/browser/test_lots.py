"""The lots of an election through the tellers' pages: parts dealt with no button, released with the shares."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sound
from tests.browser.test_election_vote import cast_for, close
from tests.browser.test_secret_site import accept
from tests.secret_site import SecretSite
from tests.services.test_nominations import DAY, call, written
from voting.ballots.paper import parse_paper
from voting.services.close_nominations import close_nominations
from voting.services.declare_result import declare_result
from voting.verifier import verify

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SITE = SecretSite
TELLERS = ("teller", "teller2", "teller3")


@pytest.mark.clause("V.COORD.1")
def test_parts_of_lots_are_dealt_and_opened_in_the_tellers_browsers(
        page: Page, site: SecretSite, address: str, signed_in: Callable[..., Page]) -> None:
    world = site.world
    motion = site.within(call, world, "coordinator", "council", closes_at=world.now + DAY)
    for code in ("AMBER", "BIRCH"):
        site.within(written, world, motion, code)
    world.wait(DAY + 1)
    put = site.within(close_nominations, site.service, world.person("chair"), motion)
    ballot = world.ballot(motion)
    for who in TELLERS:
        signed_in(page, who)
        if who == TELLERS[-1]:  # whoever is ready last deals at once
            with page.expect_response(lambda answer: answer.url.endswith("/lots")) as dealt:
                accept(page, address, ballot)
            assert dealt.value.status == 200
        else:
            accept(page, address, ballot)
    signed_in(page, "teller")  # another deals when the page is opened again
    with page.expect_response(lambda answer: answer.url.endswith("/lots")) as dealt:
        page.goto(f"{address}/teller/ballots/{ballot}/keys")
    assert dealt.value.json() == {"dealt": True}
    sound(page)
    signed_in(page, "chair")
    page.goto(f"{address}/chair/motions/{motion}")
    expect(page.get_by_text("Beside the service, 2 of 3 tellers have added a part to the lots")).to_be_visible()
    sound(page)

    world.announce(motion)
    ids = [one.id for one in put.candidates]
    assert [nonce["by"] for nonce in parse_paper(bytes(world.row(ballot).paper))["secret"]["nonces"]] == [
        "", *(world.person(who) for who in TELLERS if who != "teller2")]
    for code, first in (("AMBER", 0), ("BIRCH", 1)):
        cast_for(site, ballot, code, {"q1": [ids[first]]})
    close(site, ballot)
    for who in ("teller2", "teller3"):
        signed_in(page, who)
        page.goto(f"{address}/teller/ballots/{ballot}/keys")
        expect(page.get_by_role("heading", level=1)).to_have_text("Release")
        page.get_by_role("button", name="Release my part").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Released")
    expect(page.get_by_text("It is counted now.")).to_be_visible()
    tally = world.tally(ballot)
    assert tally["secret"]["lots"] == {"dealers": ["", world.person("teller"), world.person("teller3")], "uneven": []}
    assert len(tally["election"]["count"]["lots"]["drawn"]) == 1
    assert site.within(declare_result, site.service, world.person("chair"), ballot) == "elected"
    signed_in(page, "AMBER")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}/results/{motion}")
    expect(page.get_by_text("out of sealed parts of the service and of 2 tellers")).to_be_visible()
    sound(page)
    assert verify(site.signed_in("AMBER").get(f"/results/{motion}/record.zip").data).failures == ()
