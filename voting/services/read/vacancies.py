"""Vacant seats of a declared election as its page shows them: who left, who would come next, who came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.ballots.election import ElectionPaper
from voting.ballots.vacancy import VacancyAct, read_vacancy
from voting.errors import VotingError
from voting.sentences import Sentence
from voting.services.act import Service, statutes_by_hash
from voting.services.fill_vacancy import next_filling, vacant_seats
from voting.services.read.dry_act import look
from voting.statutes import Statutes
from voting.store.elections import fillings
from voting.store.find import find_motion
from voting.store.tables import MotionRow


@dataclass(frozen=True)
class VacantSeat:
    """A seat that is vacant: whose it was (the id on the paper), since when, why it ended."""

    candidate: str
    since: int
    reason: str


@dataclass(frozen=True)
class VacancyRoom:
    """The vacancies of one election; `next` is what filling them now would be, `problem` why that cannot be."""

    motion: MotionRow
    statutes: Statutes
    election: ElectionPaper
    vacant: Sequence[VacantSeat]
    next: VacancyAct | None
    problem: Sentence | None
    filled: Sequence[VacancyAct]


def vacancy_room(service: Service, motion: str) -> VacancyRoom:
    """The room; `ConflictError` for an election that gave no seats, or whose term is over."""
    with look(service) as act:
        row = find_motion(act.session, motion)
        found = vacant_seats(act, row)
        following, problem = None, None
        if found.seats:
            try:
                following = next_filling(act, row, found)
            except VotingError as fault:
                problem = fault.what
        return VacancyRoom(
            row, statutes_by_hash(act.session, row.statutes_sha256), found.election,
            [VacantSeat(name, seat.until_at, seat.ended_because or "") for seat, name in found.seats], following,
            problem, [read_vacancy(bytes(filling.document)) for filling in fillings(act.session, motion)])
