"""`voting calendar`: what the statutes ask for on a day, by whom, under which clause, how late."""

from __future__ import annotations

import json
from datetime import datetime

import click

from voting.cli.opened import opened
from voting.cli.shown import json_option
from voting.services.read.duties import DutiesView, duties_on


@click.command("calendar")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day (UTC), such as 2027-03-12; by default today.")
@json_option
def calendar_command(on: datetime | None, as_json: bool) -> None:
    """List the duties of the statutes' calendar as they stand ON a day, the late ones first, then the terms that run.

    \b
    voting calendar                       # today
    voting calendar --on 2027-12-31       # as it will stand if nothing happens until then
    voting calendar --json                # for programs

    An office whose term is over stays filled until successors are declared; lateness is only said.
    """
    with opened() as scrutin:
        view = duties_on(scrutin.service, on.date() if on else None)
    document = _document(view)
    if as_json:
        click.echo(json.dumps(document, indent=1))
        return
    for row in document["duties"]:
        late = f"  {row['late_days']} days late" if row["late_days"] else ""
        click.echo(f"{row['state']:8} {row['by'] or '-':10}  {row['clause']:9} {row['office']:12} {row['title']}{late}")
    click.echo("")
    for row in document["terms"]:
        over = f"  over for {row['over_days']} days" if row["over_days"] else ""
        click.echo(f"term     {row['ends_on']:10}  {row['clause']:9} {row['term']:12} {row['organ']}{over}")
    for row in document["to_convene"]:
        click.echo(f"overdue  -           {row['clause']:9} {'':12} extraordinary meeting to convene: {row['organ']}")
    for row in document["conflicts"]:
        click.echo(f"{row['name']} is auditor and sits with a vote in {row['organ']}.")


def _document(view: DutiesView) -> dict[str, object]:
    """The calendar as one document: days as ISO text, "" for none."""
    return {
        "on": view.on.isoformat(),
        "duties": [{"id": line.due.duty.id, "title": dict(line.due.duty.title)["en"], "clause": line.due.duty.clause,
                    "organ": line.due.duty.organ, "office": line.due.duty.office, "state": line.due.state,
                    "by": line.due.by.isoformat() if line.due.by else "", "late_days": line.late_days,
                    "last_on": line.last_on.isoformat() if line.last_on else ""} for line in view.lines],
        "terms": [{"term": row.end.term.id, "organ": row.end.organ, "clause": row.end.term.clause,
                   "began_on": row.end.began_on.isoformat(), "ends_on": row.end.ends_on.isoformat(),
                   "over_days": row.over_days} for row in view.terms],
        "to_convene": [{"requisition": row.id, "organ": row.organ, "met_at": row.met_at,
                        "clause": view.statutes.requisitions[row.organ].clause} for row in view.to_convene],
        "conflicts": [{"name": name, "organ": organ} for name, organ in view.conflicts],
    }
