"""The clock's work on secret ballots: tell the urn, seal it after the close, count what is released, forget keys.

Safe to repeat and to run in several processes; each ballot is a piece of work of its own, so that an urn that cannot be
reached holds up no other.
"""

from __future__ import annotations

import logging

from voting.ballots.lifecycle import State
from voting.errors import VotingError
from voting.services.act import Service, begin, statutes_by_hash
from voting.services.count_secret import count_if_enough
from voting.services.hand_over import hand_over
from voting.services.seal_urn import seal_urn
from voting.services.settle import settle
from voting.store.database import reading
from voting.store.find import find_ballot, find_motion
from voting.store.secret import forget_credentials, secret_of, secret_under_way
from voting.store.tables import BallotRow

log = logging.getLogger("scrutin")


def keep_urn(service: Service) -> int:
    """Bring every secret ballot as far as it can come now; how many there are under way."""
    if service.urn is None:
        return 0
    with reading() as session:
        ballots = secret_under_way(session)
    for ballot in ballots:
        try:
            if hand_over(service, ballot) and (seal_urn(service, ballot) or _is_disputed(ballot)):
                count_if_enough(service, ballot)
            _give_up(service, ballot)
        except VotingError as fault:
            log.warning("urn_waits", extra={"act": "keep_urn", "what": str(fault.what)})
    if ballots:
        service.urn.tick()
    return len(ballots)


def _is_disputed(ballot: str) -> bool:
    with reading() as session:
        return secret_of(session, ballot).is_disputed


def _give_up(service: Service, ballot: str) -> None:
    """Once the time for releasing is over: what was not opened becomes void."""
    with reading() as session:
        row = session.get(BallotRow, ballot)
        rule = statutes_by_hash(session, find_motion(session, row.motion).statutes_sha256).secrecy
        is_late = row.state == State.CLOSED and rule is not None and \
            service.clock() > row.closed_at + rule.release_within_s
    if is_late:
        with begin(service) as act:
            settle(act, find_ballot(act.session, ballot))


def forget_keys(service: Service) -> list[str]:
    """Delete the issuer's key, and what was handed out with it, of each ballot that nobody can object to any more."""
    if service.issuers is None or not (held := service.issuers.held()):
        return []
    with begin(service) as act:
        over = []
        for ballot in held:
            row = act.session.get(BallotRow, ballot)
            if row is None or not (since := _over_since(row)):
                continue
            law = statutes_by_hash(act.session, find_motion(act.session, row.motion).statutes_sha256)
            if act.now > since + law.objection_period_days * 86400:
                over.append(ballot)
                forget_credentials(act.session, ballot)
    return [ballot for ballot in over if service.issuers.delete(ballot)]


def _over_since(row: BallotRow) -> int:
    """Since when a ballot has come to its end; 0 while it has not."""
    if row.state == State.DECLARED:
        return row.declared_at
    if row.state in (State.ANNULLED, State.CANCELLED):
        return row.closed_at or row.close_at
    return 0
