"""The biennial cycle and a decision of two organs in a browser: small and large, both languages, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site
from voting.services.guide_cycle import begin_cycle, skip_step

pytestmark = pytest.mark.browser


@pytest.fixture
def cycle(site: Site) -> Site:
    """A cycle under way: its meeting convened, one step passed over."""
    world, service = site.world, site.service
    world.seat_members("steering_committee", "delegate")
    site.within(begin_cycle, service, world.person("coordinator"))
    world.wait(60)
    world.convene("steering_committee")
    site.within(skip_step, service, world.person("sc_chair"), "discharge_council", "Its report is not there yet.")
    return site


@pytest.mark.parametrize(("width", "scheme", "lang"), [
    (320, "light", "fr"), pytest.param(1280, "dark", "en", marks=pytest.mark.slow)])
def test_the_cycle_has_nothing_for_axe_to_find(page: Page, address: str, cycle: Site, width: int, scheme: str,
                                               lang: str, signed_in: Callable[..., Page]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    signed_in(page, "sc_chair", lang)
    page.goto(f"{address}/cycle")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        {"fr": "Le cycle bisannuel", "en": "The biennial cycle"}[lang])
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert faults_of(page) == []
    assert not is_wider_than_its_window(page)


@pytest.mark.slow
def test_a_step_is_passed_over_by_keyboard_alone(page: Page, address: str, cycle: Site,
                                                 signed_in: Callable[..., Page]) -> None:
    signed_in(page, "sc_chair")
    page.get_by_role("link", name="Calendar", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Open the cycle").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 of 11 steps are over")).to_be_visible()
    step = page.locator("#nominations")
    step.get_by_text("Pass over this step").first.focus()
    page.keyboard.press("Enter")
    step.get_by_label("Reason").focus()
    page.keyboard.type("Everybody was asked by letter.")
    step.get_by_label("I pass over this step.").focus()
    page.keyboard.press("Space")
    step.get_by_role("button", name="Pass over this step").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The step is passed over; the reason stands in the log.")).to_be_visible()
    expect(page.locator("#nominations")).to_contain_text("Everybody was asked by letter.")
