"""Lots that decide ties, so that anyone can draw them again: from a seed, or as recorded when drawn by hand.

Each lot has a number, counted from 1 through the count. From a seed, every tied candidate gets
SHA-256(dst("lot") || seed || newline || number || newline || name) in UTF-8, and the lowest is drawn. The order on the
paper, age and the alphabet never decide. By hand, the names drawn are given in order; one who was not tied there, or a
name too few, is refused. What the drawn one gets, the purpose says: `elect`, `exclude`, `transfer` or `runoff`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from voting.errors import InputError
from voting.evidence import dst, sha256
from voting.sentences import N_


@dataclass(frozen=True, slots=True)
class Seed:
    """The seed from which lots are drawn, as text."""

    seed: str

    def __post_init__(self) -> None:
        if not self.seed.strip():
            raise InputError(N_("The seed of the lots is empty."), "lots")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Names drawn by hand, in order."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot: its number, the stage that needed it, what for, who was tied, who was drawn."""

    number: int
    stage: int
    purpose: str
    tied: tuple[int, ...]
    drawn: int


Source = Seed | Drawn | Callable[[], Seed]
"""Where lots come from; a seed may be made only when the first lot asks for it."""


class Lots:
    """The lots of one count: draws, and keeps what was drawn."""

    def __init__(self, source: Source, labels: Sequence[str]) -> None:
        self.source = source
        self.labels = labels
        self.drawn: list[Lot] = []

    def draw(self, tied: Iterable[int], purpose: str, stage: int) -> int:
        """The candidate drawn among `tied`; no lot is drawn for one. `InputError` if a recorded lot does not fit."""
        candidates = tuple(sorted(tied))
        if len(candidates) == 1:
            return candidates[0]
        if callable(self.source):
            self.source = self.source()
        number = len(self.drawn) + 1
        chosen = (self._from_seed if isinstance(self.source, Seed) else self._recorded)(candidates, number)
        self.drawn.append(Lot(number, stage, purpose, candidates, chosen))
        return chosen

    def _from_seed(self, candidates: tuple[int, ...], number: int) -> int:
        before = dst("lot") + f"{self.source.seed}\n{number}\n".encode()
        return min(candidates, key=lambda c: sha256(before + self.labels[c].encode()))

    def _recorded(self, candidates: tuple[int, ...], number: int) -> int:
        names = self.source.names
        tied = ", ".join(self.labels[c] for c in candidates)
        if number > len(names):
            raise InputError(N_("Lot %(number)s between %(tied)s is not recorded.", number=number, tied=tied), "lots")
        for c in candidates:
            if names[number - 1] == self.labels[c]:
                return c
        raise InputError(N_("Lot %(number)s is recorded for “%(name)s”, but tied are %(tied)s.", number=number,
                            name=names[number - 1], tied=tied), "lots")
