"""The table of powers, `powers.toml`, as tests read it: whom a door lets in, to which object, in which state."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ROLES: dict[str, frozenset[str]] = {name: frozenset(roles) for name, roles in TABLE["roles"].items()}
HOLDS: dict[str, str] = {"delegate": "delegate", "attending": "delegate", "chair": "chair", "deputy": "deputy",
                         "teller": "teller", "coordinator": "secretariat", "auditor": "auditor",
                         "foreign_chair": "chair", "foreign_teller": "teller"}
"""What each role of the table holds, as doors (`voting.web.access.MEANS`) ask for it."""


@dataclass(frozen=True)
class Row:
    """One door: who enters; who enters where the object is the other organ's (None: no object of an organ); in which
    states of the ballot the act is done (empty: whatever its state, or no ballot); what it asks besides."""

    enter: frozenset[str]
    there: frozenset[str] | None
    states: tuple[str, ...]
    asks: frozenset[str]


def _row(enter: str, there: str = "", states: str = "", asks: str = "") -> Row:
    return Row(ROLES[enter], ROLES[there] if there else None, tuple(states.split()), frozenset(asks.split()))


DOORS: dict[str, Row] = {door: _row(*columns) for door, columns in TABLE["doors"].items()}
"""By method and endpoint."""
GRAVE = {door: row for door, row in DOORS.items() if row.asks}
"""Doors that ask for a fresh passkey."""


def line_for(door: str, role: str) -> str:
    """What to add to the table for a door that has no line, to be corrected by whoever knows."""
    guess = {"anyone": "all", "demonstration": "all", "signed in": "signed_in", "delegate": "delegates",
             "presiding": "presiding_anywhere", "secretariat": "secretariat", "preparer": "preparing_anywhere",
             "officer": "officers_anywhere"}[role]
    return f'"{door}" = ["{guess}"]'
