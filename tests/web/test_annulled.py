"""An annulment as everyone sees it: the result page, the list, the record, the register, the organs and the seats."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.site import Site
from tests.web.test_public import decide
from tests.web.test_teller import waiting
from voting.verifier import verify
from voting.web.check_it import verifier_file

REASON = "One delegate was left off the roll <again>."


def annul(site: Site, ballot: str, second: str = "teller") -> None:
    """The chair proposes on the motion's page, somebody confirms at the tellers' desk."""
    chair, officer = site.signed_in("chair"), site.signed_in(second)
    chair.follow(chair.post(f"/chair/ballots/{ballot}/annul", reason=REASON))
    officer.follow(officer.post(f"/teller/proposals/{waiting(officer.get('/teller').text)}/confirm", confirm="yes"))


@pytest.fixture
def excluded(site: Site) -> tuple[str, str]:
    """(motion, ballot) of an exclusion of a member that sits in the Council, adopted and declared."""
    motion = site.world.draft("exclusion", "FROST")
    return motion, decide(site, motion)


def words_of(page: str) -> str:
    """The page's text, marks of its structure gone."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_result_says_annulled_by_whom_when_and_why(site: Site, excluded: tuple[str, str]) -> None:
    motion, ballot = excluded
    site.world.wait(86400)
    annul(site, ballot)
    page = site.visitor().get(f"/results/{motion}?lang=en").text
    shown = words_of(page[page.index('id="annulled"'):])
    assert "Two officers annulled this result" in shown
    assert "When Saturday 16 January 2027, 08:00 UTC By chair, teller Why" in shown
    assert REASON in shown
    assert "<again>" not in page
    assert "This result was annulled and has no effect." in page
    assert "What this decision changed has been reversed" in page
    assert "The chair" not in page, "offices, not names"
    assert "The teller" not in page


def test_in_french_the_offices_are_french(site: Site, excluded: tuple[str, str]) -> None:
    motion, ballot = excluded
    annul(site, ballot)
    page = words_of(site.visitor().get(f"/results/{motion}?lang=fr").text)
    assert "Deux responsables ont annulé ce résultat" in page
    assert re.search(r"Par présid[^,]{2,30}, scrutat", page)


def test_the_list_marks_it_and_the_others_stand(site: Site, excluded: tuple[str, str]) -> None:
    motion, ballot = excluded
    other = site.world.draft()
    decide(site, other)
    annul(site, ballot)
    page = site.visitor().get("/results").text
    rows = {address: row for row in page.split("<li>") for address in re.findall(r"/results/(\w+)\"", row)}
    assert "Annulled" in rows[motion]
    assert "Adopted" not in rows[motion]
    assert "Annulled" not in rows[other]
    assert "Annulled" in site.visitor().get("/").text


def test_a_result_that_stands_has_no_such_section(site: Site, excluded: tuple[str, str]) -> None:
    motion, _ = excluded
    page = site.visitor().get(f"/results/{motion}").text
    assert 'id="annulled"' not in page
    assert "no effect" not in page


@pytest.mark.parametrize("who", ["", "AMBER"])
def test_its_record_downloads_verifies_and_says_so(
        site: Site, excluded: tuple[str, str], who: str, tmp_path: Path) -> None:
    motion, ballot = excluded
    visitor = site.signed_in(who) if who else site.visitor()
    before = visitor.get(f"/results/{motion}/record.zip").data
    annul(site, ballot)
    after = visitor.get(f"/results/{motion}/record.zip").data
    assert (verify(before).outcome, verify(after).outcome) == ("adopted", "annulled")
    assert verify(before).fingerprint != verify(after).fingerprint
    assert verify(after).fingerprint.split()[0] in visitor.get(f"/results/{motion}").text
    last = zipfile.ZipFile(io.BytesIO(after)).read("log.jsonl").splitlines()[-1]
    leaf = json.loads(last)["leaf"]
    assert (leaf["type"], leaf["reason"]) == ("annulled", REASON)
    assert {leaf["by"]["office"], leaf["second"]["office"]} == {"chair", "teller"}
    for name, data in (("record.zip", after), ("voting-verify.pyz", verifier_file().body)):
        (tmp_path / name).write_bytes(data)
    done = subprocess.run([sys.executable, "voting-verify.pyz", "record.zip"], cwd=tmp_path, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0
    assert "Everything holds. Outcome: annulled." in done.stdout


def test_in_place_the_check_says_annulled(site: Site, excluded: tuple[str, str]) -> None:
    motion, ballot = excluded
    annul(site, ballot)
    teller = site.signed_in("teller")
    assert "declared and then annulled; the record says so" in teller.get(f"/teller/records/{motion}/check").text
    assert "Annulled" in teller.get("/teller/records").text


def test_register_organs_and_seats_follow_there_and_back(site: Site) -> None:
    inside, coordinator = site.signed_in("AMBER"), site.signed_in("coordinator")

    def seated() -> bool:
        return "Delegate FROST" in inside.get("/organs").text

    def register() -> str:
        page = coordinator.get("/coordinator/register").text
        return words_of(page[page.index("Frost Party"):][:1500])

    assert seated()
    member = register()
    motion = site.world.draft("exclusion", "FROST")
    ballot = decide(site, motion)
    assert not seated()
    assert site.world.standing("FROST") == "excluded"
    assert register() != member
    site.world.wait(3600)
    annul(site, ballot, "teller2")
    assert seated()
    assert site.world.standing("FROST") == "member"
    assert register() == member
    history = words_of(coordinator.get("/coordinator/organisations/FROST").text)
    assert "excluded" in history, "nothing is deleted"
    assert "annulled" in history


def test_an_admission_is_taken_back_and_may_be_put_again(site: Site) -> None:
    ballot = decide(site, site.world.draft())
    assert site.world.standing("NEW") == "member"
    annul(site, ballot)
    assert site.world.standing("NEW") == "applicant"
    again = site.world.draft()
    decide(site, again)
    assert site.world.standing("NEW") == "member"
    assert site.visitor().get("/results").text.count("Shall New Party be admitted?") == 2


def test_after_the_annulment_the_seat_votes_again(site: Site) -> None:
    ballot = decide(site, site.world.draft("exclusion", "FROST"))
    without = site.world.announce(site.world.draft(), lasts=3000)
    assert site.world.person("FROST") not in {entry.person for entry in site.world.roll(without)}
    annul(site, ballot)
    later = site.world.announce(site.world.draft(subject="FRESH"), lasts=3000)
    assert site.world.person("FROST") in {entry.person for entry in site.world.roll(later)}
