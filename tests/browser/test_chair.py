"""A chair takes an admission from the draft to the declaration in a browser: mouse, 320 px, keyboard alone, French."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sound
from tests.site import Site

pytestmark = pytest.mark.browser
SIZES = {"room": {"width": 1280, "height": 900}, "phone": {"width": 320, "height": 640}}

WORDS = {
    "en": {"announce": "Announce the ballot", "tick": "I announce this ballot.", "early": "Close early …",
           "close": "Close the ballot now", "close_tick": "I close this ballot now.",
           "summary": "Summary of the debate", "record": "Record that consensus was not possible",
           "go": "Go on to the declaration",
           "declare": "Declare the result", "declare_tick": "I declare this result.", "done": "Result declared",
           "effect": "New Party becomes: member."},
    "fr": {"announce": "Annoncer le scrutin", "tick": "J’annonce ce scrutin.", "early": "Clore avant l’heure…",
           "close": "Clore le scrutin maintenant", "close_tick": "Je clos ce scrutin maintenant.",
           "summary": "Résumé du débat", "record": "Constater que le consensus n’a pas été possible",
           "go": "Passer à la proclamation", "declare": "Proclamer le résultat",
           "declare_tick": "Je proclame ce résultat.", "done": "Résultat proclamé",
           "effect": "New Party devient : membre."},
}


@pytest.mark.parametrize(("size", "lang", "looks"), [
    ("room", "en", False), pytest.param("room", "en", True, marks=pytest.mark.slow),
    pytest.param("phone", "fr", True, marks=pytest.mark.slow)])
def test_a_whole_admission(page: Page, site: Site, address: str, signed_in: Callable, size: str, lang: str,
                           looks: bool) -> None:
    world, words = site.world, WORDS[lang]
    look = sound if looks else (lambda _: None)  # under axe at both sizes in the slow suite
    motion = world.draft()
    page.set_viewport_size(SIZES[size])
    signed_in(page, "chair", lang)
    page.goto(f"{address}/chair")
    look(page)
    page.get_by_role("link", name=re.compile("New Party")).click()
    look(page)

    announce(page, words)
    first = world.ballot(motion)
    look(page)
    world.cast("BIRCH", first, "consent")
    expect(page.locator("[data-turnout]")).to_have_text(re.compile("^1 "))
    for name in ("AMBER", "CEDAR", "DELTA", "ELDER", "FROST"):
        world.cast(name, first, "object" if name == "AMBER" else "consent")
    close(page, words, look)

    page.get_by_role("button", name=words["record"]).click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    page.get_by_label(words["summary"]).fill("Amber cannot agree; two rounds of debate.")
    page.get_by_role("button", name=words["record"]).click()
    expect(page.locator("main")).to_contain_text("two rounds of debate")
    look(page)

    announce(page, words)
    world.cast_all(world.ballot(motion), "yes", {"AMBER": "no"})
    close(page, words, look)
    page.get_by_role("link", name=words["go"]).click()
    expect(page.locator("main")).to_contain_text(words["effect"])
    assert world.standing("NEW") == "applicant"
    look(page)
    page.get_by_text(words["declare_tick"]).click()
    page.get_by_role("button", name=words["declare"]).click()
    expect(page.locator(".timeline")).to_contain_text(words["done"])
    look(page)
    assert world.standing("NEW") == "member"


def announce(page: Page, words: dict[str, str]) -> None:
    """Announce at once, with the proposed close."""
    page.get_by_text(words["tick"]).click()
    page.get_by_role("button", name=words["announce"]).click()
    expect(page.locator("[data-turnout]")).to_be_visible()


def close(page: Page, words: dict[str, str], look: Callable[[Page], None]) -> None:
    """Close early on its own page."""
    page.get_by_role("link", name=words["early"]).click()
    expect(page.get_by_role("button", name=words["close"])).to_be_visible()
    look(page)
    page.get_by_text(words["close_tick"]).click()
    page.get_by_role("button", name=words["close"]).click()
    expect(page.locator("#figures")).to_be_visible()


def test_announcing_by_keyboard_alone(page: Page, site: Site, address: str, signed_in: Callable) -> None:
    motion = site.world.draft()
    signed_in(page, "chair")
    page.goto(f"{address}/chair/motions/{motion}")
    tab_to(page, "announce-confirm")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Announce the ballot"
    page.keyboard.press("Enter")
    expect(page.locator("[data-turnout]")).to_have_text("0 of 6")
    assert site.world.row(site.world.ballot(motion)).state == "open"


def tab_to(page: Page, target: str) -> None:
    """Press Tab until the element with this id has the focus; it must be reachable and the focus must show."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == target:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"{target} cannot be reached by keyboard")


def test_a_page_being_written_on_is_not_loaded_again(page: Page, site: Site, address: str, signed_in: Callable) -> None:
    motion = site.world.draft()
    ballot = site.world.announce(motion, lasts=3000)
    signed_in(page, "chair")
    page.goto(f"{address}/chair/motions/{motion}")
    page.get_by_text("Extend", exact=True).click()
    page.locator("#extend-reason").fill("We are waiting for")
    site.world.cast_all(ballot, "consent")
    expect(page.locator("[data-turnout]")).to_have_text("6 of 6")
    expect(page.locator("#extend-reason")).to_have_value("We are waiting for")


@pytest.mark.parametrize("size", SIZES)
def test_the_wall(page: Page, site: Site, address: str, signed_in: Callable, size: str) -> None:
    motion = site.world.draft()
    ballot = site.world.announce(motion, lasts=3000)
    page.set_viewport_size(SIZES[size])
    signed_in(page, "chair")
    page.goto(f"{address}/chair/ballots/{ballot}/projector")
    expect(page.get_by_role("heading", level=1)).to_have_text("Shall New Party be admitted?")
    assert page.locator("a:visible, button:visible").count() == 0
    sound(page)
    if size == "room":
        letters = page.evaluate("parseFloat(getComputedStyle(document.querySelector('[data-turnout]')).fontSize)")
        assert letters >= 40, "readable from the back of a room"


PAGES = {
    "coordinator": ("/coordinator", "/coordinator/meetings/new", "/coordinator/motions/new",
                    "/coordinator/motions/new?organ=council&decision=admission", "/coordinator/motions/{motion}",
                    "/coordinator/register", "/coordinator/organisations/AMBER", "/coordinator/organs/council",
                    "/coordinator/import"),
    "teller": ("/teller", "/teller/log", "/teller/records"),
}


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", PAGES)
def test_every_page_of_the_other_rooms_is_sound(page: Page, site: Site, address: str, signed_in: Callable, who: str,
                                                 size: str) -> None:
    motion = site.world.draft("amendment", "Shorter", "steering_committee")
    page.set_viewport_size(SIZES[size])
    signed_in(page, who, "fr" if size == "phone" else "en")
    for path in PAGES[who]:
        page.goto(address + path.format(motion=motion))
        for folded in page.locator("summary:visible").all():
            if not folded.evaluate("node => node.parentElement.open"):
                folded.click()
        sound(page)
