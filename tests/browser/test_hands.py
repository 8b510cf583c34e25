"""A show of hands in a browser: called by the chair, counted by two tellers, told to a delegate, marked everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site
from voting.services.hold_meeting import open_meeting

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "lang"), [(320, "en"), (1280, "fr")])
def test_from_the_call_to_the_result(page: Page, site: Site, address: str, signed_in: Callable[..., Page],
                                     tmp_path: Path, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    motion = site.world.draft("resolution", "A")
    ballot = site.world.ballot(motion)
    site.within(open_meeting, site.service, site.world.person("chair"), site.world.convene())

    def sound(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert faults_of(page) == [], name
        assert not is_wider_than_its_window(page), name

    signed_in(page, "chair", lang)
    page.goto(f"{address}/chair/motions/{motion}")
    page.locator("details:has(#hands-confirm) > summary").click()
    page.locator("#hands-confirm").check()
    sound("call")
    page.locator("form:has(#hands-confirm) button").click()
    expect(page.locator("a[href$='/hands']")).to_be_visible()
    sound("called")
    signed_in(page, "AMBER", lang)
    page.goto(f"{address}/ballots/{ballot}")
    expect(page.locator("main .notice--warning")).to_be_visible()
    sound("delegate")
    for who in ("teller", "teller2"):
        signed_in(page, who, lang)
        page.goto(f"{address}/teller/ballots/{ballot}/hands")
        for option, count in (("yes", "4"), ("no", "2"), ("abstain", "0")):
            page.locator(f"#hands-{option}").fill(count)
        sound(f"before-{who}")
        page.locator("form.deliberate button").click()
        expect(page.locator("main [role=status]")).to_be_visible()
    sound("agreed")
    assert site.world.row(ballot).state == "counted"
