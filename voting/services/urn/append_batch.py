"""Append a batch: what waits goes into the log in the order of the hashes, under a new checkpoint, in one transaction.

Ten casts make a batch, and so do the coarse ticks of the clock and the close. Within a batch nothing tells who came
first; only the casts of one pseudonym keep their rising numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from voting.evidence import Checkpoint, Frontier, sign_checkpoint
from voting.services.urn.desk import OPEN, Urn
from voting.store.urn import casts
from voting.store.urn.casts import Connection, Held, UrnBallot

ENOUGH = 10
"""So many waiting casts make a batch at once."""
EVERY_S = 6 * 3600
"""The coarse tick: so often what waits is appended, however little it is."""


def append_batch(urn: Urn, ballot: str, is_forced: bool = False) -> int:
    """Append what waits, if it is enough or asked for; how many leaves came into the log."""
    with urn.store.writing() as connection:
        row = casts.lock(connection, ballot)
        if row is None or row.state != OPEN:
            return 0
        if not is_forced and casts.count_waiting(connection, ballot) < ENOUGH:
            return 0
        count = append_waiting(urn, connection, row)
    if count:
        urn.store.empty_log()
    return count


def append_waiting(urn: Urn, connection: Connection, row: UrnBallot) -> int:
    """Within a transaction that has locked the ballot: all that waits into the log, and its new signed head."""
    batch = order_batch(casts.all_waiting(connection, row.ballot))
    if not batch:
        return 0
    frontier = Frontier.from_bytes(row.frontier)
    for cast in batch:
        frontier = frontier.append(cast.leaf)
    casts.append(connection, row.ballot, batch, row.size)
    casts.save(connection, row.ballot, size=frontier.size, frontier=frontier.to_bytes(),
               checkpoint=head_note(urn, row.ballot, frontier))
    return len(batch)


def head_note(urn: Urn, ballot: str, frontier: Frontier) -> bytes:
    """The signed checkpoint of a ballot's log."""
    return sign_checkpoint(Checkpoint(urn.origin(ballot), frontier.size, frontier.root()), urn.keys.log(ballot))


def order_batch(batch: Sequence[Held]) -> list[Held]:
    """Ascending by hash; of one pseudonym the lower number always in the earlier of its places."""
    ordered = sorted(batch, key=lambda cast: cast.leaf)
    mine: dict[bytes, list[Held]] = defaultdict(list)
    for cast in ordered:
        mine[cast.pk].append(cast)
    rising = {pk: iter(sorted(held, key=lambda cast: cast.seq)) for pk, held in mine.items()}
    return [next(rising[cast.pk]) for cast in ordered]


class CoarseTicks:
    """Appends what waits when the clock has passed a multiple of `EVERY_S` since the last look; known in memory."""

    def __init__(self, urn: Urn) -> None:
        self.urn, self._period = urn, urn.clock() // EVERY_S

    def look(self) -> int:
        """How many leaves came into the logs."""
        period = self.urn.clock() // EVERY_S
        if period == self._period:
            return 0
        done = tick_urn(self.urn)
        self._period = period  # only now: what failed is tried again at the next look
        return done


def tick_urn(urn: Urn) -> int:
    """The coarse tick: a batch for each open ballot in which something waits; how many leaves came into their logs."""
    with urn.store.reading() as connection:
        ballots = casts.ballots(connection, OPEN)
    return sum(append_batch(urn, ballot, is_forced=True) for ballot in ballots)
