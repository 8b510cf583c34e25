"""The biennial cycle and a decision of two organs in a browser: small and large, both languages, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site
from voting.services.appoint import appoint
from voting.services.convene_meeting import convene_meeting
from voting.services.declare_result import declare_result
from voting.services.direct_ballot import close_early
from voting.services.guide_cycle import begin_cycle, skip_step
from voting.services.pass_on import put_on_agenda

pytestmark = pytest.mark.browser


@pytest.fixture
def cycle(site: Site) -> Site:
    """A cycle under way: its meeting convened, one step passed over."""
    world, service = site.world, site.service
    world.seat_members("steering_committee", "delegate")
    site.within(begin_cycle, service, world.person("coordinator"))
    world.wait(60)
    site.within(convene_meeting, service, world.person("coordinator"), "steering_committee", "Electing", "2027-03-20",
                "", True, kind="electing")
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


@pytest.fixture
def both(site: Site) -> tuple[Site, str]:
    """A framework decision that the Finance Committee has adopted: not passed on yet."""
    world = site.world
    for code in ("AMBER", "BIRCH"):
        world.seat(code, "finance_committee", "delegate")
    site.within(appoint, site.service, world.person("coordinator"), "chair", "finance_committee", "Delegate AMBER",
                "amber@example.org")
    world.people["finance_committee_chair"] = world.person("AMBER")
    motion = world.draft("funds", "Solidarity fund", "finance_committee")
    ballot = world.announce(motion)
    world.cast_all(ballot, "yes")
    site.within(close_early, site.service, world.person("AMBER"), ballot)
    return site, motion


@pytest.mark.slow
@pytest.mark.parametrize(("width", "lang"), [(320, "fr"), (1280, "en")])
def test_two_organs_decide_by_keyboard_and_axe_finds_nothing(page: Page, address: str, both: tuple[Site, str],
                                                             width: int, lang: str,
                                                             signed_in: Callable[..., Page]) -> None:
    site, motion = both
    world = site.world
    page.set_viewport_size({"width": width, "height": 800})
    signed_in(page, "AMBER", lang)
    page.goto(f"{address}/chair/motions/{motion}")
    expect(page.get_by_role("button", name={"en": "Pass it on", "fr": "Transmettre"}[lang], exact=True)).to_be_visible()
    look(page)
    page.locator("form[action$='/pass-on'] input[type=checkbox]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("form[action$='/pass-on']")).to_have_count(0)
    meeting, ballot = world.convene("council"), world.ballot(motion)
    signed_in(page, "chair", lang)
    page.goto(f"{address}/chair/motions/{motion}")
    expect(page.locator("form[action$='/agenda']")).to_be_visible()
    look(page)
    site.within(put_on_agenda, site.service, world.person("chair"), ballot, meeting, 4)
    world.announce(motion)
    world.cast_all(ballot, "yes", {"BIRCH": "no"})
    site.within(close_early, site.service, world.person("chair"), ballot)
    site.within(declare_result, site.service, world.person("chair"), ballot)
    page.goto(f"{address}/results/{motion}")
    expect(page.get_by_role("heading", name={"en": "Each organ's vote", "fr": "Le vote de chaque organe"}[lang])
           ).to_be_visible()
    look(page)


def look(page: Page) -> None:
    """Nothing for axe to find, nothing wider than the window."""
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
