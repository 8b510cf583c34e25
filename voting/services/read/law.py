"""The statutes in force as everyone may read them: data and text, since when, and the versions before.

For the page of the statutes, the page clause by clause, and the download; nothing here is confidential.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from voting.evidence import decode
from voting.services.act import Service, statutes_at
from voting.services.read.clause_tests import clause_tests, has_tests
from voting.services.read.rules import load_rules
from voting.statutes import Clause, Statutes, clause_report
from voting.statutes.citations import Citation, citations
from voting.store.database import Session, reading
from voting.store.find import find_motion
from voting.store.law import statutes_versions, texts_in_force, versions_to_come


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the data, by its hash, the instant from which it is or was in force, and the motion that brought it
    ("" for the founding and for what the operator installed)."""

    sha256: str
    since: int
    motion: str = ""


@dataclass(frozen=True, slots=True)
class LawInForce:
    """The present law. `text` is the words of the principles ("" where none are kept), in force since `text_since`.

    `is_amended` says that the words have been amended since the founding: the hash in the data names the first ones.
    `adopted_in` names the motion by which each adopted reading was adopted, where it was decided here.
    """

    statutes: Statutes
    versions: Sequence[Version]
    text: str
    text_since: int
    is_amended: bool
    adopted_in: Mapping[str, str] = field(default_factory=dict)
    to_come: Sequence[Version] = ()
    """Versions that were adopted and wait for their day."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule of the software: its dotted name and the first sentence that it says of itself (English)."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause and what is done about it; `tests` is None where the tests are not beside the service."""

    clause: Clause
    rules: Sequence[RuleLine]
    tests: int | None
    cited: Sequence[Citation]


def law_in_force(service: Service) -> LawInForce:
    """The law of this instant; `NotFoundError` before the founding."""
    now = service.clock()
    with reading() as session:
        texts = texts_in_force(session, now)
        versions = [Version(*row) for row in statutes_versions(session, now)]
        return LawInForce(statutes_at(session, now), versions, texts[0].words if texts else "",
                          texts[0].in_force_at if texts else 0, len(texts) > 1, _adopted_in(session, versions),
                          [Version(*row) for row in versions_to_come(session, now)])


def _adopted_in(session: Session, versions: Sequence[Version]) -> dict[str, str]:
    """Reading -> the last motion that adopted it and was not annulled."""
    found: dict[str, str] = {}
    for version in versions:
        motion = find_motion(session, version.motion) if version.motion else None
        if motion is not None and motion.state == "adopted":
            for effect in decode(bytes(motion.effects))["effects"]:
                if effect["effect"] == "reading_adopted":
                    found.setdefault(str(effect["reading"]), motion.id)
    return found


def clause_by_clause(statutes: Statutes) -> list[ClauseLine]:
    """Every clause of the file in its order, with its rules, its tests and the rows of the data that cite it."""
    load_rules()
    cited = citations(statutes)
    return [ClauseLine(statutes.clauses[str(row["id"])],
                       tuple(RuleLine(name, words_of(name)) for name in row["rules"]),
                       len(row["tests"]) if has_tests() else None, cited[str(row["id"])])
            for row in clause_report(statutes, _tests())]


def words_of(name: str) -> str:
    """The first sentence of the docstring of a rule, by its dotted name; "" if it has none."""
    module, _, rest = name.rpartition(".")
    while module and module not in sys.modules:
        module, _, last = module.rpartition(".")
        rest = f"{last}.{rest}"
    found: object = sys.modules.get(module)
    for part in rest.split("."):
        found = getattr(found, part, None)
    return (getattr(found, "__doc__", None) or "").strip().split("\n\n")[0].replace("\n", " ")


@lru_cache(maxsize=1)
def _tests() -> dict[str, list[str]]:
    return clause_tests() if has_tests() else {}
