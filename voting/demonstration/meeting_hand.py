"""Meetings of the play, held as organs hold them: convened in time, opened at their hour, who is there noted, each item
dealt with, closed. Their minutes are made by the service's own clock, like those of any meeting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from voting.demonstration.stage_hand import DAY, StageHand
from voting.services.convene_meeting import convene_meeting
from voting.services.hold_meeting import close_meeting, open_meeting
from voting.services.meeting_letters import members_to_convene
from voting.services.note_attendance import REMOTE, ROOM, note_attendance
from voting.services.note_in_minutes import note_in_minutes, write_outcome
from voting.services.prepare_agenda import add_item
from voting.services.read.dry_act import look

ZONE, HALL, BY_VIDEO = "Europe/Brussels", "Hall of the demonstration", "by video"


@dataclass(frozen=True, slots=True)
class Point:
    """An item of an agenda under which nothing is put: number, titles, what the meeting did about it."""

    number: int
    en: str
    fr: str
    outcome: str


OPENING = Point(1, "Opening and agenda", "Ouverture et ordre du jour",
                "The agenda was agreed as it had been sent (demonstration).")


def other_business(number: int) -> Point:
    """The last item of an agenda."""
    return Point(number, "Other business", "Questions diverses", "Nothing was raised (demonstration).")


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting that is convened: its id, its organ, its hour in UTC seconds, (id, outcome) of items that decide
    nothing, whether there is a room as well."""

    id: str
    organ: str
    starts_at: int
    points: Sequence[tuple[str, str]]
    has_hall: bool


def convene(hand: StageHand, organ: str, title: str, days: int, points: Sequence[Point], has_hall: bool = False,
            kind: str = "", requisition: str = "") -> Sitting:
    """Convene for so many days ahead, at this hour; what is put before time passes is on the agenda from the first."""
    starts_at = hand.clock.now + days * DAY
    meeting = convene_meeting(hand.service, hand.coordinator, organ, title, hand.today(days),
                              HALL if has_hall else BY_VIDEO, True, requisition, kind=kind, starts_at=starts_at,
                              zone=ZONE)
    items = [(add_item(hand.service, hand.coordinator, meeting, point.number, {"en": point.en, "fr": point.fr}),
              point.outcome) for point in points]
    return Sitting(meeting, organ, starts_at, items, has_hall)


def opens(hand: StageHand, sitting: Sitting) -> None:
    """Its hour comes: the chair opens and notes who is there. One in seven is away; where there is a room, one in three
    is in it."""
    chair = hand.officer(sitting.organ)
    hand.clock.now = max(hand.clock.now, sitting.starts_at)
    open_meeting(hand.service, chair, sitting.id)
    hand.wait(300)
    with look(hand.service) as act:
        people = act.register().people
        convened = sorted(members_to_convene(act, sitting.organ), key=lambda person: (people[person].name, person))
    note_attendance(hand.service, chair, sitting.id, {
        person: ROOM if sitting.has_hall and number % 3 == 0 else REMOTE
        for number, person in enumerate(convened) if number % 7 != 6 or person == chair})
    hand.wait(600)


def closes(hand: StageHand, sitting: Sitting, note: str = "") -> None:
    """What was done about each item that decides nothing, a note if there is one, and the close."""
    chair = hand.officer(sitting.organ)
    for item, outcome in sitting.points:
        write_outcome(hand.service, chair, item, outcome)
    if note:
        note_in_minutes(hand.service, chair, sitting.id, note)
    hand.wait(600)
    close_meeting(hand.service, chair, sitting.id)


@contextmanager
def held(hand: StageHand, sitting: Sitting, note: str = "") -> Iterator[None]:
    """The meeting is held: opened before and closed after what is done within."""
    opens(hand, sitting)
    yield
    closes(hand, sitting, note)
