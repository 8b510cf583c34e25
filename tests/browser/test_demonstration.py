"""The demonstration's open secret vote in a browser: its teller opens the key with the code that the page shows."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.secret_site import SecretSite
from voting.demonstration.load import load_demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def site(database_url: str, tmp_path: Path, door: socket.socket) -> Iterator[SecretSite]:
    """As `make run` loads it."""
    site = SecretSite(tmp_path, database_url, origin=f"http://localhost:{door.getsockname()[1]}")
    site.within(load_demonstration, site.service)
    yield site
    site.close()


def test_a_teller_of_the_demonstration_opens_its_key(page: Page, site: SecretSite, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}/demo")
    code = page.locator("main code").inner_text()
    assert faults_of(page) == []
    assert not is_wider_than_its_window(page)
    page.get_by_role("button", name="Delegate of SDP-JP").first.click()
    page.wait_for_url(lambda url: "/demo" not in url)
    page.goto(f"{address}/teller/ballots")
    page.get_by_role("link", name="Go there").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your key is kept")
    page.get_by_role("button", name="Try my key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open your key")
    page.get_by_role("textbox", name="Recovery code of your key").fill(code)
    page.get_by_role("button", name="Open with the code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your key is kept")
    page.get_by_role("button", name="Try my key").click()
    expect(page.get_by_text("Your key is here and it opens.")).to_be_visible()
