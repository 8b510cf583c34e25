"""A meeting in a browser: written, looked over, convened, held, closed; on a phone by pointing, on a desk by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.browser.keyboard import Keyboard
from tests.site import Site

pytestmark = pytest.mark.browser
BEGINS = 1_804_842_000  # 2027-03-12 09:00 UTC, 10:00 in Paris


def sound(page: Page, folder: Path, name: str) -> None:
    """No fault of access, no scrolling sideways; the picture is kept in the test's folder."""
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert faults_of(page) == [], name
    assert not is_wider_than_its_window(page), name


def test_from_the_form_to_the_close_on_a_phone(page: Page, site: Site, address: str, signed_in: Callable[..., Page],
                                               tmp_path: Path) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    signed_in(page, "coordinator", "en")
    page.goto(f"{address}/coordinator/meetings/new")
    page.locator("#meeting-organ").select_option("council")
    for name, value in (("title", "Spring meeting of the Council"), ("held_on", "2027-03-12"), ("begins", "10:00"),
                        ("ends", "12:30"), ("zone", "Europe/Paris"), ("place", "Dakar, Maison des partis")):
        page.locator(f"#meeting-{name}").fill(value)
    page.locator("#meeting-is_remote").check()
    sound(page, tmp_path, "form")
    page.get_by_role("button", name="Go on to the agenda").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prepare: Spring meeting of the Council")
    for english, french in (("Report of the Coordinator", "Rapport du coordinateur"), ("Budget", "Budget")):
        page.locator("#item-title_en").fill(english)
        page.locator("#item-title_fr").fill(french)
        page.get_by_role("button", name="Add the item").click()
        expect(page.locator("ol.sheet li h3").last).to_have_text(english)
    sound(page, tmp_path, "prepare")
    page.get_by_role("link", name="Look over and convene").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Convene: Spring meeting of the Council")
    sound(page, tmp_path, "convene")
    page.locator("#convene-confirm").check()
    page.get_by_role("button", name="Send the convocation").click()
    expect(page.get_by_role("status")).to_contain_text("letters are on their way")
    sound(page, tmp_path, "convened")
    meeting = page.url
    site.clock.now = BEGINS
    signed_in(page, "chair", "en")
    page.goto(meeting)
    page.get_by_role("link", name="Hold the meeting").click()
    page.get_by_role("button", name="Open the meeting").click()
    expect(page.locator("main")).to_contain_text("Presiding: The chair")
    page.locator(f"#how_{site.world.person('AMBER')}").select_option("room")
    page.get_by_role("button", name="Note the attendance").click()
    expect(page.locator("main")).to_contain_text("1 noted as present, 1 of them with a vote.")
    sound(page, tmp_path, "hold")
    page.locator("#close-confirm").check()
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.locator("main .state")).to_contain_text("Over")
    sound(page, tmp_path, "closed")


@pytest.mark.slow
def test_the_room_by_keyboard_alone_in_french(page: Page, site: Site, address: str, signed_in: Callable[..., Page],
                                              tmp_path: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    signed_in(page, "coordinator", "fr")
    page.goto(f"{address}/coordinator/meetings/new")
    desk = Keyboard(page, "fr")
    desk.write("Organ", "Con")
    desk.write("Title", "Printemps")
    desk.write("Day", "01242027")
    desk.write("Begins", "1000AM")
    desk.write("Place", "Dakar")
    desk.press("Go on to the agenda")
    for language in ("français", "English"):
        desk.write(desk.say("Title (%(language)s)") % {"language": language.capitalize()}, "Budget")
    desk.press("Add the item")
    desk.sees("Budget")
    desk.press("Look over and convene")
    expect(page.locator(".notice--warning")).to_contain_text("28")
    sound(page, tmp_path, "late-desk")
    convene = page.url
    signed_in(page, "chair", "fr")
    page.goto(convene)
    desk.write("Why at shorter notice", "L’exercice se termine.")
    desk.tick("Everyone listed above is convened to this meeting, with this agenda.")
    desk.press("Send the convocation")
    desk.sees("This meeting is convened at shorter notice than the statutes ask for.")
    sound(page, tmp_path, "late-desk-convened")
    site.clock.now = 1_800_781_200
    signed_in(page, "chair", "fr")
    page.goto(convene.removesuffix("/convene"))
    desk.press("Hold the meeting")
    desk.press("Open the meeting")
    desk.to("Incident or remark")
    page.keyboard.type("La ligne a été coupée cinq minutes.")
    desk.press("Note it")
    desk.sees("La ligne a été coupée cinq minutes.")
    sound(page, tmp_path, "hold-desk")
    desk.tick("The meeting is over.")
    desk.press("Close the meeting")
    desk.sees("Over")
    sound(page, tmp_path, "closed-desk")
