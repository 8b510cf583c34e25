"""Who has countersigned a count, and which counts a teller may countersign now.

How many tellers have countersigned is for everyone who may see the count; their names and organisations are for the
organ, like every name. Each signature says whether the kept record has it: a record made before it cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.ballots.countersignature import TALLY
from voting.errors import ConflictError, RefusedError
from voting.evidence import decode, fingerprint, sha256_hex
from voting.register.facts import Register
from voting.sentences import N_
from voting.services.act import Act, Service
from voting.services.countersign_tally import check_countersigner, organisations_of
from voting.services.read.ballot_view import BallotView, view
from voting.services.read.dry_act import look
from voting.services.read.minutes_signed import Signing, signing_of
from voting.statutes import Outcome, Ruling
from voting.store.find import find_ballot, find_motion, organ_asked
from voting.store.listings import counted_ballots, record_made_at
from voting.store.log import LeafRow
from voting.store.overview import acts_on, countersigned_on
from voting.store.tables import BallotRow, MotionRow
from voting.tally.stage import outcome_of

LATEST = 30
"""How many counts a teller's page goes back."""


@dataclass(frozen=True, slots=True)
class Countersignature:
    """One teller's: name, names of the organisations (perhaps none), when, and whether the kept record has it."""

    person: str
    name: str
    organisations: Sequence[str]
    at: int
    is_in_record: bool
    is_by_passkey: bool


@dataclass(frozen=True)
class CountedBallot:
    """A counted ballot with its twelve digits, who has countersigned it, and the reader's ruling."""

    view: BallotView
    outcome: Outcome
    fingerprint: str
    sha256: str
    signed: Sequence[Countersignature]
    needed: int
    ruling: Ruling
    signing: Signing | None


@dataclass(frozen=True, slots=True)
class Signatures:
    """How many tellers have countersigned what decided a motion, out of how many the statutes ask for, and who."""

    needed: int
    signed: Sequence[Countersignature]

    @property
    def in_record(self) -> int:
        """How many of them the kept record has."""
        return sum(1 for one in self.signed if one.is_in_record)


def counted_for(service: Service, organs: frozenset[str] | None, person: str) -> list[CountedBallot]:
    """The latest counted ballots of `organs` (None: of all), those first that `person` may countersign."""
    with look(service) as act:
        found = [_counted(act, find_motion(act.session, row.motion), row, person)
                 for row in counted_ballots(act.session, organs, LATEST)]
    return sorted(found, key=lambda ballot: not ballot.ruling.allowed)


def organ_of_ballot(service: Service, ballot: str) -> str:
    """The organ in which a ballot is held; `NotFoundError` if there is no such ballot."""
    with look(service) as act:
        row = find_ballot(act.session, ballot)
        return organ_asked(find_motion(act.session, row.motion), row)


def signatures_of(service: Service, ballot: str) -> Signatures:
    """Who has countersigned the tally of a ballot."""
    with look(service) as act:
        row = find_ballot(act.session, ballot)
        motion = find_motion(act.session, row.motion)
        seen = view(act.session, row, act.now)
        return Signatures(seen.statutes.presiding.countersigning_tellers, _signed(act, motion, row))


def _counted(act: Act, motion: MotionRow, row: BallotRow, person: str) -> CountedBallot:
    seen, tally = view(act.session, row, act.now), bytes(row.tally)
    ruling, signing = _ruling(act, motion, row, person)
    return CountedBallot(seen, outcome_of(seen.stage, seen.tally), fingerprint(tally), sha256_hex(tally),
                         _signed(act, motion, row), seen.statutes.presiding.countersigning_tellers, ruling, signing)


def _ruling(act: Act, motion: MotionRow, row: BallotRow, person: str) -> tuple[Ruling, Signing | None]:
    clause = act.statutes.presiding.clause
    try:
        office = check_countersigner(act, motion, row, person)
    except RefusedError as refusal:
        return Ruling(False, refusal.clause or clause, refusal.what), None
    except ConflictError as refusal:
        return Ruling(False, clause, refusal.what), None
    signing = signing_of(act, TALLY, row.id, "", sha256_hex(bytes(row.tally)), office, person)
    return Ruling(True, clause, N_("You are a teller of this organ, and have not countersigned this count yet.")), \
        signing


def _signed(act: Act, motion: MotionRow, row: BallotRow) -> list[Countersignature]:
    leaves = acts_on(act.session, motion.id)
    reach = _reach_of_record(act, motion, leaves)
    return [_one(act.register(), decode(bytes(leaf.body)), leaf.index < reach)
            for leaf in countersigned_on(act.session, motion.id, row.id)]


def _one(register: Register, leaf: dict[str, object], is_in_record: bool) -> Countersignature:
    person, at = str(leaf["by"]["subject"]), int(leaf["at"])
    names = sorted(register.organisations[code].name for code in organisations_of(register, person, at))
    return Countersignature(person, register.people[person].name, names, at, is_in_record,
                            leaf.get("auth", {}).get("by") == "passkey")


def _reach_of_record(act: Act, motion: MotionRow, leaves: Sequence[LeafRow]) -> int:
    """Where in the log the act stands with which the kept record was made; 0 before there is a record."""
    made_at = record_made_at(act.session, motion.id)
    return max((leaf.index for leaf in leaves if leaf.type in ("declared", "annulled")
                and decode(bytes(leaf.body))["at"] <= made_at), default=0)
