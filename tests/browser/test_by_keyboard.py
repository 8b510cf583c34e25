"""Every act of the rooms by keyboard alone, in both languages, each page sound on the way: nobody needs a mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard
from tests.site import Site
from tests.world import REGISTER
from voting.services.second_officer import propose_annulment

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LASTS = 3000
Rooms = Callable[[str, str], Keyboard]


@pytest.fixture(params=["en", "fr"])
def room(request: pytest.FixtureRequest, page: Page, address: str, signed_in: Callable) -> Rooms:
    """`room("chair", "/chair")`: the keyboard on a page of somebody's room, in each language."""
    def enter(who: str, path: str) -> Keyboard:
        signed_in(page, who, request.param)
        page.goto(address + path)
        keys = Keyboard(page, request.param)
        keys.sound()
        return keys

    return enter


def test_the_coordinator_convenes_drafts_and_prepares_a_dossier(room: Rooms, site: Site, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7\nA letter.\n")
    desk = room("coordinator", "/coordinator")
    desk.press("Convene a meeting")
    desk.sound()
    desk.press("Go on to the agenda")
    expect(desk.page.get_by_role("alert")).to_be_visible()
    desk.sound()
    desk.write("Organ", "Con" if desk.lang == "fr" else "Cou")
    desk.write("Title", "Spring")
    desk.write("Day", "03122027")
    desk.write("Begins", "1000AM")
    desk.tick("Members may take part from elsewhere")
    desk.press("Go on to the agenda")
    desk.sees("Spring")
    desk.press("Coordinator")
    desk.press("Draft a motion")
    desk.sound()
    desk.press("Admission")
    desk.sound()
    desk.write("About", "New")
    desk.write("Agenda item", "3")
    desk.press("Draft the motion")
    desk.sees("Missing:")
    desk.attach("File", letter)
    desk.press("Store")
    desk.sees("letter.pdf")
    desk.write("Day", "12012026")
    desk.press("Store")
    expect(desk.page.locator("main time[datetime='2026-12-01']")).to_be_visible()
    desk.write("Words", "Seen and checked.")
    desk.press("Store")
    desk.sees("Ready:")
    desk.press("Change")
    desk.sound()


def test_the_coordinator_keeps_the_register(room: Rooms, site: Site, tmp_path: Path) -> None:
    desk = room("coordinator", "/coordinator")
    desk.press("The register on any day")
    desk.sound()
    desk.write("Show another day", "01012020")
    desk.press("Show")
    desk.sees("The register had nobody in it on that day.")
    desk.press("Import")
    desk.sound()
    changed = tmp_path / "register.csv"
    changed.write_bytes(REGISTER.replace(b"Fresh Foundation", b"Renewed Foundation"))
    desk.attach("File", changed)
    desk.press("Show the differences")
    desk.sees("Renewed Foundation")
    desk.write("Where the file comes from", "The secretariat")
    desk.press("Import the file")
    expect(desk.page.get_by_role("alert")).to_be_visible()  # it was not ticked
    desk.sound()
    desk.tick("I import all of it.")
    desk.press("Import the file")
    expect(desk.page.get_by_role("status")).to_be_visible()
    desk.sound()
    broken = tmp_path / "broken.csv"
    broken.write_bytes(REGISTER.replace(b"asia,no", b"nowhere,no"))
    desk.page.goto(desk.page.url.split("/coordinator")[0] + "/coordinator/import")
    desk.attach("File", broken)
    desk.press("Show the differences")
    desk.sees("No line can be taken before every fault is mended in the file.")


def test_the_coordinator_enters_a_resignation(room: Rooms, site: Site) -> None:
    page = room("coordinator", "/coordinator/register")
    page.press("Frost Party")
    page.sound()
    page.press("Enter a resignation")
    page.sound()
    page.press("Enter the resignation")
    expect(page.page.get_by_role("alert")).to_be_visible()
    page.sound()
    page.write("How and when it was received", "Letter of 2 January")
    page.tick("The resignation was given in writing.")
    page.press("Enter the resignation")
    expect(page.page.get_by_role("status")).to_be_visible()
    page.sound()
    assert site.world.standing("FROST") == "resigned"


def test_the_coordinator_seats_and_unseats_enters_and_ends_offices(room: Rooms, site: Site) -> None:
    organ = room("coordinator", "/coordinator/organs/council")
    organ.press("Seat a person")
    organ.sound()
    organ.write("For", "Later")
    organ.write("Name", "Delegate of Later Party")
    organ.write("Mail address", "later@example.org")
    organ.press("Seat the person")
    organ.sees("Delegate of Later Party")
    organ.press("End a seat")
    organ.write("Seat", "Delegate of Later")
    organ.write("Reason", "Replaced")
    organ.press("End the seat")
    expect(organ.page.get_by_role("status")).to_be_visible()
    organ.sound()
    organ.press("Enter an office")
    organ.to("Office")
    organ.page.keyboard.press("End")
    organ.write("Name", "A third teller")
    organ.write("Mail address", "third@example.org")
    organ.press("Enter the office")
    expect(organ.page.get_by_role("status")).to_be_visible()
    organ.sees("A third teller")
    organ.press("End an office")
    organ.to("Office")
    organ.page.keyboard.press("End")
    organ.write("Reason", "Stepped down")
    organ.press("End the office")
    expect(organ.page.get_by_role("status")).to_be_visible()
    organ.sound()


def test_the_chair_announces_extends_records_attendance_and_calls_last(room: Rooms, site: Site) -> None:
    motion = site.world.draft()
    chair = room("chair", f"/chair/motions/{motion}")
    chair.press("Announce the ballot")
    expect(chair.page.get_by_role("alert")).to_be_visible()
    chair.sound()
    chair.tick("I announce this ballot.")
    chair.press("Announce the ballot")
    chair.sees("Turnout")
    ballot = site.world.ballot(motion)
    site.world.cast("AMBER", ballot, "consent")
    chair.press("Extend")
    chair.sound()
    chair.write("Reason", "More time is asked for")
    chair.press("Extend the ballot")
    expect(chair.page.get_by_role("status")).to_be_visible()
    chair.press("Record attendance")
    chair.write("How many of the roll are present", "5")
    chair.press("Record")
    expect(chair.page.get_by_role("status")).to_be_visible()
    chair.sound()
    chair.press("Give the last call")
    chair.sees("Last call")


def test_the_chair_withdraws_a_motion_and_cancels_a_ballot(room: Rooms, site: Site) -> None:
    motion = site.world.draft()
    site.world.announce(motion, opens_in=600, lasts=LASTS)
    chair = room("chair", f"/chair/motions/{motion}")
    chair.press("Cancel this ballot")
    chair.sound()
    chair.write("Reason", "The text was wrong")
    chair.tick("I cancel this ballot before it opens.")
    chair.press("Cancel this ballot")
    expect(chair.page.get_by_role("status")).to_be_visible()
    chair.sound()
    chair.press("Withdraw the motion")
    chair.sound()
    chair.write("Reason", "It comes again next year")
    chair.tick("I take this motion off the table.")
    chair.press("Withdraw the motion")
    expect(chair.page.get_by_role("status")).to_be_visible()
    chair.sound()


def test_the_chair_closes_records_votes_declares_and_proposes_an_annulment(room: Rooms, site: Site) -> None:
    world, motion = site.world, site.world.draft()
    world.cast_all(world.announce(motion, lasts=LASTS), "consent", {"AMBER": "object"})
    chair = room("chair", f"/chair/motions/{motion}")
    chair.press("Close early …")
    chair.sound()
    chair.tick("I close this ballot now.")
    chair.press("Close the ballot now")
    chair.write("Summary of the debate", "Amber cannot agree; two rounds of debate.")
    chair.press("Record that consensus was not possible")
    chair.sees("two rounds of debate")
    chair.tick("I announce this ballot.")
    chair.press("Announce the ballot")
    chair.sees("Turnout")
    world.cast_all(world.ballot(motion), "yes")
    chair.press("Close early …")
    chair.tick("I close this ballot now.")
    chair.press("Close the ballot now")
    chair.sound()
    chair.press("Go on to the declaration")
    chair.sound()
    chair.tick("I declare this result.")
    chair.press("Declare the result")
    expect(chair.page.get_by_role("status")).to_be_visible()
    chair.sound()
    assert world.standing("NEW") == "member"
    chair.page.goto(chair.page.url.split("/chair")[0] + f"/chair/motions/{motion}")
    chair.press("Annul this ballot")
    chair.sound()
    chair.write("Reason", "The notice came late")
    chair.press("Propose the annulment")
    expect(chair.page.get_by_role("status")).to_be_visible()
    chair.sound()


def test_an_omitted_delegate_is_added_to_the_roll_by_two_officers(room: Rooms, site: Site) -> None:
    motion = site.world.draft()
    ballot = site.world.announce(motion, lasts=LASTS)
    added = site.world.seat("LATER")
    chair = room("chair", f"/chair/motions/{motion}")
    chair.press("Amend the electoral roll")
    chair.sound()
    chair.to("Who is added")
    chair.page.keyboard.type("Delegate LATER")
    chair.write("Reason", "Seated in time and left out")
    chair.press("Propose")
    expect(chair.page.get_by_role("status")).to_be_visible()
    chair.sound()
    assert added not in [entry.person for entry in site.world.roll(ballot)]
    teller = room("teller", "/teller")
    teller.tick("I have checked this and confirm it as second officer.")
    teller.press("Confirm")
    expect(teller.page.get_by_role("status")).to_be_visible()
    teller.sound()
    assert added in [entry.person for entry in site.world.roll(ballot)]


@pytest.mark.parametrize("answer", ["Confirm", "Refuse"])
def test_a_teller_settles_a_proposal(room: Rooms, site: Site, answer: str) -> None:
    world, motion = site.world, site.world.draft()
    ballot = world.announce(motion, lasts=LASTS)
    world.cast_all(ballot, "consent")
    world.wait(LASTS + 1)
    chair = site.signed_in("chair")
    chair.follow(chair.post(f"/chair/ballots/{ballot}/declare", confirm="yes"))
    site.within(propose_annulment, site.service, world.person("chair"), ballot, "Late notice")
    teller = room("teller", "/teller")
    if answer == "Confirm":
        teller.tick("I have checked this and confirm it as second officer.")
    teller.press(answer)
    expect(teller.page.get_by_role("status")).to_be_visible()
    teller.sound()
    assert world.standing("NEW") == ("applicant" if answer == "Confirm" else "member")
    for link in ("The log and its signed head", "Back", "The records of declared motions", "Check it in place"):
        teller.press(link)
        teller.sound()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_anyone_goes_from_the_front_door_to_every_public_page(page: Page, site: Site, address: str, lang: str) -> None:
    world, motion = site.world, site.world.draft()
    ballot = world.announce(motion, lasts=LASTS)
    world.cast_all(ballot, "consent")
    world.wait(LASTS + 1)
    chair = site.signed_in("chair")
    chair.follow(chair.post(f"/chair/ballots/{ballot}/declare", confirm="yes"))
    page.context.add_cookies([{"name": "lang", "value": lang, "url": address}])
    page.goto(address)
    anyone = Keyboard(page, lang)
    for link in ("Results", "Organs", "Statutes", "Clause by clause", "Check it yourself", "Results"):
        anyone.press(link)
        anyone.sound()
    anyone.to("Shall New Party be admitted?" if lang == "en" else "Faut-il admettre New Party\u00a0?")
    anyone.enter()
    anyone.sees("New Party")
    other = {"en": "Français", "fr": "English"}[lang]
    anyone.press(other)
    assert page.locator("html").get_attribute("lang") != lang
