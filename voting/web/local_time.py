"""Times as an officer types them: a local day and hour in the reader's own zone, to and from UTC seconds.

A clock that is put back or forward makes hours that exist twice or never; both are refused, so that nobody closes a
ballot an hour from when they meant.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from voting.errors import InputError
from voting.sentences import N_


def write_local(at: int, zone: ZoneInfo) -> str:
    """`2027-03-02T19:00`: the minute of an instant (UTC seconds) in `zone`, for a field of a form."""
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%dT%H:%M")


def read_local(typed: str, zone: ZoneInfo, field: str) -> int:
    """UTC seconds of a local time from a form; `InputError` if it is none, or exists twice or never."""
    try:
        local = datetime.fromisoformat(typed.strip())
    except ValueError as fault:
        raise InputError(N_("Give the day and the hour, like 2027-03-12 19:00."), field) from fault
    if local.tzinfo is not None:
        raise InputError(N_("Give the day and the hour, like 2027-03-12 19:00."), field)
    first, second = (int(local.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1))
    if first != second:
        raise InputError(N_("The clocks change at that hour in this zone: it exists twice or not at all. "
                            "Choose another one."), field)
    return first


def round_up(at: int, to_s: int = 300) -> int:
    """The next instant on a round five minutes."""
    return -(-at // to_s) * to_s


def utc_day(at: int) -> str:
    """The ISO day of an instant in UTC."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()
