"""People, seats, offices and contributions by what they are known by."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from voting.store.tables import ContributionRow, OfficeRow, PersonRow, SeatRow


def person_with_mail(session: Session, mail: str) -> PersonRow | None:
    """The person whose address this is."""
    return session.execute(select(PersonRow).where(PersonRow.mail == mail)).scalar_one_or_none()


def seats_of_organisation(session: Session, organisation: str) -> list[SeatRow]:
    """The seats that an organisation holds and whose end is not known, by id."""
    return list(session.execute(select(SeatRow).where(SeatRow.organisation == organisation, SeatRow.until_at == 0)
                                .order_by(SeatRow.id)).scalars())


def seats_of(session: Session, person: str, at: int) -> list[tuple[str, str]]:
    """(organ, kind) of each seat that a person holds at an instant."""
    return [(organ, kind) for organ, kind in session.execute(select(SeatRow.organ, SeatRow.kind).where(
        SeatRow.person == person, *_held(SeatRow, at))).all()]


def offices_of(session: Session, person: str, at: int) -> list[tuple[str, str]]:
    """(office, organ) of each office that a person holds at an instant."""
    return [(office, organ) for office, organ in session.execute(select(OfficeRow.office, OfficeRow.organ).where(
        OfficeRow.person == person, *_held(OfficeRow, at))).all()]


def holder_of(session: Session, offices: Collection[str], organ: str, at: int) -> str:
    """Somebody who holds one of some offices in an organ at an instant; "" for nobody."""
    return session.execute(select(OfficeRow.person).where(
        OfficeRow.organ == organ, OfficeRow.office.in_(offices), *_held(OfficeRow, at))).scalars().first() or ""


def seat_begun_at(session: Session, table: type[SeatRow] | type[OfficeRow], person: str, at: int,
                  **about: object) -> SeatRow | OfficeRow | None:
    """The seat or office that a person began to hold at an instant and holds still; None if there is none."""
    return session.execute(select(table).where(table.person == person, table.from_at == at, table.until_at == 0)
                           .filter_by(**about)).scalars().first()


def seats_begun_at(session: Session, organ: str, kind: str, at: int) -> list[SeatRow]:
    """The seats of a kind that began in an organ at an instant, whether they are held still or not."""
    return list(session.execute(select(SeatRow).where(SeatRow.organ == organ, SeatRow.kind == kind,
                                                      SeatRow.from_at == at).order_by(SeatRow.id)).scalars())


def seats_past_term(session: Session, today: str) -> list[SeatRow]:
    """The seats held whose term was over before the ISO day `today`, by id."""
    return list(session.execute(select(SeatRow).where(SeatRow.until_at == 0, SeatRow.term_ends_on != "",
                                                      SeatRow.term_ends_on < today).order_by(SeatRow.id)).scalars())


def open_contributions(session: Session, organisation: str) -> list[ContributionRow]:
    """The contributions of an organisation that have not ended."""
    return list(session.execute(select(ContributionRow).where(
        ContributionRow.organisation == organisation, ContributionRow.until_at == 0)).scalars())


def _held(table: type[SeatRow] | type[OfficeRow], at: int) -> tuple[ColumnElement[bool], ...]:
    return table.from_at <= at, (table.until_at == 0) | (table.until_at > at)
