"""`voting demo`: invented data to look at."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import click
from tqdm import tqdm

from voting.cli.opened import opened
from voting.demonstration.election import election_record
from voting.demonstration.load import load_demonstration, packaged
from voting.demonstration.record import demonstration_record
from voting.demonstration.secret_record import secret_demonstration
from voting.demonstration.two_years import SCENES, play
from voting.register.read_csv import all_rows
from voting.statutes import load_statutes


@click.group(invoke_without_command=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535),
              help="The port at which it will be served: the log's name has it.")
@click.pass_context
def demo(ctx: click.Context, port: int) -> None:
    """Invented people and votes, marked as such everywhere.

    Without a further command: play two years of the Alliance into an empty database, in about half a minute, so that
    every page has something to show. Always the same play, on the same days before today.

    \b
    voting demo                     # admissions, an exclusion, an amendment, a requisition, a cycle with elections
    voting run --demonstration      # then look around: http://localhost:5000/demo
    """
    if ctx.invoked_subcommand is not None:
        return
    scenes = len(SCENES) + 1
    with opened(is_demonstration=True, port=port) as scrutin, tqdm(total=scenes, unit=" scenes", disable=None) as bar:
        for title in play(scrutin.service):
            bar.set_description_str(title)
            bar.update()
    click.echo("Two years are played. Look around: voting run --demonstration")


@demo.command("load")
def demo_load() -> None:
    """Load the demonstration into an empty database: register, people, an admission open at its first stage."""
    with opened(is_demonstration=True) as scrutin:
        is_loaded = load_demonstration(scrutin.service)
    click.echo("Loaded." if is_loaded else "This database has been founded already; nothing was changed.")


@demo.command("record")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--voters", default=36, show_default=True, type=click.IntRange(1, 1_000_000),
              help="Size of the roll; at most 200,000 without --secret.")
@click.option("--secret", is_flag=True,
              help="The vote is secret: credentials, an urn, tellers' shares. Needs about 5 kB of temporary disk a "
                   "voter. Above 10,000 voters without names and passkeys; above 1,000 the consensus before it is "
                   "held among 1,000.")
@click.option("--statutes", "statutes_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Another federation's statutes; by default those of the Progressive Alliance.")
@click.option("--election", default="", help="An election of the statutes instead (council, coordinator, …).")
def demo_record(out: Path, voters: int, secret: bool, statutes_file: Path | None, election: str) -> None:
    """Write OUT, a complete declared record, without a server: an admission that failed consensus and won its vote.

    With --election an election: invented candidates of real organisations, sealed votes, a count under guarantees.
    """
    alliance = load_statutes(packaged("voting.statutes", "progressive_alliance.toml"), "progressive_alliance.toml")
    rows = all_rows(packaged("voting.demonstration", "organisations.csv"), alliance)
    statutes = load_statutes(statutes_file.read_bytes(), statutes_file.name) if statutes_file else alliance

    def progress(votes: Iterator[int], total: int) -> Iterator[int]:
        return tqdm(votes, total=total, desc="votes", unit="", disable=None, leave=False, delay=1)

    if voters > 200_000 and (election or not secret):
        raise click.BadParameter("This record is made in memory: at most 200,000 voters.", param_hint="--voters")
    now, codes = int(time.time()), [row.code for row in rows]
    if election:
        pieces = iter([election_record(statutes, election, rows, voters, now, progress)])
    elif secret:
        pieces = secret_demonstration(statutes, voters, now, codes, progress)
    else:
        pieces = iter([demonstration_record(statutes, voters, now, codes, progress)])
    with out.open("wb") as stream:
        for piece in pieces:
            stream.write(piece)
    click.echo(f"{out}: {out.stat().st_size} bytes. Check it: python -m voting.verifier {out}")
