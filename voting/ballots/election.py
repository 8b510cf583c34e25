"""What an election puts to its voters: who stands, for how many seats, counted how, under which guarantees (V.CO.1).

The document stands whole in the ballot paper, under the key `election`, so that the paper's hash binds it: candidates
in the order drawn by lot, the method, floors and ceilings, what had to be relaxed before voting, which seat is kept
vacant. Statements of candidates are bound by their hash. The paper's questions follow from it: ticks, a ranking, or
yes and no for each candidate where there are no more of them than seats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from voting.errors import MalformedError
from voting.evidence import dst, encode, expect_keys, sha256, sha256_hex
from voting.sentences import N_

TICKS, RANKS, EACH = "ticks", "ranks", "each"
EACH_OPTIONS = ("yes", "no", "abstain")
CANDIDATE_KEYS = {"continent", "gender", "id", "name", "organisation", "organisation_name", "standing",
                  "statement_sha256", "subject"}
BOUND_KEYS = {"candidates", "category", "ceiling", "clause", "floor", "group"}
RELAXED_KEYS = {"category", "group", "kind", "possible", "standing", "wanted"}
SHARE_KEYS = {"category", "group", "seats"}
ELECTION_KEYS = {"candidates", "form", "guarantees", "kept_vacant", "list_sha256", "method", "min_support", "office",
                 "order_seed", "organ", "relaxed", "rule", "seat", "seats", "sitting", "vacancy", "wanted"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who stands: the register's facts on the day of closing, the gender as stated, a statement's hash."""

    subject: str
    name: str
    organisation: str
    organisation_name: str
    standing: str
    continent: str
    gender: str
    statement_sha256: str = ""
    id: str = ""  # c1, c2, … in the order of the paper

    def document(self) -> dict[str, object]:
        """The candidate on the paper."""
        return {name: getattr(self, name) for name in sorted(CANDIDATE_KEYS)}


@dataclass(frozen=True, slots=True)
class Bound:
    """A group with its floor and ceiling, by the candidates' ids."""

    category: str
    group: str
    floor: int
    ceiling: int
    clause: str
    candidates: tuple[str, ...]

    def document(self) -> dict[str, object]:
        """The bound on the paper."""
        return {"candidates": list(self.candidates), "category": self.category, "ceiling": self.ceiling,
                "clause": self.clause, "floor": self.floor, "group": self.group}


