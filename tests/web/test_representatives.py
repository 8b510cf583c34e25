"""The page of representatives: named by a member, answered by the person named, seen by officers, told to each."""

from __future__ import annotations

import html
import io
import re

import pytest

from tests.site import Site, Visitor
from voting.evidence import sha256_hex
from voting.services.answer_designation import answer_designation
from voting.services.designate_representative import designate_representative
from voting.services.letters import Letter
from voting.services.prepare_agenda import add_item
from voting.services.prepare_meeting import MeetingDraft, prepare_meeting
from voting.services.send_convocation import send_agenda, send_convocation
from voting.store.access import MailRow
from voting.store.database import reading
from voting.store.people import person_with_mail
from voting.store.tables import SeatRow
from voting.web.letters import render_letter

DESIGNATION = re.compile(r"/representatives/(v[0-9a-f]+)/")


def words(answer) -> str:
    """The words of a page in a row, without its marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def named(site: Site, member: Visitor) -> tuple[str, Visitor]:
    """The member names somebody: the designation, and that person's browser."""
    meeting = site.world.convene("council")
    page = member.follow(member.post("/representatives", meeting=meeting, name="Stand-in", mail="standin@example.org"))
    assert "Your representative: Stand-in" in words(page)
    with site.app.app_context(), reading() as session:
        person = person_with_mail(session, "standin@example.org").id
    return DESIGNATION.search(page.text)[1], site.signed_in(person)


@pytest.mark.clause("V.CO.1f")
def test_a_representative_is_named_accepts_and_votes_and_every_page_says_for_whom(site: Site) -> None:
    member = site.signed_in("AMBER")
    row, standin = named(site, member)
    assert "You are named For Delegate AMBER · Amber Party" in words(standin.get("/representatives"))
    accepted = standin.follow(standin.post(f"/representatives/{row}/accept"))
    assert "You represent this member at this meeting." in words(accepted)
    ballot = site.world.open_ballot("resolution", "Peace")
    assert "You vote for: Amber Party, in the place of Delegate AMBER" in words(standin.get("/today"))
    for page in (f"/ballots/{ballot}", f"/ballots/{ballot}/roll"):
        assert "in the place of Delegate AMBER" in words(standin.get(page))
    mine = words(member.get(f"/ballots/{ballot}/roll"))
    assert "You are not on this electoral roll" in mine
    assert "A designated representative votes at this meeting in place of the holder of the seat." in mine
    assert "votes at this meeting in place of the holder" in words(member.get("/today"))
    assert "It binds for this meeting" in words(member.get("/representatives"))
    assert member.post(f"/representatives/{row}/end").status_code == 403
    chair = words(site.signed_in("chair").get("/representatives"))
    assert "Delegate AMBER · Amber Party Stand-in Meeting" in chair
    assert "stands on a frozen electoral roll" in chair
    motion = re.search(r"/coordinator/motions/(m[0-9a-f]+)", standin.get(f"/ballots/{ballot}").text)[0]
    assert standin.get(motion).status_code == 200  # what lies on the table is for whoever votes on it


@pytest.mark.clause("V.CO.1f")
def test_it_is_declined_or_taken_back_and_the_vote_stays_with_the_member(site: Site) -> None:
    member = site.signed_in("AMBER")
    row, standin = named(site, member)
    assert "has declined" in words(standin.follow(standin.post(f"/representatives/{row}/decline")))
    row, standin = named(site, member)
    standin.post(f"/representatives/{row}/accept")
    assert "The representation has ended" in words(member.follow(member.post(f"/representatives/{row}/end")))
    ballot = site.world.open_ballot("resolution", "Peace")
    assert "You are on the electoral roll" in words(member.get(f"/ballots/{ballot}/roll"))


@pytest.mark.clause("V.CO.1f", "V.CO.2a")
def test_others_neither_name_nor_answer_nor_see_it(site: Site) -> None:
    row, _ = named(site, site.signed_in("AMBER"))
    other = site.signed_in("BIRCH")
    for act in ("accept", "decline", "end"):
        assert other.post(f"/representatives/{row}/{act}").status_code == 403
    assert "Stand-in" not in words(other.get("/representatives"))
    leader = site.world.seat("LATER", "council", "attending")
    answer = site.signed_in(leader).post("/representatives", meeting=site.world.meetings["council"], name="Somebody",
                                         mail="somebody@example.org")
    assert answer.status_code == 403
    assert "without a vote" in words(answer)
    fault = other.post("/representatives", meeting=site.world.meetings["council"], name="Somebody", mail="")
    assert fault.status_code == 422
    assert "an address is needed" in words(fault)
    assert 'value="Somebody"' in fault.text


LETTER = b"I cannot come on the 20th. Please let Stand-in vote for me. A. Amber"


def entered(site: Site, visitor: Visitor, whose: str = "AMBER", **other: object):
    """The coordinator, or whoever tries, enters what a member wrote."""
    world = site.world
    meeting = world.meetings.get("council") or world.convene("council")
    seat = next(row.id for row in world.rows(SeatRow) if row.person == world.person(whose))
    return visitor.post("/representatives/enter", **{
        "member": f"{meeting} {seat}", "name": "Stand-in", "mail": "standin@example.org",
        "reason": "By post; she is ill.", "file": (io.BytesIO(LETTER), "letter.txt"), **other})


