"""The chair decides on secrecy, a delegate asks for it, all read the result: in Chromium, sound at every width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sound
from tests.browser.test_chair import tab_to
from tests.secret_site import SecretSite
from voting.services.declare_result import declare_result

LOOKS = [(320, "fr", "dark"), (1280, "en", "light"), (320, "en", "light"), (1280, "fr", "dark")]
pytestmark = pytest.mark.browser
SITE = SecretSite


@pytest.mark.slow
@pytest.mark.parametrize(("width", "lang", "scheme"), LOOKS)
def test_from_the_asking_to_the_result(page: Page, site: SecretSite, address: str, signed_in: Callable, width: int,
                                       lang: str, scheme: str) -> None:
    world = site.world
    motion = world.draft("resolution", "Peace")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    signed_in(page, "AMBER", lang)
    sound(page)
    page.get_by_role("button", name={"en": "Ask for a secret vote", "fr": "Demander un vote secret"}[lang]).click()
    expect(page.get_by_text({"en": "Enough have asked", "fr": "Assez l’ont demandé"}[lang]).first).to_be_visible()
    sound(page)
    ballot = world.ballot(motion)
    signed_in(page, "chair", lang)
    page.goto(f"{address}/chair/motions/{motion}")
    expect(page.get_by_text({"en": "This vote is secret.", "fr": "Ce vote est secret."}[lang])).to_be_visible()
    sound(page)
    world.accept_keys(ballot)
    world.announce(motion, lasts=600)
    world.vote(ballot, amber="yes", birch="no", cedar="yes")
    world.close(ballot)
    page.reload()
    sound(page)
    world.open_by(ballot, *world.tellers[:2])
    site.within(declare_result, site.service, world.person("chair"), ballot)
    page.goto(f"{address}/results/{motion}")
    expect(page.get_by_role("heading", name={"en": "A secret ballot", "fr": "Un scrutin secret"}[lang])).to_be_visible()
    sound(page)


def test_the_chair_decides_by_keyboard_alone(page: Page, site: SecretSite, address: str, signed_in: Callable) -> None:
    world = site.world
    motion = world.draft("resolution", "Peace")
    signed_in(page, "chair")
    page.goto(f"{address}/chair/motions/{motion}")
    tab_to(page, "secrecy-held-named")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This vote is secret.")).to_be_visible()
