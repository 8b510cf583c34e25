"""An election in a real browser, from the ticks on a telephone to the page of the result, and the auditor's recount.

Candidates, keys and most votes are made by the services (their pages have tests of their own); two delegates vote in
Chromium, the result is read there, and the record that the organ downloads is verified.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window, served
from tests.secret_site import SecretSite, secret_site
from tests.secret_world import Teller
from tests.services.test_nominations import DAY, call, row, written
from tests.services.test_secret_election import CODES, MORE, cast, drawn
from voting.services.appoint import appoint
from voting.services.close_nominations import close_nominations
from voting.services.declare_result import declare_result
from voting.store.tables import OfficeRow
from voting.verifier import verify

__all__ = ["secret_site"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

HERE = "http://localhost"
"""Where the installation believes to be; its pages may ask no other address, so the browser is led from there."""


@pytest.fixture
def address(secret_site: SecretSite, door: socket.socket) -> Iterator[str]:
    """Where the site is served."""
    with served(secret_site.app, door):
        yield f"http://localhost:{door.getsockname()[1]}"


@pytest.fixture
def come(page: Page, secret_site: SecretSite, address: str) -> Callable[[str, str], Page]:
    """`come("AMBER", "/today")`: the browser belongs to somebody, and stands on a page."""
    def to_this_port(route: Route) -> None:
        url = route.request.url.replace(f"{HERE}/", f"{address}/", 1)
        route.fulfill(response=route.fetch(url=url, max_redirects=0))

    page.route(f"{HERE}/**", to_this_port)

    def visit(who: str, path: str, lang: str = "en") -> Page:
        visitor = secret_site.signed_in(who)
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "session", "value": visitor.client.get_cookie("session").value,
                                   "url": HERE}, {"name": "lang", "value": lang, "url": HERE}])
        page.goto(f"{HERE}{path}")
        return page

    return visit


def tellers_of(world: object, names: tuple[str, ...], ballot: str) -> list[Teller]:
    keys = [Teller(world.person(name)) for name in names]
    for teller in keys:
        world.rehearse(ballot, teller, world.accept(ballot, teller))
    return keys


def council(site: SecretSite) -> tuple[str, str, list[Teller], object]:
    """The election of the Council, announced: motion, ballot, tellers, what is on the paper."""
    world = site.world
    world.import_register(MORE)
    for code in CODES[::5]:
        world.seat(code, "steering_committee", "delegate")
    for name in ("sc_teller2", "sc_teller3"):
        office = site.within(appoint, site.service, world.people["coordinator"], "teller", "steering_committee",
                             f"The {name}", f"{name}@example.org")
        world.people[name] = next(held.person for held in world.rows(OfficeRow) if held.id == office)
    motion = site.within(call, world)
    for number, code in enumerate(CODES):
        site.within(written, world, motion, code, ("women", "men", "men")[number % 3])
    world.wait(7 * DAY + 1)
    put = site.within(close_nominations, site.service, world.person("sc_chair"), motion)
    ballot = world.ballot(motion)
    keys = tellers_of(world, ("sc_teller", "sc_teller2", "sc_teller3"), ballot)
    world.announce(motion)
    return motion, ballot, keys, put


@pytest.mark.clause("V.CD.4a")
@pytest.mark.clause("V.CO.1b")
def test_a_council_is_elected_in_the_browser_and_recounted(secret_site: SecretSite, come: Callable[..., Page]) -> None:
    world = secret_site.world
    motion, ballot, keys, put = council(secret_site)
    voters = CODES[::5]
    page = come(voters[0], f"/ballots/{ballot}")
    page.set_viewport_size({"width": 320, "height": 640})
    form = page.locator("[data-form=ticks]")
    expect(form.locator("[data-tools]")).to_be_visible()
    expect(page.get_by_text("your own organisation")).to_have_count(1)
    assert faults_of(page) == []
    assert not is_wider_than_its_window(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("This paper is blank. Is that what you mean?")).to_be_visible()
    page.get_by_role("button", name="Back, I want to change it").click()
    names = [one.name for one in put.candidates][:3]
    for name in names:
        form.get_by_label("Search for a name").fill(name)
        form.locator("[data-candidate]:visible input").first.check()
    form.get_by_role("button", name="Show all again").click()
    page.reload()
    expect(form.locator("[data-status]")).to_have_text("3 of at most 34 ticked")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-marked]")).to_contain_text(names[0])
    expect(page.get_by_text("This paper is blank. Is that what you mean?")).to_be_hidden()
    assert faults_of(page) == []
    page.get_by_role("button", name="Cast my vote").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is in the ballot box", timeout=20_000)
    for number, who in enumerate(voters[1:]):
        cast_for(secret_site, ballot, who, drawn(put, 30, number))
    close(secret_site, ballot)
    assert world.open_by(ballot, *keys[:2])
    page = come("sc_chair", f"/chair/motions/{motion}")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("main")).to_contain_text("34 of 34 seats are filled.")
    secret_site.within(declare_result, secret_site.service, world.person("sc_chair"), ballot)
    page.goto(f"{HERE}/results/{motion}")
    expect(page.locator("main")).to_contain_text("34 candidates are elected: Council.")
    expect(page.locator(".hemicycle svg")).to_be_visible()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults_of(page) == []
        assert not is_wider_than_its_window(page)
    record = secret_site.signed_in("sc_chair").client.get(f"/results/{motion}/record.zip").data
    verdict = verify(record)
    assert (verdict.failures, verdict.ok, verdict.outcome) == ((), True, "elected")
    sheet = secret_site.visitor().get(f"/results/{motion}/sheet.csv").text
    assert len(sheet.splitlines()) == 46


@pytest.mark.clause("V.COORD.1")
def test_a_coordinator_is_ranked_with_the_keyboard_alone(secret_site: SecretSite, come: Callable[..., Page]) -> None:
    world = secret_site.world
    motion = secret_site.within(call, world, "coordinator", "council", closes_at=world.now + DAY)
    candidacies = [secret_site.within(written, world, motion, code) for code in ("AMBER", "BIRCH", "CEDAR")]
    world.wait(DAY + 1)
    put = secret_site.within(close_nominations, secret_site.service, world.person("chair"), motion)
    ballot = world.ballot(motion)
    keys = tellers_of(world, ("teller", "teller2", "teller3"), ballot)
    world.announce(motion)
    page = come("AMBER", f"/ballots/{ballot}", "fr")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("[data-form=ranks]")).to_be_visible()
    for name in ("Candidate of BIRCH", "Candidate of AMBER"):
        page.get_by_role("button", name=f"Monter : {name}").focus()
        page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("Candidate of AMBER est maintenant numéro 2 sur 2.")
    assert faults_of(page) == []
    page.get_by_role("button", name="Continuer").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-marked]")).to_contain_text("1. Candidate of BIRCH")
    page.get_by_role("button", name="Déposer mon vote").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("urne", timeout=20_000)
    close(secret_site, ballot)
    assert world.open_by(ballot, *keys[:2])
    name, = world.tally(ballot)["election"]["elected"]
    assert put.by_id[name].subject == secret_site.within(row, world, candidacies[1]).person


def cast_for(site: SecretSite, ballot: str, who: str, choice: dict) -> None:
    """A voter who votes elsewhere."""
    site.within(cast, site.world, ballot, site.world.issue(ballot, who), choice)


def close(site: SecretSite, ballot: str) -> None:
    """The clock passes the close and the urn's delay."""
    site.world.close(ballot)
    site.world.wait(DAY // 50)
    site.world.close(ballot)
