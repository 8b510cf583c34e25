"""`voting requisition`: who asks for an extraordinary meeting, how many have signed, how many are needed."""

from __future__ import annotations

from pathlib import Path

import click

from voting.cli.opened import opened
from voting.cli.shown import instant, json_option, show
from voting.services.read.requisitions import every_requisition, stored_certificate


@click.group("requisition")
def requisition() -> None:
    """Requests for an extraordinary meeting (V.CD.5, V.CO.5): members file and sign them in the browser."""


@requisition.command("list")
@json_option
def requisition_list(as_json: bool) -> None:
    """List every requisition with its count beside the exact threshold, the latest first."""
    with opened():
        rows = every_requisition()
    show(rows, as_json, lambda row: f"{row.id}  {row.organ:20} {row.state:10} {row.signers} of {row.members} signed, "
         f"{row.needed} needed  filed {instant(row.filed_at)}", "There are no requisitions yet.")


@requisition.command("certificate")
@click.argument("requisition_id")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def requisition_certificate(requisition_id: str, out: Path) -> None:
    """Write the signed certificate of a requisition that was met to OUT; the service's key signs it."""
    with opened():
        out.write_bytes(stored_certificate(requisition_id))
    click.echo(f"{out} written.")
