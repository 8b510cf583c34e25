"""The clock's work, safe to repeat and to run in several processes: settle ballots whose time has come, send mail,
write down outside the database how far the log has come."""

from __future__ import annotations

import logging
from collections.abc import Callable

from voting.errors import UnavailableError, VotingError
from voting.services.act import Service, begin
from voting.services.end_terms import end_terms
from voting.services.keep_urn import forget_keys, keep_urn
from voting.services.remind_of_ballots import remind_of_ballots, tell_of_votes
from voting.services.remind_of_duties import remind_of_duties
from voting.services.retention import keep_periods
from voting.services.send_mail import Carrier, Render, send_mail
from voting.services.settle import settle
from voting.store.database import reading
from voting.store.find import ballots_due, find_ballot

log = logging.getLogger("scrutin")


def tick(service: Service, carrier: Carrier, render: Render) -> tuple[int, int]:
    """(ballots settled, letters sent). Takes no write lock when nothing is due.

    `UnavailableError` if the log is not the one remembered: an old copy would send old letters once more.
    """
    _remember(service)
    now = service.clock()
    with reading() as session:
        due = [ballot.id for ballot in ballots_due(session, now)]
    settled = sum(_settle_one(service, ballot) for ballot in due)
    written = _remind(service) + _write(remind_of_ballots, service) + _write(tell_of_votes, service)
    _keep_secret_ballots(service)
    _write(keep_periods, service)
    _write(end_terms, service)
    if due or written:
        _remember(service)
    return settled, send_mail(service, carrier, render)


def _settle_one(service: Service, ballot: str) -> bool:
    """Settle one ballot in a transaction of its own: one that cannot be counted holds up no other."""
    try:
        with begin(service) as act:
            settle(act, find_ballot(act.session, ballot))
    except VotingError:
        log.exception("a ballot could not be settled; it is tried again", extra={"ballot": ballot})
        return False
    return True


def _keep_secret_ballots(service: Service) -> None:
    """What secret ballots wait for; an urn that cannot be reached now is asked again."""
    try:
        keep_urn(service)
        forget_keys(service)
    except VotingError:
        log.exception("secret ballots could not be looked after; it is tried again")


def _remind(service: Service) -> int:
    """The day's look at the calendar; one that cannot be taken now holds up nothing and is taken later."""
    try:
        return remind_of_duties(service)
    except VotingError:
        log.exception("the calendar of duties could not be looked at; it is tried again")
        return 0


def _write(letters: Callable[[Service], int], service: Service) -> int:
    """Letters that the clock writes; those that cannot be written now are written later and hold up nothing."""
    try:
        return letters(service)
    except VotingError:
        log.exception("letters could not be written; it is tried again")
        return 0


def _remember(service: Service) -> None:
    concern = service.memory.remember() if service.memory is not None else None
    if concern is not None:
        raise UnavailableError(concern)
