"""The table of powers, cell by cell: each role at each door of the running application, with an object of its own organ
and one of another's, in each state of a ballot; by a look and a forged form."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from werkzeug.test import TestResponse

from tests.powers import DOORS, GRAVE, ROLES
from tests.site import Site, Visitor
from voting.ballots.lifecycle import State
from voting.services.call_election import Call, call_election
from voting.services.declare_result import declare_result
from voting.services.direct_ballot import close_early
from voting.services.file_requisition import file_requisition
from voting.services.nominate import nominate
from voting.services.second_officer import confirm, propose_annulment
from voting.services.sign_requisition import sign_requisition
from voting.store.tables import OfficeRow

WHO = {"delegate": "AMBER", "attending": "LEADER", "foreign_chair": "sc_chair", "foreign_teller": "sc_teller"}
NOT_TRIED = {"session.leave", "session.become", "static"}
"""Doors behind which one leaves, or becomes somebody else; files."""
THERE = {"ballot", "motion", "pending", "requisition", "candidacy", "meeting"}
"""Parts of an address under which there is something here: who is told that there is not may not know of it."""
MOTION_OF = {"elections": "election", "public": "decided", "teller": "decided"}
"""Which motion an address of a room names: an election that is called, one that has been declared, or one under way."""
DAY = 86400
FORM = {"when": "now", "close_at": "2027-01-30T12:00", "confirm": "yes", "reason": "Because", "summary": "Words",
        "present": "8", "held": "secret", "closes_at": "2027-01-25T12:00", "choice": "yes", "attempt": "a" * 20}


@pytest.fixture
def peopled(site: Site) -> Site:
    """One of each role: all of the Council, but for two delegates and the officers of the Steering Committee."""
    world = site.world
    world.seat("LATER", kind="attending", name="LEADER")
    for code in ("CEDAR", "DELTA"):
        world.seat(code, "steering_committee", "delegate", name=f"SC-{code}")
    site.signed_in("coordinator").post("/coordinator/organs/council/offices", office="auditor", name="The auditor",
                                       mail="auditor@example.org")
    world.people["auditor"] = next(row.person for row in world.rows(OfficeRow) if row.office == "auditor")
    return site


def objects(site: Site, organ: str) -> dict[str, str]:
    """One of everything that an address may name, of an organ: a ballot that is open among them."""
    world, is_here = site.world, organ == "council"
    chair = world.person("chair" if is_here else "sc_chair")
    decided = world.draft("resolution", "Bread", organ=organ)
    counted = world.announce(decided, lasts=2 * DAY)
    world.cast_all(counted, "yes")
    site.within(close_early, site.service, chair, counted)
    site.within(declare_result, site.service, chair, counted)
    motion = world.draft("resolution", "Peace", organ=organ)
    ballot = world.announce(motion, lasts=2 * DAY)
    pending = site.within(propose_annulment, site.service, chair, ballot, "Wrong question")
    election = site.within(call_election, site.service, world.person("coordinator"), Call(
        election="coordinator" if is_here else "council", organ=organ, meeting=world.convene(organ), agenda=2,
        closes_at=world.now + 7 * DAY))
    candidacy = site.within(nominate, site.service, world.person("coordinator"), election, "AMBER", "A candidate",
                            "candidate@example.org", is_written=True)
    requisition = site.within(file_requisition, site.service, world.person("BIRCH" if is_here else "SC-CEDAR"), organ,
                              "No budget")
    if is_here:
        site.within(sign_requisition, site.service, world.person("CEDAR"), requisition)
        world.cast("AMBER", ballot, "yes")
    return {"ballot": ballot, "motion": motion, "election": election, "decided": decided, "pending": pending,
            "organ": organ, "requisition": requisition, "candidacy": candidacy, "meeting": world.convene(organ),
            "code": "NEW",
            "person": world.person("BIRCH"), "act": "end", "number": "1", "language": "en",
            "duty": "annual_statement"}


class Tried:
    """A role at doors: a browser of theirs, new where an act has signed them out."""

    def __init__(self, site: Site, role: str) -> None:
        self.site, self.role = site, role
        self.rules = {(method, rule.endpoint): rule for rule in site.app.url_map.iter_rules()
                      for method in rule.methods}
        self.visitor = self._come()

    def _come(self) -> Visitor:
        return self.site.visitor() if self.role == "nobody" else self.site.signed_in(WHO.get(self.role, self.role))

    def enters(self, door: str, named: dict[str, str]) -> bool:
        """Whether they are let in and may: neither asked to sign in nor refused, whatever the act then says.

        What somebody may not know of is not there for them (404), which is a refusal where there is something.
        """
        method, endpoint = door.split(" ")
        there = {**named, "motion": named[MOTION_OF.get(endpoint.partition(".")[0], "motion")]}
        rule = self.rules[method, endpoint]
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: there.get(found[1], "x0"), rule.rule)
        answer = self._go(method, path)
        if _is_stranger(answer) and self.role != "nobody":
            self.visitor = self._come()
            answer = self._go(method, path)
        is_hidden = answer.status_code == 404 and rule.arguments and rule.arguments <= THERE
        return not _is_stranger(answer) and answer.status_code != 403 and not is_hidden

    def _go(self, method: str, path: str) -> TestResponse:
        return self.visitor.get(path) if method == "GET" else self.visitor.post(path, **FORM)


def _is_stranger(answer: TestResponse) -> bool:
    return answer.status_code == 401 or (answer.status_code == 302 and answer.location.startswith("/sign-in"))


def wrong_cells(site: Site, doors: list[str], roles: Sequence[str]) -> str:
    """Door, role, whose object of every cell in which the application does not do what the table says, one a line."""
    own, foreign = objects(site, "council"), objects(site, "steering_committee")
    site.world.wait(3 * 3600)  # the delays of deputy and tellers are over
    wrong = []
    for role in roles:
        tried = Tried(site, role)
        for door in doors:
            row = DOORS[door]
            cells = [("own", row.enter, own)] + ([("foreign", row.there, foreign)] if row.there is not None else [])
            wrong += [f"{door}: {role}, {whose}" for whose, let_in, named in cells
                      if tried.enters(door, named) is not (role in let_in)]
    return "\n".join(sorted(wrong))


def test_asvs_8_2_2_grave_acts_let_in_whom_the_table_names_and_nobody_else(peopled: Site) -> None:
    roles = sorted(ROLES["all"], key=lambda role: ("chair" not in role, role))  # while the chairs' own proposals wait
    assert wrong_cells(peopled, sorted(GRAVE), roles) == ""


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(ROLES["all"]))
def test_asvs_8_2_2_every_door_lets_in_whom_the_table_names_and_nobody_else(peopled: Site, role: str) -> None:
    """Each role where the others have done nothing yet: what the chair has begun is no longer the deputy's."""
    assert wrong_cells(peopled, [door for door in DOORS if door.split(" ")[1] not in NOT_TRIED], [role]) == ""


