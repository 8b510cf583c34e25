"""The chair and two tellers countersign minutes and a count with their passkeys, in a real browser.

What each device signed is then checked without the service: the file's own bytes, the lines that the page hands out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.authenticator import Authenticator as Virtual
from tests.browser.conftest import sound
from tests.browser.keyboard import Keyboard
from tests.browser.test_three_screens import DESK, PHONE
from tests.device import enrolled
from tests.passkeys import as_chromium_has_it
from tests.site import Site
from voting.ballots.countersignature import Opening
from voting.evidence import sha256_hex
from voting.record.part import InMemory
from voting.services.declare_result import declare_result
from voting.services.hold_meeting import close_meeting, open_meeting
from voting.services.make_archive import make_archive
from voting.verifier.bundle import verify_archive
from voting.web.meeting_minutes import make_missing_meetings
from voting.web.minutes import make_missing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Coming = Callable[..., Page]
OFFICERS = ("chair", "teller", "teller2")


@pytest.fixture
def virtual(page: Page, site: Site) -> Virtual:
    """A device that holds the passkeys of all three, as each was enrolled."""
    made = Virtual(page)
    for who in OFFICERS:
        made.give(as_chromium_has_it(enrolled(site, who).key, who))
    return made


@pytest.fixture
def decided(site: Site) -> tuple[str, str, str]:
    """A closed meeting, a motion declared in it and its ballot; the minutes of both are made."""
    world, chair = site.world, site.world.person("chair")
    meeting = world.convene()
    motion = world.draft()
    site.within(open_meeting, site.service, chair, meeting)
    ballot = world.announce(motion)
    world.cast_all(ballot, "consent")
    world.wait(7201)
    world.tick()
    site.within(declare_result, site.service, chair, ballot)
    site.within(close_meeting, site.service, chair, meeting)
    assert (site.within(make_missing_meetings, site.app), site.within(make_missing, site.app)) == (2, 2)
    return meeting, motion, ballot


def sign(page: Page, language: str) -> Locator:
    """The button under the minutes in a language."""
    return page.get_by_role("button", name=re.compile(rf"^Countersign\s?: {language}$"))


def handed_out(page: Page, address: str) -> tuple[bytes, list[Opening]]:
    """The file as it is served, and what opens the signatures under it."""
    pdf = page.request.get(f"{address}.pdf").body()
    lines = page.request.get(f"{address}.countersignatures.jsonl").body().splitlines()
    return pdf, [Opening.read(line) for line in lines]


def test_chair_and_tellers_countersign_minutes_and_a_count(page: Page, site: Site, address: str, signed_in: Coming,
                                                           virtual: Virtual, decided: tuple[str, str, str],
                                                           tmp_path: Path) -> None:
    meeting, motion, ballot = decided
    # the chair, on a phone, by pointing
    page.set_viewport_size(PHONE)
    signed_in(page, "chair", "en", taps=False)
    page.goto(f"{address}/meetings/{meeting}")
    sound(page)
    sign(page, "Français").click()
    expect(page.get_by_role("status").first).to_contain_text("Your countersignature stands in the log.")
    expect(page.locator("main")).to_contain_text("signed with a passkey")
    page.screenshot(path=tmp_path / "phone.png", full_page=True)
    sound(page)
    # a teller, at a desk, by keyboard alone, in French
    page.set_viewport_size(DESK)
    signed_in(page, "teller", "fr", taps=False)
    page.goto(f"{address}/meetings/{meeting}")
    desk = Keyboard(page, "fr")
    desk.to("The signatures, for whoever checks them")  # those of the chair, under the minutes in French
    desk.press("Countersign")
    desk.sees("Your countersignature stands in the log.")
    # the other teller, the minutes of the decision too, and its count
    signed_in(page, "teller2", "en", taps=False)
    page.goto(f"{address}/meetings/{meeting}")
    sign(page, "Français").click()
    expect(page.get_by_role("status").first).to_contain_text("Your countersignature stands in the log.")
    expect(page.get_by_text("signed with a passkey")).to_have_count(3)
    page.screenshot(path=tmp_path / "desk.png", full_page=True)
    page.goto(f"{address}/results/{motion}")
    sound(page)
    sign(page, "English").click()
    expect(page.get_by_role("status").first).to_contain_text("Your countersignature stands in the log.")
    page.screenshot(path=tmp_path / "result.png", full_page=True)
    page.goto(f"{address}/teller/tallies")
    sound(page)
    page.get_by_role("button", name=re.compile("^Countersign")).click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the box")
    assert virtual.taps() == 4  # the box was not ticked, and no passkey was asked for
    page.wait_for_load_state()  # the page is whole: its script takes the form over
    page.get_by_label("I have seen this count and compared its digits.").check()
    page.get_by_role("button", name=re.compile("^Countersign")).click()
    expect(page.locator("main")).to_contain_text("signed with a passkey")
    assert virtual.taps() == 5

    pdf, openings = handed_out(page, f"{address}/meetings/{meeting}/minutes-fr")
    for opening in openings:
        opening.check()
        assert (opening.said["sha256"], opening.said["origin"]) == (sha256_hex(pdf), address)
    assert {opening.said["person"] for opening in openings} == {site.world.person(who) for who in OFFICERS}
    assert len(site.world.leaves(ballot, "countersigned")) == 1
    site.within(make_archive, site.service, tmp_path / "archive.zip")
    verdict = list(verify_archive(InMemory((tmp_path / "archive.zip").read_bytes())))[-1]
    assert (verdict.faults, verdict.by_passkey, verdict.by_session) == ((), 5, 0)


def test_another_file_than_the_hash_on_the_page_is_not_signed(page: Page, site: Site, address: str, signed_in: Coming,
                                                              virtual: Virtual, decided: tuple[str, str, str]) -> None:
    meeting, *_ = decided
    signed_in(page, "chair", "en", taps=False)
    page.goto(f"{address}/meetings/{meeting}")
    page.route("**/minutes-fr.pdf", lambda route: route.fulfill(body=b"%PDF-1.7 other", content_type="application/pdf"))
    sign(page, "Français").click()
    expect(page.get_by_text("The file that came is not the one whose hash stands here.")).to_be_visible()
    assert (virtual.taps(), site.world.leaves(kind="minutes_countersign")) == (0, [])
    virtual.recognise(False)
    sign(page, "English").click()
    expect(page.get_by_text("could not be sure that it is you")).to_be_visible()
    sound(page)
    assert site.world.leaves(kind="minutes_countersign") == []
