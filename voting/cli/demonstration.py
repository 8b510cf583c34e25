"""`voting demo`: invented data to look at."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import click
from tqdm import tqdm

from voting.cli.opened import opened
from voting.demonstration.load import load_demonstration, packaged
from voting.demonstration.record import demonstration_record
from voting.register.read_csv import all_rows
from voting.statutes import load_statutes


@click.group()
def demo() -> None:
    """Invented people and votes, marked as such everywhere."""


@demo.command("load")
def demo_load() -> None:
    """Load the demonstration into an empty database: register, people, an admission open at its first stage."""
    with opened(is_demonstration=True) as scrutin:
        is_loaded = load_demonstration(scrutin.service)
    click.echo("Loaded." if is_loaded else "This database has been founded already; nothing was changed.")


@demo.command("record")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--voters", default=36, show_default=True, type=click.IntRange(1, 200_000), help="Size of the roll.")
@click.option("--statutes", "statutes_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Another federation's statutes; by default those of the Progressive Alliance.")
def demo_record(out: Path, voters: int, statutes_file: Path | None) -> None:
    """Write OUT, a complete declared record, without a server: an admission that failed consensus and won its vote."""
    alliance = load_statutes(packaged("voting.statutes", "progressive_alliance.toml"), "progressive_alliance.toml")
    codes = [row.code for row in all_rows(packaged("voting.demonstration", "organisations.csv"), alliance)]
    statutes = load_statutes(statutes_file.read_bytes(), statutes_file.name) if statutes_file else alliance

    def progress(votes: Iterator[int], total: int) -> Iterator[int]:
        return tqdm(votes, total=total, desc="votes", unit="", disable=None, leave=False, delay=1)

    record = demonstration_record(statutes, voters, int(time.time()), codes, progress)
    out.write_bytes(record)
    click.echo(f"{out}: {len(record)} bytes. Check it: python -m voting.verifier {out}")
