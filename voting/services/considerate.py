"""When a letter that can wait goes out: not between 22:00 and 07:00 where its reader lives, if that can be avoided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NIGHT_BEGINS, NIGHT_ENDS = 22, 7
LEAST_LEFT_S = 3600
"""A letter waits for the morning only if the reader then still has this long."""


def considerate(now: int, zone: str, latest: int) -> int:
    """`now`, or the next 07:00 in `zone` if it is night there and the morning leaves an hour before `latest`."""
    try:
        here = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # an unknown zone has no night
        return now
    if NIGHT_ENDS <= here.hour < NIGHT_BEGINS:
        return now
    day = here.date() + timedelta(days=1 if here.hour >= NIGHT_BEGINS else 0)
    morning = datetime(day.year, day.month, day.day, NIGHT_ENDS, tzinfo=here.tzinfo)
    at = int(morning.timestamp())
    return at if at <= latest - LEAST_LEFT_S else now
