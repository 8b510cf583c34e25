"""What the coordinator's desk shows: meetings, what can be drafted, and the dossier of a motion with what it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.dossier import dossier_ruling
from voting.register.facts import Organisation
from voting.services.act import Act, Service
from voting.services.amend_statutes import law_ruling
from voting.services.announce_ballot import text_in_force
from voting.services.draft_motion import law_of
from voting.services.read.dry_act import look
from voting.statutes import Decision, Ruling, Statutes
from voting.store.applications import application_put, enclosures_of
from voting.store.documents import DocumentRow, names_of
from voting.store.find import find_meeting, find_motion
from voting.store.law import texts_in_force
from voting.store.overview import all_meetings
from voting.store.requisitions import RequisitionRow, requisitions_to_convene
from voting.store.tables import MeetingRow, MotionRow


@dataclass(frozen=True)
class DraftingRoom:
    """What a meeting is convened and a motion drafted from."""

    statutes: Statutes
    meetings: Sequence[MeetingRow]
    organisations: Sequence[tuple[Organisation, str]]
    """Each organisation with its standing today."""
    day: str
    requisitions: Sequence[RequisitionRow]
    """Those that were met and that no meeting answers yet."""


@dataclass(frozen=True)
class DossierRoom:
    """A motion and its dossier; `documents` are (name, type, bytes) by hash."""

    motion: MotionRow
    meeting: MeetingRow
    statutes: Statutes
    decision: Decision
    ruling: Ruling
    documents: Mapping[str, tuple[str, str, int]]
    text_now: str
    law: Statutes
    """The statutes by which the motion is decided."""
    enclosed: Sequence[tuple[str, str, int]]
    """(SHA-256, name) of what came with the application from which the motion was drafted."""
    data_file: str
    """The statutes' data proposed, as text; "" where the dossier has none."""
    law_ruling: Ruling | None
    """Whether what the motion changes of the law can come into force; None once that is fixed."""


def drafting_room(service: Service) -> DraftingRoom:
    """What there is to draft from now."""
    with look(service) as act:
        organisations = [(known, known.standing_at(act.now)) for known in act.register().organisations.values()]
        return DraftingRoom(act.statutes, all_meetings(act.session),
                            sorted(organisations, key=lambda pair: pair[0].name.casefold()), act.today.isoformat(),
                            requisitions_to_convene(act.session))


def dossier_room(service: Service, motion: str) -> DossierRoom:
    """The dossier of a motion."""
    with look(service) as act:
        row = find_motion(act.session, motion)
        decision = law_of(act, row).decisions[row.decision]
        application = application_put(act.session, motion)
        enclosed = [(one.sha256, one.name, len(one.body)) for one in enclosures_of(act.session, application.id)
                    if one.sha256 != application.sha256] if application else []
        hashes = [entry["sha256"] for entry in row.dossier.values() if entry.get("sha256")]
        return DossierRoom(row, find_meeting(act.session, row.meeting), act.statutes, decision,
                           dossier_ruling(decision, row.dossier, act.today, text_in_force(act), law_of(act, row)),
                           names_of(act.session, hashes),
                           next((text.words for text in texts_in_force(act.session, act.now)), ""), law_of(act, row),
                           enclosed, _data_file(act, decision, row),
                           law_ruling(act, decision, row) if row.document is None and row.state == "live" else None)


def _data_file(act: Act, decision: Decision, row: MotionRow) -> str:
    item = next((item.id for item in decision.dossier if item.kind == "statutes"), "")
    document = act.session.get(DocumentRow, row.dossier.get(item, {}).get("sha256", ""))
    return bytes(document.body).decode("utf-8", "replace") if document is not None else ""
