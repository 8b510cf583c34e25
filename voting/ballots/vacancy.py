"""Seats filled from the papers of their own election, as a document: the act that a record carries (V.CO.1).

Whose seats fell vacant, who was passed over and why, who sits by category and group (facts of the register on that day,
as a by-election's paper has them), the transcript of the count, who takes the seats, what follows. Made by the service,
counted again by a verifier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.election import SHARE_KEYS, ElectionPaper, Share
from voting.ballots.seats_filled import seat_filled, term_ends_on
from voting.errors import MalformedError
from voting.evidence import decode, expect_keys
from voting.sentences import N_
from voting.statutes import Statutes, serves

VACANCY_KEYS = {"at", "ballot", "count", "effects", "filled", "motion", "number", "passed", "relaxed", "seats",
                "sitting", "type", "v", "way"}
VACATED_KEYS = {"candidate", "seat"}
PASSED_KEYS = {"candidate", "why"}
LEFT, STANDING, SEATED, ERASED = "left", "standing", "seated", "erased"
WHY = (LEFT, STANDING, SEATED, ERASED)
"""Left the seat; the organisation may not sit any more; person or organisation sits already; nobody is known there."""


@dataclass(frozen=True, slots=True)
class VacancyAct:
    """One filling. `seats` are the vacated ones as (seat of the register, candidate), `passed` as (candidate, why)."""

    motion: str
    ballot: str
    number: int
    at: int
    way: str
    seats: tuple[tuple[str, str], ...]
    passed: tuple[tuple[str, str], ...]
    sitting: tuple[Share, ...]
    filled: tuple[str, ...]
    count: Mapping[str, object]
    relaxed: Sequence[Mapping[str, object]]
    effects: Sequence[Mapping[str, object]]

    def document(self) -> dict[str, object]:
        """The document `vacancies/N.json`."""
        return {"type": "vacancy", "v": 1, "motion": self.motion, "ballot": self.ballot, "number": self.number,
                "at": self.at, "way": self.way, "seats": [{"candidate": one, "seat": seat} for seat, one in self.seats],
                "passed": [{"candidate": one, "why": why} for one, why in self.passed],
                "sitting": [share.document() for share in self.sitting], "filled": list(self.filled),
                "count": dict(self.count), "relaxed": [dict(row) for row in self.relaxed],
                "effects": [dict(effect) for effect in self.effects]}


def read_vacancy(data: bytes) -> VacancyAct:
    """The act in `data`, or `MalformedError`; whether it is right is another question."""
    document = expect_keys(decode(data), VACANCY_KEYS, what="vacancy")
    texts, numbers = ("motion", "ballot", "way"), ("number", "at", "v")
    lists = ("seats", "passed", "sitting", "filled", "relaxed", "effects")
    if document["type"] != "vacancy" or document["v"] != 1 or not isinstance(document["count"], dict) or \
            not all(isinstance(document[name], str) for name in texts) or \
            not all(type(document[name]) is int for name in numbers) or \
            not all(isinstance(document[name], list) for name in lists) or \
            not all(isinstance(name, str) for name in document["filled"]) or \
            not all(isinstance(row, dict) for name in ("relaxed", "effects") for row in document[name]):
        raise MalformedError(N_("A filled vacancy cannot be read."))
    seats, passed = _pairs(document["seats"], VACATED_KEYS), _pairs(document["passed"], PASSED_KEYS)
    sitting = []
    for row in document["sitting"]:
        expect_keys(row, SHARE_KEYS, what="vacancy: sitting")
        if not isinstance(row["category"], str) or not isinstance(row["group"], str) or type(row["seats"]) is not int \
                or row["seats"] < 0:
            raise MalformedError(N_("A filled vacancy cannot be read."))
        sitting.append(Share(**row))
    return VacancyAct(
        document["motion"], document["ballot"], document["number"], document["at"], document["way"],
        tuple((row["seat"], row["candidate"]) for row in seats),
        tuple((row["candidate"], row["why"]) for row in passed),
        tuple(sitting), tuple(document["filled"]), document["count"], document["relaxed"], document["effects"])


def _pairs(rows: Sequence[object], keys: set[str]) -> list[dict[str, str]]:
    for row in rows:
        if not isinstance(row, dict) or set(row) != keys or not all(isinstance(text, str) for text in row.values()):
            raise MalformedError(N_("A filled vacancy cannot be read."))
    return list(rows)


@serves("V.CO.1b")
def vacancy_effects(statutes: Statutes, election: ElectionPaper, filled: Sequence[str], at: int,
                    declared_at: int) -> list[dict[str, object]]:
    """The seats that begin: for the rest of the term that the declaration began."""
    ends = "" if election.sitting else term_ends_on(statutes, election, declared_at)
    return [seat_filled(election, name, at, ends) for name in filled]
