"""The organisation as a whole: its name, whether it is founded, who chairs an organ."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from voting.errors import NotFoundError
from voting.services.act import Service, statutes_at
from voting.services.find import ballots_of
from voting.store.access import FactRow
from voting.store.database import reading
from voting.store.tables import OfficeRow


def organisation_title(service: Service) -> Mapping[str, str] | str:
    """The organisation's name in the languages of its statutes; "" before the founding."""
    try:
        with reading() as session:
            return statutes_at(session, service.clock()).title
    except NotFoundError:
        return ""


def is_founded() -> bool:
    """Whether the organisation has been founded in this database."""
    with reading() as session:
        return session.execute(select(FactRow.id).where(FactRow.name == "founded")).first() is not None


def first_ballot(service: Service, motion: str, organ: str) -> tuple[str, str]:
    """(the first ballot of a motion, the person who chairs its organ now)."""
    now = service.clock()
    with reading() as session:
        offices = statutes_at(session, now).offices_of_role("chair")
        chair = session.execute(select(OfficeRow.person).where(
            OfficeRow.organ == organ, OfficeRow.office.in_(offices), OfficeRow.until_at == 0)).scalars().first()
        return ballots_of(session, motion)[0].id, chair or ""
