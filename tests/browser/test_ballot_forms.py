"""The marks of an election in a browser: ticks on a long list, a ranking, yes or no for each; by mouse and keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TICKS, RANKS, EACH = "[data-form=ticks]", "[data-form=ranks]", "[data-form=each]"


@pytest.fixture(params=[320, 1280])
def style(request: pytest.FixtureRequest, page: Page, address: str) -> Page:
    page.set_viewport_size({"width": request.param, "height": 800})
    page.goto(f"{address}/style")
    expect(page.locator(f"{TICKS} [data-tools]")).to_be_visible()
    return page


def test_ticks_are_searched_filtered_and_counted(style: Page) -> None:
    form = style.locator(TICKS)
    form.get_by_label("Candidate 7 ").check()
    expect(form.locator("[data-status]")).to_have_text("1 of at most 3 ticked")
    form.get_by_label("Search for a name").fill("party 9")
    expect(form.locator("[data-candidate]:visible")).to_have_count(1)
    form.get_by_label("Candidate 9").check()
    form.get_by_label("Search for a name").fill("nobody at all")
    expect(form.get_by_text("Nobody fits these words.")).to_be_visible()
    form.get_by_role("button", name="Show all again").click()
    expect(form.locator("[data-candidate]:visible")).to_have_count(10)
    form.get_by_label("Show", exact=True).select_option("ticked")
    expect(form.locator("[data-candidate]:visible")).to_have_count(2)
    form.get_by_label("Show", exact=True).select_option("asia")
    expect(form.locator("[data-part]:visible")).to_have_count(1)
    expect(form.locator("[data-status]")).to_have_text("2 of at most 3 ticked")
    size = style.viewport_size
    style.set_viewport_size({"width": size["height"], "height": size["width"]})
    assert form.locator("input:checked").count() == 2, "nothing is lost when the telephone is turned"


def test_deep_in_the_list_the_count_stays_in_sight_and_takes_little_of_the_screen(style: Page) -> None:
    form = style.locator(TICKS)
    style.set_viewport_size({"width": style.viewport_size["width"], "height": 500})
    form.locator("input[type=checkbox]").last.check()
    expect(form.locator("[data-status]")).to_have_text("1 of at most 3 ticked")
    expect(form.locator("[data-status]")).to_be_in_viewport()
    expect(form.locator("[data-find]")).not_to_be_in_viewport()
    assert form.locator(".ballot__bar").bounding_box()["height"] < 60
    form.get_by_role("button", name="Search").click()
    expect(form.locator("[data-find]")).to_be_focused()
    expect(form.locator("[data-find]")).to_be_in_viewport()
    form.locator("[data-find]").fill("party 9")
    expect(form.get_by_role("button", name="Search", exact=True)).to_be_hidden()
    expect(form.get_by_role("button", name="Show all again")).to_be_visible()
    assert form.locator(".ballot__bar").bounding_box()["height"] < 60


def test_one_tick_too_many_is_taken_back_and_said(style: Page) -> None:
    form = style.locator(TICKS)
    for place in range(3):
        form.locator("input[type=checkbox]").nth(place).check()
    last = form.locator("input[type=checkbox]").nth(3)
    last.click()
    expect(last).not_to_be_checked()
    expect(form.locator("[data-status]")).to_have_text("3 are ticked, and that is the most: untick somebody first.")
    assert form.locator("input:checked").count() == 3


def test_a_ranking_by_select_by_buttons_and_read_out(style: Page) -> None:
    form = style.locator(RANKS)
    names = form.locator("[data-rest] .candidate__name").all_inner_texts()
    form.get_by_label(f"Place of {names[2]}").select_option("1")
    expect(form.locator("[data-status]")).to_have_text(f"{names[2]} is now number 1 of 1.")
    form.get_by_role("button", name=f"Up: {names[0]}").click()
    form.get_by_role("button", name=f"Up: {names[0]}").click()
    expect(form.locator("[data-ranked] .candidate__name")).to_have_text([names[0], names[2]])
    expect(form.locator("[data-status]")).to_have_text(f"{names[0]} is now number 1 of 2.")
    form.get_by_role("button", name=f"Down: {names[2]}").click()
    expect(form.locator("[data-status]")).to_have_text(f"{names[2]} is no longer ranked.")
    expect(form.locator("[data-rest] .candidate__name")).to_have_count(3)


def test_a_ranking_by_keyboard_alone_keeps_its_place(style: Page) -> None:
    form = style.locator(RANKS)
    names = form.locator("[data-rest] .candidate__name").all_inner_texts()
    for name in names[:2]:
        form.get_by_role("button", name=f"Up: {name}").focus()
        style.keyboard.press("Enter")
    form.get_by_role("button", name=f"Up: {names[1]}").focus()
    style.keyboard.press("Space")
    expect(form.locator("[data-ranked] .candidate__name")).to_have_text([names[1], names[0]])
    expect(form.get_by_label(f"Place of {names[1]}")).to_have_value("1")


def test_a_ranking_by_dragging_is_an_extra(style: Page) -> None:
    if style.viewport_size["width"] < 600:
        return
    form = style.locator(RANKS)
    rows = form.locator("[data-candidate]")
    names = form.locator("[data-rest] .candidate__name").all_inner_texts()
    form.get_by_role("button", name=f"Up: {names[0]}").click()
    rows.nth(3).drag_to(form.locator("[data-ranked] [data-candidate]").first)
    expect(form.locator("[data-ranked] .candidate__name")).to_have_text([names[3], names[0]])


def test_yes_and_no_for_each(style: Page) -> None:
    form = style.locator(EACH)
    expect(form.locator("[data-status]")).to_have_text("0 of 2 answered")
    form.get_by_role("group").nth(0).get_by_label("Yes").check()
    expect(form.locator("[data-status]")).to_have_text("1 of 2 answered")


def test_how_they_look(style: Page) -> None:
    assert not is_wider_than_its_window(style)
    assert faults_of(style) == []
