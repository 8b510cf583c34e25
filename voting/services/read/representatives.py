"""Representatives at meetings that are not over: whom I have named, who names me, and for officers all of the organ's.

Who represents whom is known to the two, to the officers who convene and preside, and afterwards to readers of the roll.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voting.register.represent import knows_representatives, may_be_represented
from voting.services.act import Act, Service
from voting.services.read.dry_act import look
from voting.services.read.roles import roles_in
from voting.statutes import Ruling, Statutes
from voting.store.representations import (
    RepresentationRow,
    designations_about,
    frozen_with,
    live_designations,
    meetings_ahead,
)
from voting.store.tables import MeetingRow, SeatRow


@dataclass(frozen=True, slots=True)
class Designation:
    """One designation with its names; `is_bound`: a roll has frozen with it, so it can no longer be taken back."""

    row: RepresentationRow
    meeting: MeetingRow
    member: str
    organisation: str
    representative: str
    is_bound: bool

    @property
    def state(self) -> str:
        """asked, accepted, bound, declined or revoked."""
        if self.row.ended_at:
            return self.row.ended_as
        return "bound" if self.is_bound else "accepted" if self.row.accepted_at else "asked"


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """A meeting to which I may send a representative (or why I may not), and whom I have named."""

    meeting: MeetingRow
    ruling: Ruling
    named: Designation | None


@dataclass(frozen=True, slots=True)
class Enterable:
    """A member at a meeting who may send a representative and has named none."""

    meeting: MeetingRow
    seat: str
    member: str
    organisation: str


@dataclass(frozen=True, slots=True)
class RepresentativesView:
    """What one reader sees. `overseen`: designations of organs in whose officers' rooms the reader is."""

    statutes: Statutes
    own: Sequence[OwnMeeting]
    naming_me: Sequence[Designation]
    overseen: Sequence[Designation]
    oversees: bool
    clause: str
    to_enter: Sequence[Enterable]
    """For the secretariat: members whose designation may be entered from a letter."""


def representatives_for(service: Service, reader: str) -> RepresentativesView:
    """Everything about representatives that concerns `reader`."""
    with look(service) as act:
        day, roles = act.today.isoformat(), roles_in(act.session, service, reader)
        organs = [organ for organ in act.statutes.organs if knows_representatives(act.statutes, organ)]
        ahead = meetings_ahead(act.session, organs, day)
        own = [one for meeting in ahead if (one := _own(act, meeting, reader)) is not None]
        naming = [_told(act, row, meeting) for row, meeting in designations_about(act.session, reader, day)
                  if row.person == reader]
        held = roles.presided | roles.offices.get("secretariat", frozenset())
        seen = [meeting for meeting in ahead if meeting.organ in held or "" in held]
        overseen = [_told(act, row, meeting) for meeting in seen for row in live_designations(act.session, meeting.id)]
        clause = next((rule.clause for organ in organs for rule in act.statutes.organs[organ].seats
                       if rule.kind == "designated"), "")
        may_enter = "" in roles.offices.get("secretariat", frozenset())
        to_enter = [one for meeting in ahead for one in _enterable(act, meeting)] if may_enter else []
        return RepresentativesView(act.statutes, own, naming, overseen, bool(seen), clause, to_enter)


def _enterable(act: Act, meeting: MeetingRow) -> Iterator[Enterable]:
    register, named = act.register(), {row.seat for row in live_designations(act.session, meeting.id)}
    for seat in register.seats_in(meeting.organ, act.now):
        if seat.id not in named and may_be_represented(act.statutes, register, seat, act.now).allowed:
            known = register.organisations.get(seat.organisation or "")
            yield Enterable(meeting, seat.id, register.people[seat.person].name, known.name if known else "")


def _own(act: Act, meeting: MeetingRow, reader: str) -> OwnMeeting | None:
    """None where the reader holds no seat in the organ, or only the seat that they represent."""
    register = act.register()
    rulings = [(seat, may_be_represented(act.statutes, register, seat, act.now))
               for seat in register.seats_in(meeting.organ, act.now) if seat.person == reader]
    if not rulings:
        return None
    seat, ruling = next((pair for pair in rulings if pair[1].allowed), rulings[0])
    live = live_designations(act.session, meeting.id, seat.id)
    return OwnMeeting(meeting, ruling, _told(act, live[0], meeting) if live else None)


def _told(act: Act, row: RepresentationRow, meeting: MeetingRow) -> Designation:
    register, seat = act.register(), act.session.get(SeatRow, row.seat)
    known = register.organisations.get(seat.organisation or "")
    return Designation(row, meeting, register.people[seat.person].name, known.name if known else "",
                       register.people[row.person].name,
                       bool(frozen_with(act.session, meeting.id, row.seat, row.person)))
