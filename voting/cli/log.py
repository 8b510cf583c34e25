"""`voting log`: the signed log of every act, shown, verified, and acknowledged after a restored copy."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from voting.cli.opened import opened
from voting.cli.shown import bar, instant, json_option, show, told
from voting.services.acknowledge_restore import acknowledge_restore
from voting.services.read.business import entries, verify_log
from voting.services.read.log_room import log_room


@click.group()
def log() -> None:
    """The log: every act is an entry, its head is signed, and no entry can be changed unnoticed."""


@log.command("show")
@click.option("--from", "start", default=0, show_default=True, type=click.IntRange(0), help="First entry, from 0.")
@click.option("--type", "kind", default="", help="Only entries of this type, such as announced or declared.")
@json_option
def log_show(start: int, kind: str, as_json: bool) -> None:
    """List entries of the log. Of a cast only that it is there: read it in the record of its motion."""
    with opened() as scrutin:
        rows = list(entries(scrutin.service, start, kind))

    def line(row: object) -> str:
        at = instant(row.document["at"]) if row.document and isinstance(row.document.get("at"), int) else "-"
        by = row.document.get("by", {}).get("office", "") if row.document else ""
        return f"{row.index:>6}  {at:23}  {row.type:16} {by:12} {row.ballot or row.motion}".rstrip()

    show(rows, as_json, line, "The log is empty.")


@log.command("verify")
@click.option("--checkpoint", "earlier", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A checkpoint kept from before; every record holds one. The log must still lead on from it.")
@json_option
def log_verify(earlier: Path | None, as_json: bool) -> None:
    """Recompute the log from its entries and compare with what was signed. Exit 1 if anything differs."""
    with opened() as scrutin:
        steps = verify_log(scrutin.service, earlier.read_bytes() if earlier else b"",
                           lambda rows, size: bar(rows, "entries", size))
    show([{"ok": ok, "says": str(says)} for ok, says in steps], as_json,
         lambda step: f"{'✓' if step['ok'] else '✕'} {step['says']}")
    sys.exit(0 if all(ok for ok, _ in steps) else 1)


@log.command("checkpoint")
@json_option
def log_checkpoint(as_json: bool) -> None:
    """Print the log's head as a signed note; hand it to somebody else, who can later show that nothing was removed."""
    with opened() as scrutin:
        room = log_room(scrutin.service)
    if as_json:
        click.echo(json.dumps({"note": room.note, "size": room.size, "fingerprint": room.root_fingerprint}, indent=1))
    else:
        click.echo(room.note, nl=False)


@log.command("acknowledge")
@click.option("--reason", required=True, help="What happened, which copy was put back, on whose decision.")
@json_option
def log_acknowledge(reason: str, as_json: bool) -> None:
    """After an older copy was put back: say so in the log, and let the service go on from there.

    What lay between is not in this database: motions, votes and results of that time must be repeated, or entered
    again from records and receipts. All sign-ins end.
    """
    with opened() as scrutin:
        missing = acknowledge_restore(scrutin.service, reason)
    told({"missing": missing}, as_json, "Acknowledged in the log; the service accepts acts again. " + (
        f"{missing} entries are missing: tell the officers of the organs, and annul ballots that were open then."
        if missing else "Nobody can tell from here whether entries are missing: ask for the latest receipts."))
