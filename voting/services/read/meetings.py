"""Meetings as their readers see them: the agenda with what is put under each item, the notice, who is convened.

A meeting that is only prepared is for those who prepare it. Attendance and notes are for members and officers of the
organ (the reading "publication": names do not leave it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voting.ballots.meeting import MEETING_LIFE, MeetingMove, MeetingState
from voting.errors import NotFoundError
from voting.register.presiding import may_preside, presiding_office
from voting.sentences import N_
from voting.services.act import Act, Service
from voting.services.considerate import NIGHT_BEGINS, NIGHT_ENDS
from voting.services.hold_meeting import due_for
from voting.services.meeting_letters import members_to_convene
from voting.services.read.ballot_view import BallotView, view
from voting.services.read.dry_act import look
from voting.services.read.motion_room import current_of
from voting.services.read.roles import Roles, roles_in
from voting.services.send_convocation import may_shorten, notice_of
from voting.statutes import Ruling, Statutes
from voting.statutes.meetings import notice_needed
from voting.store.documents import names_of
from voting.store.find import ballots_of, find_meeting, meeting_asked
from voting.store.meetings import (
    AgendaItemRow,
    AttendanceRow,
    MeetingNoteRow,
    attendance_of,
    documents_of,
    items_of,
    meetings_in,
    motions_at,
    notes_of,
)
from voting.store.tables import MeetingRow, MotionRow, PersonRow


@dataclass(frozen=True, slots=True)
class Lying:
    """A document under an item: (name, type, bytes) and whether it came after the convocation."""

    sha256: str
    name: str
    kind: str
    size: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Put:
    """A motion or election under an item, and its newest ballot that was not cancelled."""

    motion: MotionRow
    view: BallotView | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of the agenda with its documents and what is put under it."""

    row: AgendaItemRow
    documents: Sequence[Lying]
    put: Sequence[Put]
    is_late: bool
    """Whether it was added after the convocation."""


@dataclass(frozen=True, slots=True)
class Convened:
    """Somebody who is convened: where they live in time, whether they sit with a vote, whether they were there."""

    person: PersonRow
    organisation: str
    votes: bool
    seat: str
    starts: datetime | None
    """The beginning on the clock where they live; None where no hour is known."""
    is_night: bool
    attendance: AttendanceRow | None


@dataclass(frozen=True)
class MeetingView:
    """One meeting for one reader."""

    row: MeetingRow
    statutes: Statutes
    agenda: Sequence[ItemView]
    notice: Ruling | None
    """As it would be given now; None once the meeting is convened."""
    notice_days: tuple[int, int]
    """(given, asked for); given is counted from the convocation, or from today."""
    may_shorten: Ruling | None
    may_prepare: bool
    may_note: bool
    may_preside: Ruling
    people: Sequence[Convened]
    notes: Sequence[MeetingNoteRow]
    presiding: str
    presides: bool
    """Whether it is the reader who presides."""
    officers: Sequence[tuple[str, str]] = ()
    """(id, name) of those to whom the chair can be handed over."""

    def may(self, move: str) -> bool:
        """Whether the life of a meeting has this move here."""
        return (MeetingState(self.row.state), MeetingMove(move)) in MEETING_LIFE

    @property
    def there(self) -> Sequence[Convened]:
        """Those who were noted as present."""
        return [one for one in self.people if one.attendance is not None]


@dataclass(frozen=True, slots=True)
class MeetingsView:
    """The meetings of a reader's organs, and the organs whose meetings they may prepare."""

    statutes: Statutes
    coming: Sequence[MeetingRow]
    past: Sequence[MeetingRow]
    may_prepare: bool


def meetings_for(service: Service, reader: str) -> MeetingsView:
    """The meetings of the organs in which `reader` sits or holds office."""
    with look(service) as act:
        roles = roles_in(act.session, service, reader)
        organs = [organ for organ in act.statutes.organs if _is_within(roles, organ)]
        rows = [row for row in meetings_in(act.session, organs)
                if row.state != MeetingState.PREPARED or _may_prepare(roles, row.organ)]
        day = act.today.isoformat()
        coming = [row for row in rows if row.state == MeetingState.OPEN or (
            row.held_on >= day and row.state in (MeetingState.PREPARED, MeetingState.CONVENED))]
        ids = {row.id for row in coming}
        return MeetingsView(act.statutes, sorted(coming, key=lambda row: (row.held_on, row.starts_at, row.id)),
                            [row for row in rows if row.id not in ids],
                            any(_may_prepare(roles, organ) for organ in act.statutes.organs))


