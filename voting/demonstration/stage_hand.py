"""Plays acts of an organisation's life in a time of its own: put, vote, declare, each through the services.

For the demonstration of two years. The hand moves its clock forward only; what it does stands in the log at the
instants of the play, as anyone's acts would. Votes are marked by a function of the voter's number, never by chance.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from voting.register.facts import Seat
from voting.services.act import Service, begin
from voting.services.announce_ballot import announce_ballot
from voting.services.cast_named import cast_named
from voting.services.countersign_tally import countersign_tally
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.draft_motion import MotionDraft, draft_motion, prepare_dossier
from voting.services.read.dry_act import look
from voting.services.read.motion_room import MotionRoom, open_room
from voting.services.settle import settle_due
from voting.services.store_document import store_document

MOMENT, HOUR, DAY = 600, 3600, 86400
Mark = Callable[[int], str]
"""What voter number so and so (from 0, by name) marks; "" for nothing."""


@dataclass
class StoryClock:
    """A clock that goes only when the play moves it; UTC seconds."""

    now: int

    def __call__(self) -> int:
        return self.now


class StageHand:
    """The acts of the play, by name; `coordinator` prepares everything."""

    def __init__(self, service: Service, begins_at: int) -> None:
        self.clock = StoryClock(begins_at)
        self.service = replace(service, clock=self.clock)
        self.begins_at = begins_at
        self.coordinator = ""

    def day(self, number: int, hour: int = 9) -> None:
        """Move on to an hour (UTC) of day `number` of the play, never back."""
        self.clock.now = max(self.clock.now, self.begins_at + number * DAY + (hour - 9) * HOUR)

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.clock.now += seconds

    def today(self, days: int = 0) -> str:
        """The ISO day of the play, so many days from now."""
        return datetime.fromtimestamp(self.clock.now + days * DAY, UTC).date().isoformat()

    def put(self, organ: str, decision: str, subject: str, meeting: str, agenda: int,
            dossier: Mapping[str, Mapping[str, str]], question: Mapping[str, str] | None = None) -> str:
        """A motion with its dossier; texts under "file" are stored as documents."""
        motion = draft_motion(self.service, self.coordinator, MotionDraft(organ, decision, subject, meeting, agenda,
                                                                          question or {}))
        for item, entry in dossier.items():
            if "file" in entry:
                store_document(self.service, self.coordinator, motion, item, f"{item}.txt", entry["file"].encode())
            else:
                prepare_dossier(self.service, self.coordinator, motion, item, entry)
        return motion

    def room(self, motion: str) -> MotionRoom:
        """Where a motion stands."""
        return open_room(self.service, motion, "")

    def officer(self, organ: str, role: str = "chair") -> str:
        """Who holds an office of a role in an organ now."""
        return self.officers(organ, role)[0]

    def officers(self, organ: str, role: str) -> list[str]:
        """All who hold it, in the order in which they came."""
        with look(self.service) as act:
            offices = act.statutes.offices_of_role(role)
            return [held.person for held in act.register().offices
                    if held.office in offices and held.organ == organ and held.holds_at(act.now)]

    def seats(self, organ: str, kind: str) -> list[Seat]:
        """The seats of a kind that are held in an organ now, by the organisation's code."""
        with look(self.service) as act:
            held = [seat for seat in act.register().seats_in(organ, act.now) if seat.kind == kind]
        return sorted(held, key=lambda seat: seat.organisation)

    def vote(self, motion: str, mark: Mark, hours: int = 2, reason: str = "We cannot agree.") -> str:
        """Announce the ballot at hand, let everybody mark, let its time pass; the outcome of the count."""
        ballot, organ = self._at_hand(motion)
        announce_ballot(self.service, self.officer(organ), ballot, 0, self.clock.now + hours * HOUR)
        self.wait(MOMENT)
        roll = sorted(self.room(motion).roll, key=lambda entry: (entry.name, entry.person))
        for number, entry in enumerate(roll):
            option = mark(number)
            if option:
                self.wait(1)
                cast_named(self.service, entry.person, ballot, {"q1": [option]}, secrets.token_urlsafe(18),
                           reason if option == "object" else "")
        self.clock.now = max(self.clock.now, self.room(motion).current.ballot.close_at) + 1
        self.tick()
        for teller in self.officers(organ, "teller")[:2]:
            self.wait(60)
            countersign_tally(self.service, teller, ballot)
        return self.room(motion).word

    def tick(self) -> None:
        """The clock's work on ballots."""
        with begin(self.service) as act:
            settle_due(act)

    def finds_no_consensus(self, motion: str, summary: str) -> None:
        """The chair records that consensus was not possible; the vote can be announced."""
        ballot, organ = self._at_hand(motion)
        self.wait(MOMENT)
        record_no_consensus(self.service, self.officer(organ), ballot, summary)

    def declares(self, motion: str) -> str:
        """The chair declares the outcome."""
        ballot, organ = self._at_hand(motion)
        self.wait(MOMENT)
        return declare_result(self.service, self.officer(organ), ballot)

    def _at_hand(self, motion: str) -> tuple[str, str]:
        current = self.room(motion).current
        return current.ballot.id, current.organ.id


def everyone(option: str, but: Mapping[int, str] | None = None, every: int = 0) -> Mark:
    """Everybody marks `option`, except the voters by number in `but`; each `every`-th does not take part (0: none)."""
    others = but or {}
    return lambda number: others.get(number, "" if every and number % every == every - 1 else option)
