"""Seats that end by themselves, by the clock, when the day that their decision named is over (V.CO.1e).

Which kinds of seat do is the statutes' data (`ends_by_itself`); every other seat is held until successors are declared
(reading "end_of_terms"), and lateness is only said. Whoever leaves keeps the entry on running rolls, marked.
"""

from __future__ import annotations

from datetime import UTC, datetime

from voting.ballots.leaves import CLOCK
from voting.errors import NotFoundError
from voting.services.act import Service, begin, statutes_at
from voting.services.seat_person import end_seat
from voting.statutes import Statutes, serves
from voting.store.database import Session, reading
from voting.store.people import seats_past_term

REASON = "The day on which this seat ends is over"


@serves("V.CO.1e")
def end_terms(service: Service) -> int:
    """How many seats have ended now."""
    now = service.clock()
    with reading() as session:
        due = _due(session, now)
    for seat in due:
        with begin(service) as act:
            if seat in _due(act.session, act.now):
                end_seat(act, CLOCK, seat, REASON)
    return len(due)


def _due(session: Session, now: int) -> list[str]:
    today = datetime.fromtimestamp(now, UTC).date().isoformat()
    past = seats_past_term(session, today)
    if not past:
        return []
    try:
        statutes = statutes_at(session, now)
    except NotFoundError:  # nothing is founded here
        return []
    return [row.id for row in past if _ends_by_itself(statutes, row.organ, row.kind)]


def _ends_by_itself(statutes: Statutes, organ: str, kind: str) -> bool:
    return organ in statutes.organs and any(rule.kind == kind and rule.ends_by_itself
                                            for rule in statutes.organs[organ].seats)
