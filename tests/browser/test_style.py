"""The style page: every part in every state, in both languages, both themes, on a phone and on a desk.

The golden is the page's structure as a reading aid hears it (roles, names, order), one file a language; pixels differ
with every font, structure does not. A golden that is missing fails; write one from what a failing test prints, after
looking at the page. The picture that the browser shows is kept in the test's folder.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import faults_of, is_wider_than_its_window

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parents[1] / "golden" / "style"
SIZES = {"phone": (320, 640), "desk": (1280, 900)}
ACCENT = {"light": "rgb(36, 64, 142)", "dark": "rgb(157, 180, 255)"}


def show(page: Page, address: str, language: str, theme: str, size: str) -> Page:
    """The style page as it is set for a reader."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=theme)
    page.goto(f"{address}/style?lang={language}")
    return page


def structure(page: Page) -> str:
    """What a reading aid hears, without the frame around it."""
    return page.locator("main").aria_snapshot() + "\n"


LOOKS = [(language, theme, size) for language in ("en", "fr") for theme in ("light", "dark") for size in SIZES]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "theme", "size"), LOOKS)
def test_no_fault_of_access_and_no_scrolling_sideways(
        page: Page, address: str, language: str, theme: str, size: str, tmp_path: Path) -> None:
    show(page, address, language, theme, size)
    picture = page.screenshot(path=tmp_path / f"style-{language}-{theme}-{size}.png", full_page=True)
    assert len(picture) > 50_000, "an empty page"
    assert faults_of(page) == []
    assert not is_wider_than_its_window(page)
    assert page.locator("html").get_attribute("lang") == language
    link = page.locator(".files a").first
    assert link.evaluate("part => getComputedStyle(part).color") == ACCENT[theme]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_its_structure_is_the_golden_one(page: Page, address: str, language: str) -> None:
    found = structure(show(page, address, language, "light", "desk"))
    golden = GOLDEN / f"{language}.aria.yaml"
    assert golden.is_file(), f"{golden.name} is missing. It would be:\n{found}"
    wanted = golden.read_text(encoding="utf-8")
    assert found == wanted, "\n" + "\n".join(difflib.unified_diff(wanted.splitlines(), found.splitlines(), lineterm=""))


def test_the_structure_is_the_same_on_a_phone(page: Page, address: str) -> None:
    """Only the order of rows and cells of the table of bases may be laid out anew."""
    desk = structure(show(page, address, "en", "light", "desk"))
    phone = structure(show(page, address, "en", "light", "phone"))
    assert re.findall(r'- (?:heading|button|link|radio|textbox|img|meter) "[^"]*"', phone) == \
        re.findall(r'- (?:heading|button|link|radio|textbox|img|meter) "[^"]*"', desk)


@pytest.mark.parametrize("size", SIZES)
def test_every_target_is_large_enough_for_a_finger(page: Page, address: str, size: str) -> None:
    """At least 44 px high: buttons, fields, options and links that act; links within a sentence are text."""
    show(page, address, "en", "light", size)
    small = page.locator("main").evaluate("""main => [...main.querySelectorAll(
        ".button, .option, input[type=text], textarea, select, summary, .files a, .faults a")]
        .filter(part => part.offsetParent && part.getBoundingClientRect().height < 44)
        .map(part => part.outerHTML.slice(0, 80))""")
    assert small == []


def test_on_paper_it_is_black_on_white_without_navigation(page: Page, address: str) -> None:
    show(page, address, "en", "dark", "desk")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".masthead__side").is_visible()
    assert not page.locator(".actions").first.is_visible()
    assert "4821 0937 5526" in page.locator(".foot__print").inner_text()
