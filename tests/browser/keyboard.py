"""A reader without a mouse: goes by Tab to what is called by its words, presses, ticks, writes, chooses.

The words are those of the catalogue, so that one journey goes in every language. What has the focus must show it.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import TAP, faults_of, is_wider_than_its_window
from voting.web.catalogues import TRANSLATIONS, read_catalogue

MOST_TABS = 250
FOCUSED = """() => {
    const at = document.activeElement
    if (!at || at === document.body) return null
    const rings = [at, at.closest('label') ?? at].map(one => getComputedStyle(one).outlineStyle)
    const words = at.labels?.[0]?.innerText ?? at.getAttribute('aria-label') ?? at.innerText ?? ''
    return {words: words.trim(), is_seen: rings.some(style => style !== 'none')}
}"""


class Keyboard:
    """Drives one page in one language."""

    def __init__(self, page: Page, lang: str) -> None:
        self.page, self.lang, self.catalogue = page, lang, read_catalogue(TRANSLATIONS, lang)
        # From now on the browser hands over every choice of a file; asked for only at the press, it may come too late.
        page.on("filechooser", lambda chooser: None)

    def say(self, words: str) -> str:
        """English words of our pages in the page's language."""
        return self.catalogue.gettext(words) or words

    def to(self, words: str) -> None:
        """Press Tab until what is called so has the focus."""
        wanted, passed = self.say(words), []
        named = re.escape(wanted) + r"(\s?:.*)?"  # “Change: the dossier”, said whole to those who do not see it
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(FOCUSED)
            if here and re.fullmatch(named, here["words"], re.DOTALL):
                assert here["is_seen"], f"the focus on “{wanted}” cannot be seen"
                return
            passed.append(here and here["words"][:30])
        raise AssertionError(f"“{wanted}” cannot be reached by Tab, only {list(dict.fromkeys(passed))}")

    def press(self, words: str) -> None:
        """Go to a button, a link or a title that unfolds, and press it; the next page has come when this ends."""
        self.to(words)
        self.enter()

    def enter(self) -> None:
        """Press what has the focus."""
        if self.page.evaluate("document.activeElement.tagName") == "SUMMARY":
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")
        if self.page.locator(TAP).count():  # the act asks for the passkey
            self.press("Demonstration: as if my passkey had confirmed")

    def tick(self, words: str) -> None:
        """Go to a box and tick it."""
        self.to(words)
        self.page.keyboard.press("Space")

    def write(self, words: str, text: str) -> None:
        """Go to a field and write; a date is written as its field asks for it, month first."""
        self.to(words)
        self.page.keyboard.type(text)

    def attach(self, words: str, file: Path) -> None:
        """Go to a field for a file and choose one."""
        self.to(words)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def sees(self, words: str, **values: object) -> None:
        """The page says so; and it is sound."""
        expect(self.page.locator("main")).to_contain_text(self.say(words) % values if values else self.say(words))
        self.sound()

    def sound(self) -> None:
        """The page has no fault that axe finds and does not scroll sideways."""
        assert faults_of(self.page) == []
        assert not is_wider_than_its_window(self.page)
