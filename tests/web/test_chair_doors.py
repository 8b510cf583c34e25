"""Who may do what in the officers' rooms: a table of persons and acts, each cell asked by a forged request as well."""

from __future__ import annotations

import pytest

from tests.site import Site
from voting.services.direct_ballot import cancel_ballot, withdraw_motion
from voting.services.second_officer import propose_annulment
from voting.store.tables import OfficeRow

HOUR = 3600
CLOSE = "2027-01-15T23:00"
ACTS = ("announce", "last-call", "extend", "attendance", "cancel", "no-consensus", "annul", "addendum", "close-early",
        "declare")
FORM = {"when": "now", "close_at": CLOSE, "confirm": "yes", "reason": "Because", "summary": "Words", "present": "6",
        "person": "p0", "replaces": ""}
OUTSIDERS = ("AMBER", "VISITOR", "LEADER", "coordinator", "sc_chair", "sc_teller", "auditor")


@pytest.fixture
def peopled(site: Site) -> Site:
    """The Council with a guest and an attending leader, and an auditor."""
    site.world.seat("VISIT", kind="attending", name="VISITOR")
    site.world.seat("LATER", kind="attending", name="LEADER")
    site.signed_in("coordinator").post("/coordinator/organs/council/offices", office="auditor", name="The auditor",
                                       mail="auditor@example.org")
    site.world.people["auditor"] = next(
        row.person for row in site.world.rows(OfficeRow) if row.office == "auditor")
    return site


@pytest.mark.clause("IV.3", "V.CO.2a", "V.COORD.2")
@pytest.mark.parametrize("who", OUTSIDERS)
def test_asvs_8_3_1_no_act_of_the_chair_is_anybody_elses(peopled: Site, who: str) -> None:
    """Delegate, guest, attending leader, coordinator, chair and teller of another organ, auditor: every act refused."""
    world = peopled.world
    drafted, opened = world.ballot(world.draft()), world.announce(world.draft("resolution", "A text"))
    visitor, before = peopled.signed_in(who), len(world.leaves())
    for ballot in (drafted, opened):
        for act in ACTS:
            refused = visitor.post(f"/chair/ballots/{ballot}/{act}", **FORM)
            assert refused.status_code == 403, (who, act)
        for page in ("", "/turnout.json", "/projector", "/close-early", "/declare"):
            assert visitor.get(f"/chair/ballots/{ballot}{page}").status_code == 403, (who, page)
    motion = world.row(drafted).motion
    assert visitor.post(f"/chair/motions/{motion}/withdraw", **FORM).status_code == 403
    assert visitor.get(f"/chair/motions/{motion}").status_code == 403
    assert len(world.leaves()) == before, "nothing was logged"


def test_asvs_8_2_1_nobody_enters_without_signing_in_or_without_the_pages_token(peopled: Site) -> None:
    ballot = peopled.world.ballot(peopled.world.draft())
    stranger = peopled.visitor()
    assert stranger.get("/chair").status_code == 302
    assert stranger.post(f"/chair/ballots/{ballot}/announce", **FORM).status_code == 401
    assert peopled.signed_in("chair").post(f"/chair/ballots/{ballot}/announce", token=False, **FORM).status_code == 400
    assert peopled.world.row(ballot).state == "drafted"


@pytest.mark.parametrize(("who", "delay"), [("deputy", HOUR), ("teller", 2 * HOUR)])
def test_deputy_then_tellers_act_when_the_chair_does_not(site: Site, who: str, delay: int) -> None:
    motion = site.world.draft()
    ballot = site.world.ballot(motion)
    site.world.wait(delay - 1)
    early = site.signed_in(who)
    page = early.get(f"/chair/motions/{motion}").text
    assert "This is the chair" in page
    assert f"/chair/ballots/{ballot}/announce" not in page
    refused = early.post(f"/chair/ballots/{ballot}/announce", **FORM)
    assert (refused.status_code, "This is the chair" in refused.text) == (403, True)
    site.world.wait(1)
    officer = site.signed_in(who)
    assert f"/chair/ballots/{ballot}/announce" in officer.get(f"/chair/motions/{motion}").text
    officer.follow(officer.post(f"/chair/ballots/{ballot}/announce", **FORM))
    assert site.world.leaves(ballot, "announced")[0]["by"]["office"] == who


