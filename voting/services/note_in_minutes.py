"""Write what is to stand in a meeting's minutes: an incident or remark, the outcome of an item. Notes are kept as made.

Decisions need no note: the minutes take them from their records.
"""

from __future__ import annotations

from voting.ballots.meeting import MeetingMove, follow_meeting
from voting.errors import InputError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.hold_meeting import note_taker
from voting.services.prepare_agenda import find_item
from voting.services.typed import typed
from voting.store.find import find_meeting
from voting.store.meetings import MeetingNoteRow, items_of

WORDS_LIMIT = 2000


def note_in_minutes(service: Service, by: str, meeting: str, words: str, number: int = 0) -> None:
    """Add a note about item `number`, or about the meeting as a whole (0)."""
    words = _checked(words, "words")
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        officer = note_taker(act, row, by)
        follow_meeting(row.state, MeetingMove.NOTE)
        if number and all(item.number != number for item in items_of(act.session, meeting)):
            raise InputError(N_("The agenda has no item %(number)s.", number=number), "number")
        act.session.add(MeetingNoteRow(meeting=meeting, number=number, words=words, noted_by=by, noted_at=act.now))
        act.log_register("noted", officer, meeting=meeting, number=number, words_sha256=sha256_hex(words.encode()))


def write_outcome(service: Service, by: str, item: str, words: str) -> None:
    """What the meeting did about an item, in a sentence; written anew until the meeting is closed."""
    words = _checked(words, "outcome")
    with begin(service) as act:
        row, meeting = find_item(act.session, item)
        officer = note_taker(act, meeting, by)
        follow_meeting(meeting.state, MeetingMove.NOTE)
        row.outcome = words
        act.log_register("item_outcome", officer, meeting=meeting.id, number=row.number,
                         words_sha256=sha256_hex(words.encode()))


def _checked(words: str, field: str) -> str:
    words = typed(words)
    if not words:
        raise InputError(N_("Write what is to stand in the minutes."), field)
    if len(words) > WORDS_LIMIT:
        raise InputError(N_("A note has at most %(limit)s characters.", limit=WORDS_LIMIT), field)
    return words
