"""The connection breaks while a vote is being cast: the voter learns what is known, and one vote is counted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import faults_of
from tests.client.bad_line import held
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def ballot(site: Site) -> str:
    return site.world.announce(site.world.draft(), lasts=3000)


@pytest.fixture
def check(page: Page, address: str, ballot: str, signed_in) -> Page:
    """The Check page of a vote that has not been sent."""
    signed_in(page, "AMBER")
    page.goto(f"{address}/ballots/{ballot}")
    page.get_by_text("I consent", exact=True).click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet: check your vote")
    page.wait_for_load_state()  # its script listens: before, the form goes as any other
    return page


def is_in(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is in the ballot box")


def test_the_answer_is_lost_after_the_vote_arrived(check: Page, site: Site, ballot: str) -> None:
    def swallow(route: Route) -> None:
        route.fetch(max_redirects=0)  # the server has it
        route.abort("connectionreset")

    check.route("**/cast", swallow, times=1)
    with held(check, "**/attempts/*"):
        check.get_by_role("button", name="Cast my vote").click()
        expect(check.get_by_role("heading", name="We do not know yet")).to_be_visible()
    is_in(check)
    assert len(site.world.leaves(ballot, "cast")) == 1


def test_the_vote_is_lost_on_its_way(check: Page, site: Site, ballot: str) -> None:
    check.route("**/cast", lambda route: route.abort("connectionreset"), times=1)
    check.get_by_role("button", name="Cast my vote").click()
    is_in(check)
    assert len(site.world.leaves(ballot, "cast")) == 1


def test_the_line_is_gone_for_a_while(check: Page, site: Site, ballot: str) -> None:
    check.context.set_offline(True)
    check.get_by_role("button", name="Cast my vote").click()
    expect(check.get_by_role("heading", name="We do not know yet")).to_be_visible()
    check.context.set_offline(False)
    is_in(check)
    assert len(site.world.leaves(ballot, "cast")) == 1


def test_a_double_click_and_a_reload_are_one_vote(check: Page, site: Site, ballot: str) -> None:
    check.get_by_role("button", name="Cast my vote").dblclick()
    is_in(check)
    check.reload()
    is_in(check)
    assert len(site.world.leaves(ballot, "cast")) == 1


def test_back_after_done_shows_that_one_has_voted_and_never_sends_again(check: Page, site: Site, ballot: str) -> None:
    check.get_by_role("button", name="Cast my vote").click()
    is_in(check)
    check.go_back()
    expect(check.get_by_text("You have already voted on this")).to_be_visible()
    assert len(site.world.leaves(ballot, "cast")) == 1


def test_a_refusal_while_sending_is_shown_with_the_marks(check: Page, site: Site, ballot: str) -> None:
    site.world.wait(3001)
    check.get_by_role("button", name="Cast my vote").click()
    expect(check.get_by_role("heading", name="Your vote was not sent")).to_be_visible()
    expect(check.get_by_text("I consent")).to_be_visible()
    assert site.world.leaves(ballot, "cast") == []


def test_a_session_that_ran_out_is_renewed_beside_the_marked_vote(
        check: Page, site: Site, address: str, signed_in) -> None:
    ballot = site.world.announce(site.world.draft(subject="FRESH"), lasts=9000)
    check.goto(f"{address}/ballots/{ballot}")
    check.get_by_text("I object", exact=True).click()
    check.get_by_label("Your reason").fill("Too early.")
    check.get_by_role("button", name="Continue").click()
    expect(check.get_by_role("heading", level=1)).to_have_text("Not sent yet: check your vote")
    site.world.wait(3601)
    check.get_by_role("button", name="Cast my vote").click()
    expect(check.get_by_text("What you had marked is still on this page")).to_be_visible()
    assert faults_of(check) == []
    beside = signed_in(check.context.new_page(), "AMBER")
    beside.close()
    check.get_by_role("button", name="Go on with my vote").click()
    expect(check.get_by_label("Your reason")).to_have_value("Too early.")
    check.get_by_role("button", name="Continue").click()
    expect(check.get_by_role("heading", level=1)).to_have_text("Not sent yet: check your vote")
    check.get_by_role("button", name="Cast my vote").click()
    is_in(check)
    assert len(site.world.leaves(ballot, "cast")) == 1


def test_the_code_in_the_address_of_a_mail_is_filled_in_and_not_sent(page: Page, site: Site, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.goto(f"{address}/sign-in/code#ABCDE-FGHJK")
    expect(page.get_by_label("Code from the mail")).to_have_value("ABCDE-FGHJK")
    assert "#" not in page.url
    assert set(asked) == {"GET"}
