"""A person as the coordinator sees them: seats, offices, address, whether they can come in; never what they voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.errors import NotFoundError
from voting.register.facts import OfficeHeld, Person, Register, Seat
from voting.sentences import N_
from voting.services.act import Service
from voting.services.read.dry_act import look
from voting.statutes import Statutes
from voting.store.access import PendingRow, sessions_of, waiting_about
from voting.store.database import Session
from voting.store.find import is_on_running_roll
from voting.store.passkeys import InvitationRow, PasskeyRow, has_enrolled, invitations_of, locked_until, passkeys_of


@dataclass(frozen=True)
class PersonLine:
    """Somebody with a seat or an office now, how many passkeys they have, whether an invitation waits."""

    person: Person
    organs: Sequence[str]
    passkeys: int
    is_invited: bool


@dataclass(frozen=True)
class PersonRoom:
    """Everything about one person that is not a vote."""

    statutes: Statutes
    person: Person
    seats: Sequence[Seat]
    offices: Sequence[OfficeHeld]
    passkeys: Sequence[PasskeyRow]
    had_any: bool
    invitation: InvitationRow | None
    """The one that still works or will work, if any."""
    is_usable: bool
    locked_until: int
    is_on_running_roll: bool
    signed_in: int
    waiting: Sequence[PendingRow]
    names: Mapping[str, str]


def people_lines(service: Service) -> tuple[Statutes, list[PersonLine]]:
    """Everyone who holds a seat or an office now, by name."""
    with look(service) as act:
        register = act.register()
        organs = _organs(register, act.now)
        lines = [PersonLine(register.people[id], sorted(held), len(passkeys_of(act.session, id, act.now)),
                            _live_invitation(act.session, id, act.now) is not None) for id, held in organs.items()]
        return act.statutes, sorted(lines, key=lambda line: line.person.name.casefold())


def person_room(service: Service, person: str) -> PersonRoom:
    """One person; `NotFoundError` if the register has none of that id."""
    with look(service) as act:
        register, session, now = act.register(), act.session, act.now
        known = register.people.get(person)
        if known is None:
            raise NotFoundError(N_("The register has no such person."))
        invitation = _live_invitation(session, person, now)
        return PersonRoom(
            act.statutes, known, [seat for seat in register.seats if seat.person == person and seat.holds_at(now)],
            [held for held in register.offices if held.person == person and held.holds_at(now)],
            passkeys_of(session, person, now), has_enrolled(session, person), invitation,
            invitation is not None and invitation.usable_at <= now, locked_until(session, person, now),
            is_on_running_roll(session, person, now), len(sessions_of(session, person)),
            [*waiting_about(session, "recover", person), *waiting_about(session, "change_mail", person)],
            {known.id: known.name for known in register.people.values()})


def _organs(register: Register, now: int) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for held in (*register.seats, *register.offices):
        if held.holds_at(now):
            found.setdefault(held.person, set()).update(filter(None, [held.organ]))
    return found


def _live_invitation(session: Session, person: str, now: int) -> InvitationRow | None:
    return next((row for row in invitations_of(session, person)
                 if not row.used_at and not row.ended_at and row.until_at >= now), None)
