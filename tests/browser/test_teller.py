"""Tellers at their evidence in a browser: two countersign, one checks a record in place, the wall, an annulment."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sound
from tests.browser.test_chair import SIZES, tab_to
from tests.site import Site
from tests.web.test_public import decide
from voting.services.second_officer import confirm, propose_annulment
from voting.web.step_words import STEP_WORDS

pytestmark = pytest.mark.browser

WORDS = {
    "en": {"counts": "Counts to countersign", "tick": "I have seen this count and compared its digits.",
           "sign": "Countersign", "one": "Countersigned by 1 of 2 tellers.", "both": "Countersigned by 2 of 2 tellers.",
           "records": "The records of declared motions", "check": re.compile("^Check it in place"),
           "holds": "Everything holds.", "steps": "What is checked, in plain words", "annulled": "Annulled",
           "stands": "The result was declared and then annulled"},
    "fr": {"counts": "Dépouillements à contresigner", "tick": "J’ai vu ce dépouillement et comparé ses chiffres.",
           "sign": "Contresigner", "one": "Contreseings\u00a0: 1 sur 2 scrutateurs.",
           "both": "Contreseings\u00a0: 2 sur 2 scrutateurs.", "records": "Les dossiers des propositions proclamées",
           "check": re.compile("^Le vérifier sur place"), "holds": "Tout est exact.",
           "steps": "Ce qui est vérifié, en mots simples", "annulled": "Annulé",
           "stands": "Le résultat a été proclamé puis annulé"},
}


@pytest.mark.parametrize(("size", "lang", "looks"), [
    ("room", "en", False), pytest.param("room", "en", True, marks=pytest.mark.slow),
    pytest.param("phone", "fr", True, marks=pytest.mark.slow)])
def test_two_tellers_countersign_and_one_checks_the_record(
        page: Page, site: Site, address: str, signed_in: Callable, size: str, lang: str, looks: bool) -> None:
    motion, said = site.world.draft(), WORDS[lang]
    look = sound if looks else (lambda _: None)  # under axe at both sizes in the slow suite
    decide(site, motion)
    page.set_viewport_size(SIZES[size])
    for who, words in (("teller", said["one"]), ("teller2", said["both"])):
        signed_in(page, who, lang)
        page.goto(f"{address}/teller")
        look(page)
        page.get_by_role("link", name=said["counts"]).click()
        look(page)
        count = page.locator(".paper").first
        count.get_by_role("button", name=said["sign"]).click()
        expect(page.get_by_role("alert")).to_be_visible()
        look(page)
        count.get_by_text(said["tick"]).click()
        count.get_by_role("button", name=said["sign"]).click()
        expect(page.get_by_text(words, exact=True)).to_be_visible()
        expect(page.get_by_text(said["tick"])).to_have_count(1)  # the count of the first stage is still to be signed
        look(page)

    page.goto(f"{address}/teller")
    page.get_by_role("link", name=said["records"]).click()
    look(page)
    page.get_by_role("link", name=said["check"]).click()
    expect(page.get_by_text(said["holds"])).to_be_visible()
    expect(page.locator(".begun li")).to_have_count(len(STEP_WORDS) - 1)
    look(page)
    page.get_by_role("link", name=said["steps"]).click()
    expect(page.locator(".checked > li")).to_have_count(len(STEP_WORDS))
    look(page)


def test_countersigning_by_keyboard_alone(page: Page, site: Site, address: str, signed_in: Callable) -> None:
    ballot = decide(site, site.world.draft())
    signed_in(page, "teller")
    page.goto(f"{address}/teller/tallies")
    tab_to(page, f"sign-{ballot}-confirm")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Countersign: Shall New Party be admitted?"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("your entry stands in the log")
    assert len(site.world.leaves(ballot, "countersigned")) == 1


@pytest.mark.parametrize(("size", "lang"), [("room", "en"), ("phone", "fr")])
def test_the_wall_of_digits(page: Page, site: Site, address: str, signed_in: Callable, size: str, lang: str) -> None:
    motion = site.world.draft()
    decide(site, motion)
    page.set_viewport_size(SIZES[size])
    signed_in(page, "teller", lang)
    page.goto(f"{address}/teller/motions/{motion}/digits")
    sound(page)
    assert page.locator("a:visible, button:visible").count() == 0
    digits = page.locator(".wall dd")
    expect(digits).to_have_count(7)
    if size == "room":
        letters = [row.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") for row in digits.all()]
        assert min(letters) >= 48, "readable from the back of a room"
        assert page.evaluate("document.documentElement.scrollHeight <= document.documentElement.clientHeight")


@pytest.mark.slow
@pytest.mark.parametrize(("size", "lang", "scheme"), [("room", "fr", "dark"), ("phone", "en", "light")])
def test_an_annulled_result(page: Page, site: Site, address: str, signed_in: Callable, size: str, lang: str,
                            scheme: str) -> None:
    motion, said, world = site.world.draft("exclusion", "FROST"), WORDS[lang], site.world
    proposal = site.within(propose_annulment, site.service, world.person("chair"), decide(site, motion), "Late notice")
    site.within(confirm, site.service, world.person("teller"), proposal)
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=scheme)
    signed_in(page, "teller", lang)
    page.goto(f"{address}/results")
    sound(page)
    page.get_by_role("link", name=re.compile("Frost")).click()
    expect(page.get_by_role("heading", name=said["annulled"], exact=True)).to_be_visible()
    expect(page.locator("#annulled ~ .facts")).to_contain_text("Late notice")
    sound(page)
    page.goto(f"{address}/teller/records/{motion}/check")
    expect(page.get_by_text(said["stands"])).to_be_visible()
    sound(page)
    for path in ("/teller/records", "/teller/tallies", "/teller/log", "/verify/steps"):
        page.goto(address + path)
        sound(page)
