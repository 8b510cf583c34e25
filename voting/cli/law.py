"""`voting statutes` and `voting clauses`: the law as data, and what the software does about each clause."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from voting.cli.opened import opened
from voting.cli.shown import json_option
from voting.demonstration.load import packaged
from voting.services.install_statutes import install_statutes
from voting.services.read.clause_tests import clause_tests
from voting.services.read.rules import load_rules
from voting.statutes import check, clause_report, load_statutes, sentence_of


@click.group()
def statutes() -> None:
    """The statutes as data."""


@statutes.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def statutes_check(file: Path) -> None:
    """Check a statutes FILE: every fault with its file, key and clause; exit 1 if there is one."""
    problems = check(file.read_bytes())
    for problem in problems:
        click.echo(str(sentence_of(problem, file.name)))
    if problems:
        sys.exit(1)
    law = load_statutes(file.read_bytes(), file.name)
    click.echo(f"{file.name}: {law.title['en']}, version {law.version}: {len(law.clauses)} clauses, "
               f"{len(law.organs)} organs, {len(law.decisions)} decisions. No fault. SHA-256 {law.sha256}")


@statutes.command("install")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def statutes_install(file: Path) -> None:
    """Install FILE as the version in force from now on; ballots under way keep the version on their papers."""
    with opened() as scrutin:
        sha256 = install_statutes(scrutin.service, file.read_bytes(), file.name)
    click.echo(f"In force from now on. SHA-256 {sha256}")


@click.command()
@json_option
def clauses(as_json: bool) -> None:
    """List every clause with the rules and the tests that serve it, and what waits for a later part of the work."""
    load_rules()
    law = load_statutes(packaged("voting.statutes", "progressive_alliance.toml"), "progressive_alliance.toml")
    rows = clause_report(law, clause_tests())
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        state = f"due: {row['due']}" if row["due"] else "served"
        click.echo(f"{row['id']:9} {len(row['rules']):2} rules  {len(row['tests']):3} tests  {state}")