# ---------------------------------------------------------------- and the state of a ballot


def ballot_in(site: Site, state: State, decision: str) -> str:
    """A ballot of the Council in a state, in which everybody has voted if it has opened: yes, or an objection."""
    world = site.world
    world.wait(61)
    motion = world.draft("resolution", f"Peace {world.now}") if decision == "resolution" else world.draft()
    if state is State.DRAFTED:
        return world.ballot(motion)
    ballot = world.announce(motion, opens_in=3600 if state is State.ANNOUNCED else 0,
                            lasts=2 * DAY if state in (State.ANNOUNCED, State.OPEN) else 100)
    if state is State.ANNOUNCED:
        return ballot
    world.cast_all(ballot, "yes" if decision == "resolution" else "object")
    if state is State.OPEN:
        return ballot
    world.wait(101)
    world.tick()
    if state is State.DECLARED:
        site.within(declare_result, site.service, world.person("chair"), ballot)
    elif state is State.ANNULLED:
        pending = site.within(propose_annulment, site.service, world.person("chair"), ballot, "Wrong question")
        site.within(confirm, site.service, world.person("deputy"), pending)
    return ballot


STATES = (State.DRAFTED, State.ANNOUNCED, State.OPEN, State.COUNTED, State.DECLARED, State.ANNULLED)
ACTS = {door: row for door, row in DOORS.items() if row.states}


@pytest.mark.slow
def test_asvs_8_2_2_each_act_upon_a_ballot_is_done_in_the_states_of_the_table_and_in_no_other(peopled: Site) -> None:
    rules = {rule.endpoint: rule.rule for rule in peopled.app.url_map.iter_rules() if "POST" in rule.methods}
    shared = {state: ballot_in(peopled, state, "resolution") for state in STATES}
    late, person, wrong = iter(("UNION", "LATER")), peopled.world.person("AMBER"), []
    for door, row in sorted(ACTS.items()):
        endpoint = door.split(" ")[1]
        who = {"delegate": "AMBER", "teller": "teller"}.get(endpoint.partition(".")[0], "chair")
        decision = "admission" if endpoint == "chair.no_consensus" else "resolution"
        for state in STATES:
            is_done = str(state) in row.states
            ballot = ballot_in(peopled, state, decision) if is_done else shared[state]
            if endpoint == "chair.addendum" and is_done:  # whom the roll of this ballot left out
                person = peopled.world.seat(next(late))
            answer = peopled.signed_in(who).post(rules[endpoint].replace("<ballot>", ballot),
                                                 **{**FORM, "person": person, "replaces": ""})
            if (answer.status_code == 303) is not is_done:
                wrong.append((door, str(state), answer.status_code))
            if not is_done and str(peopled.world.row(ballot).state) != state:
                wrong.append((door, str(state), "moved"))
    assert wrong == []


# ---------------------------------------------------------------- what no table can say


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
