"""The secret address under which a person's own calendar program reads the duties; made and revoked by that person.

Whoever knows the address reads titles, days and clauses, no name. Only its hash is stored: it is shown once.
"""

from __future__ import annotations

import secrets

from voting.errors import NotFoundError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Service
from voting.store.database import Session, reading, writing
from voting.store.duties import CalendarFeedRow, feed_of
from voting.store.tables import PersonRow


def make_feed(service: Service, person: str) -> str:
    """A new secret for the address; the one before is worthless from now on."""
    secret = secrets.token_urlsafe(32)
    with writing() as session:
        _end(service, session, person)
        session.add(CalendarFeedRow(id=sha256_hex(secret.encode()), person=person, made_at=service.clock()))
    return secret


def end_feed(service: Service, person: str) -> None:
    """Nobody reads under the address any more."""
    with writing() as session:
        _end(service, session, person)


def language_of(secret: str) -> str:
    """The language of the person whose address this is ("" for none stated); `NotFoundError` for one that was never
    made or has been revoked."""
    with reading() as session:
        row = session.get(CalendarFeedRow, sha256_hex(secret.encode()))
        if row is None or row.ended_at:
            raise NotFoundError(N_("There is no calendar under this address, or not any more."),
                                next=N_("Make a new address on the page of the calendar."))
        return session.get(PersonRow, row.person).language


def _end(service: Service, session: Session, person: str) -> None:
    row = feed_of(session, person)
    if row is not None:
        row.ended_at = service.clock()
