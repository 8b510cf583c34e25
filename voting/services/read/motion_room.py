"""A motion as its presiding officers see it: where each stage stands, what is due, who is on the roll, what waits.

Turnout is a number; who has voted and what is chosen is nowhere in these views. Counts are there once the ballot has
been counted, and nothing of a cast before (issue of powers: the chair reads no choices).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.lifecycle import LIVE, State
from voting.evidence import decode, fingerprint
from voting.register.draw_up_roll import SeatRuling
from voting.register.facts import Register
from voting.register.presiding import may_preside
from voting.sentences import Sentence
from voting.services.act import Act, Service
from voting.services.declare_result import effects_of
from voting.services.draft_motion import law_of
from voting.services.passkeys_on_roll import frozen_roll
from voting.services.read.ballot_view import BallotView, view
from voting.services.read.changes import Change, changes_in
from voting.services.read.dry_act import look
from voting.services.read.effects_ahead import effects_ahead
from voting.services.read.preflight import Check, preflight, rule_on_roll
from voting.services.read.secrecy import SecrecyView, secrecy_of
from voting.statutes import Decision, Outcome, Ruling, Statutes
from voting.store.access import PendingRow
from voting.store.database import Session
from voting.store.find import ballots_of, find_ballot, find_meeting, find_motion, organ_asked, roll_of
from voting.store.law import texts_in_force
from voting.store.overview import acts_on, all_meetings, all_motions, waiting_on
from voting.store.tables import MeetingRow, MotionRow, RollRow
from voting.tally.stage import CONSENSUS, outcome_of


@dataclass(frozen=True)
class Leaf:
    """An act on the motion: its type, instant, office, the name of who acted, and the document itself."""

    kind: str
    at: int
    office: str
    name: str
    document: Mapping[str, object]
    stage: int


@dataclass(frozen=True)
class MotionLine:
    """A motion in a list: its newest ballot says where it stands."""

    motion: MotionRow
    meeting: MeetingRow
    decision: Decision
    view: BallotView | None
    organs: frozenset[str]
    """Those that have been asked so far: the one to which it was put, and further ones since it was passed on."""


@dataclass(frozen=True)
class MotionRoom:
    """Everything that the page of one motion shows."""

    motion: MotionRow
    meeting: MeetingRow
    statutes: Statutes
    decision: Decision
    ballots: tuple[BallotView, ...]
    current: BallotView | None
    """The newest ballot that is not cancelled: what the officer acts on."""
    leaves: tuple[Leaf, ...]
    may_act: Ruling | None
    checks: tuple[Check, ...]
    seats: tuple[SeatRuling, ...]
    roll: tuple[RollRow, ...]
    roll_fingerprint: str
    outcome: Outcome | None
    effects: Sequence[Mapping[str, object]]
    register: Register
    waiting: tuple[PendingRow, ...]
    now: int
    ahead: Sequence[Sentence] = ()
    """What follows if it is adopted, before it is decided."""
    changes: Sequence[Change] = ()
    """The texts that it would change."""
    secrecy: SecrecyView | None = None
    """Of the current ballot; None where the stage is always named."""

    @property
    def word(self) -> str:
        """The outcome word of the current ballot's tally; "" before the count."""
        return str(self.current.tally["outcome"]) if self.current and self.current.tally else ""


def motions_of(service: Service, organs: frozenset[str] | None) -> list[MotionLine]:
    """The motions of `organs` (None: of all), live ones first, then by meeting day and agenda."""
    with look(service) as act:
        lines = [_line(act, row) for row in all_motions(act.session)]
        lines = [line for line in lines if organs is None or organs & line.organs]
    return sorted(lines, key=lambda line: (line.motion.state != "live", _later_first(line.meeting.held_on),
                                           line.view.agenda if line.view else line.motion.agenda))


