"""What a browser needs for a secret ballot: the voter's, the teller's, the chair's part. Never what a vote says.

A voter gets the signed paper, what was handed to them, and the key with which the ballot's readers see the urn. The
chair sees how many have collected their ballot paper and how many votes stand in finished batches, nothing finer.
"""

from __future__ import annotations

from dataclasses import dataclass

from voting.ballots.lifecycle import State, state_at
from voting.ballots.paper import parse_paper
from voting.errors import ConflictError, RefusedError
from voting.evidence import decode
from voting.register.presiding import office_for
from voting.sentences import N_
from voting.services.act import Service, statutes_by_hash
from voting.services.issue_credential import Issued, issued_to
from voting.services.read.sealed_proof import SealProof, proof_of_seal
from voting.store.database import Session, reading
from voting.store.find import entry_of, find_ballot, find_motion, organ_asked
from voting.store.listings import acts_of_motion
from voting.store.load_register import load_register
from voting.store.secret import (
    SecretBallotRow,
    TrusteeRow,
    count_issued,
    secret_of,
    trustee_of,
    trustees_of,
)
from voting.store.tables import BallotRow
from voting.tally.opened import unopened


@dataclass(frozen=True, slots=True)
class VoterPart:
    """For one voter's browser; `issued` None before anything was handed out."""

    paper: bytes
    paper_sig: bytes
    voter: str
    issued: Issued | None
    reading_key: str
    close_at: int
    may_collect: bool
    may_cast: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """A count that two officers dispute: why, how many votes did not open, until when keys are waited for."""

    reason: str
    unopened: int
    until_at: int
    needed: int
    is_open: bool
    is_key_released: bool


@dataclass(frozen=True, slots=True)
class TellerPart:
    """For one teller's browser after the close; `sealed` None while the urn is not sealed."""

    paper: bytes
    paper_sig: bytes
    index: int
    sealed: dict[str, object] | None
    reading_key: str
    is_released: bool
    state: str
    locker: bytes
    dispute: Dispute | None = None
    seal: SealProof | None = None


@dataclass(frozen=True, slots=True)
class SecretFigures:
    """For the chair and the ballot's page: ballot papers issued, votes in finished batches, shares released."""

    issued: int
    in_urn: int
    released: tuple[int, ...]
    trustees: int
    needed: int
    is_sealed: bool
    deadline_at: int


def voter_part(service: Service, person: str, ballot: str) -> VoterPart:
    """What `person` needs to vote in a secret ballot, or to read its urn; `RefusedError` for who may do neither."""
    with reading() as session:
        row = _secret(session, ballot)
        entry, kept = entry_of(session, ballot, person), secret_of(session, ballot)
        if entry is None and not _is_reader(session, service, row, person):
            raise RefusedError(N_("The votes in this urn are shown to the organ's voters, its tellers and auditors; "
                                  "sign in to get there."))
        state = state_at(State(row.state), row.open_at, row.close_at, service.clock())
        may_vote = entry is not None and not entry.is_replaced
        issued = issued_to(session, ballot, entry.voter) if may_vote else None
        may_collect = may_vote and not entry.ended_at and issued is None and state in (State.ANNOUNCED, State.OPEN)
        return VoterPart(bytes(row.paper), bytes(row.paper_sig), entry.voter if entry else "", issued,
                         kept.reading_key, row.close_at, may_collect,
                         may_vote and state is State.OPEN and (issued is not None or may_collect))


def teller_part(service: Service, person: str, ballot: str, since: int = 0) -> TellerPart:
    """What a key holder needs to release; `RefusedError` for who holds no key of this ballot. `since` is the size of
    the checkpoint that they kept."""
    with reading() as session:
        row, kept = _secret(session, ballot), secret_of(session, ballot)
        mine = trustee_of(session, ballot, person)
        if mine is None:
            raise RefusedError(N_("You hold no key of this ballot."))
        return TellerPart(bytes(row.paper), bytes(row.paper_sig), mine.index, kept.sealed, kept.reading_key,
                          bool(mine.released_at), row.state, bytes(mine.locker),
                          _dispute(session, row, kept, mine) if kept.disputed_at else None,
                          proof_of_seal(session, service, row, since) if kept.sealed else None)


def _dispute(session: Session, row: BallotRow, kept: SecretBallotRow, mine: TrusteeRow) -> Dispute:
    law = statutes_by_hash(session, find_motion(session, row.motion).statutes_sha256)
    leaf, = (leaf for leaf in map(decode, acts_of_motion(session, row.motion, "disputed")) if leaf["ballot"] == row.id)
    secret = parse_paper(bytes(row.paper))["secret"]
    return Dispute(str(leaf["reason"]), unopened(decode(bytes(row.tally))),
                   kept.disputed_at + law.secrecy.release_within_s, secret["t"], kept.is_disputed,
                   mine.key_release is not None)


def secret_figures(session: Session, row: BallotRow) -> SecretFigures | None:
    """The figures of a secret ballot that is announced; None for any other."""
    kept = secret_of(session, row.id)
    if kept is None or row.paper is None:
        return None
    secret = parse_paper(bytes(row.paper))["secret"]
    rule = statutes_by_hash(session, find_motion(session, row.motion).statutes_sha256).secrecy
    released = tuple(one.index for one in trustees_of(session, row.id) if one.released_at)
    return SecretFigures(count_issued(session, row.id), kept.sealed["urn"]["size"] if kept.sealed else 0, released,
                         len(secret["trustees"]), secret["t"], kept.sealed is not None,
                         row.closed_at + rule.release_within_s if rule and row.closed_at else 0)


def _secret(session: Session, ballot: str) -> BallotRow:
    row = find_ballot(session, ballot)
    if secret_of(session, ballot) is None:
        raise ConflictError(N_("This ballot is not a secret one that is announced."))
    return row


def _is_reader(session: Session, service: Service, row: BallotRow, person: str) -> bool:
    motion = find_motion(session, row.motion)
    law = statutes_by_hash(session, motion.statutes_sha256)
    register = load_register(session)
    return law.secrecy is not None and any(
        office_for(law, register, organ_asked(motion, row), person, role, service.clock())
        for role in law.secrecy.urn_readers)
