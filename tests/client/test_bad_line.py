"""Casting over a line that breaks: one vote, and the voter is told what is known. In a real browser, real headers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.client.bad_line import BadLine, held

pytestmark = pytest.mark.browser
SENT = {"choice": "yes", "attempt": "a1"}


@pytest.fixture
def line() -> BadLine:
    return BadLine()


@pytest.fixture
def address(line: BadLine) -> Iterator[str]:
    address, end = line.serve()
    yield address
    end()


@pytest.fixture
def check(page: Page, address: str) -> Page:
    page.goto(f"{address}/check")
    return page


def press(page: Page) -> None:
    page.get_by_role("button", name="Cast my vote").click()


def test_a_double_click_is_one_sending_and_back_does_not_lead_to_the_form(check: Page, line: BadLine) -> None:
    check.get_by_role("button", name="Cast my vote").dblclick()
    expect(check.get_by_role("heading", name="In the ballot box")).to_be_visible()
    assert line.sendings == [SENT]
    assert check.evaluate("history.length") == 2, "blank page, then this one: the form is not in between"


def test_while_sending_the_button_says_so(check: Page) -> None:
    check.route("**/cast", lambda route: None)
    press(check)
    button = check.get_by_role("button", name="Sending…")
    expect(button).to_have_attribute("aria-disabled", "true")
    check.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize("fault", ["answer lost", "gateway"])
def test_a_vote_that_arrived_is_found_without_sending_again(check: Page, line: BadLine, fault: str) -> None:
    line.script = [fault]
    with held(check, "**/attempts/*"):
        press(check)
        expect(check.get_by_role("status").filter(has_text="We do not know yet")).to_be_visible()
    expect(check.get_by_role("heading", name="In the ballot box")).to_be_visible()
    assert line.sendings == [SENT]


def test_a_vote_that_was_lost_is_sent_again_as_the_same_attempt(check: Page, line: BadLine) -> None:
    line.script = ["lost on the way", "lost on the way"]
    press(check)
    expect(check.get_by_role("heading", name="In the ballot box")).to_be_visible()
    assert line.sendings == [SENT, SENT, SENT]
    assert line.counted == {"a1"}


def test_a_refusal_is_shown_as_the_services_own_page(check: Page, line: BadLine) -> None:
    line.script = ["refused", "refused"]
    press(check)
    expect(check.get_by_role("heading", name="This ballot is closed")).to_be_visible()
    assert line.counted == set()


def test_when_nobody_answers_for_a_minute_the_voter_may_press_again(page: Page, address: str, line: BadLine) -> None:
    page.clock.install()
    page.goto(f"{address}/check")
    line.is_cut = True
    press(page)
    expect(page.get_by_text("We do not know yet")).to_be_visible()
    for _ in range(20):
        page.clock.run_for(4_000)
    expect(page.get_by_role("status").filter(has_text="Press again")).to_be_visible()
    expect(page.get_by_text("We do not know yet")).to_be_hidden()
    expect(page.get_by_role("button", name="Cast my vote")).not_to_have_attribute("aria-disabled", "true")
    line.is_cut = False
    press(page)
    expect(page.get_by_role("heading", name="In the ballot box")).to_be_visible()
    assert line.counted == {"a1"}


def test_an_answer_that_names_another_place_is_not_followed(check: Page, line: BadLine, address: str) -> None:
    line.script = ["lost on the way"]
    asked: list[bool] = []

    def status(is_known: bool) -> object:
        asked.append(is_known)
        return {"known": True, "url": "https://elsewhere.example/" if len(asked) == 1 else "/done"}

    line.status = status
    press(check)
    check.wait_for_url(f"{address}/done")
    assert len(asked) == 2


def test_turnout_is_kept_current_and_a_changed_state_loads_the_page_again(
        page: Page, address: str, line: BadLine) -> None:
    page.clock.install()
    page.goto(f"{address}/ballot")
    page.clock.run_for(5_100)
    expect(page.locator("[data-turnout]")).to_have_text("7 of 41")
    assert page.locator("meter").evaluate("meter => [meter.value, meter.max]") == [7, 41]
    line.state = "closed"
    page.clock.run_for(5_100)
    expect(page.get_by_role("heading", name="Ballot closed")).to_be_visible()


def test_a_page_that_is_being_written_on_is_not_loaded_again(page: Page, address: str, line: BadLine) -> None:
    page.clock.install()
    page.goto(f"{address}/ballot")
    page.get_by_role("textbox").fill("Because the notice came late")
    line.state, line.voted = "closed", 8
    page.clock.run_for(5_100)
    expect(page.locator("[data-turnout]")).to_have_text("8 of 41")
    expect(page.get_by_role("textbox")).to_have_value("Because the notice came late")


def test_the_code_behind_the_hash_is_filled_in_and_taken_out_of_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/code#K7QM-2F9X")
    expect(page.get_by_role("textbox")).to_have_value("K7QM-2F9X")
    assert page.url == f"{address}/code"


def test_a_link_opened_in_the_tab_that_shows_the_page_already_fills_it_in_too(page: Page, address: str) -> None:
    page.goto(f"{address}/code")
    expect(page.get_by_role("textbox")).to_have_value("")
    for code in ("K7QM-2F9X", "8D4T-9XWR"):
        page.evaluate("code => { location.hash = code }", code)
        expect(page.get_by_role("textbox")).to_have_value(code)
        assert page.url == f"{address}/code"


def test_a_place_on_the_page_is_no_code(page: Page, address: str) -> None:
    page.goto(f"{address}/code#K7QM-2F9X")
    expect(page.get_by_role("textbox")).to_have_value("K7QM-2F9X")
    page.get_by_role("link", name="To the content").click()
    page.wait_for_url("**/code#main")
    expect(page.get_by_role("textbox")).to_have_value("K7QM-2F9X")
