"""The organisation as a whole: its name, whether it is founded, who chairs an organ, who its tellers are."""

from __future__ import annotations

from collections.abc import Mapping

from voting.errors import NotFoundError
from voting.services.act import Service, statutes_at
from voting.store.database import reading
from voting.store.find import ballots_of
from voting.store.law import is_fact
from voting.store.load_register import load_register
from voting.store.people import holder_of


def organisation_title(service: Service) -> Mapping[str, str] | str:
    """The organisation's name in the languages of its statutes; "" before the founding."""
    try:
        with reading() as session:
            return statutes_at(session, service.clock()).organisation
    except NotFoundError:
        return ""


def is_founded() -> bool:
    """Whether the organisation has been founded in this database."""
    with reading() as session:
        return is_fact(session, "founded")


def tellers_of(service: Service, organ: str) -> list[str]:
    """The persons who are tellers of an organ now."""
    now = service.clock()
    with reading() as session:
        offices = statutes_at(session, now).offices_of_role("teller")
        return [held.person for held in load_register(session).offices
                if held.office in offices and held.organ in ("", organ) and held.holds_at(now)]


def first_ballot(service: Service, motion: str, organ: str) -> tuple[str, str]:
    """(the first ballot of a motion, the person who chairs its organ now)."""
    now = service.clock()
    with reading() as session:
        offices = statutes_at(session, now).offices_of_role("chair")
        chair = holder_of(session, offices, organ, now)
        return ballots_of(session, motion)[0].id, chair
