"""Everything that the minutes of a closed meeting say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.meeting import MeetingMove, follow_meeting
from voting.errors import NotFoundError
from voting.evidence import PublicKey, decode, sha256_hex
from voting.record.readme import key_fingerprint
from voting.sentences import N_
from voting.services.act import Act, Service
from voting.services.make_record import full_record
from voting.services.read.dry_act import look
from voting.services.read.meetings import MeetingView, read_meeting
from voting.services.read.motion_room import MotionRoom, open_room
from voting.services.read.results import WholeResult, result
from voting.store.database import reading
from voting.store.find import find_meeting
from voting.store.minutes import meeting_minutes, meetings_without_minutes
from voting.store.overview import each_leaf
from voting.store.tables import PersonRow

TOLD = ("convened", "meeting_changed", "agenda_item", "agenda_sent", "chair_taken", "chair_handed_over",
        "meeting_opened", "meeting_closed")
"""Entries of the log that the minutes tell, in their order."""


@dataclass(frozen=True)
class Decided:
    """A motion that was declared, with its room and the hash of its full record."""

    whole: WholeResult
    room: MotionRoom
    record_sha256: str


@dataclass(frozen=True)
class MeetingMinutesFacts:
    """A closed meeting: its view, what was decided by motion, the acts on it, where its close stands in the log."""

    view: MeetingView
    decided: Mapping[str, Decided]
    acts: Sequence[tuple[Mapping[str, object], str]]
    """(entry of the log, name of who acted)."""
    log_index: int
    key_fingerprint: str
    authority: PublicKey


def meeting_minutes_facts(service: Service, meeting: str) -> MeetingMinutesFacts:
    """The facts of a closed meeting; `ConflictError` before its close."""
    with look(service) as act:
        row = find_meeting(act.session, meeting)
        follow_meeting(row.state, MeetingMove.MINUTE)
        seen = read_meeting(act, row)
        acts = [(decode(bytes(leaf.body)), leaf.index) for kind in TOLD for leaf in each_leaf(act.session, kind=kind)]
        mine = sorted(((leaf, index) for leaf, index in acts if leaf.get("meeting") == meeting),
                      key=lambda pair: pair[1])
        named = [(leaf, _name(act, str(leaf["by"]["subject"]))) for leaf, _ in mine]
    motions = {put.motion.id for item in seen.agenda for put in item.put if put.motion.tally is not None}
    decided = {motion: Decided(result(service, motion), open_room(service, motion, ""), sha256_hex(full_record(motion)))
               for motion in sorted(motions)}
    return MeetingMinutesFacts(seen, decided, named, mine[-1][1] if mine else -1,
                               key_fingerprint(service.keys.authority.public), service.keys.authority.public)


def meeting_minutes_file(meeting: str, language: str) -> bytes:
    """The signed PDF; `NotFoundError` if it was not made."""
    with reading() as session:
        for row in meeting_minutes(session, meeting):
            if row.language == language:
                return bytes(row.body)
    raise NotFoundError(N_("The minutes of this meeting have not been made in this language yet."))


def meeting_minutes_missing(language: str) -> Sequence[str]:
    """Closed meetings whose minutes in a language are still to be made."""
    with reading() as session:
        return meetings_without_minutes(session, language)


def _name(act: Act, person: str) -> str:
    row = act.session.get(PersonRow, person) if person else None
    return row.name if row is not None else ""
