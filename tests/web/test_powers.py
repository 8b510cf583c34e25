"""The table of powers, cell by cell: each role at each door of the running application, by a look and a forged form."""

from __future__ import annotations

import re

import pytest

from tests.powers import ACTS, ROLES, row_of
from tests.site import Site, Visitor
from voting.services.second_officer import propose_annulment
from voting.store.tables import OfficeRow

WHO = {"delegate": "AMBER", "attending": "LEADER", "foreign_chair": "sc_chair", "foreign_teller": "sc_teller"}
NOT_TRIED = {"/sign-out", "/static/<path:filename>", "/demo", "/results/<motion>/minutes-<language>.pdf"}
"""Doors behind which one leaves, or becomes somebody else; minutes, whose reader depends on what they hold."""
AT_THE_DOOR = re.compile("This room is for others|You do not preside over this organ|not one of your organ’s|"
                         "not one of your organ&#39;s|You are not signed in, or were")
DAY = 86400


@pytest.fixture
def peopled(site: Site) -> Site:
    """One of each role; a ballot of the Council that is open, and whose delays for deputy and tellers are over."""
    world = site.world
    world.seat("LATER", kind="attending", name="LEADER")
    site.signed_in("coordinator").post("/coordinator/organs/council/offices", office="auditor", name="The auditor",
                                       mail="auditor@example.org")
    world.people["auditor"] = next(row.person for row in world.rows(OfficeRow) if row.office == "auditor")
    return site


def filled(site: Site, route: str, names: dict[str, str]) -> str:
    """The address of a door with what exists here; what does not exist is not the door's to tell."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: names.get(found.group(1), "x0"), route)


def enters(visitor: Visitor, method: str, path: str) -> bool:
    """Whether the door lets somebody through, whatever the act behind it then says."""
    answer = visitor.get(path) if method == "GET" else visitor.post(path)
    if answer.status_code == 302 and answer.location.startswith("/sign-in"):
        return False
    return not (answer.status_code in (401, 403) and AT_THE_DOOR.search(answer.get_data(as_text=True)))


def names_of(site: Site) -> dict[str, str]:
    world = site.world
    ballot = world.announce(world.draft(), lasts=DAY)
    pending = site.within(propose_annulment, site.service, world.person("chair"), ballot, "Wrong question")
    return {"ballot": ballot, "motion": world.row(ballot).motion, "pending": pending, "organ": "council", "code": "NEW",
            "person": world.person("BIRCH"), "act": "end", "number": "1"}


@pytest.mark.parametrize("role", sorted(ROLES["all"]))
def test_asvs_8_2_2_grave_acts_let_in_whom_the_table_names_and_nobody_else(peopled: Site, role: str) -> None:
    names = names_of(peopled)
    peopled.world.wait(3 * 3600)
    visitor = peopled.visitor() if role == "nobody" else peopled.signed_in(WHO.get(role, role))
    for route, act in ACTS.items():
        is_in = role in ROLES[str(act["enter"])]
        assert enters(visitor, "POST", filled(peopled, route, names)) is is_in, (role, route)


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(ROLES["all"]))
def test_every_door_lets_in_whom_the_table_names_and_nobody_else(peopled: Site, role: str) -> None:
    names = names_of(peopled)
    peopled.world.wait(3 * 3600)
    for rule in peopled.app.url_map.iter_rules():
        if rule.rule in NOT_TRIED:
            continue
        for method in sorted(rule.methods & {"GET", "POST"}):
            visitor = peopled.visitor() if role == "nobody" else peopled.signed_in(WHO.get(role, role))
            is_in = role in ROLES[row_of(rule.rule, method)]
            assert enters(visitor, method, filled(peopled, rule.rule, names)) is is_in, (role, method, rule.rule)


def test_a_teller_alone_amends_no_roll_and_the_chair_neither(peopled: Site) -> None:
    world = peopled.world
    ballot = world.open_ballot()
    before = [entry.voter for entry in world.roll(ballot)]
    for who in ("chair", "teller"):
        world.seat("UNION" if who == "chair" else "STUDY", kind="elected" if who == "chair" else "attending")
        visitor = peopled.signed_in(who)
        person = world.person("UNION")
        visitor.post(f"/chair/ballots/{ballot}/addendum", person=person, replaces="", reason="Left out")
        proposals = re.findall(r"/teller/proposals/(a\w+)/refuse", visitor.get("/teller").text)
        for pending in proposals:
            if who == "chair":
                assert visitor.post(f"/teller/proposals/{pending}/confirm", confirm="yes").status_code == 403
    assert [entry.voter for entry in world.roll(ballot)] == before


def test_the_chair_reads_no_choice_before_the_close(peopled: Site) -> None:
    world = peopled.world
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "object", reason="Because of the very secret reason")
    chair = peopled.signed_in("chair")
    motion = world.row(ballot).motion
    for path in (f"/chair/motions/{motion}", f"/chair/ballots/{ballot}/turnout.json", "/teller", "/teller/log",
                 f"/chair/ballots/{ballot}/projector", f"/ballots/{ballot}/receipts"):
        page = chair.get(path).text
        assert "very secret reason" not in page
        assert not re.search(r"Delegate AMBER[^<]*(object|voted)", page), path
