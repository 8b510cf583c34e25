"""`voting archive`: everything that must be kept, in one file that anyone verifies without a server."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from voting.cli.opened import opened
from voting.cli.shown import FileSource, bar, json_option, told
from voting.services.make_archive import make_archive
from voting.verifier.bundle import ArchiveVerdict, verify_archive


@click.group("archive")
def archive() -> None:
    """All records, minutes, certificates and the whole log in one signed file."""


@archive.command("make")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--whole", is_flag=True, help="Only with the whole log: refuse while a ballot is announced or open.")
@json_option
def archive_make(out: Path, whole: bool, as_json: bool) -> None:
    """Write the archive of the organisation to OUT; a file that is there is never written over.

    While a ballot is announced or open, the log in it ends before the first entry of that ballot, so that it gives
    away no vote and no turnout; everything declared since is in it all the same, and a later archive has the rest.

    It holds names: it is for the organisation's own keeping, where the retention table says permanent.
    """
    with opened() as scrutin:
        made = make_archive(scrutin.service, out, bar, whole)
    told(asdict(made), as_json, f"{out} written: {made.records} records, {made.minutes} minutes, {made.entries} "
         f"entries of the log.{_cut(made.later)}")


def _cut(later: tuple[str, ...] | None) -> str:
    """What an archive with a part of the log leaves out; nothing of one with the whole log."""
    if later is None:
        return ""
    records = sum(name.startswith("records/") for name in later)
    return ("\nA ballot was under way: the log here ends before its first entry, and says nothing of what came after. "
            f"Told of by later entries alone: {records} records, whose logs are this one, continued; and, on the "
            f"signature of the index, {len(later) - records} minutes and certificates (--json names all of them). "
            "A later archive has the rest.")


@archive.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def archive_verify(file: Path, as_json: bool) -> None:
    """Check the archive FILE without any server: every record, the whole log, nothing left out. Exit 1 if not.

    Countersignatures of minutes and counts are checked too: each was signed by a passkey that its officer had enrolled,
    over exactly that file. Those of officers without a passkey are counted apart.

    An archive made while a ballot was announced or open has the log up to its first entry; the answer then says so, and
    cannot tell whether something declared since was left out.
    """
    verdict: ArchiveVerdict | None = None
    with file.open("rb") as stream:
        for found in bar(verify_archive(FileSource(stream)), "files"):
            if isinstance(found, ArchiveVerdict):
                verdict = found
    if as_json:
        click.echo(json.dumps({
            "ok": verdict.ok, "fingerprint": verdict.fingerprint, "records": verdict.records,
            "minutes": verdict.minutes, "entries": verdict.entries, "later": verdict.later,
            "countersignatures": {"by_passkey": verdict.by_passkey, "by_session": verdict.by_session},
            "failures": [{"file": fault.file, "sentence": str(fault.sentence)} for fault in verdict.faults]}, indent=1))
    else:
        for fault in verdict.faults:
            click.echo(f"✕ {fault.file}: {fault.sentence}")
        click.echo(f"{'✓ EVERYTHING HOLDS' if verdict.ok else '✕ DOES NOT HOLD'}: {verdict.records} records, "
                   f"{verdict.minutes} minutes, {verdict.entries} entries. Fingerprint {verdict.fingerprint}"
                   f"{_cut(verdict.later)}")
        click.echo(f"Countersignatures: {verdict.by_passkey} by passkey, {verdict.by_session} by session alone.")
    sys.exit(0 if verdict.ok else 1)
