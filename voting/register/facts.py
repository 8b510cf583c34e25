"""The register as values: organisations, people, seats, offices, each with the instants between which it holds.

Nothing is deleted; everything has a beginning and perhaps an end, and every question is asked "as it stood at an
instant". Instants are UTC seconds; `until_at` 0 means that no end is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StandingEvent:
    """From `from_at` on the organisation has this standing, for this reason, by this document."""

    standing: str
    from_at: int
    reason: str
    document_sha256: str = ""
    until_at: int = 0
    """For a suspension: the instant at which it ends by itself; then the standing before it returns."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A party, party network or organisation; `events` in order of their instants."""

    code: str
    name: str
    kind: str
    country: str
    continent: str
    events: tuple[StandingEvent, ...]
    contributes: bool = False

    def standing_at(self, at: int) -> str:
        """The standing at an instant; "" before the first event."""
        return _standing(event_at(self.events, at))

    def events_without(self, standing: str, at: int) -> tuple[StandingEvent, ...]:
        """What would hold at an instant if the last event that gave `standing` had not been.

        The event itself comes last; before it, if it ends by itself, the one that returns then.
        """
        places = [place for place, event in enumerate(self.events) if event.standing == standing]
        rest = self.events[:places[-1]] if places else ()
        chain: list[StandingEvent] = []
        while (event := event_at(rest, at)) is not None:
            chain.insert(0, event)
            if not event.until_at:
                break
            rest, at = rest[:rest.index(event)], event.until_at
        return tuple(chain)


def event_at(events: Sequence[StandingEvent], at: int) -> StandingEvent | None:
    """The event that holds at an instant: the last one, unless its time is over and the one before it returns."""
    past = [event for event in events if event.from_at <= at]
    while past and past[-1].until_at and past[-1].until_at <= at:
        past.pop()
    return past[-1] if past else None


def _standing(event: StandingEvent | None) -> str:
    return event.standing if event else ""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may sit or hold office; `id` is random and says nothing about them."""

    id: str
    name: str
    mail: str = ""
    language: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's seat in an organ, for an organisation or for none."""

    id: str
    organ: str
    kind: str
    person: str
    organisation: str
    from_at: int
    until_at: int = 0

    def holds_at(self, at: int) -> bool:
        """Whether the seat is held at an instant."""
        return self.from_at <= at and (not self.until_at or at < self.until_at)


@dataclass(frozen=True, slots=True)
class OfficeHeld:
    """An office held by a person, in an organ or, with `organ` "", in the organisation."""

    id: str
    office: str
    organ: str
    person: str
    from_at: int
    until_at: int = 0

    def holds_at(self, at: int) -> bool:
        """Whether the office is held at an instant."""
        return self.from_at <= at and (not self.until_at or at < self.until_at)


@dataclass(frozen=True, slots=True)
class Representation:
    """For one meeting `person`, who has accepted, stands in for whoever holds the seat; from the acceptance on."""

    id: str
    meeting: str
    seat: str
    person: str
    from_at: int
    until_at: int = 0

    def holds_at(self, at: int) -> bool:
        """Whether the representation is accepted and not revoked at an instant."""
        return self.from_at <= at and (not self.until_at or at < self.until_at)


@dataclass(frozen=True, slots=True)
class Register:
    """All facts, whenever they hold; a question names its instant."""

    organisations: Mapping[str, Organisation]
    people: Mapping[str, Person]
    seats: Sequence[Seat]
    offices: Sequence[OfficeHeld]
    representations: Sequence[Representation] = ()

    def seats_in(self, organ: str, at: int) -> list[Seat]:
        """The seats held in an organ at an instant."""
        return [seat for seat in self.seats if seat.organ == organ and seat.holds_at(at)]

    def holds_office(self, person: str, offices: Sequence[str], organ: str, at: int) -> bool:
        """Whether a person holds one of `offices` in `organ` (or in the organisation) at an instant."""
        return any(held.person == person and held.office in offices and held.organ in ("", organ) and held.holds_at(at)
                   for held in self.offices)
