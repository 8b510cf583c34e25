"""Where a clause stands in the data: every row of the file that cites it, in the file's order.

For the page that goes through the statutes clause by clause. Pure; knows no clause, organ or decision by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voting.statutes.model import Statutes, Text


@dataclass(frozen=True, slots=True)
class Citation:
    """A row that cites a clause: what kind of row, its id, its name (or text), and the organ that it belongs to.

    `kind`: organ, seat (id: the kind of seat), office, standing, refusal, decision, stage, dossier, requisition, term,
    duty or reading. `name` is the row's own words; empty for seats and terms, whose words the page makes.
    """

    kind: str
    id: str
    name: Text
    organ: str = ""


def citations(statutes: Statutes) -> Mapping[str, tuple[Citation, ...]]:
    """Clause id -> the rows that cite it; a clause that no row cites has an empty tuple."""
    found: dict[str, list[Citation]] = {clause: [] for clause in statutes.clauses}
    for clause, citation in _rows(statutes):
        if clause in found and citation not in found[clause]:
            found[clause].append(citation)
    return {clause: tuple(rows) for clause, rows in found.items()}


def _rows(statutes: Statutes) -> Iterator[tuple[str, Citation]]:
    for standing in statutes.standings.values():
        yield standing.clause, Citation("standing", standing.id, standing.name)
    for organ in statutes.organs.values():
        yield organ.clause, Citation("organ", organ.id, organ.name, organ.id)
        for seat in organ.seats:
            yield seat.clause, Citation("seat", seat.kind, {}, organ.id)
    for office in statutes.offices.values():
        yield office.clause, Citation("office", office.id, office.name)
    for refusal in (*statutes.refusals.standings.values(), *filter(None, [statutes.refusals.represented])):
        yield refusal.clause, Citation("refusal", "", refusal.text)
    yield from _decisions(statutes)
    for requisition in statutes.requisitions.values():
        yield requisition.clause, Citation("requisition", requisition.organ, {}, requisition.organ)
    for term in statutes.terms.values():
        yield term.clause, Citation("term", term.id, {})
    for duty in statutes.calendar.values():
        yield duty.clause, Citation("duty", duty.id, duty.title, duty.organ)
    for reading in statutes.readings.values():
        yield reading.clause, Citation("reading", reading.id, reading.text)


def _decisions(statutes: Statutes) -> Iterator[tuple[str, Citation]]:
    for decision in statutes.decisions.values():
        for clause in (decision.clause, *decision.organ_clauses.values()):
            yield clause, Citation("decision", decision.id, decision.title)
        for stage in decision.stages:
            yield stage.clause, Citation("stage", stage.id, stage.title)
        for item in decision.dossier:
            yield item.clause, Citation("dossier", item.id, item.title)
