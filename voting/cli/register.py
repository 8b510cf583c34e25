"""`voting register`: who belongs, on any day; import, export, resignations.

Acts from the shell are the operator's own and stand so in the log: nobody acts here in the name of the coordinator.
The services hold them to the same rules.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from voting.cli.opened import opened
from voting.cli.shown import instant, json_option, show, told
from voting.evidence import sha256_hex
from voting.services.change_standing import resign
from voting.services.erase_person import erase_person
from voting.services.import_register import import_register
from voting.services.officers import OPERATOR_ID
from voting.services.read.register_room import export_csv, history, preview_import, register_on

on_option = click.option("--on", "day", default="", help="A day such as 2027-03-12 (its end, UTC); by default now.")


@click.group()
def register() -> None:
    """The register: organisations, their standings, who contributes. Nothing in it is ever deleted."""


@register.command("show")
@on_option
@json_option
def register_show(day: str, as_json: bool) -> None:
    """List the organisations as they stood on a day."""
    with opened() as scrutin:
        shown = register_on(scrutin.service, day)
    show([{"code": line.organisation.code, "name": line.organisation.name, "kind": line.organisation.kind,
           "standing": line.standing, "country": line.organisation.country,
           "continent": line.organisation.continent, "contributes": line.contributes, "seats": line.seats}
          for line in shown.lines], as_json,
         lambda row: f"{row['code']:16} {row['standing']:12} {row['country']} {row['seats']:>2} seats  {row['name']}",
         "The register is empty.")


@register.command("history")
@click.argument("code")
@json_option
def register_history(code: str, as_json: bool) -> None:
    """List the standings of one organisation, the oldest first, each with its reason."""
    with opened() as scrutin:
        found = history(scrutin.service, code)
    show([{"standing": row.standing, "from_at": row.from_at, "until_at": row.until_at, "reason": row.reason,
           "motion": row.motion} for row in found.standings], as_json,
         lambda row: f"{instant(row['from_at'])}  {row['standing']:12} {row['reason']} {row['motion']}".rstrip())


@register.command("export")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@on_option
@json_option
def register_export(out: Path, day: str, as_json: bool) -> None:
    """Write OUT, a CSV file of the register on a day, which can be imported again; no cell is a formula."""
    with opened() as scrutin:
        shown = register_on(scrutin.service, day)
        out.write_bytes(export_csv(shown))
    told({"file": str(out), "organisations": len(shown.lines), "day": shown.day}, as_json,
         f"{out}: {len(shown.lines)} organisations as of {shown.day}.")


@register.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show what would change, and every fault of the file.")
@click.option("--reason", default="imported", show_default=True, help="On whose instruction; stands in the log.")
@click.option("--correction", is_flag=True, help="The file corrects the register: also take standings that only a "
              "decision gives. The log says so.")
@json_option
def register_import(file: Path, dry_run: bool, reason: str, correction: bool, as_json: bool) -> None:
    """Take FILE into the register: all lines or none.

    Columns: code,name,kind,status,country,continent,contributes. Organisations that the file leaves out stay as they
    are. Exit 1 if the file has a fault.
    """
    data = file.read_bytes()
    with opened() as scrutin:
        found = preview_import(scrutin.service, data)
        is_wrong = bool(found.faults)
        if dry_run and is_wrong:
            show([{"line": fault.line, "fault": str(fault.what)} for fault in found.faults], as_json,
                 lambda row: f"line {row['line']}: {row['fault']}")
        elif dry_run:
            show([asdict(row) for row in found.differences], as_json, _difference, "The file changes nothing.")
        else:
            changes = import_register(scrutin.service, OPERATOR_ID, data, reason, correction)
            told({"organisations": found.organisations, "changes": len(changes)}, as_json,
                 f"{found.organisations} organisations read, {len(changes)} changes taken.")
    sys.exit(1 if dry_run and is_wrong else 0)


@register.command("resign")
@click.argument("code")
@click.option("--letter", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="The letter of resignation; its hash stands in the log, keep the letter itself.")
@click.option("--reason", required=True, help="How and when it was received.")
@json_option
def register_resign(code: str, letter: Path, reason: str, as_json: bool) -> None:
    """Enter the written resignation of an organisation; it takes effect now and ends its seats."""
    with opened() as scrutin:
        resign(scrutin.service, OPERATOR_ID, code, sha256_hex(letter.read_bytes()), reason)
    told({"organisation": code, "standing": "resigned"}, as_json, f"{code} has resigned; its seats have ended.")


@register.command("erase")
@click.argument("person")
@click.option("--reason", required=True, help="On whose wish, and when; stands in the log.")
@json_option
def register_erase(person: str, reason: str, as_json: bool) -> None:
    """Take the name and address of PERSON (an id such as p12ab) out of the register; the log still verifies.

    Refused while they hold a seat or an office, or a ballot on whose roll they stand is not over.
    """
    with opened() as scrutin:
        erase_person(scrutin.service, OPERATOR_ID, person, reason)
    told({"person": person, "erased": True}, as_json, f"{person} is erased from the register.")


def _difference(row: dict[str, str]) -> str:
    mark = f"  needs --correction (clause {row['clause']})" if row["clause"] else ""
    return f"{row['code']}: {row['field']} {row['before'] or '(none)'} → {row['after']}{mark}"
