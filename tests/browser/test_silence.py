"""The silence procedure in a browser: read, objected to, withdrawn, declared, by keyboard alone, on a phone and a desk.

Whoever says nothing must have read that it counts as agreement: each page says so, in both languages, and is sound.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard
from tests.browser.test_three_screens import DESK, PHONE, WORDS, said, tab_to
from tests.site import Site
from tests.web.test_silence import SILENCE
from tests.world import statutes_source
from voting.services.convene_meeting import convene_meeting
from voting.services.draft_motion import MotionDraft, draft_motion
from voting.services.install_statutes import install_statutes

pytestmark = [pytest.mark.browser, pytest.mark.slow]
THREE_DAYS = 259_200


@pytest.fixture
def motion(site: Site) -> str:
    """A circular of the Council in a written procedure, as if the Alliance's data allowed one; nothing announced."""
    law = statutes_source().decode().replace("written_procedure = false", "written_procedure = true")
    site.within(install_statutes, site.service, law.replace("[decisions.resolution]\n", SILENCE, 1).encode(), "w.toml")
    coordinator = site.world.person("coordinator")
    meeting = site.within(convene_meeting, site.service, coordinator, "council", "By letter", "2027-01-20", "", True,
                          kind="written")
    return site.within(draft_motion, site.service, coordinator, MotionDraft(
        "council", "circular", "the new logo", meeting, 1, {"en": "Shall it?", "fr": "Le faut-il ?"}))


def answers(keys: Keyboard, is_objection: bool, reason: str = "") -> None:
    """From the paper to Done, by keys; what stands on each screen is looked at."""
    page, words = keys.page, WORDS[keys.lang]
    keys.sees("Whoever says nothing agrees.")
    tab_to(page, words["yes"])
    page.keyboard.press("Space")
    if is_objection:
        page.keyboard.press("ArrowDown")
        tab_to(page, words["why"])
        page.keyboard.type(reason)
    tab_to(page, words["next"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(said(words["not_sent"]))
    keys.sees("adopted by silence, unless an objection stands at the close")
    tab_to(page, words["cast"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(said(words["in"]))
    keys.sound()


@pytest.mark.parametrize(("window", "lang", "is_broken"), [
    pytest.param(PHONE, "fr", True, id="phone-fr-broken"), pytest.param(PHONE, "en", False, id="phone-en-kept"),
    pytest.param(DESK, "en", True, id="desk-en-broken")])
def test_by_keyboard_from_the_list_to_the_result(page: Page, site: Site, address: str, motion: str, tmp_path: Path,
                                                 signed_in: Callable[..., Page], window: dict, lang: str,
                                                 is_broken: bool) -> None:
    world = site.world
    ballot = world.announce(motion, lasts=THREE_DAYS)
    page.set_viewport_size(window)
    signed_in(page, "AMBER", lang)
    keys = Keyboard(page, lang)
    expect(page.locator("main")).to_contain_text("Shall it?" if lang == "en" else "Le faut-il")
    keys.sound()
    tab_to(page, WORDS[lang]["vote"])
    page.keyboard.press("Enter")
    expect(page.get_by_text(said(WORDS[lang]["step"].format(1)))).to_be_visible()
    page.screenshot(path=tmp_path / "choose.png", full_page=True)
    answers(keys, True, "Too dear.")
    if not is_broken:  # an objection is withdrawn by consenting, until the close
        page.goto(f"{address}/ballots/{ballot}")
        answers(keys, False)
    signed_in(page, "BIRCH", lang)  # reads it, and says nothing
    page.goto(f"{address}/ballots/{ballot}")
    keys.sees("Whoever says nothing agrees.")
    site.clock.now += THREE_DAYS + 1
    world.tick()
    signed_in(page, "chair", lang)
    page.goto(f"{address}/chair/motions/{motion}")
    keys.sound()
    page.screenshot(path=tmp_path / "chair.png", full_page=True)
    keys.press("Go on to the declaration")
    keys.sound()
    keys.tick("I declare this result.")
    keys.press("Declare the result")
    page.goto(f"{address}/results/{motion}")
    keys.sees("Silence procedure")
    expect(page.locator("main")).to_contain_text(
        ("the silence is broken" if is_broken else "nobody objects") if lang == "en" else "silence")
    page.screenshot(path=tmp_path / "result.png", full_page=True)
    keys.sound()
    assert [leaf["outcome"] for leaf in world.leaves(kind="declared")] == ["rejected" if is_broken else "adopted"]
