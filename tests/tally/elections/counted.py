"""Short ways to count in tests."""

from __future__ import annotations

from pathlib import Path

from voting.tally.elections import Count, Election, Guarantees, Seed, count_election, read_blt

GOLDEN = Path(__file__).parents[2] / "golden" / "elections"


def official(name: str) -> Election:
    """An election of the golden folder."""
    return read_blt((GOLDEN / f"{name}.blt").read_text(encoding="utf-8").split("\n"))


def counted(rule: str, election: Election, guarantees: Guarantees | None = None, seed: str = "test") -> Count:
    """A count with lots from a seed."""
    return count_election(rule, election, Seed(seed), guarantees)
