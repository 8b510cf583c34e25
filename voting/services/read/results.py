"""Declared motions as everyone may read them: outcome, figures, what follows, who acted when, the twelve digits.

Before the declaration a motion has no result here, for nobody: what the organ may see of a counted ballot stands on
the ballot's own page. Names and reasons are not here at all; they are in the full record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.lifecycle import State
from voting.ballots.motion import Motion, read_motion
from voting.ballots.vacancy import VacancyAct, read_vacancy
from voting.errors import NotFoundError
from voting.evidence import decode, fingerprint
from voting.record import layout
from voting.record.archive import unpack
from voting.sentences import N_
from voting.services.act import Service
from voting.services.read.ballot_view import BallotView, view
from voting.services.read.roles import Roles
from voting.statutes import Outcome
from voting.store.database import Session, reading
from voting.store.elections import fillings
from voting.store.find import ballots_of, find_ballot
from voting.store.listings import acts_of_motion, declared_motion, declared_motions, running_ballots
from voting.store.tables import MotionRow
from voting.tally.stage import outcome_of


@dataclass(frozen=True)
class Result:
    """One declared motion: the ballot that decided it, its figures and outcome, and the motion as it was fixed."""

    view: BallotView
    motion: Motion
    outcome: Outcome
    is_annulled: bool
    declared_at: int
    before: tuple[BallotView, ...] = ()
    """Where several organs decide: the ballots of those that were asked before, in order."""

    @property
    def is_adopted(self) -> bool:
        """Whether it was adopted, by consensus or by vote (an annulment aside)."""
        return self.outcome.adopted

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each option was marked."""
        return self.view.tally["counts"]["q1"]


@dataclass(frozen=True)
class WholeResult:
    """A result with everything around it; `acts` are the entries of the log but the votes, oldest first."""

    result: Result
    effects: list[Mapping[str, object]]
    acts: list[Mapping[str, object]]
    fingerprint: str
    tally: bytes
    tally_sig: bytes
    fillings: Sequence[VacancyAct] = ()
    """Of an election: how seats that fell vacant were filled from its papers."""


def results(service: Service, limit: int = 0) -> list[Result]:
    """Every declared motion, the latest first; the newest `limit` of them if it is not 0."""
    with reading() as session:
        now = service.clock()
        return [_result(session, row, now) for row in declared_motions(session, limit)]


def result(service: Service, motion: str) -> WholeResult:
    """One result; `NotFoundError` in the same words whether the motion is unknown or not declared."""
    with reading() as session:
        found = declared_motion(session, motion)
        if found is None:
            raise NotFoundError(N_("There is no declared result at this address."),
                                next=N_("Results appear here for everyone at once, when the chair declares them."))
        row, body = found
        leaves = [decode(body) for body in acts_of_motion(session, motion)]
        return WholeResult(_result(session, row, service.clock()), _effects(leaves, bytes(row.effects)), leaves,
                           fingerprint(unpack(body)[layout.INDEX]), bytes(row.tally), bytes(row.tally_sig),
                           [read_vacancy(bytes(filling.document)) for filling in fillings(session, motion)])


def running(service: Service) -> list[BallotView]:
    """Every ballot that is announced or open at this instant, by its close."""
    with reading() as session:
        now = service.clock()
        return [view(session, row, now) for row in running_ballots(session, now)]


def is_within(roles: Roles, organ: str) -> bool:
    """Whether somebody with these roles reads what is published within `organ`: its officers, its members (not those
    who only attend)."""
    return organ in roles.members or organ in roles.presided


def _result(session: Session, row: MotionRow, now: int) -> Result:
    act = decode(acts_of_motion(session, row.id, "declared")[0])
    seen = view(session, find_ballot(session, str(act["ballot"])), now)
    return Result(seen, read_motion(bytes(row.document)), outcome_of(seen.stage, seen.tally),
                  row.state == "annulled", int(act["at"]), _before(session, seen, now))


def _before(session: Session, seen: BallotView, now: int) -> tuple[BallotView, ...]:
    if not seen.decision.is_concurrent:
        return ()
    return tuple(view(session, row, now) for row in ballots_of(session, seen.motion.id)
                 if row.tally is not None and row.state == State.DECLARED and row.stage < seen.ballot.stage)


def _effects(leaves: list[Mapping[str, object]], declared: bytes) -> list[Mapping[str, object]]:
    """What the declaration changed; empty once it has been annulled, because what it did has been reversed."""
    if any(leaf["type"] == "annulled" for leaf in leaves):
        return []
    return list(decode(declared)["effects"])
