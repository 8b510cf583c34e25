"""A delegate votes in three screens: on a phone and at a desk, by pointing and by keyboard alone, in both languages.

Each screen in each state is looked at by axe, light and dark, and must never be wider than its window.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
WORDS = {
    "en": {"vote": "Vote", "next": "Continue", "cast": "Cast my vote", "not_sent": "Not sent yet: check your vote",
           "in": "Your vote is in the ballot box", "yes": "I consent", "object": "I object", "why": "Your reason",
           "back": "Back, I want to change it", "step": "Step {} of 3"},
    "fr": {"vote": "Voter", "next": "Continuer", "cast": "Déposer mon vote",
           "not_sent": "Pas encore envoyé : vérifiez votre vote", "in": "Votre vote est dans l’urne",
           "yes": "Je consens", "object": "Je fais objection", "why": "Votre motif",
           "back": "Retour, je veux le modifier", "step": "Étape {} sur 3"},
}
Coming = Callable[..., Page]


@pytest.fixture
def ballot(site: Site) -> str:
    return site.world.announce(site.world.draft(), lasts=3000)


def said(words: str) -> re.Pattern[str]:
    """`words`, whatever kind of space the page sets between them."""
    return re.compile(re.escape(words).replace(r"\ ", r"\s"))


WINDOWS = [pytest.param(PHONE, "fr", id="phone-fr"), pytest.param(DESK, "en", id="desk-en"),
           pytest.param(PHONE, "en", id="phone-en", marks=pytest.mark.slow),
           pytest.param(DESK, "fr", id="desk-fr", marks=pytest.mark.slow)]


def counted(site: Site, ballot: str) -> list[dict[str, object]]:
    return site.world.leaves(ballot, "cast")


@pytest.mark.parametrize(("window", "lang"), WINDOWS)
def test_by_pointing(page: Page, site: Site, ballot: str, signed_in: Coming, window: dict, lang: str) -> None:
    words = WORDS[lang]
    page.set_viewport_size(window)
    signed_in(page, "AMBER", lang)
    page.get_by_role("link", name=re.compile(f"^{words['vote']}")).click()
    expect(page.get_by_text(words["step"].format(1))).to_be_visible()
    assert page.locator("input[type=radio]:checked").count() == 0
    page.get_by_text(words["yes"], exact=True).click()
    page.get_by_role("button", name=words["next"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said(words["not_sent"]))
    assert counted(site, ballot) == []
    page.get_by_role("button", name=words["cast"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said(words["in"]))
    expect(page).to_have_title(said(words["in"]))
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.locator(".receipt").inner_text())
    assert [cast["choice"] for cast in counted(site, ballot)] == [{"q1": ["consent"]}]


@pytest.mark.parametrize(("window", "lang"), WINDOWS)
def test_by_keyboard_alone(page: Page, site: Site, ballot: str, signed_in: Coming, window: dict, lang: str) -> None:
    words = WORDS[lang]
    page.set_viewport_size(window)
    signed_in(page, "AMBER", lang)
    tab_to(page, words["vote"])
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["step"].format(1))).to_be_visible()
    tab_to(page, words["yes"])
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # past "I stand aside" to "I object", whose reason now shows
    tab_to(page, words["why"])
    page.keyboard.type("Their statutes came too late.")
    tab_to(page, words["next"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(said(words["not_sent"]))
    tab_to(page, words["back"])
    page.keyboard.press("Enter")
    expect(page.get_by_label(words["why"])).to_have_value("Their statutes came too late.")
    tab_to(page, words["next"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=words["cast"])).to_be_visible()
    tab_to(page, words["cast"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(said(words["in"]))
    assert [cast["choice"] for cast in counted(site, ballot)] == [{"q1": ["object"]}]


def tab_to(page: Page, name: str, presses: int = 40) -> None:
    """Press Tab until what is called `name` has the focus, which must be seen."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        here = page.evaluate("""() => {
            const at = document.activeElement ?? document.body
            const rings = [at, at.closest('label') ?? at].map(one => getComputedStyle(one).outlineStyle)
            return {name: (at.labels?.[0] ?? at).innerText, rings}}""")
        if (here["name"] or "").strip().startswith(name):
            assert set(here["rings"]) != {"none"}, f"the focus on “{name}” cannot be seen"
            return
    raise AssertionError(f"“{name}” cannot be reached by Tab")


@pytest.mark.parametrize(("window", "scheme"), [
    pytest.param(PHONE, "light", id="phone-light"), pytest.param(DESK, "dark", id="desk-dark", marks=pytest.mark.slow),
    pytest.param(PHONE, "dark", id="phone-dark", marks=pytest.mark.slow),
    pytest.param(DESK, "light", id="desk-light", marks=pytest.mark.slow)])
def test_nothing_for_axe_to_find_in_any_state(page: Page, site: Site, address: str, ballot: str, signed_in: Coming,
                                              window: dict, scheme: str) -> None:
    page.set_viewport_size(window)
    page.emulate_media(color_scheme=scheme)
    found: dict[str, object] = {}

    def look(state: str) -> None:
        faults = faults_of(page) + (["wider than its window"] if is_wider_than_its_window(page) else [])
        if faults:
            found[state] = faults

    page.goto(f"{address}/demo")
    look("demonstration")
    signed_in(page, "AMBER")
    look("today")
    page.goto(f"{address}/ballots/{ballot}")
    look("choose")
    page.evaluate("document.querySelector('#choose').noValidate = true")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    look("choose, nothing marked")
    page.get_by_text("I object", exact=True).click()
    page.evaluate("document.querySelector('#choose').noValidate = true")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="An objection needs a written reason.")).to_be_visible()
    look("choose, no reason")
    page.get_by_label("Your reason").fill("Too early.")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet: check your vote")
    look("check")
    page.get_by_role("button", name="Cast my vote").click()
    page.wait_for_url("**/done")
    look("done")
    page.goto(f"{address}/ballots/{ballot}")
    look("choose again")
    page.goto(f"{address}/my-votes")
    look("my votes")
    page.goto(f"{address}/ballots/{ballot}/paper.jso")
    look("not found")
    page.goto(f"{address}/ballots/{ballot}")
    page.get_by_text("I consent", exact=True).click()
    site.world.wait(3001)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your vote was not sent")).to_be_visible()
    look("closed meanwhile")
    site.world.tick()
    page.goto(f"{address}/ballots/{ballot}")
    expect(page.get_by_role("heading", name="Counted, within this organ")).to_be_visible()
    look("counted")
    assert found == {}


def test_language_changes_on_every_screen_without_losing_a_mark(page: Page, site: Site, address: str, ballot: str,
                                                                signed_in: Coming) -> None:
    signed_in(page, "AMBER")
    page.goto(f"{address}/ballots/{ballot}")
    page.get_by_text("I object", exact=True).click()
    page.get_by_label("Your reason").fill("« Trop tôt » & <b>vite</b>")
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_label("Je fais objection")).to_be_checked()
    expect(page.get_by_label("Votre motif")).to_have_value("« Trop tôt » & <b>vite</b>")
    page.get_by_role("button", name="Continuer").click()
    attempt = page.locator("#cast input[name=attempt]").input_value()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet: check your vote")
    expect(page.get_by_text("« Trop tôt » & <b>vite</b>")).to_be_visible()
    assert page.locator("#cast input[name=attempt]").input_value() == attempt
    assert counted(site, ballot) == []
    page.get_by_role("button", name="Cast my vote").click()
    page.wait_for_url("**/done")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said(WORDS["fr"]["in"]))
    assert len(counted(site, ballot)) == 1


def test_asvs_3_7_5_without_script_the_vote_works_the_same(
        browser: Browser, site: Site, ballot: str, signed_in: Coming) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = signed_in(context.new_page(), "AMBER")
    page.get_by_role("link", name=re.compile("^Vote")).click()
    page.get_by_text("I stand aside", exact=True).click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Cast my vote").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is in the ballot box")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is in the ballot box")
    context.close()
    assert [cast["choice"] for cast in counted(site, ballot)] == [{"q1": ["stand_aside"]}]


def test_targets_are_large_enough_for_a_thumb(page: Page, address: str, ballot: str, signed_in: Coming) -> None:
    page.set_viewport_size(PHONE)
    signed_in(page, "AMBER")
    page.goto(f"{address}/ballots/{ballot}")
    small = page.evaluate("""() => [...document.querySelectorAll('main button, main a.button, main label.option')]
        .map(one => [one.innerText, one.getBoundingClientRect().height]).filter(([, height]) => height < 44)""")
    assert small == []
