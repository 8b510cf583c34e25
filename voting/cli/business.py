"""`voting motions`, `voting ballots`, `voting outbox`: what there is, at a glance."""

from __future__ import annotations

import click

from voting.cli.opened import opened
from voting.cli.shown import instant, json_option, show
from voting.services.read.business import ballots, letters, motions


@click.command("motions")
@json_option
def motions_command(as_json: bool) -> None:
    """List every motion with its state, the latest first."""
    with opened() as scrutin:
        rows = motions(scrutin.service)
    show(rows, as_json, lambda row: f"{row.id}  {row.organ:20} {row.decision:16} {row.state:10} {row.subject}",
         "There are no motions yet.")


@click.command("ballots")
@click.option("--state", default="", help="Only ballots in this state, such as open or counted.")
@json_option
def ballots_command(state: str, as_json: bool) -> None:
    """List every ballot with its state at this moment and its times (UTC). No figures: those are declared."""
    with opened() as scrutin:
        rows = [row for row in ballots(scrutin.service) if not state or row.state == state]
    show(rows, as_json, lambda row: f"{row.id}  {row.organ:20} stage {row.stage}  {row.state:10} "
         f"{instant(row.open_at)} to {instant(row.close_at)}", "There are no such ballots.")


@click.command("outbox")
@json_option
def outbox_command(as_json: bool) -> None:
    """List the letters that wait or have failed for good; "voting mail send" sends what is due."""
    with opened() as scrutin:
        rows = letters(scrutin.service)
    show(rows, as_json, lambda row: f"{row.id:>6}  {instant(row.written_at)}  {row.to:40} "
         f"{'FAILED: ' + row.failed if row.failed else f'waits, {row.tries} tries'}  {row.subject}",
         "No letter waits.")