@dataclass(frozen=True, slots=True)
class Share:
    """So many seats of a group: kept vacant, or held by members who stay (a by-election)."""

    category: str
    group: str
    seats: int

    def document(self) -> dict[str, object]:
        """The share on the paper."""
        return {"category": self.category, "group": self.group, "seats": self.seats}


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A bound given up in part before voting: `seats`, `floor` or `ceiling`, wanted, possible, how many stand."""

    kind: str
    category: str
    group: str
    wanted: int
    possible: int
    standing: int

    def document(self) -> dict[str, object]:
        """The relaxation on the paper."""
        return {name: getattr(self, name) for name in sorted(RELAXED_KEYS)}


@dataclass(frozen=True, slots=True)
class ElectionPaper:
    """The election as the paper prints it; `seats` are filled here, `wanted` before relaxing and keeping vacant."""

    rule: str
    organ: str
    seat: str
    office: str
    wanted: int
    seats: int
    method: str
    form: str
    min_support: int
    vacancy: str
    order_seed: str
    candidates: tuple[Candidate, ...]
    guarantees: tuple[Bound, ...] = ()
    relaxed: tuple[Relaxation, ...] = ()
    kept_vacant: tuple[Share, ...] = ()
    sitting: tuple[Share, ...] = field(default=())

    def document(self) -> dict[str, object]:
        """The object `election` of a paper."""
        rows = {name: [row.document() for row in getattr(self, name)]
                for name in ("candidates", "guarantees", "kept_vacant", "relaxed", "sitting")}
        plain = ELECTION_KEYS - set(rows) - {"list_sha256"}
        return {**rows, **{name: getattr(self, name) for name in plain},
                "list_sha256": sha256_hex(encode({"candidates": rows["candidates"]}))}

    @property
    def by_id(self) -> dict[str, Candidate]:
        """The candidates by their ids on the paper."""
        return {candidate.id: candidate for candidate in self.candidates}


def read_election(document: object) -> ElectionPaper:
    """The election in `document`, complete and exact, or `MalformedError`; whether it is lawful is another question."""
    if not isinstance(document, dict):
        raise MalformedError(N_("The election on the paper is not a document."))
    expect_keys(document, ELECTION_KEYS, what="paper.json: election")
    fields: dict[str, object] = {}
    for name, kind, keys in (("candidates", Candidate, CANDIDATE_KEYS), ("guarantees", Bound, BOUND_KEYS),
                             ("relaxed", Relaxation, RELAXED_KEYS), ("kept_vacant", Share, SHARE_KEYS),
                             ("sitting", Share, SHARE_KEYS)):
        rows = document[name]
        if not isinstance(rows, list):
            raise MalformedError(N_("The election on the paper: “%(name)s” is not a list.", name=name))
        fields[name] = tuple(kind(**_row(row, keys, name)) for row in rows)
    for name in ELECTION_KEYS - set(fields) - {"list_sha256"}:
        fields[name] = _value(name, document[name], int if name in _NUMBERS else str)
    election = ElectionPaper(**fields)
    if election.document() != document:
        raise MalformedError(N_("The list of candidates on the paper is not the one that its hash names."))
    if [candidate.id for candidate in election.candidates] != ids(len(election.candidates)):
        raise MalformedError(N_("The candidates on the paper are not numbered in their order."))
    return election


_NUMBERS = frozenset({"ceiling", "floor", "min_support", "possible", "seats", "standing", "wanted"})


def _row(row: object, keys: set[str], what: str) -> dict[str, object]:
    if not isinstance(row, dict):
        raise MalformedError(N_("The election on the paper: “%(name)s” is not a list.", name=what))
    expect_keys(row, keys, what=f"paper.json: election: {what}")
    numbers = _NUMBERS - ({"standing"} if what == "candidates" else set())
    read = {name: _value(name, value, int if name in numbers else list if name == "candidates" else str)
            for name, value in row.items()}
    if "candidates" in read:
        read["candidates"] = tuple(_value("candidates", one, str) for one in read["candidates"])
    return read


def _value(name: str, value: object, kind: type) -> object:
    if type(value) is not kind or (kind is int and value < 0):
        raise MalformedError(N_("The election on the paper: “%(name)s” cannot be read.", name=name))
    return value


def ids(number: int) -> list[str]:
    """The ids of so many candidates on a paper."""
    return [f"c{place}" for place in range(1, number + 1)]


def in_order(candidates: Iterable[Candidate], seed: str) -> tuple[Candidate, ...]:
    """The candidates in the order of the lot: ascending SHA-256(dst("order") || seed || newline || subject)."""
    before = dst("order") + f"{seed}\n".encode()
    drawn = sorted(candidates, key=lambda candidate: sha256(before + candidate.subject.encode()))
    return tuple(Candidate(**(candidate.document() | {"id": f"c{place}"})) for place, candidate in enumerate(drawn, 1))


def questions_of(election: ElectionPaper) -> list[dict[str, object]]:
    """The questions that the paper asks."""
    names = ids(len(election.candidates))
    if election.form == EACH:
        return [{"id": name, "type": "choice", "min": 0, "max": 1, "options": list(EACH_OPTIONS)} for name in names]
    kind, most = ("approval", min(election.seats, len(names))) if election.form == TICKS else ("ranked", len(names))
    return [{"id": "q1", "type": kind, "min": 0, "max": most, "options": names}]


def statement_sha256(statement: Mapping[str, str]) -> str:
    """The hash under which a paper binds a candidate's words in each language; "" for no statement."""
    return sha256_hex(encode(dict(statement))) if any(statement.values()) else ""


def members(candidates: Sequence[Candidate], category: str, group: str, standings: Sequence[str] = ()) -> list[str]:
    """Ids of the candidates of a group; only those of organisations with one of `standings`, if any are named."""
    return [candidate.id for candidate in candidates if getattr(candidate, category) == group
            and (not standings or candidate.standing in standings)]
