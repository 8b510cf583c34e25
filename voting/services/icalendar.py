"""Calendar files (RFC 5545) for mails and feeds: UTC instants or whole days, private, transparent, one stable id each.

`sequence` rises with each change of the same event, so that a calendar program moves it instead of adding another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE_BYTES = 75
"""No line is longer, counted in UTF-8 without its end (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. A `date` as `starts` is a whole day; an instant needs `ends`. `alarm_s` 0 means no alarm."""

    uid: str
    summary: str
    starts: date | datetime
    ends: datetime | None = None
    description: str = ""
    url: str = ""
    sequence: int = 0
    alarm_s: int = 0
    is_alarm_before_end: bool = False
    place: str = ""
    is_cancelled: bool = False


def write_calendar(events: Iterable[Event], stamp: datetime, name: str = "") -> bytes:
    """The file, with METHOD:PUBLISH: it tells, and asks for no answer; CANCEL if all of its events are cancelled."""
    events = list(events)
    method = "CANCEL" if events and all(event.is_cancelled for event in events) else "PUBLISH"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Scrutin//EN", f"METHOD:{method}", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{_text(name)}"] if name else []
    for event in events:
        lines += _event(event, stamp)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _event(event: Event, stamp: datetime) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{_text(event.uid)}", f"DTSTAMP:{_instant(stamp)}", f"SEQUENCE:{event.sequence}"]
    if isinstance(event.starts, datetime):
        lines += [f"DTSTART:{_instant(event.starts)}", *([f"DTEND:{_instant(event.ends)}"] if event.ends else [])]
    else:
        lines += [f"DTSTART;VALUE=DATE:{event.starts:%Y%m%d}",
                  f"DTEND;VALUE=DATE:{event.starts + timedelta(days=1):%Y%m%d}"]
    lines += [f"SUMMARY:{_text(event.summary)}"]
    lines += [f"DESCRIPTION:{_text(event.description)}"] if event.description else []
    lines += [f"LOCATION:{_text(event.place)}"] if event.place else []
    lines += [f"URL:{event.url}"] if event.url else []
    lines += ["STATUS:CANCELLED"] if event.is_cancelled else []
    lines += ["CLASS:PRIVATE", "TRANSP:TRANSPARENT"]
    if event.alarm_s and not event.is_cancelled:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(event.summary)}",
                  f"TRIGGER{';RELATED=END' if event.is_alarm_before_end else ''}:-PT{event.alarm_s // 60}M",
                  "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Text with the signs that mean something there made harmless; a line break can end no line."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        words = words.replace(sign, written)
    return "".join(sign for sign in words if sign.isprintable())


def _folded(line: str) -> str:
    parts, part, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE_BYTES:
            parts.append(part)
            part, size = "", 1  # the space that continues a line counts
        part, size = part + sign, size + width
    return "\r\n ".join([*parts, part])
