"""My data and the letters that came back, as people see them: at 320 and 1280, in both languages, by keyboard alone."""

from __future__ import annotations

import smtplib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site
from voting.services.send_mail import send_mail

pytestmark = pytest.mark.browser


class Refusing:
    """A mail server that knows nobody."""

    def carry(self, message: object) -> None:
        """Refuse for good."""
        raise smtplib.SMTPRecipientsRefused({str(message["To"]): (550, b"no")})


@pytest.fixture
def voted(site: Site) -> Site:
    """A ballot that is open, with a vote of Amber's; six letters that came back."""
    ballot = site.world.open_ballot()
    site.world.cast("AMBER", ballot, "consent")
    site.within(send_mail, site.service, Refusing(), lambda letter, *_: (str(letter.subject), "words"))
    return site


@pytest.mark.parametrize(("width", "lang", "title"), [
    (320, "fr", "Mes données"), pytest.param(1280, "en", "My data", marks=pytest.mark.slow)])
def test_my_data_is_found_from_the_passkeys_and_reads_well(page: Page, voted: Site, signed_in, address: str, width: int,
                                                           lang: str, title: str, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    signed_in(page, "AMBER", lang)
    page.goto(f"{address}/me/passkeys")
    link = page.get_by_role("link", name=title)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("main")).to_contain_text("amber@example.org")
    assert faults_of(page) == []
    assert not is_wider_than_its_window(page)
    page.screenshot(path=tmp_path / f"data-{width}.png", full_page=True)
    with page.expect_download() as coming:
        page.locator(".actions a").first.focus()
        page.keyboard.press("Enter")
    assert coming.value.suggested_filename == "my-data.json"


@pytest.mark.parametrize(("width", "lang", "again"), [
    (320, "fr", "Renvoyer"), pytest.param(1280, "en", "Send again", marks=pytest.mark.slow)])
def test_letters_that_came_back_are_sent_again_by_keyboard(page: Page, voted: Site, signed_in, address: str, width: int,
                                                           lang: str, again: str, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    signed_in(page, "coordinator", lang)
    page.goto(f"{address}/coordinator/letters")
    assert faults_of(page) == []
    assert not is_wider_than_its_window(page)
    page.screenshot(path=tmp_path / f"letters-{width}.png", full_page=True)
    buttons = page.get_by_role("button", name=again)
    expect(buttons).to_have_count(6)
    buttons.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    expect(buttons).to_have_count(5)