def meeting_view(service: Service, meeting: str, reader: str) -> MeetingView:
    """One of them; `NotFoundError` for whoever has nothing to do with the organ, or while it is prepared."""
    with look(service) as act:
        row = find_meeting(act.session, meeting)
        roles = roles_in(act.session, service, reader)
        if not _is_within(roles, row.organ) or (
                row.state == MeetingState.PREPARED and not _may_prepare(roles, row.organ)):
            raise NotFoundError(N_("There is no such meeting here."))
        return read_meeting(act, row, roles, reader)


def read_meeting(act: Act, row: MeetingRow, roles: Roles | None = None, reader: str = "") -> MeetingView:
    """The same within a view that is open already."""
    is_told = bool(row.convened_at)
    given = (datetime.fromisoformat(row.held_on).date() - (
        datetime.fromtimestamp(row.convened_at, UTC).date() if is_told else act.today)).days
    people = _people(act, row)
    presiding = act.session.get(PersonRow, row.presiding) if row.presiding else None
    return MeetingView(
        row, act.statutes, _items(act, row), None if is_told else notice_of(act, row),
        (given, notice_needed(act.statutes, row.organ, row.kind)),
        may_shorten(act, row, reader) if row.organ in act.statutes.meetings else None,
        roles is not None and _may_prepare(roles, row.organ), roles is not None and row.organ in roles.presided,
        may_preside(act.statutes, act.register(), row.organ, reader, act.now,
                    due_for(act, row, reader)), people,
        notes_of(act.session, row.id), presiding.name if presiding else "", row.presiding == reader,
        [(one.person.id, one.person.name) for one in people if one.person.id != row.presiding and presiding_office(
            act.statutes, act.register(), row.organ, one.person.id, act.now)])


def _items(act: Act, meeting: MeetingRow) -> list[ItemView]:
    lying = documents_of(act.session, meeting.id)
    names = names_of(act.session, [document.sha256 for document in lying])
    put = [(number, Put(motion, current_of(tuple(
        view(act.session, ballot, act.now) for ballot in ballots_of(act.session, motion.id)
        if meeting_asked(act.session, motion, ballot) is meeting))))
        for number, motion in motions_at(act.session, meeting.id)]

    def is_late(at: int) -> bool:
        return bool(meeting.convened_at) and at > meeting.convened_at

    return [ItemView(item, [Lying(document.sha256, *names[document.sha256], is_late(document.added_at))
                            for document in lying if document.item == item.id],
                     [one for number, one in put if number == item.number], is_late(item.added_at))
            for item in items_of(act.session, meeting.id)]


def _people(act: Act, meeting: MeetingRow) -> list[Convened]:
    register, at = act.register(), meeting.ended_at or act.now
    seats = {}
    for seat in register.seats_in(meeting.organ, at):
        votes = any(rule.kind == seat.kind and rule.votes for rule in act.statutes.organs[meeting.organ].seats)
        if seat.person not in seats or votes:
            seats[seat.person] = (seat, votes)
    noted = {line.person: line for line in attendance_of(act.session, meeting.id)}
    people = []
    for person in {*members_to_convene(act, meeting.organ), *noted}:
        row = act.session.get(PersonRow, person)
        seat, votes = seats.get(person, (None, False))
        organisation = register.organisations.get(seat.organisation) if seat is not None else None
        starts = _local(meeting.starts_at, row.zone)
        people.append(Convened(row, organisation.name if organisation else "", votes, seat.kind if seat else "",
                               starts, starts is not None and not NIGHT_ENDS <= starts.hour < NIGHT_BEGINS,
                               noted.get(person)))
    return sorted(people, key=lambda one: (not one.votes, one.organisation.casefold(), one.person.name.casefold(),
                                           one.person.id))


def _local(at: int, zone: str) -> datetime | None:
    if not at:
        return None
    try:
        return datetime.fromtimestamp(at, ZoneInfo(zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.fromtimestamp(at, UTC)


def _is_within(roles: Roles, organ: str) -> bool:
    held = frozenset().union(*roles.offices.values()) if roles.offices else frozenset()
    return organ in roles.seats or organ in held or "" in held


def _may_prepare(roles: Roles, organ: str) -> bool:
    return any({organ, ""} & roles.offices.get(role, frozenset()) for role in ("secretariat", "chair", "deputy"))
