"""`voting routes`: every door of the house and who may enter."""

from __future__ import annotations

import json
import tempfile

import click

from config import Config
from voting.cli.shown import json_option
from voting.web.access import routes
from voting.web.app import close, create_app


@click.command("routes")
@json_option
def routes_command(as_json: bool) -> None:
    """List every route with its role, whether a fresh proof and a second officer are asked."""
    with tempfile.TemporaryDirectory() as folder:  # the map of routes needs no installation
        app = create_app(Config.from_environment({}, instance=folder))
        rows = routes(app)
        close(app)
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        marks = ("fresh " if row["fresh"] else "") + ("second officer" if row["second_officer"] else "")
        click.echo(f"{','.join(row['methods']):9} {row['route']:48} {row['role']:14} {marks}".rstrip())
