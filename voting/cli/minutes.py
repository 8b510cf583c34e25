"""`voting minutes`: the procès-verbal of a declared motion as a signed PDF that people file."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app

from voting.cli.opened import opened
from voting.cli.shown import bar, json_option, told
from voting.evidence import sha256_hex
from voting.services.read.meeting_minutes import meeting_minutes_file
from voting.services.read.minutes import minutes_file
from voting.web.catalogues import LANGUAGES
from voting.web.meeting_minutes import make_and_keep_meeting, make_missing_meetings
from voting.web.minutes import make_and_keep, make_missing


@click.command("minutes")
@click.argument("motion", required=False, default="")
@click.argument("out", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="The language of the minutes.")
@json_option
def minutes_command(motion: str, out: Path | None, language: str, as_json: bool) -> None:
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
