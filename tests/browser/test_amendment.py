"""An amendment with its data file, by the people who make it: put, compared, adopted, in force on its day (VI.2)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sound
from tests.site import Site
from tests.world import principles, statutes_source
from voting.services.read.law import law_in_force
from voting.statutes import progressive_alliance

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.clause("VI.2")]
LINE = "VII. Une ligne de plus."
TEXT = f"{principles().strip()}\n{LINE}"
DAY = datetime(2027, 3, 1, tzinfo=UTC)


def data_file() -> bytes:
    """The second version of the data: another last call, written for the text proposed."""
    law = progressive_alliance()
    return statutes_source().decode().replace('version = "1"', 'version = "2"', 1).replace(
        law.principles.sha256, hashlib.sha256(TEXT.encode()).hexdigest()).replace(
        "last_call_s = 600", "last_call_s = 1200").encode()


@pytest.mark.parametrize(("width", "lang"), [(320, "fr"), (1280, "en")])
def test_from_the_draft_to_the_day_on_which_it_comes_into_force(
        page: Page, site: Site, address: str, signed_in: Callable[..., Page], width: int, lang: str) -> None:
    def look(name: str) -> None:
        sound(page)
        if os.environ.get("LOOK"):
            page.screenshot(path=f"{os.environ['LOOK']}/amendment-{name}-{width}.png", full_page=True)

    world = site.world
    world.seat_members("steering_committee", "delegate")
    world.convene("steering_committee")
    page.set_viewport_size({"width": width, "height": 800})
    put_by_the_coordinator(page, address, signed_in, lang, look)
    motion = page.url.partition("/motions/")[2].partition("/")[0]

    signed_in(page, "sc_chair", lang)
    page.goto(f"{address}/chair/motions/{motion}")
    expect(page.locator(".differ ins").first).to_be_visible()
    look("chair")
    page.locator("#announce-confirm").check()
    page.locator("form[action$='/announce'] button").click()
    expect(page.locator("[data-turnout]")).to_be_visible()
    ballot = world.ballot(motion)

    signed_in(page, "AMBER", lang)
    page.goto(f"{address}/ballots/{ballot}")
    expect(page.locator(".paper .differ").first.locator("ins")).to_contain_text(LINE)
    page.locator(".paper details").nth(1).locator("summary").click()
    expect(page.locator(".paper .differ").nth(1).locator("ins", has_text="1200")).to_be_visible()
    expect(page.locator(".paper .differ").nth(1).locator("del", has_text="600")).to_be_visible()
    look("paper")
    page.locator("#choice-consent").check()
    page.locator("#choose .button--primary").click()
    expect(page.locator("#cast")).to_be_visible()
    page.locator("#cast .button--primary").click()
    expect(page).to_have_url(f"{address}/ballots/{ballot}/done")
    for name in ("BIRCH", "CEDAR", "DELTA", "ELDER", "FROST"):
        world.cast(name, ballot, "consent")

    signed_in(page, "sc_chair", lang)
    page.goto(f"{address}/chair/motions/{motion}")
    page.locator("a[href$='/close-early']").click()
    expect(page.locator("#close-confirm")).to_be_visible()
    page.locator("#close-confirm").check()
    page.locator("form[action$='/close-early'] button").click()
    expect(page.locator("#figures")).to_be_visible()
    page.locator("a[href$='/declare']").click()
    expect(page.locator("#declare-confirm")).to_be_visible()
    look("declare")
    page.locator("#declare-confirm").check()
    page.locator("form[action$='/declare'] button").click()
    expect(page.locator(".timeline")).to_be_visible()

    page.goto(f"{address}/statutes")
    expect(page.locator(".lead").first).to_contain_text("Version 1")
    expect(page.locator(f"a[href$='/results/{motion}']").first).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(LINE)
    look("to-come")
    world.wait(int(DAY.timestamp()) - world.now)
    page.reload()
    expect(page.locator(".lead").first).to_contain_text("Version 2")
    expect(page.locator("main")).to_contain_text(LINE)
    assert [version.motion for version in site.within(law_in_force, site.service).versions] == [motion, ""]
    signed_in(page, "AMBER", lang)  # weeks have passed
    page.goto(f"{address}/coordinator/motions/{motion}")
    page.locator("details:has(.differ) summary").click()
    expect(page.locator(".differ ins", has_text="1200")).to_be_visible()  # still against the version before


def put_by_the_coordinator(page: Page, address: str, signed_in: Callable[..., Page], lang: str,
                           look: Callable[[str], None]) -> None:
    """The motion and its dossier through the coordinator's pages: the text, the data file, the day."""
    signed_in(page, "coordinator", lang)
    page.goto(f"{address}/coordinator/motions/new?organ=steering_committee&decision=amendment")
    page.locator("#draft-subject").fill("A seventh part")
    page.locator("#draft-agenda").fill("3")
    page.locator("#draft-question_en").fill("Shall a seventh part be added?")
    page.locator("#draft-question_fr").fill("Faut-il ajouter une septième partie ?")
    page.locator("form button.button--primary, form .actions button").first.click()
    expect(page.locator("#texts-new")).to_have_value(principles().strip())
    page.locator("#texts-new").fill(TEXT)
    page.locator("form[action$='/dossier/texts'] button").click()
    expect(page.locator(".differ ins").first).to_contain_text(LINE)
    page.locator("#data-file").set_input_files(
        {"name": "statutes.toml", "mimeType": "application/toml", "buffer": data_file()})
    page.locator("form[action$='/dossier/data'] button").click()
    expect(page.locator("details:has(.differ)")).to_have_count(1)
    page.locator("details:has(.differ) summary").click()
    expect(page.locator("details .differ ins", has_text="1200")).to_be_visible()
    page.locator("#in_force_on-on").fill(DAY.date().isoformat())
    page.locator("form[action$='/dossier/in_force_on'] button").click()
    expect(page.locator(f"time[datetime='{DAY.date().isoformat()}']").first).to_be_visible()
    look("dossier")
