"""A disputed count in a browser: two officers record it, a teller reads what a key reveals, and releases it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sound
from tests.browser.test_chair import SIZES
from tests.browser.test_secret_site import accept
from tests.secret_site import SecretSite
from tests.secret_world import Teller
from tests.services.test_dispute import dispute, release_falsely

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SITE = SecretSite


def counted_with_a_vote_unopened(page: Page, site: SecretSite, address: str, signed_in: Callable[..., Page]) -> str:
    """The first teller's key is made in the browser; the two others, who release falsely, are played by the test."""
    world = site.world
    ballot = world.draft_secret()
    signed_in(page, "teller")
    accept(page, address, ballot)
    others = [Teller(world.people[name]) for name in ("teller2", "teller3")]
    for teller in others:
        world.rehearse(ballot, teller, world.accept(ballot, teller))
    world.announce(world.row(ballot).motion, lasts=7200)
    world.vote(ballot, amber="yes", birch="no")
    world.close(ballot)
    signed_in(page, "teller")
    page.goto(f"{address}/teller/ballots/{ballot}/keys")
    page.get_by_role("button", name="Release my part").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Released")
    for teller in others:
        site.within(release_falsely, world, ballot, teller)
    assert [void["reason"] for void in world.tally(ballot)["void"]] == ["unopenable"]
    return ballot


@pytest.mark.parametrize("size", ["room", "phone"])
def test_disputed_by_two_officers_and_settled_by_a_key(page: Page, site: SecretSite, address: str,
                                                       signed_in: Callable[..., Page], size: str) -> None:
    ballot = counted_with_a_vote_unopened(page, site, address, signed_in)
    world, motion = site.world, site.world.row(ballot).motion
    page.set_viewport_size(SIZES[size])
    signed_in(page, "chair")
    page.goto(f"{address}/chair/motions/{motion}")
    page.get_by_text("Dispute this count").click()
    expect(page.get_by_text("One vote of this ballot did not open.")).to_be_visible()
    sound(page)
    page.locator("#dispute-reason").fill("One vote does not open.")
    page.get_by_role("button", name="Propose the dispute").click()
    expect(page.get_by_text("Proposed: the dispute waits for a second officer.")).to_be_visible()
    sound(page)
    signed_in(page, "teller2")
    page.goto(f"{address}/teller")
    expect(page.get_by_role("heading", name="Dispute the count of a secret ballot")).to_be_visible()
    page.get_by_text("I have checked this and confirm it as second officer.").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Nothing waits for a second officer.")).to_be_visible()
    assert len(world.leaves(ballot, "disputed")) == 1

    signed_in(page, "teller")
    page.goto(f"{address}/teller/ballots")
    expect(page.get_by_text("The count is disputed")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Go there").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Release my key")
    expect(page.locator("[data-reason]")).to_have_text("One vote does not open.")
    expect(page.get_by_text("What this reveals.")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Release my key").click()
    expect(page.get_by_text("Tick the box first")).to_be_visible()
    sound(page)
    page.get_by_label("I have read what this reveals").check()
    page.get_by_role("button", name="Release my key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your key is released")
    sound(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your key is released")
    assert len(world.leaves(ballot, "key_released")) == 1


def test_the_page_in_french_by_keyboard(page: Page, site: SecretSite, address: str,
                                        signed_in: Callable[..., Page]) -> None:
    ballot = counted_with_a_vote_unopened(page, site, address, signed_in)
    site.within(dispute, site.world, ballot)
    signed_in(page, "teller", "fr")
    page.goto(f"{address}/teller/ballots/{ballot}/keys")
    expect(page.get_by_role("heading", level=1)).to_have_text("Remettre ma clé")
    sound(page)
    page.locator("#understood").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre clé est remise")
