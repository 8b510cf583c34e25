"""The stage sheet as CSV: a row for each candidate, a column for each stage, every figure exact (RFC 4180)."""

from __future__ import annotations

import csv
import io

from voting.tally.elections.fixed import decimal
from voting.tally.elections.transcript import Count


def stage_sheet(count: Count) -> str:
    """The sheet of `count`; stages without a table of votes (Schulze's pairs, one seat's decision) have no column."""
    tables = [(number, stage) for number, stage in enumerate(count.stages, 1) if stage.votes]
    fate = {c: f"elected at stage {number}" for number, stage in enumerate(count.stages, 1) for c in stage.elected}
    fate |= {c: f"excluded at stage {number}" for number, stage in enumerate(count.stages, 1) for c in stage.excluded}
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(["candidate", *(f"stage {number}" for number, _ in tables), "outcome"])
    for c, name in enumerate(count.election.candidates):
        writer.writerow([name, *(decimal(stage.votes[c], count.places) for _, stage in tables), fate.get(c, "")])
    writer.writerow(["non-transferable", *(decimal(stage.non_transferable, count.places) for _, stage in tables), ""])
    quotas = ["" if stage.quota is None else decimal(stage.quota, count.places) for _, stage in tables]
    if any(quotas):
        writer.writerow(["quota", *quotas, ""])
    return sheet.getvalue()
