"""A secret vote over a line that breaks, in a browser that forgets, on two devices: one vote, what is known is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import faults_of
from tests.browser.secret_vote import TAKE_AWAY, booth, cast, choose, is_in, vote
from tests.client.fake_booth import FakeBooth
from voting.evidence import decode

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["booth", "vote"]
DECLINE_ONCE = """() => {
    const get = navigator.credentials.get.bind(navigator.credentials)
    navigator.credentials.get = asked => {
        navigator.credentials.get = get
        return Promise.reject(new DOMException('declined', 'NotAllowedError'))}}"""


def swallow(route: Route) -> None:
    route.fetch()  # the other side has it
    route.abort("connectionreset")


@pytest.mark.parametrize("fault", ["answer lost", "lost on the way"])
def test_the_line_breaks_while_the_vote_is_sent(vote: Callable[..., Page], booth: FakeBooth, fault: str) -> None:
    page = vote()
    choose(page)
    breaks = swallow if fault == "answer lost" else lambda route: route.abort("connectionreset")
    page.route("**/casts*", breaks, times=2)
    cast(page)
    expect(page.get_by_role("heading", name="We do not know yet whether your vote arrived")).to_be_visible()
    is_in(page)
    assert len(booth.pending) == 1


@pytest.mark.parametrize("fault", ["answer lost", "lost on the way"])
def test_the_line_breaks_while_the_ballot_paper_is_fetched(
        vote: Callable[..., Page], booth: FakeBooth, fault: str) -> None:
    page = vote(True)
    breaks = swallow if fault == "answer lost" else lambda route: route.abort("connectionreset")
    page.route("**/credentials", breaks, times=1)
    choose(page)
    expect(page.get_by_role("heading", name="There is no connection at this moment")).to_be_visible()
    cast(page)
    is_in(page)
    assert len(booth.pending) == 1
    assert len({tuple(one["requests"][0]["blinded"]) for one in booth.requests}) == 1, "always the same"


def test_the_page_is_closed_before_the_answer_comes(vote: Callable[..., Page], booth: FakeBooth, address: str) -> None:
    page = vote()
    choose(page)
    page.route("**/casts*", swallow)
    cast(page)
    expect(page.get_by_role("heading", name="We do not know yet")).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")
    page.goto(f"{address}/fake/vote")
    is_in(page)
    assert len(booth.pending) == 1


def test_the_ballot_closes_before_it_is_known(vote: Callable[..., Page], booth: FakeBooth, address: str) -> None:
    page = vote()
    choose(page)
    page.route("**/casts*", lambda route: route.abort("connectionreset"))
    cast(page)
    expect(page.get_by_role("heading", name="We do not know yet")).to_be_visible()
    booth.is_closed = True
    page.unroute_all(behavior="ignoreErrors")
    expect(page.get_by_role("heading", name="Your vote was not sent")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-step=late] [data-refusal]")).to_have_text("This ballot is closed.")
    assert booth.pending == []
    page.goto(f"{address}/fake/vote")
    expect(page.locator("[data-marked]")).to_have_text("Yes")


def test_nothing_can_be_learned_about_the_ballot_without_a_line(page: Page, booth: FakeBooth, address: str) -> None:
    page.route("**/fake/secret", lambda route: route.abort("connectionreset"))
    page.goto(f"{address}/fake/vote")
    expect(page.get_by_text("There is no connection at this moment.")).to_be_visible()


def test_an_answer_that_the_urn_did_not_sign_is_no_done(vote: Callable[..., Page], booth: FakeBooth) -> None:
    page = vote()
    choose(page)
    booth.urn, honest = type(booth.urn).from_seed(b"\x09" * 32), booth.urn
    booth.paper = (lambda known: lambda: known)(_paper_with(booth, honest))
    cast(page)
    expect(page.get_by_role("heading", name="The ballot box did not answer as it must")).to_be_visible()
    booth.urn = honest
    cast(page)
    is_in(page)
    assert len(booth.pending) == 1


def _paper_with(booth: FakeBooth, urn: object) -> bytes:
    now, booth.urn = booth.urn, urn
    paper = booth.paper()
    booth.urn = now
    return paper


# ------------------------------------------------------------------------------------------- passkeys, other devices

def test_a_passkey_that_does_not_answer_loses_nothing(vote: Callable[..., Page], booth: FakeBooth) -> None:
    page = vote(True)
    page.evaluate(DECLINE_ONCE)
    choose(page, "No")
    expect(page.get_by_role("heading", name="Your ballot paper has not been handed to you yet")).to_be_visible()
    assert booth.requests == []
    cast(page)
    is_in(page)
    assert booth.choices() == [{"q1": ["no"]}]


def test_a_browser_that_has_forgotten_everything_goes_on_with_the_passkey(
        vote: Callable[..., Page], booth: FakeBooth, address: str) -> None:
    page = vote(True)
    choose(page)
    cast(page)
    is_in(page)
    booth.batch()
    remembered = page.evaluate(TAKE_AWAY)  # as signing out does, or another device with the synced passkey has it
    page.goto(f"{address}/fake/vote")
    choose(page, "Abstain")
    cast(page)
    is_in(page)
    assert booth.choices() == [{"q1": ["yes"]}, {"q1": ["abstain"]}]
    assert len({decode(leaf)["pk"] for leaf in booth.leaves + booth.pending}) == 1
    assert len(booth.requests) == 1
    assert remembered == 1


def test_two_devices_in_turn_and_the_urn_says_what_is_newer(
        vote: Callable[..., Page], booth: FakeBooth, browser: Browser, address: str) -> None:
    first = vote()
    choose(first)
    cast(first)
    is_in(first)
    first.get_by_text("Go on from another device").click()
    first.get_by_role("button", name="Show the code").click()
    second = browser.new_context()
    page = second.new_page()
    page.goto(f"{address}/fake/vote")
    page.get_by_label("with the code that was shown there").fill(first.locator("[data-code]").inner_text())
    page.get_by_role("button", name="Open with the code").click()
    choose(page, "Abstain")
    cast(page)
    is_in(page)
    second.close()
    first.get_by_role("button", name="Change my vote").click()
    choose(first, "No")
    cast(first)  # this one does not know of the other device's vote: the urn says so
    is_in(first)
    assert [decode(leaf)["seq"] for leaf in booth.pending] == [1, 2, 3]
    assert booth.choices()[-1] == {"q1": ["no"]}


def test_another_device_opens_with_the_code(vote: Callable[..., Page], booth: FakeBooth, browser: Browser,
                                            address: str) -> None:
    first = vote()
    choose(first)
    cast(first)
    is_in(first)
    first.get_by_text("Go on from another device").click()
    first.get_by_role("button", name="Show the code").click()
    code = first.locator("[data-code]").inner_text()
    second = browser.new_context()
    page = second.new_page()
    page.goto(f"{address}/fake/vote")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your ballot paper is on another device")
    assert faults_of(page) == []
    page.get_by_label("with the code that was shown there").fill(code[:-1])
    page.get_by_role("button", name="Open with the code").click()
    expect(page.get_by_text("This does not open it.")).to_be_visible()
    page.get_by_label("with the code that was shown there").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Open with the code").click()
    choose(page, "No")
    cast(page)
    is_in(page)
    assert booth.choices() == [{"q1": ["yes"]}, {"q1": ["no"]}]
    second.close()
