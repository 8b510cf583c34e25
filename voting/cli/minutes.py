"""`voting minutes`: the procès-verbal of a declared motion as a signed PDF that people file, made and checked."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app

from voting.cli.opened import opened
from voting.cli.shown import FileSource, bar, json_option, told
from voting.errors import MalformedError
from voting.evidence import sha256_hex
from voting.services.read.meeting_minutes import meeting_minutes_file
from voting.services.read.minutes import minutes_file
from voting.services.read_pdf import SignedPdf, read_signed_pdf
from voting.verifier.minutes import (
    ARCHIVE,
    DOCUMENTS,
    PASSKEYS,
    RECORD,
    SIGNATURE,
    Checked,
    begin,
    check_archive,
    check_inside,
    check_openings,
    check_record,
)
from voting.verifier.trust import Trust, read_trust
from voting.web.catalogues import LANGUAGES
from voting.web.meeting_minutes import make_and_keep_meeting, make_missing_meetings
from voting.web.minutes import make_and_keep, make_missing


class _MakesUnlessToldOtherwise(click.Group):
    """`voting minutes MOTION OUT` makes, as it always has: whatever names no command of the group is for `make`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `make` before arguments that name no command."""
        is_named = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if is_named else ["make", *args])


@click.group("minutes", cls=_MakesUnlessToldOtherwise)
def minutes_command() -> None:
    """The signed minutes of decisions and meetings: make them, check them.

    \b
    voting minutes                                # make all missing ones; the same as voting minutes make
    voting minutes m0123456789abcdef out.pdf --language fr
    voting minutes verify out.pdf --trust trust.json
    """


@minutes_command.command("make")
@click.argument("motion", required=False, default="")
@click.argument("out", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="The language of the minutes.")
@json_option
def minutes_make(motion: str, out: Path | None, language: str, as_json: bool) -> None:
    """Make the signed minutes of a declared MOTION, or of a closed meeting, and write them to OUT.

    \b
    voting minutes                                # all missing ones, in every language, kept with the motions
    voting minutes m0123456789abcdef out.pdf --language fr
    voting minutes g0123456789abcdef out.pdf      # of a meeting: its id stands in the address of its page

    PDF/A-3 with the signed tallies (of a meeting: a signed summary) inside, signed with the key and certificate in the
    folder of keys. Names stand in it: it is for the organ. It needs the extra part: pip install 'scrutin[minutes]'.
    """
    with opened():
        app = current_app._get_current_object()
        if not motion:
            count = make_missing(app, lambda rows: bar(rows, "minutes"))
            count += make_missing_meetings(app, lambda rows: bar(rows, "meetings"))
            click.echo(json.dumps({"made": count}) if as_json else f"{count} minutes made.")
            return
        if motion.startswith("g"):
            sha256 = make_and_keep_meeting(app, motion, language)
            pdf = meeting_minutes_file(motion, language)
        else:
            sha256 = make_and_keep(app, motion, language)
            pdf = minutes_file(motion, language)
    if out is not None and pdf is not None:
        out.write_bytes(pdf)
    made = {"motion": motion, "language": language, "sha256": sha256, "bytes": len(pdf or b"")}
    told(made, as_json, f"{out or 'Kept with the motion'}: SHA-256 {sha256}")
    if pdf is not None and sha256_hex(pdf) != sha256:
        raise click.ClickException("the minutes that are kept are not those that the log names")


@minutes_command.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--trust", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="JSON file with the keys that you were given by another way (voting keys show --json).")
@click.option("--record", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The record of the decision: are its tallies those inside?")
@click.option("--archive", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The organisation's archive: is this file in it, and who countersigned?")
@click.option("--countersignatures", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The lines that open countersignatures, from the page of the minutes.")
@json_option
def minutes_verify(file: Path, trust: Path | None, record: Path | None, archive: Path | None,
                   countersignatures: Path | None, as_json: bool) -> None:
    """Check the minutes in FILE without any server. Exit 1 if anything does not hold.

    \b
    voting minutes verify minutes.pdf                         # signature of the PDF, signed documents inside
    voting minutes verify minutes.pdf --trust trust.json      # and: are they of the service that I know?
    voting minutes verify minutes.pdf --record m0123456789abcdef.zip
    voting minutes verify minutes.pdf --countersignatures minutes.countersignatures.jsonl
    voting minutes verify minutes.pdf --archive archive.zip   # all of it, with whose countersignatures they are

    What is not given is left open, and said to be. Without a trust file anybody could have made the file with keys of
    their own: compare the digits that are printed with those that you know. It needs: pip install 'scrutin[minutes]'.
    """
    known = read_trust(trust.read_bytes(), trust.name) if trust else Trust()
    pdf = file.read_bytes()
    try:
        read = read_signed_pdf(pdf)
    except MalformedError as fault:
        read = SignedPdf("", "", {}, (fault.what,))
    checked = begin(pdf, read.faults)
    if not read.faults or read.attached:
        check_inside(checked, read.attached, known, read.certificate)
    if record is not None:
        with record.open("rb") as stream:
            check_record(checked, read.attached, FileSource(stream))
    if archive is not None:
        with archive.open("rb") as stream:
            for _ in bar(check_archive(checked, FileSource(stream)), "archive"):
                pass
    if countersignatures is not None:
        check_openings(checked, countersignatures.read_bytes())
    anchored = checked.is_anchored(known, read.certificate)
    click.echo(_as_json(checked, read, anchored) if as_json else _as_text(checked, read, anchored, known != Trust()))
    sys.exit(0 if checked.ok else 1)


STEPS = {SIGNATURE: "One signature over the whole file", DOCUMENTS: "Signed documents inside",
         RECORD: "The record has the same tallies", ARCHIVE: "The archive holds, with this file in it",
         PASSKEYS: "Countersignatures by passkey over this file"}


def _as_json(checked: Checked, read: SignedPdf, anchored: bool) -> str:
    return json.dumps({
        "ok": checked.ok, "anchored": anchored, "sha256": checked.sha256, "signer": read.signer,
        "certificate_sha256": read.certificate, "key_fingerprint": checked.key_digits,
        "attached": list(checked.attached),
        "countersignatures": [asdict(one) for one in checked.countersigned],
        "steps": [{"step": name, "title": title, "ok": checked.steps.get(name), "checked": name in checked.steps}
                  for name, title in STEPS.items()],
        "failures": [str(fault) for fault in checked.faults]}, indent=1)


def _as_text(checked: Checked, read: SignedPdf, anchored: bool, has_trust: bool) -> str:
    lines = [f"{title}: {'not checked' if name not in checked.steps else 'holds' if checked.steps[name] else 'FAILS'}"
             for name, title in STEPS.items()]
    lines += [f"  ✕ {fault}" for fault in checked.faults]
    lines += [f"Countersigned: {one.person} ({one.office}), "
              f"{'by passkey' if one.by == 'passkey' else 'by session alone'}" for one in checked.countersigned]
    lines += [f"SHA-256 of this file: {checked.sha256}", f"Certificate, SHA-256: {read.certificate or '-'}",
              f"Fingerprint of the service's key: {checked.key_digits or '-'}"]
    if not checked.ok:
        lines.append("✕ These minutes DO NOT HOLD: do not rely on them.")
    elif anchored:
        lines.append("✓ Everything that was checked holds. Signed by what your trust file names.")
    else:
        reason = "your trust file names neither" if has_trust else "no trust file was given"
        lines.append(f"✓ Everything that was checked holds. Not anchored, because {reason}: compare the digits.")
    return "\n".join("".join(c if c.isprintable() else "?" for c in line) for line in lines)