def open_room(service: Service, motion: str, reader: str) -> MotionRoom:
    """The room of one motion, as `reader` may act in it now."""
    with look(service) as act:
        session = act.session
        row = find_motion(session, motion)
        views = tuple(view(session, ballot, act.now) for ballot in ballots_of(session, motion))
        current = current_of(views)
        ballot = current.ballot if current else None
        is_draft = ballot is not None and current.state is State.DRAFTED and row.state == "live"
        entries = tuple(roll_of(session, ballot.id)) if ballot else ()
        register = act.register()
        return MotionRoom(
            motion=row, statutes=act.statutes,
            meeting=current.meeting if current else find_meeting(session, row.meeting),
            decision=law_of(act, row).decisions[row.decision], ballots=views, current=current,
            leaves=_leaves(session, row, register, views),
            may_act=may_preside(act.statutes, register, organ_asked(row, ballot), reader, act.now, ballot.due_at)
            if ballot else None,
            checks=preflight(act, row, ballot) if is_draft else (),
            seats=tuple(rule_on_roll(act, row, ballot)) if is_draft or entries else (),
            roll=entries, roll_fingerprint=fingerprint_of(session, entries) if entries else "",
            outcome=outcome_of(current.stage, current.tally) if current and current.tally else None,
            ahead=effects_ahead(act, row), changes=changes_in(act, row),
            effects=_effects(act, row, current), register=register, now=act.now,
            secrecy=secrecy_of(act, row, ballot) if ballot else None,
            waiting=tuple(waiting_on(session, [item.ballot.id for item in views])))


def room_of_ballot(service: Service, ballot: str) -> tuple[str, str]:
    """(motion, organ) of a ballot; `NotFoundError` if there is none."""
    with look(service) as act:
        row = find_ballot(act.session, ballot)
        motion = find_motion(act.session, row.motion)
        return motion.id, organ_asked(motion, row)


def organs_of_motion(service: Service, motion: str) -> frozenset[str]:
    """The organs that a motion has been put to so far; `NotFoundError` if there is no such motion."""
    with look(service) as act:
        row = find_motion(act.session, motion)
        return frozenset({row.organ, *(organ_asked(row, ballot) for ballot in ballots_of(act.session, motion))})


def meetings_of(service: Service, organ: str) -> list[MeetingRow]:
    """The meetings of an organ, the latest first."""
    with look(service) as act:
        return [row for row in all_meetings(act.session) if row.organ == organ]


def text_now(service: Service) -> str:
    """The words of the principles in force; "" where none are kept."""
    with look(service) as act:
        return next((row.words for row in texts_in_force(act.session, act.now)), "")


def current_of(views: Sequence[BallotView]) -> BallotView | None:
    """The ballot that the next act is about: one still alive, else the newest that was not cancelled."""
    alive = [item for item in views if item.state in LIVE]
    kept = alive or [item for item in views if item.state is not State.CANCELLED]
    return kept[-1] if kept else None


def fingerprint_of(session: Session, entries: Sequence[RollRow]) -> str:
    """Twelve digits of the roll as it was frozen."""
    return fingerprint(frozen_roll(session, entries[0].ballot, entries).write())


def _line(act: Act, row: MotionRow) -> MotionLine:
    views = [view(act.session, ballot, act.now) for ballot in ballots_of(act.session, row.id)]
    current = current_of(views)
    return MotionLine(row, current.meeting if current else find_meeting(act.session, row.meeting),
                      law_of(act, row).decisions[row.decision], current,
                      frozenset({row.organ, *(seen.organ.id for seen in views)}))


def _later_first(day: str) -> int:
    return -int(day.replace("-", ""))


def _leaves(session: Session, motion: MotionRow, register: Register,
            views: Sequence[BallotView]) -> tuple[Leaf, ...]:
    stages = {item.ballot.id: item.ballot.stage for item in views}
    found = []
    for row in acts_on(session, motion.id):
        document = decode(bytes(row.body))
        by = document["by"]
        person = register.people.get(str(by["subject"]))
        found.append(Leaf(row.type, int(document["at"]), str(by["office"]), person.name if person else "", document,
                          stages.get(row.ballot, 0)))
    return tuple(found)


def _effects(act: Act, motion: MotionRow, current: BallotView | None) -> Sequence[Mapping[str, object]]:
    """What declaring would do, or, once declared, what it did."""
    if motion.effects is not None:
        return decode(bytes(motion.effects))["effects"]
    if current is None or current.tally is None or motion.document is None:
        return ()
    is_adopted = current.tally["outcome"] in (CONSENSUS, "adopted", "elected")
    return effects_of(act, current.statutes, motion, "adopted" if is_adopted else "rejected")["effects"]
