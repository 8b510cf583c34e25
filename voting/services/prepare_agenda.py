"""The agenda of a meeting: items in their order, with documents. Motions and elections stand under an item.

What is added after the convocation is told to the members again and marked as added later. The order is fixed once
the meeting is open; an item whose motion is on a signed paper keeps its number.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.meeting import MeetingMove, MeetingState, follow_meeting
from voting.errors import ConflictError, InputError, NotFoundError
from voting.evidence import encode, sha256_hex
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.officers import preparer
from voting.services.typed import typed
from voting.store.database import Session
from voting.store.find import find_meeting
from voting.store.meetings import AgendaItemRow, documents_of, items_of, motions_at
from voting.store.tables import MeetingRow

MOST_ITEMS, TITLE_LIMIT = 999, 300


def add_item(service: Service, by: str, meeting: str, number: int, title: Mapping[str, str]) -> str:
    """The id of a new item; `number` 0 puts it last. The title in every language of the statutes."""
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = preparer(act, row.organ, by)
        item = write_item(act, row, number, title)
        act.log_register("agenda_item", officer, meeting=row.id, number=item.number, title=dict(item.title))
        return item.id


def write_item(act: Act, meeting: MeetingRow, number: int, title: Mapping[str, str]) -> AgendaItemRow:
    """A new item within an act under way; `ConflictError` if its number is taken."""
    follow_meeting(meeting.state, MeetingMove.ADD_ITEM)
    known = items_of(act.session, meeting.id)
    number = number or max((item.number for item in known), default=0) + 1
    if not 1 <= number <= MOST_ITEMS:
        raise InputError(N_("The agenda item is a number from 1 to 999."), "number")
    if any(item.number == number for item in known):
        raise ConflictError(N_("Item %(number)s is on the agenda already.", number=number),
                            next=N_("Choose another number, or leave it empty to add the item at the end."))
    texts = {language: typed(title.get(language, "")) for language in act.statutes.languages}
    for language, words in texts.items():
        if not words:
            raise InputError(N_("Write the title in every language: “%(language)s” is missing.", language=language),
                             f"title_{language}")
        if len(words) > TITLE_LIMIT:
            raise InputError(N_("A title has at most %(limit)s characters.", limit=TITLE_LIMIT), f"title_{language}")
    row = AgendaItemRow(id=new_id("i"), meeting=meeting.id, number=number, title=texts, added_at=act.now, outcome="")
    act.session.add(row)
    act.session.flush()
    return row


def ensure_item(act: Act, meeting: MeetingRow, number: int, title: Mapping[str, str]) -> None:
    """What is put stands under an item: the one of this number, made now if there is none."""
    follow_meeting(meeting.state, MeetingMove.ADD_ITEM)
    if not any(item.number == number for item in items_of(act.session, meeting.id)):
        texts = {language: title.get(language) or next(iter(title.values())) for language in act.statutes.languages}
        write_item(act, meeting, number, {language: text[:TITLE_LIMIT] for language, text in texts.items()})


def move_item(service: Service, by: str, item: str, number: int) -> None:
    """Give an item another number; whatever had that number gets the old one."""
    with begin(service) as act:
        row, meeting = find_item(act.session, item)
        officer = preparer(act, meeting.organ, by)
        follow_meeting(meeting.state, MeetingMove.REORDER)
        if not 1 <= number <= MOST_ITEMS:
            raise InputError(N_("The agenda item is a number from 1 to 999."), "number")
        old = row.number
        other = next((known for known in items_of(act.session, meeting.id) if known.number == number), None)
        for at, motion in motions_at(act.session, meeting.id):
            if at in (old, number):
                if motion.document is not None:
                    raise ConflictError(N_("A ballot under this item has been announced; its paper bears the number."))
                motion.agenda = number if at == old else old
        row.number = number
        if other is not None:
            other.number = old
        act.log_register("agenda_moved", officer, meeting=meeting.id, number=old, to=number)


def remove_item(service: Service, by: str, item: str) -> None:
    """Take an item off the agenda before the members are told; `ConflictError` while something stands under it."""
    with begin(service) as act:
        row, meeting = find_item(act.session, item)
        officer = preparer(act, meeting.organ, by)
        follow_meeting(meeting.state, MeetingMove.REORDER)
        if meeting.state != MeetingState.PREPARED:
            raise ConflictError(N_("The members have been told of this item; it stays on the agenda."),
                                next=N_("The meeting itself may decide not to deal with it; note that as its outcome."))
        if any(number == row.number for number, _ in motions_at(act.session, meeting.id)):
            raise ConflictError(N_("A motion or an election stands under this item."),
                                next=N_("Withdraw it first, or put the item elsewhere."))
        for document in documents_of(act.session, meeting.id):
            if document.item == row.id:
                act.session.delete(document)
        act.session.flush()
        act.session.delete(row)
        act.log_register("agenda_removed", officer, meeting=meeting.id, number=row.number)


def find_item(session: Session, item: str) -> tuple[AgendaItemRow, MeetingRow]:
    """An item with its meeting."""
    row = session.get(AgendaItemRow, item)
    if row is None:
        raise NotFoundError(N_("There is no such item here."))
    return row, find_meeting(session, row.meeting)


def agenda_sha256(session: Session, meeting: str) -> str:
    """What the log calls an agenda: the hash of its numbers, titles and documents in order."""
    lying: dict[str, list[str]] = {}
    for document in documents_of(session, meeting):
        lying.setdefault(document.item, []).append(document.sha256)
    items = [{"number": item.number, "title": dict(item.title), "documents": sorted(lying.get(item.id, []))}
             for item in items_of(session, meeting)]
    return sha256_hex(encode({"agenda": items}))
