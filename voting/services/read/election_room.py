"""What the page of an election shows: the call, who stands with what words, what the candidates allow, what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from voting.ballots.election import ElectionPaper, read_election
from voting.errors import VotingError
from voting.evidence import decode
from voting.register.draw_up_roll import rule_on_seats
from voting.sentences import Sentence
from voting.services.act import Act, Service
from voting.services.close_nominations import drawn_up
from voting.services.draft_motion import law_of
from voting.services.read.dry_act import look
from voting.statutes import Statutes
from voting.statutes.election_rule import ElectionRule
from voting.statutes.elections import ElectionDue, elections_due
from voting.store.database import reading
from voting.store.elections import CandidacyRow, ElectionRow, candidacies, candidacies_of, elections, find_election
from voting.store.find import find_meeting, find_motion
from voting.store.overview import adopted_motions, all_meetings
from voting.store.tables import MeetingRow, MotionRow

LIVE = ("named", "accepted")


@dataclass(frozen=True)
class Standing:
    """Somebody who was named, as the page prints it: the row, the name, the organisation's name and continent."""

    row: CandidacyRow
    name: str
    organisation: str
    continent: str


@dataclass(frozen=True)
class ElectionRoom:
    """One election as `reader` sees it now.

    `paper` is the closed list, or the list as it would be closed now; `problem` says why there is none yet.
    `may_name_for` are codes of organisations for which the reader may name somebody ("" where any may be named).
    """

    row: ElectionRow
    motion: MotionRow
    meeting: MeetingRow
    statutes: Statutes
    rule: ElectionRule
    people: Sequence[Standing]
    paper: ElectionPaper | None
    problem: Sentence | None
    may_name_for: Sequence[tuple[str, str]]
    mine: Standing | None
    now: int

    @property
    def is_open(self) -> bool:
        """Whether nominations are open."""
        return self.motion.state == "live" and not self.row.closed_at and self.now <= self.row.closes_at

    @property
    def is_closed(self) -> bool:
        """Whether the list is closed."""
        return self.row.document is not None


@dataclass(frozen=True)
class CallingRoom:
    """What an election is called from: the law, meetings to come, resolutions that an organ adopted."""

    statutes: Statutes
    meetings: Sequence[MeetingRow]
    resolutions: Mapping[str, Sequence[MotionRow]]
    due: Sequence[ElectionDue]


@dataclass(frozen=True)
class ElectionLine:
    """An election in a list."""

    row: ElectionRow
    motion: MotionRow
    statutes: Statutes


def election_room(service: Service, motion: str, reader: str) -> ElectionRoom:
    """The room of one election."""
    with look(service) as act:
        row, put = find_election(act.session, motion), find_motion(act.session, motion)
        statutes, register = law_of(act, put), act.register()
        rule = statutes.elections[row.rule]
        people = []
        for one in candidacies(act.session, motion):
            organisation = register.organisations.get(one.organisation)
            people.append(Standing(one, register.people[one.person].name, organisation.name if organisation else "",
                                   organisation.continent if organisation else ""))
        people.sort(key=lambda one: one.name.casefold())
        paper, problem = _paper(act, row)
        mine = next((one for one in people if one.row.person == reader and one.row.state in LIVE), None)
        return ElectionRoom(row, put, find_meeting(act.session, put.meeting), statutes, rule, people, paper, problem,
                            _may_name_for(act, put, rule, reader), mine, act.now)


def election_lines(service: Service) -> list[ElectionLine]:
    """Every election, the newest first."""
    with look(service) as act:
        return [ElectionLine(row, motion, law_of(act, motion)) for row, motion in elections(act.session)]


def calling_room(service: Service) -> CallingRoom:
    """What there is to call from now."""
    with look(service) as act:
        resolutions: dict[str, list[MotionRow]] = {}
        for motion in adopted_motions(act.session):
            resolutions.setdefault(motion.organ, []).append(motion)
        return CallingRoom(act.statutes, all_meetings(act.session), resolutions, due_elections(act))


def due_elections(act: Act) -> list[ElectionDue]:
    """Which election is due when, from those that were declared."""
    declared: dict[tuple[str, str], date] = {}
    for row, motion in elections(act.session):
        if motion.state == "elected" and not row.sitting:
            day = datetime.fromtimestamp(motion.ended_at, UTC).date()
            key = (row.rule, motion.organ)
            declared[key] = max(day, declared.get(key, day))
    return elections_due(act.statutes, declared, act.today)


def statements_of(motion: str) -> dict[str, dict[str, str]]:
    """The words of each candidate of a closed list, by the id on the paper."""
    with reading() as session:
        row = find_election(session, motion)
        if row.document is None:
            return {}
        words = {one.person: one.statement for one in candidacies(session, motion) if one.statement}
        return {one.id: words[one.subject] for one in read_election(decode(bytes(row.document))).candidates
                if one.subject in words}


def stands_in(service: Service, person: str) -> list[str]:
    """Motions of elections in which somebody was named or stands, and that are under way."""
    with look(service) as act:
        return [row.motion for row in candidacies_of(act.session, person) if row.state in LIVE
                and find_motion(act.session, row.motion).state == "live"]


def _paper(act: Act, row: ElectionRow) -> tuple[ElectionPaper | None, Sentence | None]:
    if row.document is not None:
        return read_election(decode(bytes(row.document))), None
    try:
        return drawn_up(act, row), None
    except VotingError as fault:
        return None, fault.what


def _may_name_for(act: Act, motion: MotionRow, rule: ElectionRule, reader: str) -> list[tuple[str, str]]:
    register = act.register()
    seats = [row.seat for row in rule_on_seats(act.statutes, register, motion.organ, act.now)
             if row.seat.person == reader and row.ruling.allowed]
    if not seats:
        return []
    if rule.nominates == "organisation":
        return [(seat.organisation, register.organisations[seat.organisation].name) for seat in seats
                if seat.organisation in register.organisations]
    known = [(one.code, one.name) for one in register.organisations.values()
             if not rule.standings or one.standing_at(act.now) in rule.standings]
    return [("", ""), *sorted(known, key=lambda pair: pair[1].casefold())]
