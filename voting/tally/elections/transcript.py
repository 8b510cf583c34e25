"""What a count returns: every stage with every figure, the elected in order, the lots; as one document (FORMAT.md).

Figures stay integers of 10^-`places` until the document is made, which `voting.evidence.encode` takes as it is:
exact decimal strings, names, whole numbers. No sentence is part of it: what people are told beside the figures are
`notes`, rendered in their language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from voting.sentences import Sentence
from voting.tally.elections.election import Election
from voting.tally.elections.fixed import decimal
from voting.tally.elections.lots import Drawn, Lots, Seed


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: whose papers moved and why, everybody's votes after it, and what was decided at its end."""

    kind: str
    votes: tuple[int, ...] = ()  # of each candidate, in units of 10^-places; empty where the rule has no table
    of: tuple[int, ...] = ()  # the candidates whose papers moved, or who were looked at
    elected: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    non_transferable: int = 0
    quota: int | None = None
    more: Mapping[str, object] = field(default_factory=dict)  # what one rule alone has, ready for the document


@dataclass(frozen=True, slots=True)
class Count:
    """A whole count. `places` is the number of decimals of its figures; `quota` that of the last stage, if any."""

    rule: str
    election: Election
    valid: int
    blank: int
    void: int
    stages: tuple[Stage, ...]
    elected: tuple[int, ...]
    lots: Lots
    places: int = 0
    quota: int | None = None
    notes: tuple[Sentence, ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Who is elected, in order of election."""
        return tuple(self.election.candidates[c] for c in self.elected)

    @property
    def vacant(self) -> int:
        """Seats that stay empty."""
        return self.election.seats - len(self.elected)


def document(count: Count) -> dict[str, object]:
    """The transcript as a document that has one canonical form."""
    election = count.election
    return {
        "type": "count", "v": 1, "rule": count.rule, "title": election.title, "seats": election.seats,
        "candidates": list(election.candidates), "withdrawn": _names(election, sorted(election.withdrawn)),
        "papers": {"valid": count.valid, "blank": count.blank, "void": count.void},
        "quota": "" if count.quota is None else _quota(count.quota, count.places),
        "stages": [_stage(number, stage, count) for number, stage in enumerate(count.stages, 1)],
        "elected": list(count.names), "vacant": count.vacant, "lots": _lots(count), **count.more}


def _stage(number: int, stage: Stage, count: Count) -> dict[str, object]:
    election, places = count.election, count.places
    row: dict[str, object] = {
        "number": number, "kind": stage.kind, "of": _names(election, stage.of),
        "elected": _names(election, stage.elected), "excluded": _names(election, stage.excluded), **stage.more}
    if stage.votes:
        row |= {"votes": [decimal(votes, places) for votes in stage.votes],
                "non_transferable": decimal(stage.non_transferable, places)}
    if stage.quota is not None:
        row["quota"] = _quota(stage.quota, places)
    return row


def _quota(quota: int, places: int) -> str:
    """The quota in figures; a quota that is whole by its rule (Scottish rule 46) without decimals."""
    whole, rest = divmod(quota, 10**places)
    return decimal(quota, places) if rest else str(whole)


def _lots(count: Count) -> dict[str, object]:
    source = count.lots.source
    told = {"seed": source.seed} if isinstance(source, Seed) else {"by_hand": list(source.names)} \
        if isinstance(source, Drawn) else {}
    return {**told, "drawn": [
        {"number": lot.number, "stage": lot.stage, "purpose": lot.purpose,
         "tied": [count.lots.labels[c] for c in lot.tied], "drawn": count.lots.labels[lot.drawn]}
        for lot in count.lots.drawn]}


def _names(election: Election, candidates: Sequence[int]) -> list[str]:
    return [election.candidates[c] for c in candidates]
