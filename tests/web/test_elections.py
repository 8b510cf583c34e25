"""The pages of an election before its paper: called, named, accepted, ruled on, closed; each act by whom it is for."""

from __future__ import annotations

import pytest

from tests.site import Site, Visitor
from voting.statutes import progressive_alliance
from voting.store.elections import CandidacyRow

DAY = 86400


@pytest.fixture
def committee(site: Site) -> Site:
    """The six members sit in the Steering Committee; its meeting is convened."""
    site.world.seat_members("steering_committee", "delegate")
    for organ in ("steering_committee", "council"):
        site.world.convene(organ)
    return site


def call(site: Site, election: str = "council steering_committee", **more: str) -> str:
    """The address of an election that the coordinator called on its page."""
    desk = site.signed_in("coordinator")
    organ = election.split()[1]
    form = {"election": election, "meeting": site.world.convene(organ), "agenda": "2", "closes_at": "2027-01-22T12:00"}
    answer = desk.post("/elections/new", **(form | more))
    assert answer.status_code == 303, answer.text
    return answer.location


def name(site: Site, address: str, code: str) -> Visitor:
    """The delegate of an organisation names a candidate."""
    visitor = site.signed_in(code)
    visitor.follow(visitor.post(f"{address}/candidates", organisation=code, name=f"Candidate of {code}",
                                mail=f"candidate.{code.lower()}@example.org"))
    site.world.people[f"candidate {code}"] = next(
        row.person for row in site.world.rows(CandidacyRow) if row.organisation == code and row.state == "named")
    return visitor


def accept(site: Site, address: str, code: str, **more: str) -> Visitor:
    """The person named accepts."""
    visitor = site.signed_in(f"candidate {code}")
    candidacy = next(row.id for row in site.world.rows(CandidacyRow) if row.organisation == code)
    assert "You were named as a candidate" in visitor.get(address).text
    form = {"answer": "accept", "gender": "women"} | more
    answer = visitor.post(f"{address}/candidates/{candidacy}/answer", **form)
    assert answer.status_code == 303, answer.text
    return visitor


@pytest.mark.clause("V.CO.1a")
def test_from_the_call_to_a_closed_list(committee: Site) -> None:
    address = call(committee)
    for code in ("AMBER", "BIRCH"):
        name(committee, address, code)
        accept(committee, address, code, statement_en="I shall listen.", statement_fr="J'écouterai.")
    seen = committee.signed_in("CEDAR").get(f"{address}?lang=fr").text
    assert "Candidate of AMBER" in seen
    assert "J&#39;écouterai." in seen
    committee.world.wait(8 * DAY)
    chair = committee.signed_in("sc_chair")
    page = chair.get(address).text
    assert "Africa: no candidate; 1 kept vacant" in page
    assert "Reopen nominations" in page
    chair.follow(chair.post(f"{address}/reopen", closes_at="2027-02-01T12:00"))
    committee.world.wait(30 * DAY)
    chair = committee.signed_in("sc_chair")
    assert "Tick the box" in chair.post(f"{address}/close").text
    done = chair.follow(chair.post(f"{address}/close", confirm="yes")).text
    assert "The order was drawn by lot" in done
    assert "Go on to the ballot" in done
    assert "Yes or no for each candidate" in done


def test_the_forms_keep_what_was_entered_and_say_why(committee: Site) -> None:
    desk = committee.signed_in("coordinator")
    answer = desk.post("/elections/new", election="", meeting="", agenda="4", closes_at="")
    assert (answer.status_code, 'value="4"' in answer.text) == (422, True)
    address = call(committee)
    visitor = committee.signed_in("AMBER")
    refused = visitor.post(f"{address}/candidates", organisation="AMBER", name="Somebody", mail="")
    assert "an address is needed" in refused.text
    assert 'value="Somebody"' in refused.text
    assert "Name a candidate" in visitor.get(f"{address}/candidates").text


def test_each_act_is_for_whom_it_is_for(committee: Site) -> None:
    address = call(committee)
    name(committee, address, "AMBER")
    candidacy = committee.world.rows(CandidacyRow)[0].id
    assert committee.visitor().get(address).status_code == 302
    committee.world.seat("LATER", "finance_committee", "delegate")
    stranger = committee.signed_in("LATER")
    assert stranger.get(address).status_code == 403
    other = committee.signed_in("BIRCH")
    for path, form in ((f"candidates/{candidacy}/answer", {"answer": "accept", "gender": "men"}),
                       (f"candidates/{candidacy}/withdraw", {"confirm": "yes"}),
                       ("candidates", {"organisation": "CEDAR", "name": "X", "mail": "x@example.org"})):
        assert other.post(f"{address}/{path}", **form).status_code == 403
    for path in (f"candidates/{candidacy}/ruling", "close", "reopen"):
        assert other.post(f"{address}/{path}", confirm="yes").status_code == 403
    assert "Candidate of AMBER" not in other.get(address).text, "who has not accepted is shown to officers only"
    assert "Candidate of AMBER" in committee.signed_in("sc_chair").get(address).text


def test_the_coordinator_enters_what_came_in_writing(committee: Site) -> None:
    address = call(committee)
    desk = committee.signed_in("coordinator")
    desk.follow(desk.post(f"{address}/candidates", is_written="yes", organisation="UNION", name="A Unionist",
                          mail="u@example.org"))
    candidacy = committee.world.rows(CandidacyRow)[0].id
    desk.follow(desk.post(f"{address}/candidates/{candidacy}/answer", is_written="yes", answer="accept",
                          gender="other"))
    assert "A Unionist" in committee.signed_in("AMBER").get(address).text
    desk.follow(desk.post(f"{address}/candidates/{candidacy}/withdraw", is_written="yes", confirm="yes"))
    assert committee.world.rows(CandidacyRow)[0].state == "withdrawn"
    chair = committee.signed_in("sc_chair")
    name(committee, address, "CEDAR")
    last = next(row.id for row in committee.world.rows(CandidacyRow) if row.organisation == "CEDAR")
    chair.follow(chair.post(f"{address}/candidates/{last}/ruling", clause="V.CO.1a", reason="Two leaderships.",
                            confirm="yes"))
    assert "Two leaderships." in chair.get(address).text


@pytest.mark.clause("V.CO.4")
def test_the_list_of_elections_says_what_is_due(committee: Site) -> None:
    page = committee.signed_in("coordinator").get("/elections").text
    law = progressive_alliance()
    assert page.count("never held here") == sum(len(rule.electors) for rule in law.elections.values()
                                                if rule.term in law.terms)
    assert "Call an election" in page
    assert "Call an election" not in committee.signed_in("AMBER").get("/elections").text
    call(committee)
    assert "Nominations close on" in committee.signed_in("AMBER").get("/elections").text


def test_the_chair_cannot_announce_before_the_list_is_closed(committee: Site) -> None:
    motion = call(committee).rpartition("/")[2]
    page = committee.signed_in("sc_chair").get(f"/chair/motions/{motion}").text
    assert "The list of candidates is not closed yet." in page
