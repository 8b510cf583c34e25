"""A secret vote in the browser alone: what is shown, what is sent to whom, what is kept, what is said before voting."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.browser.secret_vote import DESK, EVERYTHING_KEPT, PHONE, WORDS, booth, cast, choose, is_in, vote
from tests.browser.test_three_screens import tab_to
from tests.client.fake_booth import READING_KEY, FakeBooth
from voting.evidence import leaf_hash, receipt_code

pytestmark = pytest.mark.browser
__all__ = ["booth", "vote"]


@pytest.mark.parametrize("has_passkey", [True, False])
def test_choose_check_done(vote: Callable[..., Page], booth: FakeBooth, has_passkey: bool) -> None:
    page = vote(has_passkey)
    assert page.locator("input[type=radio]:checked").count() == 0
    choose(page)
    assert booth.bodies == []
    cast(page)
    is_in(page)
    expect(page).to_have_title(re.compile("^Your vote is in the ballot box"))
    assert booth.choices() == [{"q1": ["yes"]}]
    assert page.locator("[data-receipt]").inner_text() == receipt_code(leaf_hash(booth.pending[0]))
    assert ("assertion" in booth.requests[0]) == has_passkey


def test_nothing_of_the_choice_reaches_the_register_and_nobody_is_named_to_the_urn(
        vote: Callable[..., Page], booth: FakeBooth) -> None:
    asked: list[tuple[str, str, str]] = []
    page = vote(True)
    page.on("request", lambda one: asked.append((one.method, one.url, one.post_data or "")
                                                if "/casts" not in one.url else (one.method, one.url, "")))
    choose(page, "No")
    cast(page)
    is_in(page)
    assert booth.choices() == [{"q1": ["no"]}]
    assert [method for method, _, _ in asked] == ["POST", "POST"]
    everything = " ".join(f"{url} {body}" for _, url, body in asked)
    assert '"no"' not in everything
    assert "choice" not in everything
    assert not {"Cookie", "Referer", "X-Csrftoken"} & set(booth.headers[0])
    assert len(booth.bodies[0]) == 1599


def test_every_vote_is_as_long_as_every_other(vote: Callable[..., Page], booth: FakeBooth) -> None:
    page = vote()
    for option in ("Yes", "Abstain"):
        choose(page, option)
        cast(page)
        is_in(page)
        page.get_by_role("button", name="Change my vote").click()
    assert {len(body) for body in booth.bodies} == {1599}
    assert booth.choices() == [{"q1": ["yes"]}, {"q1": ["abstain"]}]


def test_what_the_browser_keeps_is_sealed(vote: Callable[..., Page], booth: FakeBooth) -> None:
    page = vote()
    choose(page, "Abstain")
    kept = [page.evaluate(EVERYTHING_KEPT)]
    cast(page)
    is_in(page)
    kept.append(page.evaluate(EVERYTHING_KEPT))
    for seen in kept:
        assert (seen["local"], seen["session"]) == ("{}", "{}")
        assert "abstain" not in seen["address"] + seen["history"]
        assert [row["extractable"] for row in seen["rows"]] == [False]
        assert seen["rows"][0]["others"] == "iv,key,name,sealed"
        assert "abstain" not in seen["rows"][0]["text"]
        assert '"v"' not in seen["rows"][0]["text"]
    assert "abstain" not in json.dumps(page.context.storage_state())


@pytest.mark.parametrize("has_passkey", [True, False])
def test_a_reload_at_every_step_keeps_what_was_marked_and_repeats_nothing(
        vote: Callable[..., Page], booth: FakeBooth, has_passkey: bool) -> None:
    page = vote(has_passkey)
    page.get_by_text("No", exact=True).click()
    expect(page.locator("[data-booth][data-kept]")).to_be_attached()
    page.reload()
    expect(page.get_by_role("radio", name="No")).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Cast my vote")).to_be_visible()
    expect(page.locator("[data-say=tap]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-marked]")).to_have_text("No")
    cast(page)
    is_in(page)
    receipt = page.locator("[data-receipt]").inner_text()
    page.reload()
    is_in(page)
    assert page.locator("[data-receipt]").inner_text() == receipt
    assert len(booth.pending) == 1
    assert len(booth.requests) == 1


def test_back_and_forward_never_send_and_never_lose(vote: Callable[..., Page], booth: FakeBooth) -> None:
    page = vote()
    choose(page)
    page.go_back()
    expect(page.get_by_role("radio", name="Yes")).to_be_checked()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet: check your vote")
    page.get_by_role("button", name="Back, I want to change it").click()
    choose(page, "No")
    cast(page)
    is_in(page)
    page.go_back()
    expect(page.locator("[data-step=choose] [data-previous]")).to_contain_text("You have already voted on this: No")
    assert page.locator("input[type=radio]:checked").count() == 0
    assert booth.choices() == [{"q1": ["no"]}]


def test_a_double_click_is_one_vote(vote: Callable[..., Page], booth: FakeBooth) -> None:
    page = vote()
    choose(page)
    page.get_by_role("button", name="Cast my vote").dblclick()
    is_in(page)
    assert len(booth.pending) == 1


def test_continuing_without_a_mark_says_so(vote: Callable[..., Page]) -> None:
    page = vote()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("link", name="Choose one of the options.")).to_be_visible()
    assert faults_of(page) == []


# ------------------------------------------------------------------------------------------- what is said before voting

def test_without_script_it_is_said_before_voting(browser: Browser, booth: FakeBooth, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{address}/fake/vote")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("your browser runs no scripts here")
    expect(page.locator("[data-step=unable]").get_by_text("help@example.org")).to_be_visible()
    assert page.get_by_role("radio").count() == 0
    assert page.get_by_role("button", name="Cast my vote").count() == 0
    context.close()


@pytest.mark.parametrize(("lacks", "words"), [
    ("crypto.subtle.generateKey = async () => { throw new DOMException('no', 'NotSupportedError') }", "too old"),
    ("indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }", "keeps nothing"),
])
def test_a_browser_that_lacks_something_is_told_before_voting(page: Page, booth: FakeBooth, address: str, lacks: str,
                                                              words: str) -> None:
    page.add_init_script(lacks)
    page.goto(f"{address}/fake/vote")
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.locator("[data-step=unable]").get_by_text("help@example.org")).to_be_visible()
    assert page.get_by_role("radio").count() == 0
    assert faults_of(page) == []


def test_a_paper_that_is_not_in_order_is_not_voted_on(page: Page, booth: FakeBooth, address: str) -> None:
    booth.mangle = lambda paper: paper.replace(b'"t":2', b'"t":1')
    page.goto(f"{address}/fake/vote")
    expect(page.get_by_text("The ballot paper that came here is not in order")).to_be_visible()
    assert page.get_by_role("radio").count() == 0


# ------------------------------------------------------------------------------------------- looks

@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("window", "scheme"), [
    pytest.param(PHONE, "light", id="phone-light"),
    pytest.param(DESK, "dark", id="desk-dark", marks=pytest.mark.slow)])
def test_the_screens_hold_for_axe_and_fit_the_window(vote: Callable[..., Page], window: dict, scheme: str,
                                                     lang: str) -> None:
    page = vote(lang=lang)
    page.set_viewport_size(window)
    page.emulate_media(color_scheme=scheme)
    words = WORDS[lang]
    found: dict[str, object] = {}

    def look(state: str) -> None:
        faults = faults_of(page) + (["wider than its window"] if is_wider_than_its_window(page) else [])
        if faults:
            found[state] = faults

    look("choose")
    page.get_by_text(words["yes"], exact=True).click()
    page.get_by_role("button", name=words["next"]).click()
    expect(page.get_by_role("button", name=words["cast"])).to_be_visible()
    expect(page.locator("[data-say=tap]")).to_be_hidden()
    look("check")
    page.get_by_role("button", name=words["cast"]).click()
    expect(page.locator("[data-receipt]")).to_be_visible()
    look("done")
    page.get_by_text(words["other"]).click()
    page.get_by_role("button", name=words["picture"]).click()
    expect(page.get_by_role("img", name=words["canvas"])).to_be_visible()
    assert READING_KEY in page.locator("[data-picture-code]").inner_text()
    look("done, with the picture")
    assert found == {}


@pytest.mark.parametrize(("window", "lang"), [(PHONE, "fr"), (DESK, "en")], ids=["phone-fr", "desk-en"])
def test_by_keyboard_alone(vote: Callable[..., Page], booth: FakeBooth, window: dict, lang: str) -> None:
    page = vote(lang=lang)
    page.set_viewport_size(window)
    words = WORDS[lang]
    tab_to(page, words["yes"])
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, words["next"])
    page.keyboard.press("Enter")
    expect(page.locator("[data-step=check] h1")).to_be_focused()
    tab_to(page, words["cast"])
    page.keyboard.press("Enter")
    expect(page.locator("[data-step=done] h1")).to_be_focused()
    assert booth.choices() == [{"q1": ["no"]}]


def test_changing_the_language_keeps_the_mark_and_the_step(vote: Callable[..., Page], booth: FakeBooth) -> None:
    page = vote()
    choose(page, "No")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("radio", name=WORDS["fr"]["no"])).to_be_checked()
    page.get_by_role("button", name=WORDS["fr"]["next"]).click()
    page.get_by_role("button", name=WORDS["fr"]["cast"]).click()
    expect(page.locator("[data-receipt]")).to_be_visible()
    assert booth.choices() == [{"q1": ["no"]}]