def test_an_office_that_ends_shuts_the_room_at_once(site: Site) -> None:
    chair, coordinator = site.signed_in("chair"), site.signed_in("coordinator")
    assert chair.get("/chair").status_code == 200
    page = coordinator.get("/coordinator/organs/council").text
    held = page.split('">chair: The chair<')[0].rsplit('value="', 1)[1]
    coordinator.follow(coordinator.post("/coordinator/organs/council/offices/end", held=held, reason="Term over"))
    signed_out = chair.get("/chair")
    assert (signed_out.status_code, signed_out.location) == (302, "/sign-in?next=/chair"), "signed out everywhere"
    assert site.signed_in("chair").get("/chair").status_code == 403


def test_addresses_that_lead_nowhere(site: Site) -> None:
    chair = site.signed_in("chair")
    for path in ("/chair/motions/m0", "/chair/ballots/b0", "/chair/ballots/b0/turnout.json",
                 "/chair/ballots/b0/projector", "/coordinator/motions/m0", "/documents/" + "0" * 64):
        assert chair.get(path).status_code == 404, path
    assert chair.post("/chair/ballots/b0/declare", confirm="yes").status_code == 404


def test_every_address_of_an_act_can_be_looked_at(site: Site) -> None:
    """A reload after a refusal: the page of the form, never "this address cannot be used in this way"."""
    chair, ballot = site.signed_in("chair"), site.world.ballot(site.world.draft())
    for act in ACTS:
        answer = chair.get(f"/chair/ballots/{ballot}/{act}")
        assert answer.status_code == (200 if act in ("close-early", "declare") else 302), act
    coordinator = site.signed_in("coordinator")
    motion = site.world.row(ballot).motion
    for path, page in (("organs/council/seats", "organs/council"), ("organs/council/offices/end", "organs/council"),
                       ("organisations/NEW/resignation", "organisations/NEW"), ("import/confirm", "import"),
                       (f"motions/{motion}/dossier/preparation", f"motions/{motion}")):
        assert coordinator.get(f"/coordinator/{path}").location == f"/coordinator/{page}"
    assert chair.get("/teller/proposals/a0/confirm").location == "/teller"


def test_a_ballot_that_another_officer_moved_meanwhile(site: Site) -> None:
    """The page was open while somebody else cancelled: a sentence, and what was written is still there."""
    world = site.world
    motion = world.draft()
    ballot, chair = world.announce(motion, opens_in=HOUR), site.signed_in("chair")
    site.within(cancel_ballot, site.service, world.person("chair"), ballot, "From another window")
    late = chair.post(f"/chair/ballots/{ballot}/extend", close_at=CLOSE, reason="My careful reason")
    assert (late.status_code, "This ballot was cancelled before it opened." in late.text) == (409, True)
    assert "My careful reason" in late.text
    site.within(withdraw_motion, site.service, world.person("chair"), motion, "Off the table")
    assert chair.post(f"/chair/ballots/{ballot}/announce", **FORM).status_code == 409


def test_tellers_see_only_their_organs_proposals(site: Site) -> None:
    world = site.world
    ballot = world.open_ballot()
    proposal = site.within(propose_annulment, site.service, world.person("chair"), ballot, "Wrong question")
    foreign = site.signed_in("sc_teller")
    assert "Wrong question" not in foreign.get("/teller").text
    for act in ("confirm", "refuse"):
        assert foreign.post(f"/teller/proposals/{proposal}/{act}", confirm="yes").status_code == 403
    for outsider in ("AMBER",):
        assert site.signed_in(outsider).get("/teller").status_code == 403
    assert world.row(ballot).state == "open"