@pytest.mark.clause("V.CO.1f")
def test_the_coordinator_enters_what_came_in_writing_and_the_representative_accepts_as_usual(site: Site) -> None:
    world, coordinator = site.world, site.signed_in("coordinator")
    assert 'href="/representatives"' in coordinator.get("/coordinator").text
    done = words(coordinator.follow(entered(site, coordinator)))
    assert "The designation is entered." in done
    assert "Entered by the Coordinator from what came in writing : By post; she is ill." in done
    leaf = world.leaves(kind="designated")[0]
    assert (leaf["by"]["office"], leaf["document_sha256"], leaf["reason"]) == (
        "coordinator", sha256_hex(LETTER), "By post; she is ill.")
    told = next(row for row in world.rows(MailRow) if "Entered for you" in str(row.letter))
    assert told.person == world.person("AMBER")
    assert "By post; she is ill." in str(told.letter)
    # nobody has a vote of another before they accept
    member = site.signed_in("AMBER")
    assert "asked, no answer yet" in words(member.get("/representatives"))
    address = re.search(r'href="(/[^"]+)" download', member.get("/representatives").text)[1]
    for who in ("AMBER", "chair", "coordinator"):
        assert site.signed_in(who).get(address).data == LETTER
    for who in ("BIRCH", "sc_chair"):
        assert site.signed_in(who).get(address).status_code == 403
    with site.app.app_context(), reading() as session:
        standin = site.signed_in(person_with_mail(session, "standin@example.org").id)
    row = DESIGNATION.search(standin.get("/representatives").text)[1]
    assert standin.get(address).data == LETTER
    standin.follow(standin.post(f"/representatives/{row}/accept"))
    ballot = world.open_ballot("resolution", "Peace")
    assert "You vote for: Amber Party, in the place of Delegate AMBER" in words(standin.get(f"/ballots/{ballot}"))


@pytest.mark.clause("V.CO.1f")
def test_the_member_takes_back_what_was_entered_in_their_name(site: Site) -> None:
    coordinator, member = site.signed_in("coordinator"), site.signed_in("AMBER")
    entered(site, coordinator)
    row = DESIGNATION.search(member.get("/representatives").text)[1]
    assert "The representation has ended" in words(member.follow(member.post(f"/representatives/{row}/end")))
    assert coordinator.post(f"/representatives/{row}/end").status_code == 403


@pytest.mark.clause("V.CO.1f")
def test_what_the_coordinator_may_not_enter(site: Site) -> None:
    coordinator = site.signed_in("coordinator")
    for other, status, said in (
            ({"reason": " "}, 422, "Say how the designation came in"),
            ({"file": (io.BytesIO(), "")}, 422, "Choose a file"),
            ({"file": (io.BytesIO(b"<html>"), "a.html")}, 422, "Only PDF"), ({"mail": ""}, 422, "an address is needed"),
            ({"member": ""}, 422, "Choose the member"),
            ({"member": f"{site.world.convene('council')} s0"}, 409, "Nobody holds this seat"),
            ({"name": "Delegate BIRCH", "mail": "birch@example.org"}, 403, "one person never has two votes")):
        answer = entered(site, coordinator, **other)
        assert (answer.status_code, said in words(answer)) == (status, True), (said, words(answer))
    assert site.world.leaves(kind="designated") == []
    for who in ("AMBER", "BIRCH", "chair", "teller"):
        assert entered(site, site.signed_in(who)).status_code == 403
    leader = site.world.seat("LATER", "council", "attending")
    assert entered(site, coordinator, leader).status_code == 403
    assert entered(site, coordinator).status_code == 303
    again = entered(site, coordinator, mail="another@example.org", name="Another")
    assert (again.status_code, "named a representative for this meeting already" in words(again)) == (409, True)


@pytest.mark.clause("V.CO.1f", "V.COORD.3")
def test_the_convocation_tells_of_the_right_and_of_who_represents_whom(site: Site) -> None:
    world, service = site.world, site.service
    draft = MeetingDraft("council", "Spring meeting", "2027-03-12", "Dakar", False, "ordinary", 0, 0, "UTC")
    meeting = site.within(prepare_meeting, service, world.person("coordinator"), draft)
    site.within(add_item, service, world.person("coordinator"), meeting, 1, {"en": "Report", "fr": "Rapport"})
    site.within(send_convocation, service, world.person("coordinator"), meeting)

    def told(person: str) -> str:
        """The last letter to somebody, as it is sent."""
        row = [row for row in world.rows(MailRow) if row.person == person][-1]
        return site.within(render_letter, Letter.from_json(row.letter), "en", "UTC")[1]

    assert "you may send a representative whom you name beforehand (clause V.CO.1f)" in told(world.person("AMBER"))
    assert "representative" not in told(world.person("chair"))
    row = site.within(designate_representative, service, world.person("AMBER"), meeting, "Stand-in",
                      "standin@example.org")
    with site.app.app_context(), reading() as session:
        standin = person_with_mail(session, "standin@example.org").id
    site.within(send_agenda, service, world.person("coordinator"), meeting)
    assert "You have named Stand-in to represent you at this meeting; until they accept" in told(world.person("AMBER"))
    assert "Report" not in told(standin)
    site.within(answer_designation, service, standin, row, True)
    site.within(send_agenda, service, world.person("coordinator"), meeting)
    assert "Stand-in represents you at this meeting and votes in your place." in told(world.person("AMBER"))
    assert "You represent Delegate AMBER at this meeting, with the vote." in told(standin)
    assert "Report" in told(standin)
    assert "you may send a representative" in told(world.person("BIRCH"))
