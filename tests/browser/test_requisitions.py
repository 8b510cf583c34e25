"""A requisition in a browser: filed by keyboard alone, signed by pointing, on a phone and a large screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "lang"), [(320, "en"), pytest.param(1280, "fr", marks=pytest.mark.slow)])
def test_from_the_calendar_to_the_certificate(page: Page, site: Site, width: int, lang: str,
                                              signed_in: Callable[..., Page]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    signed_in(page, "AMBER", lang)
    page.locator("a[href='/calendar']").first.focus()
    page.keyboard.press("Enter")
    page.locator("a[href='/requisitions']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#file-reasons")).to_be_visible()
    assert faults_of(page) == []
    assert not is_wider_than_its_window(page)
    page.locator("#file-reasons").focus()
    page.keyboard.type("The budget has not been put to us.")
    page.locator("form.deliberate button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("form[action$='/withdraw']")).to_be_visible()
    address = page.url
    assert faults_of(page) == []
    assert not is_wider_than_its_window(page)
    signed_in(page, "BIRCH", lang)
    page.goto(address)
    page.locator("form.deliberate button").click()
    expect(page.locator("a[href$='certificate.json']")).to_be_visible()
    assert faults_of(page) == []
    assert len(site.world.leaves(kind="requisition_met")) == 1
