"""How commands print: lines for people, JSON for programs, a bar for what lasts longer than a second."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import BinaryIO

import click
from tqdm import tqdm

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def show(rows: Sequence[object], as_json: bool, line: Callable[[object], str], none: str = "") -> None:
    """Print rows (dataclasses or dicts), one a line or as one JSON list; `none` where there are none."""
    if as_json:
        click.echo(json.dumps([asdict(row) if is_dataclass(row) else row for row in rows], indent=1))
        return
    for row in rows:
        click.echo(line(row))
    if not rows and none:
        click.echo(none)


def told(fields: dict[str, object], as_json: bool, sentence: str) -> None:
    """What an act has done: a sentence, or its fields as JSON."""
    click.echo(json.dumps(fields, indent=1) if as_json else sentence)


def instant(at: int) -> str:
    """`2027-01-15 08:00:00 UTC`, `-` for none."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if at else "-"


def bar(rows: Iterable, what: str, total: int | None = None) -> Iterable:
    """`rows`, with a bar on a terminal once they have taken a second; `total` for rows that cannot be counted."""
    return tqdm(rows, desc=what, total=total, unit="", disable=None, leave=False, delay=1)


def bytes_bar(total: int, what: str) -> tqdm:
    """A bar to be told of bytes by its `update`."""
    return tqdm(total=total, desc=what, unit="B", unit_scale=True, disable=None, leave=False, delay=1)


class FileSource:
    """A file that is read where it is asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._size = stream, stream.seek(0, 2)

    def __len__(self) -> int:
        return self._size

    def read(self, start: int, size: int) -> bytes:
        """The bytes; fewer only at the end."""
        self._stream.seek(start)
        return self._stream.read(size)
