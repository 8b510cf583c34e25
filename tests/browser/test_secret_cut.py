"""The line is cut at every request between choosing and Done, before it is sent and before its answer: one vote each.

In the whole application. The n-th request that the booth makes is cut, for every n that there is: first by voters with
one device, then by voters who go on from another one. Afterwards everybody's vote is in the urn, once.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.secret_vote import TAKE_AWAY
from tests.browser.test_secret_line import swallow
from tests.secret_site import SecretSite
from tests.world import MEMBERS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SITE = SecretSite
DONE = "Your vote is in the ballot box"


class Cut:
    """The line of one page: its request number `n` (from 0) is cut; counts those that the booth's script makes."""

    def __init__(self, page: Page, n: int, breaks: Callable[[Route], None]) -> None:
        self.seen, self.n, self.breaks = [], n, breaks
        page.route(lambda _url: True, self.carry)

    def carry(self, route: Route) -> None:
        """Carry a request, or cut it."""
        if route.request.resource_type not in ("fetch", "xhr"):
            route.continue_()
            return
        self.seen.append(route.request.url)
        if len(self.seen) == self.n + 1:
            self.breaks(route)
        else:
            route.continue_()


def lose(route: Route) -> None:
    route.abort("connectionreset")


def vote(page: Page, url: str, option: str, code: str = "") -> None:
    """Vote as a person does who presses again when the page says that there is no connection."""
    first, offline = page.get_by_role("radio").first, page.locator("[data-missing=offline]")
    locked = page.locator("#code")
    page.goto(url)
    expect(first.or_(locked).or_(offline).and_(page.locator(":visible"))).to_be_visible()
    if offline.is_visible():
        page.reload()
        expect(first.or_(locked).and_(page.locator(":visible"))).to_be_visible()
    if code:
        locked.fill(code)
        page.get_by_role("button", name="Open with the code").click()
        expect(first).to_be_visible()
    page.get_by_text(option, exact=True).click()
    page.get_by_role("button", name="Continue").click()
    done = page.get_by_role("heading", name=DONE)
    idle = page.locator("[data-do=cast]:not([aria-disabled]):visible")  # a press that is being worked on disables it
    page.get_by_role("button", name="Cast my vote").click()
    expect(done.or_(idle)).to_be_visible(timeout=30_000)
    if not done.is_visible():
        idle.click()
    expect(done).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("breaks", [lose, swallow], ids=["before it is sent", "before the answer"])
def test_cut_at_every_request(page: Page, site: SecretSite, address: str, signed_in: Callable[..., Page],
                              breaks: Callable[[Route], None]) -> None:
    ballot = site.world.open_secret()
    for n, who in enumerate(MEMBERS):
        signed_in(page, who)
        line = Cut(page, n, breaks)
        vote(page, f"{address}/ballots/{ballot}", "Yes")
        page.unroute_all()
        if len(line.seen) <= n:
            break
    assert n >= 3, "the paper, the credential, the vote; then nothing was left to cut"
    assert all(any(part in url for url in line.seen) for part in ("/secret", "/credentials", "/casts"))
    site.world.close(ballot)
    assert site.world.open_by(ballot, *site.world.tellers[:2])
    tally = site.world.tally(ballot)
    assert (tally["counts"]["q1"]["yes"], tally["superseded"], tally["issued"]) == (n + 1, 0, n + 1)


@pytest.mark.parametrize("breaks", [lose, swallow], ids=["before it is sent", "before the answer"])
def test_cut_at_every_request_of_another_device(page: Page, site: SecretSite, address: str,
                                                signed_in: Callable[..., Page],
                                                breaks: Callable[[Route], None]) -> None:
    ballot = site.world.open_secret()
    url = f"{address}/ballots/{ballot}"
    for n, who in enumerate(MEMBERS):
        signed_in(page, who)
        vote(page, url, "No")
        page.get_by_text("Go on from another device").click()
        page.get_by_role("button", name="Show the code").click()
        code = page.locator("[data-step=done] [data-code]").inner_text()
        page.evaluate(TAKE_AWAY)  # the other device knows nothing of this one
        line = Cut(page, n, breaks)
        vote(page, url, "Yes", code)
        page.unroute_all()
        if len(line.seen) <= n:
            break
    assert n >= 4, "the paper, the head and the urn, the vote, and once more after the newer number"
    site.world.close(ballot)
    assert site.world.open_by(ballot, *site.world.tellers[:2])
    tally = site.world.tally(ballot)
    assert (tally["counts"]["q1"]["yes"], tally["superseded"], tally["cast"]) == (n + 1, n + 1, n + 1)
