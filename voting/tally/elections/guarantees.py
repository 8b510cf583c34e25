"""Guarantees on seats (continent, gender) as a rule of the paper states them (V.CO.1c, V.CO.1d), and clashes in words.

At most two categories, each a partition of the candidates into groups with a floor and a ceiling. With two the question
"can this committee still be completed?" is a flow and is answered exactly; with three it is hard in general
(3-dimensional matching), so a third category is refused rather than guessed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.errors import InputError
from voting.sentences import N_, Sentence


@dataclass(frozen=True, slots=True)
class Group:
    """A group of candidates with the least and the most seats it may have."""

    name: str
    floor: int
    ceiling: int
    members: frozenset[int]

    def __post_init__(self) -> None:
        if not 0 <= self.floor <= self.ceiling:
            raise InputError(N_("“%(group)s” has a floor of %(floor)s and a ceiling of %(ceiling)s, which no committee "
                                "can meet.", group=self.name, floor=self.floor, ceiling=self.ceiling), "guarantees")


@dataclass(frozen=True, slots=True)
class Category:
    """One way of grouping all candidates: continents, or genders."""

    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Guarantees:
    """The categories of an election, at most two; every candidate stands in exactly one group of each."""

    categories: tuple[Category, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.categories) <= 2:
            raise InputError(N_("Guarantees can have one or two categories, not %(number)s.",
                                number=len(self.categories)), "guarantees")

    def check(self, names: Sequence[str]) -> None:
        """`InputError` naming the first candidate of `names` who is in no group of a category, or in two."""
        for category in self.categories:
            for c, name in enumerate(names):
                found = [group.name for group in category.groups if c in group.members]
                if not found:
                    raise InputError(N_("“%(name)s” is in no group of “%(category)s”.", name=name,
                                        category=category.name), "guarantees")
                if len(found) > 1:
                    raise InputError(N_("“%(name)s” is in two groups of “%(category)s”: %(first)s and %(second)s.",
                                        name=name, category=category.name, first=found[0], second=found[1]),
                                     "guarantees")


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound of a clash: what it is, of which row and column, how many seats."""

    kind: str  # seats | floor | ceiling | elected | candidates
    groups: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Clash:
    """Why no committee is possible: these demands ask for more seats than those limits leave to them.

    A certificate: whoever adds up both sides sees it, with nothing else to trust (Hoffman's theorem).
    """

    demands: tuple[Bound, ...]
    limits: tuple[Bound, ...]

    @property
    def asked(self) -> int:
        """Seats that the demands ask for."""
        return sum(bound.number for bound in self.demands)

    @property
    def room(self) -> int:
        """Seats that the limits leave."""
        return sum(bound.number for bound in self.limits)

    def sentence(self) -> Sentence:
        """The clash in words."""
        if not self.room:
            return N_("These guarantees cannot be kept together: %(demands)s, and nobody is left for that.",
                      demands=_listed(self.demands))
        return N_("These guarantees cannot be kept together: %(demands)s; that asks for %(asked)s, but there is room "
                  "for %(room)s only: %(limits)s.", demands=_listed(self.demands), asked=self.asked,
                  limits=_listed([bound for bound in self.limits if bound.number]), room=self.room)

    def document(self) -> dict[str, object]:
        """The certificate as part of a transcript."""
        return {side: [{"kind": bound.kind, "groups": list(bound.groups), "number": bound.number} for bound in bounds]
                for side, bounds in (("demands", self.demands), ("limits", self.limits))}


def _listed(bounds: Sequence[Bound]) -> Sentence:
    words = [_words(bound) for bound in bounds]
    told = words[0]
    for word in words[1:]:
        told = N_("%(first)s, %(next)s", first=told, next=word)
    return told


def _words(bound: Bound) -> Sentence:
    groups, number = ", ".join(bound.groups), bound.number
    if bound.kind == "seats":
        return N_("%(number)s seats in all", number=number)
    if bound.kind == "floor":
        return N_("at least %(number)s for %(groups)s", number=number, groups=groups)
    if bound.kind == "ceiling":
        return N_("at most %(number)s for %(groups)s", number=number, groups=groups)
    if bound.kind == "elected":
        return N_("%(number)s elected of %(groups)s", number=number, groups=groups)
    return N_("%(number)s candidates of %(groups)s", number=number, groups=groups)
