"""Everything that the minutes of a declared motion say, as the register, the log and the record have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.evidence import PublicKey, sha256_hex
from voting.record.readme import key_fingerprint
from voting.services.act import Service
from voting.services.make_record import full_record
from voting.services.read.motion_room import MotionRoom, open_room
from voting.services.read.results import WholeResult, result
from voting.store.database import reading
from voting.store.minutes import declared_index, minutes_of, motions_without_minutes, objections_of


@dataclass(frozen=True)
class MinutesFacts:
    """The motion's room and result, the objections of each ballot, and where the evidence is."""

    room: MotionRoom
    whole: WholeResult
    objections: Mapping[str, Sequence[tuple[str, str, str]]]
    log_index: int
    record_sha256: str
    key_fingerprint: str
    authority: PublicKey


def minutes_facts(service: Service, motion: str) -> MinutesFacts:
    """The facts of a declared motion; `NotFoundError` before the declaration."""
    whole, room = result(service, motion), open_room(service, motion, "")
    with reading() as session:
        objections = {view.ballot.id: objections_of(session, view.ballot.id) for view in room.ballots}
        index = declared_index(session, motion)
    return MinutesFacts(room, whole, objections, index, sha256_hex(full_record(motion)),
                        key_fingerprint(service.keys.authority.public), service.keys.authority.public)


def minutes_file(motion: str, language: str) -> bytes | None:
    """The signed PDF; None if it was not made."""
    with reading() as session:
        return next((bytes(row.body) for row in minutes_of(session, motion) if row.language == language), None)


def minutes_missing(language: str) -> Sequence[str]:
    """Declared motions whose minutes in a language are still to be made."""
    with reading() as session:
        return motions_without_minutes(session, language)
