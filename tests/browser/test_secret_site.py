"""A secret ballot in the whole application: tellers accept and release, delegates vote, another device checks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sound
from tests.browser.secret_vote import TAKE_AWAY, cast, choose, is_in
from tests.secret_site import SecretSite

pytestmark = pytest.mark.browser
SITE = SecretSite
Coming = Callable[..., Page]


def accept(page: Page, address: str, ballot: str) -> str:
    """A teller accepts; the recovery code."""
    page.goto(f"{address}/teller/ballots/{ballot}/keys")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accept a key")
    sound(page)
    page.get_by_role("button", name="Accept and make my key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your key is ready")
    sound(page)
    return page.locator("[data-step=kept] [data-code]").inner_text()


@pytest.mark.slow
def test_from_the_tellers_keys_to_the_count(page: Page, site: SecretSite, address: str, signed_in: Coming) -> None:
    world = site.world
    ballot = world.draft_secret()
    codes = {}
    for who in ("teller", "teller2", "teller3"):
        signed_in(page, who)
        codes[who] = accept(page, address, ballot)
    world.announce(world.row(ballot).motion, lasts=7200)
    signed_in(page, "AMBER")
    page.get_by_role("link", name=re.compile("^Vote")).click()
    choose(page, "No")
    sound(page)
    cast(page)
    is_in(page)
    sound(page)
    receipt = page.locator("[data-receipt]").first.inner_text()
    page.get_by_role("button", name="Change my vote").click()
    choose(page, "Yes")
    cast(page)
    is_in(page)
    last = page.locator("[data-receipt]").first.inner_text()
    assert last != receipt
    page.goto(f"{address}/today")
    expect(page.get_by_text("Your vote from this browser is in the ballot box")).to_be_visible()
    sound(page)

    world.close(ballot)
    signed_in(page, "AMBER")  # the clock has gone on by more than a session lives
    page.goto(f"{address}/ballots/{ballot}")
    page.get_by_role("link", name="Is my vote in the ballot box?").click()
    expect(page.locator("[data-step=look] [data-receipt]")).to_have_text(last)
    page.get_by_role("button", name="Look in the ballot box").click()
    expect(page.get_by_role("heading", name="It is in the ballot box")).to_be_visible()
    sound(page)
    page.get_by_label("A receipt").fill("K7QM-2F9X-8D4T")
    page.get_by_role("button", name="Look in the ballot box").click()
    expect(page.get_by_role("heading", name="It is not in the ballot box")).to_be_visible()

    for who in ("teller", "teller3"):
        signed_in(page, who)
        page.evaluate(TAKE_AWAY)  # another browser: the key comes back by its code
        page.goto(f"{address}/teller/ballots/{ballot}/keys")
        expect(page.get_by_role("heading", level=1)).to_have_text("Open your key")
        sound(page)
        page.get_by_role("textbox", name="Recovery code of your key").fill(codes[who].lower())
        page.get_by_role("button", name="Open with the code").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Release")
        sound(page)
        page.get_by_role("button", name="Release my part").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Released")
        sound(page)
    expect(page.get_by_text("It is counted now.")).to_be_visible()
    assert world.counts(ballot) == {"yes": 1}


def test_the_other_device_shows_what_the_vote_says_and_sends_nothing_of_it(
        page: Page, site: SecretSite, address: str, signed_in: Coming, browser: Browser) -> None:
    ballot = site.world.open_secret()
    signed_in(page, "AMBER")
    page.goto(f"{address}/ballots/{ballot}")
    choose(page, "Abstain")
    cast(page)
    is_in(page)
    page.get_by_text("Check it on another device").click()
    expect(page.get_by_text("Whoever has this picture can prove how you voted.")).to_be_visible()
    page.get_by_role("button", name="Show the picture").click()
    code = page.locator("[data-picture-code]").inner_text()
    other = browser.new_context()
    device = other.new_page()
    asked: list[str] = []
    device.on("request", lambda one: asked.append(f"{one.url} {one.post_data or ''} {one.headers}"))
    device.goto(f"{address}/check-vote#{code}")
    expect(device.get_by_role("heading", level=1)).to_have_text("Not in the ballot box yet")
    sound(device)
    assert "#" not in device.url
    site.world.close(ballot)
    device.get_by_role("button", name="Look again").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("This sealed vote says")
    expect(device.locator("[data-choice]")).to_have_text("Abstain")
    sound(device)
    K = code.split(".")[2]
    assert asked
    assert not [one for one in asked if K in one or "ookie" in one.replace("set-cookie", "")]
    device.goto(f"{address}/check-vote")
    device.get_by_label("What stands below the picture").fill("x.y")
    device.get_by_role("button", name="Show what it says").click()
    expect(device.get_by_text("This is not what stands below such a picture")).to_be_visible()
    sound(device)
    other.close()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_how_a_vote_stays_secret_is_one_page(page: Page, site: SecretSite, address: str, lang: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}/secrecy?lang={lang}")
    sound(page)
    assert page.locator("main").inner_text().count("\n") > 10
