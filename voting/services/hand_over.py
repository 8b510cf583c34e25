"""Pass on to the urn what the register has committed: the paper, an extension, the close, an annulment.

Called after the act, and again by the clock's work until the urn has taken it; taking it twice is harmless. An urn that
cannot be reached changes nothing here: the register's act stands, and the urn takes no vote that it must not.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from voting.ballots.lifecycle import State
from voting.ballots.paper import parse_paper
from voting.errors import VotingError
from voting.services.act import Service
from voting.services.urn.take_documents import state_order
from voting.store.database import reading, writing
from voting.store.find import find_ballot
from voting.store.secret import secret_of
from voting.store.tables import BallotRow

log = logging.getLogger("scrutin")

PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Due:
    """What the urn has to be told: the paper's bytes and signature, its name, and the state that holds now."""

    ballot: str
    paper: bytes
    paper_sig: bytes
    name: str
    state: str
    close_at: int
    handed: str


def hand_over(service: Service, ballot: str) -> bool:
    """Whether the urn knows all that it must; a failure is logged and left to the next time."""
    try:
        return hand_over_or_fail(service, ballot)
    except VotingError as fault:
        log.warning("urn_not_told", extra={"act": "hand_over", "what": str(fault.what)})
        return False


def hand_over_or_fail(service: Service, ballot: str) -> bool:
    """The same, with the urn's refusal."""
    due = what_is_due(ballot, service.clock())
    if due is None:
        return False
    if due.handed == due.state:
        return True
    if not due.handed:
        service.urn.take_paper(ballot, due.paper, due.paper_sig)
    if due.state != PAPER:
        word, _, _ = due.state.partition(" ")
        service.urn.take_state(state_order(service.keys.authority, ballot, due.name, word, due.close_at))
    with writing() as session:
        secret_of(session, ballot).handed = due.state
    return True


def what_is_due(ballot: str, now: int) -> Due | None:
    """Where the urn should stand; None for a ballot that is not secret or not announced."""
    with reading() as session:
        row, kept = find_ballot(session, ballot), secret_of(session, ballot)
        if kept is None or row.paper is None:
            return None
        return Due(ballot, bytes(row.paper), bytes(row.paper_sig), row.paper_hash, _state(row, now),
                   row.closed_at or row.close_at, kept.handed)


def _state(row: BallotRow, now: int) -> str:
    paper = parse_paper(bytes(row.paper))
    if row.state in (State.CANCELLED, State.ANNULLED) and row.tally is None:
        return "void"
    if row.closed_at and now > min(row.closed_at, row.close_at) + paper["secret"]["grace"]:
        return "closed"
    return PAPER if row.close_at == paper["close"] else f"extended {row.close_at}"
