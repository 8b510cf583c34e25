"""Store a document under an item of a meeting's agenda: typed by its first bytes, kept under its hash."""

from __future__ import annotations

from voting.ballots.meeting import MeetingMove, follow_meeting
from voting.errors import ConflictError
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.officers import preparer
from voting.services.prepare_agenda import find_item
from voting.services.store_document import keep_document
from voting.store.meetings import AgendaDocumentRow, documents_of


def store_agenda_document(service: Service, by: str, item: str, name: str, data: bytes) -> str:
    """The SHA-256 of a document that now lies under an item."""
    with begin(service) as act:
        row, meeting = find_item(act.session, item)
        officer = preparer(act, meeting.organ, by)
        follow_meeting(meeting.state, MeetingMove.ADD_ITEM)
        sha256 = keep_document(act, by, name, data)
        if any((known.item, known.sha256) == (item, sha256) for known in documents_of(act.session, meeting.id)):
            raise ConflictError(N_("This document lies under the item already."))
        act.session.add(AgendaDocumentRow(item=item, sha256=sha256, added_at=act.now))
        act.log_register("agenda_document", officer, meeting=meeting.id, number=row.number, sha256=sha256)
        return sha256
