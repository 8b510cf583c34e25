"""The table of powers, `powers.toml`, as tests read it: which roles a door lets in, what an act asks."""

from __future__ import annotations

import tomllib
from pathlib import Path

TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ROLES: dict[str, frozenset[str]] = {name: frozenset(roles) for name, roles in TABLE["roles"].items()}
ACTS: dict[str, dict[str, object]] = {row["route"]: row for row in TABLE["acts"]}
DOORS_OF: dict[str, frozenset[str]] = {
    "all": frozenset({"anyone", "demonstration"}), "signed_in": frozenset({"signed in"}),
    "delegates_of_any": frozenset({"delegate"}), "presiding_somewhere": frozenset({"presiding"}),
    "presiding": frozenset({"presiding"}), "secretariat": frozenset({"secretariat"}),
    "preparing": frozenset({"preparer"}), "officers": frozenset({"officer"}), "officers_here": frozenset({"officer"})}
"""What a view may declare (`voting.web.access`) for each set of roles of the table."""


def row_of(route: str, method: str) -> str:
    """The name of the set of roles that may enter; "" if the table has no row for the door."""
    if method != "GET" and route in ACTS:
        return str(ACTS[route]["enter"])
    fitting = [(len(prefix), "methods" in row, str(row["enter"])) for row in TABLE["doors"] for prefix in row["under"]
               if _is_under(route, prefix) and method in row.get("methods", [method])]
    return max(fitting)[-1] if fitting else ""


def _is_under(route: str, prefix: str) -> bool:
    return route == prefix or (prefix != "/" and route.startswith(f"{prefix}/"))
