"""`voting statutes` and `voting clauses`: the law as data, and what the software does about each clause."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from voting.cli.opened import opened
from voting.cli.shown import json_option
from voting.demonstration.load import packaged
from voting.services.install_statutes import install_statutes
from voting.services.read.clause_tests import clause_tests
from voting.services.read.law import law_in_force
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


@statutes.command("list")
@json_option
def statutes_list(as_json: bool) -> None:
    """List the versions of the statutes' data, in force, before and adopted for a day to come, and every reading.

    A version that a motion has brought into force (VI.2, or an adoption of readings) names it; "operator" is what
    `voting statutes install` did, "founding" the first. A reading is provisional until an organ adopts it.
    """
    with opened() as scrutin:
        law = law_in_force(scrutin.service)
    versions = [{"sha256": one.sha256, "since": one.since, "motion": one.motion, "state": state} for state, ones in (
        ("to come", law.to_come), ("in force", law.versions[:1]), ("before", law.versions[1:])) for one in ones]
    readings = [{"id": one.id, "clause": one.clause, "status": one.status, "adopted_on": one.adopted_on,
                 "adopted_by": one.adopted_by, "motion": law.adopted_in.get(one.id, "")}
                for one in law.statutes.readings.values()]
    if as_json:
        click.echo(json.dumps({"version": law.statutes.version, "versions": versions, "readings": readings}, indent=1))
        return
    for row in versions:
        brought = row["motion"] or ("founding" if row is versions[-1] else "operator")
        since = datetime.fromtimestamp(int(row["since"]), UTC)
        click.echo(f"{since:%Y-%m-%d %H:%M} UTC  {row['state']:8}  {brought:18} {row['sha256']}")
    for row in readings:
        adopted = f"adopted on {row['adopted_on']} by {row['adopted_by']}" if row["adopted_on"] else row["status"]
        click.echo(f"{row['clause']:10} {row['id']:22} {adopted}")


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
