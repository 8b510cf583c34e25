"""`voting cycle`: the cycle of elections and discharge, step by step: done, next, or what it waits for."""

from __future__ import annotations

import json

import click

from voting.cli.opened import opened
from voting.cli.shown import json_option
from voting.services.read.cycle import CycleView, cycle_view


@click.command("cycle")
@json_option
def cycle_command(as_json: bool) -> None:
    """List the steps of the cycle under way, or of the last one: nominations, discharge, elections, reports.

    \b
    voting cycle            # each step with its clause, what it waits for, and why it was passed over
    voting cycle --json     # for programs

    Officers begin a cycle, pass over a step with a reason, and end it on the page /cycle; all of it stands in the log.
    """
    with opened() as scrutin:
        document = _document(cycle_view(scrutin.service))
    if as_json:
        click.echo(json.dumps(document, indent=1))
        return
    click.echo(f"{document['state']}; the term ends on {document['term_ends_on'] or '-'}"
               + ("; the next cycle is due" if document["is_due"] and document["state"] != "running" else ""))
    for row in document["steps"]:
        rest = f"  waits for {', '.join(row['waits_for'])}" if row["waits_for"] else ""
        rest += f"  ({row['reason']})" if row["reason"] else ""
        rest += f"  (of another kind than asked for: {'; '.join(row['unlike'])})" if row["unlike"] else ""
        click.echo(f"{row['state']:8} {row['clause']:9} {row['organ']:20} {row['title']}{rest}")


def _document(view: CycleView) -> dict[str, object]:
    """The cycle as one document; instants in UTC seconds, 0 for none."""
    state = "none" if view.cycle is None else "running" if view.is_running else "ended"
    return {"state": state, "begun_at": view.cycle.begun_at if view.cycle else 0,
            "ended_at": view.cycle.ended_at if view.cycle else 0,
            "term_ends_on": view.ends_on.isoformat() if view.ends_on else "", "is_due": view.is_due,
            "steps": [{"id": line.view.step.id, "title": dict(line.view.step.title)["en"],
                       "clause": line.view.step.clause, "organ": line.view.step.organ,
                       "office": line.view.step.office, "state": line.view.state, "at": line.view.at,
                       "waits_for": [step.id for step in line.view.waits_for], "reason": line.view.reason,
                       "meeting": line.view.step.meeting, "unlike": list(line.unlike),
                       "motion": line.motion, "recused": len(line.recused)} for line in view.lines]}
