"""One meeting as a calendar file: what the convocation attaches and its page offers."""

from __future__ import annotations

from datetime import UTC, date, datetime

from voting.services.act import Service
from voting.services.icalendar import Event, write_calendar
from voting.services.meeting_letters import event_of
from voting.services.send_mail import ALARM_S
from voting.store.tables import MeetingRow


def calendar_of(service: Service, meeting: MeetingRow) -> bytes:
    """The file; the same event as in the letters, so that a calendar knows it again."""
    event = event_of(meeting, service.sender.rpartition("@")[2], meeting.state == "cancelled")
    address = f"{service.origin}/meetings/{meeting.id}"
    starts = date.fromisoformat(event.day) if event.day else datetime.fromtimestamp(event.open_at, UTC)
    ends = datetime.fromtimestamp(event.close_at, UTC) if event.close_at and not event.day else None
    return write_calendar([Event(event.uid, meeting.title, starts, ends, address, address, event.sequence,
                                 0 if event.day else ALARM_S, place=event.place, is_cancelled=event.is_cancelled)],
                          datetime.fromtimestamp(service.clock(), UTC))
