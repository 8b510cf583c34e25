"""The clock's work, safe to repeat and to run in several processes: settle ballots whose time has come, send mail."""

from __future__ import annotations

from voting.services.act import Service, begin
from voting.services.send_mail import Carrier, Render, send_mail
from voting.services.settle import settle_due
from voting.store.database import reading
from voting.store.find import ballots_due


def tick(service: Service, carrier: Carrier, render: Render) -> tuple[int, int]:
    """(ballots settled, letters sent). Takes no write lock when nothing is due."""
    now = service.clock()
    with reading() as session:
        is_due = bool(ballots_due(session, now))
    settled = 0
    if is_due:
        with begin(service) as act:
            settled = settle_due(act)
    return settled, send_mail(service, carrier, render)
