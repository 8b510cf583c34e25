"""The clock's work, safe to repeat and to run in several processes: settle ballots whose time has come, send mail,
write down outside the database how far the log has come."""

from __future__ import annotations

from voting.errors import UnavailableError
from voting.services.act import Service, begin
from voting.services.send_mail import Carrier, Render, send_mail
from voting.services.settle import settle_due
from voting.store.database import reading
from voting.store.find import ballots_due


def tick(service: Service, carrier: Carrier, render: Render) -> tuple[int, int]:
    """(ballots settled, letters sent). Takes no write lock when nothing is due.

    `UnavailableError` if the log is not the one remembered: an old copy would send old letters once more.
    """
    _remember(service)
    now = service.clock()
    with reading() as session:
        is_due = bool(ballots_due(session, now))
    settled = 0
    if is_due:
        with begin(service) as act:
            settled = settle_due(act)
        _remember(service)
    return settled, send_mail(service, carrier, render)


def _remember(service: Service) -> None:
    concern = service.memory.remember() if service.memory is not None else None
    if concern is not None:
        raise UnavailableError(concern)
