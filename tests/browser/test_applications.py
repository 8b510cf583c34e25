"""The public form of an application, its code and the coordinator's page, on a phone and on a large screen."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site
from voting.store.access import MailRow

PROGRAMME = {"name": "programme.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 our programme"}
RULES = {"name": "rules.txt", "mimeType": "text/plain", "buffer": b"Our rules."}
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "lang"), [(320, "fr"), (1280, "en")])
def test_from_the_front_page_to_the_report(page: Page, site: Site, address: str, width: int, lang: str,
                                           signed_in: Callable[..., Page]) -> None:
    def is_sound(name: str) -> None:
        assert faults_of(page) == []
        assert not is_wider_than_its_window(page)
        if os.environ.get("LOOK"):
            page.screenshot(path=f"{os.environ['LOOK']}/{name}-{width}.png", full_page=True)

    page.set_viewport_size({"width": width, "height": 800})
    page.context.add_cookies([{"name": "lang", "value": lang, "url": address}])
    page.goto(address)
    page.locator("a[href='/apply']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#apply-words")).to_be_visible()
    is_sound("apply")
    page.locator("#apply-name").fill("Party of the Coast")
    page.locator("#apply-kind").select_option("party")
    page.locator("#apply-continent").select_option("africa")
    page.locator("#apply-contact").fill("The secretary")
    page.locator("#apply-mail").fill("coast@example.org")
    page.locator("#apply-words").fill("We share the principles and wish to join.")
    page.locator("form.deliberate button").click()
    expect(page.locator("#apply-country-fault")).to_be_visible()
    is_sound("apply-fault")
    page.locator("#apply-country").fill("ZZ")
    page.locator("#apply-file").set_input_files([PROGRAMME, {"name": "run.exe", "mimeType": "", "buffer": b"MZ\x00"}])
    page.locator("form.deliberate button").click()
    expect(page.locator("#apply-file-fault")).to_contain_text("run.exe")
    expect(page.locator("#apply-words")).to_have_value("We share the principles and wish to join.")
    is_sound("apply-not-taken")
    page.locator("#apply-file").set_input_files([PROGRAMME, RULES])
    page.locator("form.deliberate button").click()
    expect(page.locator("#confirm-code")).to_be_visible()
    is_sound("apply-confirm")
    letter = [row.letter for row in site.world.rows(MailRow) if row.to == "coast@example.org"][-1]
    page.goto("about:blank")  # the link is opened from a mail
    page.goto(letter["address"])
    expect(page.locator("#confirm-code")).to_have_value(letter["address"].partition("#")[2])
    page.locator("main button").click()
    expect(page).to_have_url(f"{address}/apply/received")
    is_sound("applied")
    signed_in(page, "coordinator", lang)
    page.goto(f"{address}/coordinator/applications")
    is_sound("applications")
    page.locator("main h2 a").click()
    expect(page.locator("#register-code")).to_be_visible()
    for name in ("programme.pdf", "rules.txt", "application.txt"):
        expect(page.locator("ul.files").get_by_role("link", name=name)).to_be_visible()
    is_sound("application")
    page.locator("#register-code").fill("COAST")
    page.locator("form[action$='/register'] button").click()
    expect(page.locator("#report-report")).to_be_visible()
    page.goto(f"{address}/organisations/COAST")
    is_sound("organisation")
