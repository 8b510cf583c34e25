"""What a statutes file says of an election: which seats or office, who elects, who may stand, how it is counted.

Values only; `load_elections` reads them, `elections` answers questions about them. Nothing here knows a number of
seats, a method's name in a language or a continent: they stand in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

METHODS = ("approval", "phragmen", "scottish-stv", "nz-meek", "irv", "two-round", "schulze")
"""Rules by which candidates are chosen, as `tally.elections` has them (a test compares the two)."""
TICKED = frozenset({"approval", "phragmen"})
"""Methods that take ticks; the others take a ranking."""
ONE_SEAT = frozenset({"irv", "two-round", "schulze"})
GUARANTEED = frozenset({"approval", "phragmen", "scottish-stv"})
"""Methods that the guarantee oracle serves; the New Zealand schedule has no place where it could be asked."""
VACANCIES = ("by_election", "reading_on", "countback")
READ_ON = {"reading_on": frozenset({"approval", "phragmen"}), "countback": frozenset({"scottish-stv"})}
"""Which way of filling a vacancy from the same papers goes with which methods."""
CATEGORIES = ("continent", "gender")


@dataclass(frozen=True, slots=True)
class GuaranteeRule:
    """Floors (seats) and ceilings (a share of the seats, rounded up) for groups of one category."""

    category: str  # continent | gender
    floors: Mapping[str, int]
    ceilings: Mapping[str, tuple[int, int]]
    standings: tuple[str, ...]  # only candidates of organisations of these standings fill a floor; empty: all
    clause: str


@dataclass(frozen=True, slots=True)
class ElectionRule:
    """One election. `organ` is where the seats are, or `office` what is filled; the other is ""."""

    id: str
    clause: str
    electors: tuple[str, ...]  # organs that hold this election, each for itself
    organ: str
    seat: str  # kind of seat that is filled
    office: str
    seats: int
    standings: tuple[str, ...]  # organisations of these standings may nominate; empty: none asked
    one_per_organisation: bool  # at most one candidate, and so one elected, an organisation
    nominates: str  # organisation: each names its candidate | member: members of the electing organ name anyone
    methods: tuple[str, ...]  # the first is the default
    min_support: int
    vacancies: tuple[str, ...]  # the first is the default
    statement_limit: int  # characters in each language, the same for everyone
    reopenings: int  # how often nominations are reopened for a group with a floor and no candidate
    guarantees: tuple[GuaranteeRule, ...] = field(default=())

    @property
    def term(self) -> str:
        """The row of the terms that says how long it is for."""
        return self.organ or self.office
