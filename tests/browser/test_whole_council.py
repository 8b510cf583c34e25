"""The story of an election: all organisations of the demonstration register elect a Council of 34 + 1 under guarantees,
the new Council co-opts and elects its Coordinator, and an auditor recounts both from the zips alone.

Two delegates of the Steering Committee and one member of the new Council vote in Chromium, and the chairs close the
list, declare and download there; the other voters vote as their browsers would, by the services.
"""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.browser.test_election_vote import cast_for, close, tellers_of
from tests.secret_site import SecretSite
from tests.services.test_nominations import DAY, call, written
from voting.demonstration.load import packaged
from voting.register.read_csv import all_rows
from voting.services.appoint import appoint
from voting.services.close_nominations import close_nominations
from voting.services.declare_result import declare_result
from voting.services.draft_motion import MotionDraft, draft_motion
from voting.services.give_seat import name_person
from voting.services.read.election_room import election_room
from voting.statutes import progressive_alliance
from voting.store.tables import OfficeRow, SeatRow

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LAW = progressive_alliance()
REGISTER = packaged("voting.demonstration", "organisations.csv")
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


@pytest.fixture
def site(database_url: str, tmp_path: Path, door: socket.socket) -> Iterator[SecretSite]:
    """The demonstration register: a delegate of every member and partner in the Steering Committee, three tellers."""
    site = SecretSite(tmp_path, database_url, origin=f"http://localhost:{door.getsockname()[1]}")
    world = site.world
    world.found()
    world.import_register(REGISTER)
    for name in ("sc_teller2", "sc_teller3"):
        office = site.within(appoint, site.service, world.people["coordinator"], "teller", "steering_committee",
                             f"The {name}", f"{name}@example.org")
        world.people[name] = next(held.person for held in world.rows(OfficeRow) if held.id == office)
    for code in electors(site):
        world.seat(code, "steering_committee", "delegate")
    yield site
    site.close()


def electors(site: SecretSite) -> list[str]:
    """Codes of the register's organisations that may stand and vote."""
    rule = LAW.elections["council"]
    return [row.code for row in all_rows(REGISTER, LAW) if row.standing in rule.standings]


def seats_of(site: SecretSite, kind: str) -> list[SeatRow]:
    return [seat for seat in site.world.rows(SeatRow) if (seat.organ, seat.kind) == ("council", kind)
            and not seat.until_at]


def declared(page: Page, address: str, ballot: str) -> None:
    """Whoever is signed in declares on the page, and taps the passkey that the act asks for."""
    page.goto(f"{address}/chair/ballots/{ballot}/declare")
    page.get_by_label("I declare this result.").check()
    page.get_by_role("button", name="Declare the result").click()
    expect(page.get_by_text("The result is declared and its effects have begun.")).to_be_visible()


def recounted(page: Page, address: str, motion: str, file: Path) -> dict[str, object]:
    """The organ's own copy, downloaded from the result's page; an auditor verifies and counts it with two commands."""
    page.goto(f"{address}/results/{motion}")
    with page.expect_download() as download:
        page.locator('a[href$="record.zip"]').first.click()
    download.value.save_as(file)
    verdict = json.loads(ran("voting.verifier", "--json", str(file)))
    assert verdict["ok"] is True, verdict
    assert verdict["outcome"] == "elected"
    assert [stage["opened"] for stage in verdict["secret"]] == [True]
    counted = json.loads(ran("voting.cli", "count", str(file), "--json", "--no-progress"))
    assert counted["binding"] is True
    return counted


