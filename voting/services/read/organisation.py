"""The organisation as every page names it."""

from __future__ import annotations

from collections.abc import Mapping

from voting.errors import NotFoundError
from voting.services.act import Service, statutes_at
from voting.store.database import reading


def organisation_title(service: Service) -> Mapping[str, str] | str:
    """The organisation's name in the languages of its statutes; "" before the founding."""
    try:
        with reading() as session:
            return statutes_at(session, service.clock()).title
    except NotFoundError:
        return ""
