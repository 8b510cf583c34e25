"""The vocabulary of the minutes: an organ puts a question, answers, votes, and the chair declares.

A thin fluent layer over `tests/world.py`, so that a test reads like the minutes of an organ's life. Nothing here knows
a rule: what is refused, the services refuse. People are named by the code of their organisation, or by their office.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.world import World
from voting.ballots.lifecycle import State
from voting.errors import RefusedError
from voting.evidence import sha256_hex
from voting.register.draw_up_roll import person_ruling
from voting.services.change_standing import resign
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.direct_ballot import close_early
from voting.services.make_record import full_record, public_record
from voting.services.read.dry_act import look
from voting.services.seat_person import unseat_person
from voting.services.second_officer import confirm, propose_annulment
from voting.statutes import Decision, Ruling
from voting.store.find import ballots_of, find_motion, live_motions
from voting.store.law import texts_in_force
from voting.store.people import seats_of_organisation
from voting.verifier import Verdict, verify
from voting.verifier.build import build

DAY = 86400
APPLICATION = {"application": {"sha256": "a" * 64}, "received_on": {"on": "2026-12-01"},
               "preparation": {"text": "The Coordinator has read its programme."}}
NOTICE = {"breach": {"text": "II, third principle"}, "facts": {"text": "What happened."},
          "notice": {"on": "2026-11-02"}}
HEARD = {**NOTICE, "reply": {"text": "We deny it."}}


@dataclass
class Question:
    """A motion before its organ, with the ballot that is at hand."""

    minutes: Minutes
    motion: str
    ballot: str = ""

    def is_announced(self, lasts: int = 7200, by: str = "") -> Question:
        """The chair announces the next ballot; it opens at once."""
        self.ballot = self.minutes.world.announce(self.motion, lasts=lasts, by=by)
        return self

    def is_answered(self, option: str, but: Mapping[str, str] | None = None) -> Question:
        """Everyone on the roll marks `option`, except those whom `but` names with theirs ("" for nothing)."""
        world, others = self.minutes.world, {self.minutes.world.person(who): mark for who, mark in (but or {}).items()}
        for entry in world.roll(self.ballot):
            mark = others.get(entry.person, option)
            if mark:
                world.cast(entry.person, self.ballot, mark)
        return self

    def receives(self, who: str, option: str, reason: str | None = None) -> Question:
        """One voter marks `option`."""
        self.minutes.world.cast(who, self.ballot, option, reason=reason)
        return self

    def closes(self) -> Question:
        """Everybody has voted and the chair closes, or else the time on the paper passes."""
        world = self.minutes.world
        if all(entry.last_seq for entry in world.roll(self.ballot)):
            close_early(world.service, world.person(world.chair_of(self.motion)), self.ballot)
        else:
            world.wait(world.row(self.ballot).close_at + 1 - world.now)
            world.tick()
        return self

    def finds_no_consensus(self, summary: str = "The debate did not lift the objections.") -> Question:
        """The chair records, with a summary of the debate, that consensus was not possible."""
        world = self.minutes.world
        chair = world.person(world.chair_of(self.motion))
        self.ballot = record_no_consensus(world.service, chair, self.ballot, summary)
        return self

    def is_declared(self) -> str:
        """The chair declares: adopted or rejected."""
        world = self.minutes.world
        return declare_result(world.service, world.person(world.chair_of(self.motion)), self.ballot)

    def is_carried(self, but: Mapping[str, str] | None = None) -> Question:
        """The whole way: one objection, no consensus, a vote in favour (or that alone), declared."""
        decision = self.minutes.decision(self.motion)
        self.is_announced()
        if len(decision.stages) > 1:
            first = self.minutes.world.roll(self.ballot)[0].person
            self.is_answered("consent", {first: "object"}).closes().finds_no_consensus().is_announced()
        outcome = self.is_answered("yes", but).closes().is_declared()
        if outcome != "adopted":
            raise AssertionError(f"the motion was {outcome}")
        return self

    def is_annulled(self, reason: str = "The roll was wrong.") -> Question:
        """One officer proposes to annul, a teller confirms."""
        world = self.minutes.world
        chair = world.chair_of(self.motion)
        teller = "sc_teller" if chair == "sc_chair" else "teller"
        confirm(world.service, world.person(teller),
                propose_annulment(world.service, world.person(chair), self.ballot, reason))
        return self

    @property
    def stands(self) -> str:
        """The outcome of the stage at hand."""
        return str(self.minutes.world.tally(self.ballot)["outcome"])

    @property
    def roll(self) -> set[str]:
        """The people on the roll."""
        return {entry.person for entry in self.minutes.world.roll(self.ballot)}

    @property
    def stages(self) -> list[str]:
        """The states of the motion's ballots, in the order of the stages."""
        with look(self.minutes.world.service) as act:
            return [str(State(row.state)) for row in ballots_of(act.session, self.motion)]

    @property
    def record(self) -> bytes:
        """The zip of the record with names."""
        return full_record(self.motion)

    @property
    def public_record(self) -> bytes:
        """The zip of the record for everyone."""
        return public_record(self.motion)

    @property
    def verdict(self) -> Verdict:
        """What anyone finds who checks the public record."""
        return verify(self.public_record)


