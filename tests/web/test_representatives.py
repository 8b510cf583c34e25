"""The page of representatives: named by a member, answered by the person named, seen by officers, told to each."""

from __future__ import annotations

import html
import re

import pytest

from tests.site import Site, Visitor
from voting.store.database import reading
from voting.store.people import person_with_mail

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
