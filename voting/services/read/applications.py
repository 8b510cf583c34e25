"""Applications as the coordinator sees them, and what the form offers to choose from (IV.2a, IV.2b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.errors import NotFoundError
from voting.sentences import N_
from voting.services.act import Service
from voting.services.prepare_admission import admitting
from voting.services.read.dry_act import look
from voting.services.store_document import MEDIA
from voting.statutes import Decision, Statutes
from voting.store.applications import ApplicationRow, applications_received, enclosures_of, find_application
from voting.store.representations import meetings_ahead
from voting.store.tables import MeetingRow


@dataclass(frozen=True, slots=True)
class ApplicationRoom:
    """One application; `enclosed` is (SHA-256, name, size) of each document, the letter too; `meetings` are those of
    the organ that admits at which it can be put."""

    row: ApplicationRow
    enclosed: Sequence[tuple[str, str, int]]
    statutes: Statutes
    decision: Decision | None
    meetings: Sequence[MeetingRow]


def application_room(service: Service, application: str) -> ApplicationRoom:
    """One application, received."""
    with look(service) as act:
        row, decision = find_application(act.session, application), admitting(act.statutes)
        meetings = meetings_ahead(act.session, decision.organs, act.today.isoformat()) if decision else ()
        enclosed = [(one.sha256, one.name, len(one.body)) for one in enclosures_of(act.session, application)]
        return ApplicationRoom(row, enclosed, act.statutes, decision, meetings)


def received_applications(service: Service) -> Sequence[ApplicationRow]:
    """Every application that was received."""
    with look(service) as act:
        return applications_received(act.session)


def enclosure(service: Service, application: str, sha256: str) -> tuple[str, str, bytes]:
    """(name, media type, bytes) of what came with an application."""
    with look(service) as act:
        for one in enclosures_of(act.session, find_application(act.session, application).id):
            if one.sha256 == sha256:
                return one.name, MEDIA[one.kind], bytes(one.body)
    raise NotFoundError(N_("There is no such document here."))


def form_choices(service: Service) -> dict[str, object]:
    """What the form chooses from, and which organ admits: {statutes, kinds, continents, decision}."""
    with look(service) as act:
        law = act.statutes
        decision = admitting(law)
        kinds = [(kind, name) for kind, name in law.kinds.items()
                 if decision is None or not decision.grants or kind in decision.grants]
        return {"statutes": law, "kinds": kinds, "continents": list(law.continents.items()), "decision": decision}
