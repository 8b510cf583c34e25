"""Passkeys in Chromium with a virtual authenticator: enrol, sign in, confirm, be refused, lose it and come back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.authenticator import Authenticator
from tests.browser.conftest import sound
from tests.site import Site
from tests.web.test_passkeys import invited, live
from tests.web.test_recovery import link
from voting.services.recover_passkeys import propose_recovery
from voting.services.second_officer import confirm, propose_annulment
from voting.store.access import SessionRow

pytestmark = pytest.mark.browser
SIZES = {"room": {"width": 1280, "height": 900}, "phone": {"width": 320, "height": 640}}
WORDS = {
    "en": {"go": "Go on", "make": "Make my passkey", "colour": "Blue", "continue": "Continue",
           "confirm": "Confirm with my passkey", "works": "It works", "out": "Sign out",
           "in": "Sign in with my passkey", "declined": "No passkey answered"},
    "fr": {"go": "Continuer", "make": "Créer ma clé d’accès", "colour": "Bleu", "continue": "Continuer",
           "confirm": "Confirmer avec ma clé d’accès", "works": "Cela fonctionne", "out": "Se déconnecter",
           "in": "Me connecter avec ma clé d’accès", "declined": "Aucune clé d’accès n’a répondu"},
}


def open_link(page: Page, address: str, token: str, lang: str = "en") -> None:
    page.context.add_cookies([{"name": "lang", "value": lang, "url": address}])
    page.goto(f"{address}/enrol#{token}")
    expect(page.locator("#enrol-link")).to_have_value(token)
    assert "#" not in page.url, "the link's secret is out of the address"


def enrol(page: Page, address: str, token: str, lang: str = "en") -> None:
    words = WORDS[lang]
    open_link(page, address, token, lang)
    page.get_by_role("button", name=words["go"]).click()
    page.get_by_role("button", name=words["make"], exact=True).click()
    page.wait_for_url("**/me/try*")


@pytest.mark.parametrize(("size", "lang"), [("phone", "fr"), pytest.param("room", "en", marks=pytest.mark.slow)])
def test_from_the_letter_to_the_practice_vote_and_back_in(
        page: Page, site: Site, address: str, size: str, lang: str) -> None:
    words, token = WORDS[lang], invited(site)
    page.set_viewport_size(SIZES[size])
    device = Authenticator(page)
    open_link(page, address, token, lang)
    sound(page)
    page.get_by_role("button", name=words["go"]).click()
    page.get_by_role("button", name=words["make"]).wait_for()
    sound(page)
    device.recognise(False)  # a finger that is not hers
    page.get_by_role("button", name=words["make"], exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(words["declined"])
    assert live(site) == []
    sound(page)
    device.recognise(True)
    page.get_by_role("button", name=words["make"], exact=True).click()
    page.wait_for_url("**/me/try*")
    assert len(live(site)) == 1
    sound(page)
    page.get_by_text(words["colour"], exact=True).click()
    page.get_by_role("button", name=words["continue"]).click()
    page.get_by_role("button", name=words["confirm"]).wait_for()
    sound(page)
    page.get_by_role("button", name=words["confirm"], exact=True).click()
    expect(page.get_by_role("heading", name=words["works"])).to_be_visible()
    sound(page)
    for path in ("/me/passkeys", "/me/sessions"):
        page.goto(f"{address}{path}")
        sound(page)
    page.get_by_role("button", name=words["out"]).click()

    page.goto(f"{address}/sign-in")
    sound(page)
    device.recognise(False)
    page.get_by_role("button", name=words["in"], exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(words["declined"])
    device.recognise(True)
    page.get_by_role("button", name=words["in"], exact=True).click()
    page.wait_for_url("**/today")
    expect(page.get_by_role("banner")).to_contain_text("Delegate AMBER")
    assert {row.way for row in site.world.rows(SessionRow)} == {"passkey"}


def test_by_keyboard_alone(page: Page, site: Site, address: str) -> None:
    Authenticator(page)
    open_link(page, address, invited(site))
    press(page, "Go on")
    press(page, "Make my passkey")
    page.wait_for_url("**/me/try*")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "colour":
            break
    page.keyboard.press("Space")
    press(page, "Continue")
    press(page, "Confirm with my passkey")
    expect(page.get_by_role("heading", name="It works")).to_be_visible()


def press(page: Page, label: str) -> None:
    """Tab to a button, whose focus must show, and press Enter."""
    expect(page.get_by_role("button", name=label)).to_be_enabled()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == label:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{label} cannot be reached by keyboard")


def test_a_button_whose_script_has_not_come_cannot_be_pressed_and_the_page_says_so(
        page: Page, site: Site, address: str) -> None:
    button, sentence = page.get_by_role("button", name=WORDS["en"]["in"]), page.get_by_text("not ready yet")
    page.set_viewport_size(SIZES["phone"])
    page.route("**/passkeys-*.js", lambda route: route.abort())
    page.goto(f"{address}/sign-in")
    expect(button).to_be_disabled()
    expect(sentence).to_be_in_viewport()
    sound(page)
    page.unroute("**/passkeys-*.js")
    page.reload()
    expect(button).to_be_enabled()
    expect(sentence).to_be_hidden()


def test_the_chair_opens_with_a_fresh_tap_and_a_second_officer_confirms(
        page: Page, browser: Browser, site: Site, address: str) -> None:
    world = site.world
    Authenticator(page)
    enrol(page, address, invited(site, "chair"))
    motion = world.draft()
    page.goto(f"{address}/chair/motions/{motion}")
    page.get_by_text("I announce this ballot.").click()
    page.get_by_role("button", name="Announce the ballot").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    ballot = world.ballot(motion)
    assert world.row(ballot).state == "drafted"
    page.get_by_role("link", name="Français").or_(page.get_by_role("button", name="Français")).click()
    page.get_by_role("button", name="Confirmer avec ma clé d’accès", exact=True).click()
    expect(page.locator("[data-turnout]")).to_be_visible()
    assert world.row(ballot).state == "open"

    site.within(propose_annulment, site.service, world.person("chair"), ballot, "Wrong question")
    with browser.new_context() as other:
        second = other.new_page()
        Authenticator(second)
        enrol(second, address, invited(site, "teller"))
        second.goto(f"{address}/teller")
        second.get_by_text("I have checked this and confirm it as second officer.").click()
        second.get_by_role("button", name="Confirm", exact=True).click()
        second.get_by_role("button", name="Confirm with my passkey", exact=True).click()
        expect(second.get_by_role("status").first).to_contain_text("it has taken effect")
    assert world.row(ballot).state == "annulled"


def test_a_lost_passkey_and_the_way_back(page: Page, site: Site, address: str) -> None:
    device = Authenticator(page)
    enrol(page, address, invited(site))
    device.lose()
    new = Authenticator(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="Sign in with my passkey", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("No passkey answered")
    amber = site.world.person("AMBER")
    pending = site.within(propose_recovery, site.service, site.world.person("coordinator"), amber, "By telephone")
    site.within(confirm, site.service, site.world.person("teller"), pending)
    token = link(site)
    open_link(page, address, token)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("main")).to_contain_text("A new one can be made from this hour on")
    expect(page.get_by_role("button", name="Make my passkey")).to_have_count(0)
    sound(page)
    site.clock.now += 7200
    enrol(page, address, token)
    assert len(live(site)) == 1
    assert len(new.credentials()) == 1


def test_the_officers_pages_of_people(page: Page, site: Site, address: str, signed_in: Callable) -> None:
    signed_in(page, "coordinator")
    for size in SIZES.values():
        page.set_viewport_size(size)
        page.goto(f"{address}/coordinator/people")
        sound(page)
        page.get_by_role("link", name="Delegate AMBER").click()
        page.get_by_text("Change the mail address").click()
        sound(page)


def test_a_browser_without_passkeys_says_so_before_anything_is_pressed(page: Page, address: str) -> None:
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(f"{address}/sign-in")
    expect(page.get_by_role("status")).to_have_text(re.compile("This browser cannot use passkeys"))