class Minutes:
    """The organs' life in a world that has been founded."""

    def __init__(self, world: World) -> None:
        self.world = world

    def puts(self, decision: str, subject: str, organ: str = "council", end_on: str = "",
             dossier: Mapping[str, Mapping[str, str]] | None = None) -> Question:
        """A motion is drafted and its dossier prepared (complete, unless `dossier` says what lies in it)."""
        return Question(self, self.world.draft(decision, subject, organ, end_on, dossier))

    def amends(self, new: str, old: str = "") -> Question:
        """A motion to replace the text in force (or `old`) by `new`."""
        texts = {"texts": {"old": old or self.text_in_force(), "new": new}}
        return self.puts("amendment", "Amendment", "steering_committee", dossier=texts)

    @property
    def has_before_it(self) -> Question:
        """The motion that has been announced first and is not at its end."""
        with look(self.world.service) as act:
            motion = live_motions(act.session)[0].id
        return Question(self, motion, self.world.ballot(motion))

    def decision(self, motion: str) -> Decision:
        """The decision of a motion as the statutes have it."""
        with look(self.world.service) as act:
            return act.statutes.decisions[find_motion(act.session, motion).decision]

    def text_in_force(self) -> str:
        """The words of the principles in force."""
        with look(self.world.service) as act:
            return texts_in_force(act.session, act.now)[0].words

    def has_vote(self, who: str, organ: str = "council") -> Ruling:
        """Whether somebody has a vote in an organ now, with clause and reason."""
        with look(self.world.service) as act:
            return person_ruling(act.statutes, act.register(), self.world.person(who), organ, act.now)

    def seats_of(self, code: str) -> int:
        """How many seats an organisation holds."""
        with look(self.world.service) as act:
            return len(seats_of_organisation(act.session, code))

    def history_of(self, code: str) -> list[str]:
        """Every standing that an organisation has had, in order."""
        with look(self.world.service) as act:
            return [event.standing for event in act.register().organisations[code].events]

    def receives_resignation(self, code: str) -> None:
        """The coordinator enters a written resignation."""
        resign(self.world.service, self.world.person("coordinator"), code, sha256_hex(b"letter"), "By letter.")

    def replaces_delegate(self, code: str, name: str, organ: str = "steering_committee") -> str:
        """The organisation sends another delegate; their person id."""
        unseat_person(self.world.service, self.world.person("coordinator"), self.world.seats[f"{organ}:{code}"],
                      "Another delegate is sent.")
        return self.world.seat(code, organ, "delegate", name)

    def day(self, days: int) -> str:
        """The ISO day so many days from now."""
        return (datetime.fromtimestamp(self.world.now, UTC) + timedelta(days=days)).date().isoformat()


def refusal(act: Callable[[], object]) -> RefusedError:
    """The refusal that an act meets; the test fails if it meets none."""
    with pytest.raises(RefusedError) as caught:
        act()
    return caught.value


def stranger_verifies(record: bytes, folder: Path) -> tuple[int, dict[str, object]]:
    """A process of its own with the built `voting-verify.pyz` and the zip alone: exit status and its JSON answer."""
    program, zipped = folder / "voting-verify.pyz", folder / "record.zip"
    program.write_bytes(build())
    zipped.write_bytes(record)
    ran = subprocess.run([sys.executable, "-I", str(program), "--json", str(zipped)], capture_output=True, text=True,
                         timeout=120, check=False, cwd=folder, env={})
    return ran.returncode, json.loads(ran.stdout)
