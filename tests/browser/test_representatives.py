"""A representative named and accepting in a browser: by keyboard on a phone in French, by pointing in English."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.browser.keyboard import Keyboard
from tests.site import Site
from voting.store.database import reading
from voting.store.people import person_with_mail

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "lang", "by_keyboard"), [(320, "fr", True), (1280, "en", False)])
def test_from_the_list_to_the_vote(page: Page, site: Site, address: str, width: int, lang: str, by_keyboard: bool,
                                   signed_in: Callable[..., Page]) -> None:
    def press(selector: str) -> None:
        if by_keyboard:
            page.locator(selector).focus()
            page.keyboard.press("Enter")
        else:
            page.locator(selector).click()

    def is_sound(name: str) -> None:
        assert faults_of(page) == []
        assert not is_wider_than_its_window(page)
        if os.environ.get("LOOK"):
            page.screenshot(path=f"{os.environ['LOOK']}/{name}-{width}.png", full_page=True)

    page.set_viewport_size({"width": width, "height": 800})
    meeting = site.world.convene("council")
    signed_in(page, "AMBER", lang)
    press("a[href='/representatives']")
    expect(page.locator("details summary").first).to_be_visible()
    press("details summary")
    page.locator(f"#name-{meeting}-name").fill("Stand-in")
    page.locator(f"#name-{meeting}-mail").fill("standin@example.org")
    is_sound("representatives-name")
    press("form.deliberate button")
    expect(page.locator("form[action$='/end']")).to_be_visible()
    is_sound("representatives-named")
    with site.app.app_context(), reading() as session:
        standin = person_with_mail(session, "standin@example.org").id
    signed_in(page, standin, lang)
    page.goto(f"{address}/representatives")
    is_sound("representatives-asked")
    press("form[action$='/accept'] button")
    expect(page.locator("form[action$='/end']")).to_be_visible()
    site.world.open_ballot("resolution", "Peace")
    page.goto(f"{address}/today")
    press(".go a")
    expect(page.locator("#choose")).to_contain_text("Delegate AMBER")
    is_sound("representatives-choose")
    signed_in(page, "chair", lang)
    page.goto(f"{address}/representatives")
    expect(page.locator("table")).to_contain_text("Stand-in")
    is_sound("representatives-chair")


@pytest.mark.parametrize(("width", "lang"), [(320, "fr"), (1280, "en")])
def test_the_coordinator_enters_a_letter_by_keyboard(page: Page, site: Site, address: str, width: int, lang: str,
                                                     tmp_path: Path, signed_in: Callable[..., Page]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    site.world.convene("council")
    letter = tmp_path / "letter.txt"
    letter.write_text("Please let Stand-in vote for me.", encoding="utf-8")
    signed_in(page, "coordinator", lang)
    page.goto(f"{address}/representatives")
    keys = Keyboard(page, lang)
    keys.press("Enter a designation that came in writing")
    keys.write("Member and meeting", "Delegate AMBER")
    keys.write("Name of the representative", "Stand-in")
    keys.write("Mail address of the representative", "standin@example.org")
    keys.attach("What the member wrote", letter)
    keys.press("Enter it")
    keys.sees("Say how the designation came in and why the member does not enter it; it stands in the log.")
    keys.write("How it came in, and why the member does not enter it", "By post.")
    keys.attach("What the member wrote", letter)
    keys.sound()
    if os.environ.get("LOOK"):
        page.screenshot(path=f"{os.environ['LOOK']}/enter-{width}.png", full_page=True)
    keys.press("Enter it")
    keys.sees("The designation is entered. The member is told; the person named is asked by mail.")
    keys.sees("what came in writing")
    if os.environ.get("LOOK"):
        page.screenshot(path=f"{os.environ['LOOK']}/entered-{width}.png", full_page=True)
