"""Pages that everyone reads, and the door: nothing for axe to find, nothing wider than a phone, none of it foreign."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.site import Site
from tests.web.test_public import decide
from voting.services.second_officer import confirm, propose_annulment

pytestmark = pytest.mark.browser


@pytest.fixture
def told(site: Site) -> dict[str, str]:
    """What happened: an admission adopted, one rejected, one annulled; a ballot that is open."""
    world = site.world
    world.seat("VISIT", kind="attending")
    adopted = world.draft()
    vote = decide(site, adopted)
    rejected = world.draft(subject="FRESH")
    decide(site, rejected, no=3)
    annulled = world.draft("exclusion", "FROST")
    proposal = site.within(propose_annulment, site.service, world.person("chair"), decide(site, annulled), "wrong roll")
    site.within(confirm, site.service, world.person("teller"), proposal)
    running = world.announce(world.draft("resolution", "Peace"), lasts=3000)
    return {"adopted": adopted, "rejected": rejected, "annulled": annulled, "vote": vote, "running": running}


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme", "lang"), [
    (320, "light", "fr"), (1280, "dark", "en"),
    (320, "dark", "en"), (1280, "light", "fr")])
def test_nothing_for_axe_to_find(page: Page, address: str, told: dict[str, str], width: int, scheme: str, lang: str,
                                 signed_in) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    found: dict[str, object] = {}

    def look(path: str) -> None:
        faults = faults_of(page) + (["wider than its window"] if is_wider_than_its_window(page) else [])
        if faults:
            found[path] = faults

    paths = ["/", "/results", "/verify", f"/verify?motion={told['adopted']}", f"/ballots/{told['vote']}/receipts",
             f"/ballots/{told['running']}/receipts", "/sign-in?sent=1", "/sign-in", "/sign-in/code", "/nowhere",
             *(f"/results/{told[name]}" for name in ("adopted", "rejected", "annulled"))]
    page.context.add_cookies([{"name": "lang", "value": lang, "url": address}])
    for path in paths:
        page.goto(address + path)
        look(path)
    page.goto(f"{address}/sign-in/code")
    page.get_by_role("textbox").fill("22222-22222")
    page.locator("main form button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("wrong code")
    signed_in(page, "VISIT", lang)
    look("guest's list")
    page.goto(f"{address}/ballots/{told['running']}")
    look("guest's ballot")
    assert found == {}


def test_pages_ask_nobody_else_and_stay_small(page: Page, address: str, told: dict[str, str]) -> None:
    asked: list[str] = []
    answers: list[Response] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{address}/results/{told['adopted']}", wait_until="load")
    assert [url for url in asked if not url.startswith(address)] == []
    assert len(answers) > 2
    assert sum(len(answer.body()) for answer in answers) < 100_000


def test_a_page_on_paper_has_its_fingerprint_and_no_navigation(page: Page, address: str, told: dict[str, str]) -> None:
    page.goto(f"{address}/results/{told['adopted']}")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator(".foot__print")).to_be_visible()
