"""The chair decides on secrecy and sees what is missing; a delegate asks for it; nobody sees more than they may."""

from __future__ import annotations

import pytest

from tests.secret_site import SecretSite, secret_site
from voting.services.declare_result import declare_result

__all__ = ["secret_site"]


def test_the_chair_makes_a_vote_secret_and_reads_what_that_holds_and_what_is_missing(secret_site: SecretSite) -> None:
    world = secret_site.world
    motion = world.draft("resolution", "Peace")
    ballot = world.ballot(motion)
    chair = secret_site.signed_in("chair")
    page = chair.get(f"/chair/motions/{motion}").text
    assert "This vote is named." in page
    refused = chair.post(f"/chair/ballots/{ballot}/secrecy")
    assert refused.status_code == 422
    assert "Choose how this vote is held." in refused.text
    page = chair.follow(chair.post(f"/chair/ballots/{ballot}/secrecy", held="secret")).text
    assert "This vote is secret." in page
    assert "not from whoever runs this server" in page
    assert "0 of 3 tellers have accepted their key" in page
    assert "among so few, how one voted is easily guessed" in page
    world.accept_keys(ballot)
    page = chair.get(f"/chair/motions/{motion}").text
    assert page.count("key accepted and tried") == 3
    assert "All tellers who hold keys have accepted and tried them." in page


def test_the_chair_sees_figures_without_names_while_a_secret_ballot_runs_and_no_declaration_before_the_count(
        secret_site: SecretSite) -> None:
    world = secret_site.world
    ballot = world.open_secret(lasts=600)
    world.vote(ballot, amber="yes", birch="no")
    motion = world.row(ballot).motion
    chair = secret_site.signed_in("chair")
    page = chair.get(f"/chair/motions/{motion}").text
    assert "2 ballot papers issued. Who has voted is known to nobody." in page
    assert chair.get(f"/chair/ballots/{ballot}/turnout.json").json["voted"] == 2
    world.close(ballot)
    page = chair.get(f"/chair/motions/{motion}").text
    assert "The urn is sealed with 2 votes" in page
    assert "0 of 2 tellers have handed over" in page
    assert "Declare the result" not in page
    world.open_by(ballot, *world.tellers[:2])
    page = chair.get(f"/chair/motions/{motion}").text
    assert "Declare the result" in page
    assert "has handed over what opens the votes" in page


@pytest.mark.clause("III")
def test_a_delegate_asks_for_a_secret_vote_and_the_names_stay_in_the_chairs_room(secret_site: SecretSite) -> None:
    world = secret_site.world
    motion = world.draft("resolution", "Peace")
    delegate = secret_site.signed_in("AMBER")
    page = delegate.get("/today").text
    assert "Ask for a secret vote" in page
    page = delegate.follow(delegate.post(f"/motions/{motion}/secrecy", stage="1")).text
    assert "Enough have asked: this vote will be secret." in page
    assert "Ask for a secret vote</" not in page
    other = secret_site.signed_in("BIRCH").get("/today").text
    assert "Delegate AMBER" not in other
    chair = secret_site.signed_in("chair").get(f"/chair/motions/{motion}").text
    assert "Delegate AMBER" in chair
    assert "nobody can make it named again" in chair
    assert secret_site.signed_in("teller").post(f"/motions/{motion}/secrecy", stage="1").status_code == 403


def test_a_consensus_stage_shows_no_choice(secret_site: SecretSite) -> None:
    world = secret_site.world
    motion = world.draft()
    assert "Secrecy" not in secret_site.signed_in("chair").get(f"/chair/motions/{motion}").text


def test_the_public_result_says_what_was_issued_and_where_votes_might_hide(secret_site: SecretSite) -> None:
    world = secret_site.world
    ballot = world.open_secret(lasts=600)
    world.vote(ballot, amber="yes", birch="no", cedar="yes")
    world.issue(ballot, "DELTA")
    world.close(ballot)
    world.open_by(ballot, *world.tellers[:2])
    motion = world.row(ballot).motion
    secret_site.within(declare_result, secret_site.service, world.person("chair"), ballot)
    page = secret_site.visitor().get(f"/results/{motion}").text
    for label, figure in (("Ballot papers issued", 4), ("Votes cast", 3), ("Issued and not used", 1),
                          ("word alone", 4),
                          ("Tellers who opened the votes", 2)):
        row = page[page.index(label):]
        assert f'<td class="n">{figure}</td>' in row[:row.index("</tr>")], label