def ran(module: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, timeout=120,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.clause("V.CD.4a")
@pytest.mark.clause("V.CO.1b")
@pytest.mark.clause("V.CO.1c")
@pytest.mark.clause("V.CO.1d")
@pytest.mark.clause("V.CO.1e")
@pytest.mark.clause("V.COORD.1")
def test_a_council_of_thirty_four_and_one_and_its_coordinator(
        page: Page, site: SecretSite, address: str, signed_in: Callable[..., Page], tmp_path: Path) -> None:
    world, codes = site.world, electors(site)
    assert len(codes) > 100
    motion = site.within(call, world)
    for number, code in enumerate(codes):
        site.within(written, world, motion, code, ("women", "men", "men", "men")[number % 4])
    world.wait(7 * DAY + 1)
    signed_in(page, "sc_chair")
    page.set_viewport_size(DESK)
    page.goto(f"{address}/elections/{motion}")
    page.get_by_label("I close the list as shown above").check()
    page.get_by_role("button", name="Close the list").click()
    expect(page.get_by_text("The order was drawn by lot, from this seed:")).to_be_visible()
    put = site.within(election_room, site.service, motion, world.person("sc_chair")).paper
    assert (put.form, put.seats, len(put.candidates)) == ("ticks", 34, len(codes))
    ballot = world.ballot(motion)
    keys = tellers_of(world, ("sc_teller", "sc_teller2", "sc_teller3"), ballot)
    world.announce(motion)

    for who, size in zip(codes[:2], (PHONE, DESK), strict=True):
        signed_in(page, who)
        page.set_viewport_size(size)
        page.goto(f"{address}/ballots/{ballot}")
        form = page.locator("[data-form=ticks]")
        expect(form.locator("[data-tools]")).to_be_visible()
        for one in put.candidates[:3]:
            form.get_by_label("Search for a name").fill(one.name)
            form.locator("[data-candidate]:visible input").first.check()
        assert not is_wider_than_its_window(page)
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("[data-marked]")).to_contain_text(put.candidates[0].name)
        page.get_by_role("button", name="Cast my vote").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is in the ballot box", timeout=30_000)
    chance = random.Random(34)
    # Those who agree with one another tick men of one continent: only the guarantees keep the others' seats.
    block = [one.id for one in put.candidates if one.gender == "men" and one.continent == "europe"][:34]
    for number, code in enumerate(codes[2:]):
        ticked = set(block if number % 3 else chance.sample([one.id for one in put.candidates], 25))
        cast_for(site, ballot, code, {"q1": [one.id for one in put.candidates if one.id in ticked]})
    close(site, ballot)
    assert world.open_by(ballot, *keys[:2])

    signed_in(page, "sc_chair")
    page.set_viewport_size(DESK)
    declared(page, address, ballot)
    members = seats_of(site, "elected")
    assert len(members) == 34
    sits = [one for one in put.candidates if one.subject in {seat.person for seat in members}]
    assert set(LAW.continents) - {share.group for share in put.kept_vacant} == {one.continent for one in sits}
    assert max(Counter(one.gender for one in sits).values()) <= 21, "no gender above 60 % of 34, rounded up"
    counted = recounted(page, address, motion, tmp_path / "council.zip")
    assert sorted(counted["elected"]) == sorted(one.name for one in sits)
    assert "passed_over" in {stage["kind"] for stage in counted["stages"]}
    expect(page.locator("main")).to_contain_text("34 candidates are elected: Council.")
    expect(page.locator("main")).to_contain_text("Passed over")
    assert faults_of(page) == []

    motion = site.within(draft_motion, site.service, world.people["coordinator"], MotionDraft(
        "council", "co_option", "IUSY", world.convene(), 2, {}, "2029-01-31"))
    site.within(name_person, site.service, world.people["coordinator"], motion, "person", "President of the youth",
                "president@example.org")
    ballot = world.announce(motion)
    world.cast_all(ballot, "yes")
    world.wait(7201)
    world.tick()
    assert site.within(declare_result, site.service, world.person("chair"), ballot) == "adopted"
    assert (len(seats_of(site, "elected")), len(seats_of(site, "co_opted"))) == (34, 1)

    motion = site.within(call, world, "coordinator", "council", closes_at=world.now + DAY)
    for code in ("AMBER", "BIRCH", "CEDAR"):
        site.within(written, world, motion, code)
    world.wait(DAY + 1)
    put = site.within(close_nominations, site.service, world.person("chair"), motion)
    ballot = world.ballot(motion)
    keys = tellers_of(world, ("teller", "teller2", "teller3"), ballot)
    world.announce(motion)
    first, second = (one.name for one in put.candidates[:2])
    signed_in(page, members[0].person)
    page.goto(f"{address}/ballots/{ballot}")
    expect(page.locator("[data-form=ranks]")).to_be_visible()
    for name in (first, second):
        page.get_by_role("button", name=f"Up: {name}").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-marked]")).to_contain_text(f"1. {first}")
    page.get_by_role("button", name="Cast my vote").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is in the ballot box", timeout=30_000)
    ranked = [one.id for one in put.candidates]
    for number, seat in enumerate(members[1:20]):
        cast_for(site, ballot, seat.person, {"q1": ranked[number % 3:]})
    close(site, ballot)
    assert world.open_by(ballot, *keys[:2])
    signed_in(page, "chair")
    declared(page, address, ballot)
    counted = recounted(page, address, motion, tmp_path / "coordinator.zip")
    holder = next(held.person for held in world.rows(OfficeRow) if held.office == "coordinator" and not held.until_at)
    assert counted["elected"] == [one.name for one in put.candidates if one.subject == holder]
    assert [seat.person for seat in seats_of(site, "ex_officio")] == [holder]
