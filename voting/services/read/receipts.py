"""The receipts of a closed ballot: the codes of the votes that count, sorted, so that their order tells nothing.

Served as one list to everyone, after the close and never before: whoever looks for a code tells nobody which.
"""

from __future__ import annotations

from voting.ballots.lifecycle import State
from voting.errors import ConflictError
from voting.sentences import N_
from voting.services.read.ballot_view import BallotView
from voting.store.database import reading
from voting.store.listings import codes_that_count

CLOSED = frozenset({State.CLOSED, State.COUNTED, State.DECLARED})
"""States in which the list is there; an annulled ballot has none, because none of its votes counts."""


def receipt_codes(seen: BallotView) -> list[str]:
    """The codes; `ConflictError` while the ballot has not closed."""
    if seen.state not in CLOSED:
        raise ConflictError(N_("The list of receipts appears when the ballot has closed."),
                            next=N_("Keep your code and come back then."))
    with reading() as session:
        return codes_that_count(session, seen.ballot.id)
