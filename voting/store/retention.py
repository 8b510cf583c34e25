"""Rows that are older than what is kept: counted, and dropped."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from voting.store.access import MailRow, SessionRow, SignInRow
from voting.store.applications import ApplicationRow, EnclosureRow
from voting.store.duties import CalendarFeedRow
from voting.store.limits import RateRow
from voting.store.outbox import NoticedRow
from voting.store.passkeys import InvitationRow, NonceRow

LOOKED = 2
"""The row of `noticed` that holds the instant of the last look."""


def _old(name: str, before: int) -> tuple[type, ColumnElement[bool]]:
    over = (MailRow.sent_at > 0) | (MailRow.failed != "")
    return {
        "rate": (RateRow, RateRow.last_at < before),
        "nonce": (NonceRow, NonceRow.asked_at < before),
        "code": (SignInRow, SignInRow.asked_at < before),
        "invitation": (InvitationRow, InvitationRow.until_at < before),
        "code_letter": (MailRow, MailRow.kind.in_(("code", "invitation")) & (MailRow.written_at < before)),
        "application": (ApplicationRow, (ApplicationRow.state == "sent") & (ApplicationRow.written_at < before)),
        "closed_application": (ApplicationRow, (ApplicationRow.state == "closed") & (ApplicationRow.written_at < before)
                               & ApplicationRow.organisation.is_(None)),
        "session": (SessionRow, SessionRow.seen_at < before),
        "letter": (MailRow, over & (MailRow.written_at < before)),
        "feed": (CalendarFeedRow, (CalendarFeedRow.ended_at > 0) & (CalendarFeedRow.ended_at < before)),
    }[name]


def count_old(session: Session, name: str, before: int) -> int:
    """How many rows of a kind are older than an instant."""
    table, old = _old(name, before)
    return session.execute(select(func.count()).select_from(table).where(old)).scalar_one()


def drop_old(session: Session, name: str, before: int) -> int:
    """Drop the rows of a kind that are older than an instant; how many."""
    table, old = _old(name, before)
    if table is ApplicationRow:  # what was enclosed goes first
        session.execute(delete(EnclosureRow).where(EnclosureRow.application.in_(select(ApplicationRow.id).where(old))))
    return session.execute(delete(table).where(old)).rowcount


def looked_at(session: Session) -> int:
    """When this was last done."""
    row = session.get(NoticedRow, LOOKED)
    return row.size if row else 0


def note_look(session: Session, now: int) -> None:
    """It was done now."""
    session.merge(NoticedRow(id=LOOKED, size=now))
