"""The register's rows as the pure values of `voting.register.facts`."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.register.facts import OfficeHeld, Organisation, Person, Register, Seat, StandingEvent
from voting.store.representations import accepted_representations
from voting.store.tables import ContributionRow, OfficeRow, OrganisationRow, PersonRow, SeatRow, StandingRow


def load_register(session: Session) -> Register:
    """All facts of the register."""
    events: dict[str, list[StandingEvent]] = defaultdict(list)
    for row in session.execute(select(StandingRow).order_by(StandingRow.from_at, StandingRow.id)).scalars():
        events[row.organisation].append(StandingEvent(row.standing, row.from_at, row.reason, row.document_sha256,
                                                      row.until_at))
    contributing = set(session.execute(select(ContributionRow.organisation).where(ContributionRow.until_at == 0))
                       .scalars())
    organisations = {row.code: Organisation(row.code, row.name, row.kind, row.country, row.continent,
                                            tuple(events[row.code]), row.code in contributing)
                     for row in session.execute(select(OrganisationRow)).scalars()}
    people = {row.id: Person(row.id, row.name, row.mail or "", row.language, row.zone)
              for row in session.execute(select(PersonRow)).scalars()}
    seats = [Seat(row.id, row.organ, row.kind, row.person, row.organisation or "", row.from_at, row.until_at)
             for row in session.execute(select(SeatRow)).scalars()]
    offices = [OfficeHeld(row.id, row.office, row.organ, row.person, row.from_at, row.until_at)
               for row in session.execute(select(OfficeRow)).scalars()]
    return Register(organisations, people, seats, offices, accepted_representations(session))
