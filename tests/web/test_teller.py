"""The tellers' room: the second key of a roll and of an annulment, the log recomputed, the records' twelve digits."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from tests.site import Site
from voting.services.read import log_room, proposals
from voting.store.database import db

LASTS = 3000


def adopted(site: Site, subject: str = "NEW") -> tuple[str, str]:
    """(motion, ballot) of an admission by consensus, declared."""
    motion = site.world.draft(subject=subject)
    ballot = site.world.announce(motion, lasts=LASTS)
    site.world.cast_all(ballot, "consent")
    site.world.wait(LASTS + 1)
    chair = site.signed_in("chair")
    chair.follow(chair.post(f"/chair/ballots/{ballot}/declare", confirm="yes"))
    return motion, ballot


def waiting(page: str) -> str:
    """The id of the proposal that a desk shows."""
    return re.search(r'id="proposal-(\w+)"', page).group(1)


def test_an_annulment_takes_two_officers_and_reverses_what_was_done(site: Site) -> None:
    motion, ballot = adopted(site)
    chair, teller = site.signed_in("chair"), site.signed_in("teller")
    assert chair.post(f"/chair/ballots/{ballot}/annul", reason=" ").status_code == 422
    chair.follow(chair.post(f"/chair/ballots/{ballot}/annul", reason="The notice was late"))
    twice = chair.post(f"/chair/ballots/{ballot}/annul", reason="Once more")
    assert (twice.status_code, "proposed already" in twice.text) == (409, True)
    proposal = waiting(teller.get("/teller").text)
    own = chair.post(f"/teller/proposals/{proposal}/confirm", confirm="yes")
    assert (own.status_code, "You proposed this yourself" in own.text) == (403, True)
    assert f"/teller/proposals/{proposal}/confirm" not in chair.get("/teller").text
    assert teller.post(f"/teller/proposals/{proposal}/confirm").status_code == 422
    assert site.world.standing("NEW") == "member"
    done = teller.follow(teller.post(f"/teller/proposals/{proposal}/confirm", confirm="yes")).text
    assert "Confirmed; it has taken effect." in done
    assert "confirmed by The teller" in done
    assert site.world.standing("NEW") == "applicant"
    again = teller.post(f"/teller/proposals/{proposal}/confirm", confirm="yes")
    assert (again.status_code, "settled already" in again.text) == (409, True)
    page = chair.get(f"/chair/motions/{motion}").text
    assert "Annulled by two officers" in page
    assert "The notice was late" in page


def test_after_the_objection_period_nothing_is_annulled(site: Site) -> None:
    motion, ballot = adopted(site)
    site.world.wait(14 * 86400 + 1)
    chair = site.signed_in("chair")
    assert f"/chair/ballots/{ballot}/annul" not in chair.get(f"/chair/motions/{motion}").text
    late = chair.post(f"/chair/ballots/{ballot}/annul", reason="Too late")
    assert (late.status_code, "The objection period of 14 days is over" in late.text) == (409, True)


def test_a_replacement_on_the_roll(site: Site) -> None:
    world = site.world
    ballot = world.open_ballot()
    coordinator, chair, teller = site.signed_in("coordinator"), site.signed_in("chair"), site.signed_in("teller2")
    coordinator.post("/coordinator/organs/council/seats/end", seat=world.seats["council:AMBER"], reason="Ill")
    world.seat("AMBER", name="SUBSTITUTE")
    form = {"person": world.person("SUBSTITUTE"), "replaces": world.person("AMBER"), "reason": "Ill"}
    chair.follow(chair.post(f"/chair/ballots/{ballot}/addendum", **form))
    desk = teller.get("/teller").text
    assert "Replace Delegate AMBER by Delegate SUBSTITUTE on the roll" in desk
    teller.follow(teller.post(f"/teller/proposals/{waiting(desk)}/confirm", confirm="yes"))
    world.cast("SUBSTITUTE", ballot, "consent")
    page = chair.get(f"/chair/motions/{world.row(ballot).motion}").text
    assert "6 on the roll" in page
    assert re.search(r"Delegate AMBER <span[^>]*>\(replaced\)", page)
    world.cast("BIRCH", ballot, "consent")
    used = chair.post(f"/chair/ballots/{ballot}/addendum", person=world.person("chair"),
                      replaces=world.person("BIRCH"), reason="Swap")
    assert used.status_code in (403, 409)


def test_refusing_and_taking_back(site: Site) -> None:
    ballot = site.world.open_ballot()
    chair, teller = site.signed_in("chair"), site.signed_in("teller")
    for person, word in ((teller, "Refuse"), (chair, "Take it back")):
        chair.follow(chair.post(f"/chair/ballots/{ballot}/annul", reason="Doubt"))
        desk = person.get("/teller").text
        assert f">{word}</button>" in desk
        settled = person.follow(person.post(f"/teller/proposals/{waiting(desk)}/refuse")).text
        assert "Nothing waits for a second officer." in settled
    assert site.world.row(ballot).state == "open"


def test_the_log_is_recomputed_and_a_changed_entry_shows(site: Site) -> None:
    adopted(site)
    teller = site.signed_in("teller")
    page = teller.get("/teller/log").text
    assert "give the head that the acts have carried forward" in page
    note = re.search(r'<pre tabindex="0">(.*?)</pre>', page, re.S).group(1)
    assert note.startswith(f"{site.service.log_origin}\n{len(site.world.leaves())}\n")
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE leaf SET body = :body WHERE \"index\" = 1"), {"body": b"{}"})
    assert "something has been changed in the database" in teller.get("/teller/log").text


def test_the_log_is_read_page_by_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted(site)
    monkeypatch.setattr(log_room, "ENTRIES_A_PAGE", 7)
    teller, size = site.signed_in("teller"), len(site.world.leaves())
    seen: list[int] = []
    address: str | None = "/teller/log"
    while address:
        page = teller.get(address).text
        seen += map(int, re.findall(r'<th scope="row" class="n">(\d+)</th>', page))
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        address = onward and onward.group(1)
    assert seen == list(range(size))[::-1]
    assert f"Page {-(-size // 7)} of {-(-size // 7)}" in page
    assert f"Page 1 of {-(-size // 7)}" in teller.get("/teller/log?page=-3").text
    assert "rel=\"prev\"" in teller.get(f"/teller/log?page={10 ** 30}").text


def test_a_long_log_is_recomputed_whole_when_asked_and_its_page_always(
        site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted(site)
    monkeypatch.setattr(log_room, "SHORT", 3)
    monkeypatch.setattr(log_room, "ENTRIES_A_PAGE", 7)
    teller = site.signed_in("teller")
    assert "The entries of this page were recomputed just now" in teller.get("/teller/log").text
    assert "Recomputed just now from all" in teller.get("/teller/log?all=1").text
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE leaf SET body = :body WHERE \"index\" = 1"), {"body": b"{}"})
    assert "something has been changed" not in teller.get("/teller/log").text  # the entry is on a later page
    assert "The stored bytes do not give this hash." in teller.get("/teller/log?page=1000").text
    assert "something has been changed" in teller.get("/teller/log?page=1000").text
    assert "something has been changed" in teller.get("/teller/log?all=1").text


def test_an_entry_that_was_taken_away_shows_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted(site)
    monkeypatch.setattr(log_room, "SHORT", 3)
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM leaf WHERE \"index\" = 2"))
    assert "something has been changed" in site.signed_in("teller").get("/teller/log").text


def test_records_are_read_page_by_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    motions = {adopted(site)[0], adopted(site, "FRESH")[0]}
    monkeypatch.setattr(proposals, "RECORDS_A_PAGE", 1)
    teller = site.signed_in("teller")
    pages = [teller.get(f"/teller/records?page={number}").text for number in (1, 2)]
    assert {re.search(r'href="/results/([^/]+)/record.zip"', page).group(1) for page in pages} == motions
    assert 'href="/teller/records?page=2" rel="next"' in pages[0]
    assert 'href="/teller/records?page=1" rel="prev"' in pages[1]


def test_kinds_of_entries_stay_hidden_while_a_ballot_runs(site: Site) -> None:
    ballot = site.world.announce(site.world.draft(), lasts=LASTS)
    teller = site.signed_in("teller")
    assert "<code>cast</code>" not in teller.get("/teller/log").text
    site.world.cast("AMBER", ballot, "consent")
    site.world.wait(LASTS + 1)
    site.world.tick()
    assert "<code>cast</code>" in teller.get("/teller/log").text


@pytest.mark.parametrize("who", ["teller", "coordinator", "chair"])
def test_records_with_the_digits_of_the_result_page(site: Site, who: str) -> None:
    visitor = site.signed_in(who)
    assert "Records appear here" in visitor.get("/teller/records").text
    motion, _ = adopted(site)
    page = site.signed_in(who).get("/teller/records").text
    digits = re.findall(r"<span>(\d{4})</span>", page)
    assert len(digits) == 3
    assert re.findall(r"<span>(\d{4})</span>", site.visitor().get(f"/results/{motion}").text)[:3] == digits
    assert "New Party" not in site.signed_in("sc_chair").get("/teller/records").text
