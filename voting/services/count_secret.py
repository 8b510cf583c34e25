"""Open and count a secret ballot when enough tellers have released their shares; by the clock, whoever released last.

The work is done before the act: the urn's leaves are fetched and compared with the sealed root, then every final vote
is opened. Where the shares released leave a vote unopenable and a teller has still to release, the count waits for that
teller until the data's deadline: one wrong share must not cost anybody a vote. In a dispute it waits in the same way
for keys, from the dispute on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from voting.ballots.credential import read_issue
from voting.ballots.key_release import lots_keys, read_key_release
from voting.ballots.leaves import CLOCK
from voting.ballots.lifecycle import Move, State, follow
from voting.ballots.paper import parse_paper
from voting.ballots.trustee import Head
from voting.errors import MalformedError
from voting.evidence import decode, encode, sha256_hex
from voting.sentences import N_
from voting.services.act import Act, Service, begin, statutes_by_hash
from voting.services.settle import electorate
from voting.services.write_mail import write_counted
from voting.store.database import Session, reading
from voting.store.find import find_ballot, find_motion, roll_of
from voting.store.log import issue_bodies
from voting.store.overview import acts_on
from voting.store.secret import SecretBallotRow, secret_of, trustees_of
from voting.store.tables import BallotRow
from voting.tally.opened import (
    UNOPENABLE,
    IssueFigures,
    RollFigures,
    UrnCount,
    count_urn,
    final_casts,
    tally_secret,
    urn_head,
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a count needs: the paper, the sealed urn, by place of their teller the lines of shares and the keys released
    in a dispute, and the deadline."""

    paper: bytes
    urn: Head
    reading_key: str
    shares: dict[int, list[bytes]]
    needed: int
    holders: int
    deadline_at: int
    keys: dict[int, bytes] = field(default_factory=dict)
    is_disputed: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether everybody has released whatever may be asked of them."""
        return len(self.keys if self.is_disputed else self.shares) == self.holders


def sealed_leaves(service: Service, ballot: str, reading_key: str, urn: Head) -> list[bytes]:
    """The urn's leaves, which must be those that were sealed; `MalformedError` if they are not."""
    leaves = list(service.urn.leaves(ballot, reading_key))
    if urn_head(leaves) != urn:
        raise MalformedError(N_("The urn does not show the votes that were in it when it was sealed."))
    return leaves


def count_if_enough(service: Service, ballot: str) -> bool:
    """Whether the ballot has been counted now."""
    opening = what_is_open(ballot)
    if opening is None or len(opening.shares) < opening.needed:
        return False
    leaves = sealed_leaves(service, ballot, opening.reading_key, opening.urn)
    counted = count_urn(opening.paper, leaves, opening.shares, opening.keys)
    is_short = any(void["reason"] == UNOPENABLE for void in counted.void)
    if is_short and not opening.is_complete and service.clock() <= opening.deadline_at:
        return False
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        known = sorted(opening.shares), sorted(opening.keys)
        if not _is_waiting(row, secret_of(act.session, ballot)) or _revealed(act, ballot) != known:
            return False
        _count(act, row, leaves, counted, opening)
        return True


def what_is_open(ballot: str) -> Opening | None:
    """What has been released of a sealed ballot that waits for its count; None of any other."""
    with reading() as session:
        row, kept = find_ballot(session, ballot), secret_of(session, ballot)
        if not _is_waiting(row, kept):
            return None
        motion = find_motion(session, row.motion)
        rule = statutes_by_hash(session, motion.statutes_sha256).secrecy
        secret = parse_paper(bytes(row.paper))["secret"]
        shares, keys = revealed_of(session, ballot)
        return Opening(bytes(row.paper), Head.read(kept.sealed["urn"]), kept.reading_key, shares, secret["t"],
                       len(secret["trustees"]), (kept.disputed_at or row.closed_at) + (
                           rule.release_within_s if rule else 0), keys, kept.is_disputed)


def revealed_of(session: Session, ballot: str) -> tuple[dict[int, list[bytes]], dict[int, bytes]]:
    """By place of their teller, the lines of shares that were released, and the keys released in a dispute."""
    held = trustees_of(session, ballot)
    return ({one.index: bytes(one.shares).splitlines() for one in held if one.released_at},
            {one.index: read_key_release(bytes(one.key_release)).secret for one in held if one.key_release})


def _is_waiting(row: BallotRow, kept: SecretBallotRow | None) -> bool:
    """Whether a ballot waits for its count: sealed and closed, or its first count is disputed."""
    if kept is None or kept.sealed is None:
        return False
    return row.state == State.CLOSED or (row.state == State.COUNTED and kept.is_disputed)


def finals_of(leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes of the votes that count, in the order of the urn."""
    return [leaf for leaf, _ in final_casts(leaves)]


def _revealed(act: Act, ballot: str) -> tuple[list[int], list[int]]:
    held = trustees_of(act.session, ballot)
    return [one.index for one in held if one.released_at], [one.index for one in held if one.key_release]


def _lots_keys(act: Act, ballot: str) -> dict[int, bytes]:
    """The tellers' keys for the lots of an election: released with shares, or following from a key released."""
    held = trustees_of(act.session, ballot)
    return lots_keys(ballot, {one.index: bytes(one.release) for one in held if one.released_at},
                     {one.index: bytes(one.key_release) for one in held if one.key_release})


def withdrawn_from(act: Act, row: BallotRow) -> list[str]:
    """Ids of the candidates who withdrew from an election while it was announced or open."""
    leaves = [decode(bytes(leaf.body)) for leaf in acts_on(act.session, row.motion)
              if leaf.type == "candidate_withdrawn" and leaf.ballot == row.id]
    return [str(leaf["candidate"]) for leaf in leaves]


def _count(act: Act, row: BallotRow, leaves: Sequence[bytes], counted: UrnCount, opening: Opening) -> None:
    motion, kept = find_motion(act.session, row.motion), secret_of(act.session, row.id)
    statutes = statutes_by_hash(act.session, motion.statutes_sha256)
    stage = statutes.decisions[motion.decision].stages[row.stage - 1]
    issues = [read_issue(decode(body)) for body in issue_bodies(act.session, row.motion, row.id)]
    ended = {entry.voter for entry in roll_of(act.session, row.id) if entry.ended_at}
    tally = encode(tally_secret(
        stage, opening.paper, row.paper_hash, RollFigures.of(electorate(act, row)),
        IssueFigures(Head.read(kept.sealed["issue"]), sum(not issue.assertion for issue in issues),
                     sum(issue.voter in ended for issue in issues)),
        opening.urn, counted, sorted(opening.shares), row.present, withdrawn=withdrawn_from(act, row),
        keys=opening.keys, lots_keys=_lots_keys(act, row.id) if stage.kind == "election" else None))
    kept.urn_leaves = b"".join(leaf + b"\n" for leaf in leaves)
    row.tally, row.tally_sig = tally, act.service.keys.authority.sign(tally)
    row.state = follow(State(row.state), Move.RECOUNT if kept.is_disputed else Move.COUNT)
    row.due_at = act.now
    if kept.is_disputed:
        kept.recounted_at = act.now
    act.log("tallied", CLOCK, row.motion, row.id, tally_sha256=sha256_hex(tally))
    write_counted(act, row, motion)
