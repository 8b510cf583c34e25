"""Organs, statutes, clauses and one's place on a roll in a browser: small and large, light and dark, by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site

pytestmark = pytest.mark.browser

PUBLIC = ("/organs", "/statutes", "/statutes/clauses", "/security")
LOOKS = [(320, "light", "fr"), (1280, "dark", "en"), (320, "dark", "en"), (1280, "light", "fr")]


@pytest.fixture
def announced(site: Site) -> str:
    """A ballot that is announced; somebody of the Council came too late for its roll."""
    ballot = site.world.announce(site.world.draft(), opens_in=600)
    site.world.wait(60)
    site.world.seat("LATER")
    return ballot


def look(page: Page, path: str) -> None:
    """The page has nothing for axe to find and nothing wider than its window, with everything folded open."""
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert faults_of(page) == [], path
    assert not is_wider_than_its_window(page), path


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme", "lang"), LOOKS)
def test_nothing_for_axe_to_find(page: Page, address: str, announced: str, width: int, scheme: str, lang: str,
                                 signed_in: Callable[..., Page]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies([{"name": "lang", "value": lang, "url": address}])
    for path in PUBLIC:
        look(page, address + path)
    for who in ("AMBER", "LATER"):
        signed_in(page, who, lang)
        look(page, f"{address}/ballots/{announced}/roll")
    look(page, f"{address}/organs")


@pytest.mark.parametrize("width", [320, 1280])
def test_from_the_list_to_the_roll_and_back_by_pointing(page: Page, announced: str, width: int,
                                                        signed_in: Callable[..., Page]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    signed_in(page, "AMBER")
    page.get_by_role("link", name="Am I on the roll, and why?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the electoral roll")
    expect(page.get_by_role("list").filter(has_text="Delegate BIRCH").get_by_role("listitem")).to_have_count(6)
    page.get_by_role("link", name="To the ballot").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This ballot is not open yet")
    page.get_by_role("link", name="Am I on the roll, and why?").click()
    page.get_by_role("link", name="Back to my list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today I vote on")


def test_from_the_foot_of_the_page_to_a_clause_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    reach(page, "Statutes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Guiding Principles of the Progressive Alliance")
    reach(page, "Clause by clause")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clause by clause")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.tagName") != "SUMMARY":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("details[open] li").first).to_be_visible()


def test_a_cited_clause_leads_to_its_own_place(page: Page, address: str) -> None:
    page.goto(f"{address}/organs")
    page.locator("section", has=page.get_by_role("heading", name="Council", exact=True)).get_by_role(
        "link", name="Statutes, V.CO.1f").click()
    expect(page.get_by_role("heading", name="V.CO.1f", exact=True)).to_be_in_viewport()


def test_another_language_keeps_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}/statutes/clauses")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Clause par clause")
    assert page.url.startswith(f"{address}/statutes/clauses")


def reach(page: Page, name: str) -> None:
    """Go on with Tab until the link of this name has the focus; it must show that it has it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    pytest.fail(f"the keyboard does not reach “{name}”")
