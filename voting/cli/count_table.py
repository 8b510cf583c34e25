"""A count as a table for a terminal: stage by stage, most votes first, every figure exact."""

from __future__ import annotations

from collections.abc import Iterator

from voting.tally.elections import Count, Stage
from voting.tally.elections.fixed import decimal

_WORDS = {"first_preferences": "first preferences", "exclusion": "exclusion of", "surplus": "surplus of",
          "iteration": "iteration", "approvals": "approvals", "seat": "seat for", "passed_over": "passed over",
          "seated_before": "seated before:",
          "pairs": "papers that prefer the row to the column", "paths": "strongest paths",
          "first_round": "first round", "second_round": "second round, without"}


def table(count: Count) -> Iterator[str]:
    """The lines of the table."""
    election = count.election
    yield (f"{election.title or 'Election'}: {count.rule}, {election.seats} seats, {len(election.candidates)} "
           f"candidates, {count.valid} valid papers, {count.blank} blank, {count.void} void")
    for number, stage in enumerate(count.stages, 1):
        yield ""
        yield from _stage(count, number, stage)
    yield ""
    yield "Elected, in order:"
    yield from (f"{place:4}. {name}" for place, name in enumerate(count.names, 1))
    for lot in count.lots.drawn:
        tied = ", ".join(count.lots.labels[c] for c in lot.tied)
        yield f"Lot {lot.number}, stage {lot.stage}, to {lot.purpose}, among {tied}: {count.lots.labels[lot.drawn]}"
    yield from (str(note) for note in count.notes)


def _stage(count: Count, number: int, stage: Stage) -> Iterator[str]:
    names, places = count.election.candidates, count.places
    about = ", ".join(names[c] for c in stage.of)
    yield f"Stage {number}: {_WORDS[stage.kind]} {about}".rstrip()
    width = max(map(len, names))
    outcome = dict.fromkeys(stage.elected, "elected") | dict.fromkeys(stage.excluded, "excluded")
    if stage.votes:
        figures = [decimal(votes, places) for votes in stage.votes]
        wide = max(map(len, figures))
        for c in sorted(count.election.standing, key=lambda c: -stage.votes[c]):
            if stage.votes[c] or c in outcome:
                yield f"  {names[c]:{width}}  {figures[c]:>{wide}}  {outcome.get(c, '')}".rstrip()
        if stage.non_transferable:
            yield f"  {'not transferable':{width}}  {decimal(stage.non_transferable, places):>{wide}}"
    for word in ("approvals", "load", "surplus"):
        if word in stage.more:
            yield f"  {word} {stage.more[word]}"
    for matrix in ("preferences", "strengths"):
        for name, row in zip(names, stage.more.get(matrix, ()), strict=False):
            yield f"  {name:{width}}  {' '.join(f'{figure:>7}' for figure in row)}"
    if not stage.votes and stage.kind == "paths":
        yield from (f"  {names[c]} elected" for c in stage.elected)
    if stage.quota is not None:
        yield f"  quota {decimal(stage.quota, places)}"
