"""Readings chosen for adoption in the dossier, by keyboard on a phone and by pointing on a large screen."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "lang"), [(320, "fr"), (1280, "en")])
def test_readings_are_ticked_and_shown_before_the_vote(page: Page, site: Site, address: str, width: int, lang: str,
                                                       signed_in: Callable[..., Page]) -> None:
    def is_sound(name: str) -> None:
        assert faults_of(page) == []
        assert not is_wider_than_its_window(page)
        if os.environ.get("LOOK"):
            page.screenshot(path=f"{os.environ['LOOK']}/{name}-{width}.png", full_page=True)

    page.set_viewport_size({"width": width, "height": 800})
    site.world.seat_members("steering_committee", "delegate")
    motion = site.world.draft("readings", "", "steering_committee", dossier={})
    signed_in(page, "coordinator", lang)
    page.goto(f"{address}/coordinator/motions/{motion}")
    for reading in ("consensus", "secrecy"):
        page.locator(f"input[value='{reading}']").focus()
        page.keyboard.press("Space")
    is_sound("readings-dossier")
    page.locator("form[action$='/dossier/readings'] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ledger li")).to_have_count(2)
    is_sound("readings-chosen")
    ballot = site.world.announce(motion)
    signed_in(page, "AMBER", lang)
    page.goto(f"{address}/ballots/{ballot}")
    page.locator("#choose details summary, details.small summary").first.click()
    expect(page.locator("details.small li")).to_have_count(2)
    is_sound("readings-paper")
