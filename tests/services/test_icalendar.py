"""Calendar files that programs can read: lines of 75 bytes, nothing that a name could break, one stable id."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from voting.services.icalendar import Event, write_calendar

STAMP = datetime(2027, 1, 15, 8, tzinfo=UTC)


def lines(*events: Event) -> list[str]:
    written = write_calendar(events, STAMP, "Alliance").decode()
    assert written.endswith("END:VCALENDAR\r\n")
    return written.replace("\r\n ", "").split("\r\n")


def test_an_instant_is_utc_and_a_day_is_whole() -> None:
    opens = Event("b1@vote.example", "Vote", STAMP, STAMP.replace(hour=9), sequence=2, alarm_s=7200)
    duty = Event("d1@vote.example", "Report", date(2027, 12, 31))
    found = lines(opens, duty)
    for line in ("METHOD:PUBLISH", "DTSTART:20270115T080000Z", "DTEND:20270115T090000Z", "SEQUENCE:2",
                 "TRIGGER:-PT120M", "CLASS:PRIVATE", "TRANSP:TRANSPARENT", "DTSTART;VALUE=DATE:20271231",
                 "DTEND;VALUE=DATE:20280101", "UID:b1@vote.example"):
        assert line in found, line


@given(st.text(max_size=300))
def test_no_text_ends_a_line_or_begins_another(words: str) -> None:
    written = write_calendar([Event("u@x", words, STAMP, description=words)], STAMP)
    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\r" not in line
        assert b"\n" not in line
    unfolded = written.decode().replace("\r\n ", "")
    assert unfolded.count("BEGIN:VEVENT") == 1 + words.count("BEGIN:VEVENT") * 2
    assert sum(line.startswith("SUMMARY:") for line in unfolded.split("\r\n")) == 1
