"""A ballot and its motion as pages show them, at one instant: where it stands, its rule, its roll, its turnout.

Choices and counts of an open ballot are not here for anyone: a view never carries a figure before the close.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voting.ballots.lifecycle import State, state_at
from voting.ballots.paper import paper_fingerprint, parse_paper, rule_document
from voting.errors import NotFoundError
from voting.evidence import decode
from voting.sentences import N_
from voting.services.act import Service, statutes_by_hash
from voting.statutes import Decision, Organ, Stage, Statutes
from voting.store.database import Session, reading
from voting.store.find import (
    cast_of,
    entry_of,
    find_ballot,
    find_meeting,
    find_motion,
    meeting_asked,
    organ_asked,
    turnout_of,
)
from voting.store.log import LeafRow
from voting.store.secret import count_issued
from voting.store.tables import BallotRow, CastRow, MeetingRow, MotionRow, RollRow


@dataclass(frozen=True)
class BallotView:
    """A ballot with everything that stands around it; the rows are detached and only read."""

    ballot: BallotRow
    motion: MotionRow
    meeting: MeetingRow
    statutes: Statutes
    state: State
    is_last_call: bool
    voted: int
    entitled: int
    now: int

    @property
    def decision(self) -> Decision:
        """What is decided."""
        return self.statutes.decisions[self.motion.decision]

    @property
    def stage(self) -> Stage:
        """The stage that this ballot is."""
        return self.decision.stages[self.ballot.stage - 1]

    @property
    def is_by_hands(self) -> bool:
        """Whether it is a show of hands in the room, so that nobody casts a vote here."""
        return bool(self.ballot.paper) and "hands" in self.paper

    @property
    def organ(self) -> Organ:
        """The organ that is asked."""
        return self.statutes.organs[organ_asked(self.motion, self.ballot)]

    @property
    def agenda(self) -> int:
        """The item of the meeting's agenda."""
        return self.ballot.agenda or self.motion.agenda

    @property
    def question(self) -> Mapping[str, str]:
        """The question in the languages of the statutes."""
        return self.motion.question

    @property
    def rule(self) -> Mapping[str, object]:
        """The rule as the paper prints it; the same before the paper exists."""
        return rule_document(self.decision, self.stage)

    @property
    def paper(self) -> Mapping[str, object]:
        """The announced paper as a document."""
        return parse_paper(bytes(self.ballot.paper))

    @property
    def fingerprint(self) -> str:
        """Twelve digits of the paper; "" before the announcement."""
        return paper_fingerprint(bytes(self.ballot.paper)) if self.ballot.paper else ""

    @property
    def tally(self) -> Mapping[str, object] | None:
        """The signed tally; None before the count."""
        return decode(bytes(self.ballot.tally)) if self.ballot.tally else None


@dataclass(frozen=True)
class OwnVote:
    """What a voter cast and may see again: the option, their reason, when, the receipt."""

    option: str
    reason: str
    cast_at: int
    code: str
    receipt: bytes
    seq: int
    is_signed: bool
    """Whether their passkey signed it."""


def view(session: Session, ballot: BallotRow, now: int) -> BallotView:
    """The view of one row."""
    motion = find_motion(session, ballot.motion)
    state = state_at(State(ballot.state), ballot.open_at, ballot.close_at, now)
    voted, entitled = turnout_of(session, ballot.id)
    if ballot.is_secret:  # who has voted is known to nobody: how many have collected their ballot paper
        voted = decode(bytes(ballot.tally))["cast"] if ballot.tally else count_issued(session, ballot.id)
    return BallotView(ballot, motion, meeting_asked(session, motion, ballot) or find_meeting(session, motion.meeting),
                      statutes_by_hash(session, motion.statutes_sha256), state,
                      state is State.OPEN and bool(ballot.last_call_ends_at), voted, entitled, now)


def view_ballot(service: Service, ballot: str) -> BallotView:
    """The view of the ballot with this id."""
    with reading() as session:
        return view(session, find_ballot(session, ballot), service.clock())


def own_entry(service: Service, ballot: str, person: str) -> RollRow | None:
    """A person's entry on the roll of a ballot."""
    with reading() as session:
        return entry_of(session, ballot, person)


def own_vote(service: Service, ballot: str, person: str, attempt: str = "") -> OwnVote | None:
    """What a person cast in a ballot: their last vote, or the one of a given attempt."""
    with reading() as session:
        entry = entry_of(session, ballot, person)
        if entry is None:
            return None
        row = cast_of(session, ballot, entry.voter, attempt)
        return own(session, row) if row else None


def own(session: Session, row: CastRow) -> OwnVote:
    """The vote of one row, its choice read from the log."""
    leaf = session.get(LeafRow, row.leaf)
    if leaf is None:
        raise NotFoundError(N_("The log has lost an entry."))
    marks = decode(bytes(leaf.body))["choice"]["q1"]
    return OwnVote(marks[0] if marks else "", row.reason, row.cast_at, row.code, bytes(row.receipt), row.seq,
                   bool(row.assertion))
