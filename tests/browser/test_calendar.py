"""The calendar of duties in a browser: small and large, in both languages, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme", "lang", "who"), [
    (320, "light", "fr", "coordinator"),
    (1280, "dark", "en", "coordinator"),
    (1280, "light", "fr", "AMBER")])
def test_nothing_for_axe_to_find(page: Page, address: str, width: int, scheme: str, lang: str, who: str,
                                 signed_in: Callable[..., Page]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    signed_in(page, who, lang)
    for path in ("/calendar", "/calendar?on=2031-06-01"):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        assert faults_of(page) == []
        assert not is_wider_than_its_window(page)


def test_a_report_is_noted_by_keyboard_alone(page: Page, site: Site, signed_in: Callable[..., Page]) -> None:
    signed_in(page, "coordinator")
    page.get_by_role("link", name="Calendar", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Calendar of duties")
    duty = page.get_by_role("region", name="Annual financial statement to the Finance Committee")
    duty.get_by_text("Note as done").focus()
    page.keyboard.press("Enter")
    duty.get_by_label("Done on").fill("2027-01-14")
    duty.get_by_label("What was done").focus()
    page.keyboard.type("Handed to the Committee.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is noted in the calendar.")).to_be_visible()
    expect(page.get_by_text("Handed to the Committee.")).to_be_visible()
    assert len(site.world.leaves(kind="duty_done")) == 1
