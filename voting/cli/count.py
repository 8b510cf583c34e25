"""`voting count`: any election file counted by any rule, without server or database.

The same pure code as the service and the verifier. Reading files, drawing the progress bar and printing happen here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from tqdm import tqdm

from voting.cli.count_record import count_record, is_record, refuse_without_record, write_papers
from voting.cli.count_table import table
from voting.errors import InputError, VotingError
from voting.sentences import N_, Sentence
from voting.tally.elections import (
    APPROVAL_RULES,
    RULES,
    Count,
    Drawn,
    Election,
    Guarantees,
    Seed,
    count_election,
    document,
    own_seed,
    read_blt,
    read_con,
    stage_sheet,
    with_seats,
)
from voting.tally.elections.election import most_ticks

_AFTER_S = 1.0  # a bar appears only where a second has passed


@click.command("count")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rule", type=click.Choice(RULES), help="The rule to count by; of a record, the paper's own by default.")
@click.option("--constraints", type=click.Path(path_type=Path), help="A .con file of guarantees (scottish-stv, "
              "approval, phragmen): category, group, least, most, candidates.")
@click.option("--seats", type=int, help="Seats to fill, instead of the number in FILE.")
@click.option("--lots", help="How ties are decided: a seed, or a file with the names drawn by hand, one a line, or a "
              "transcript made with --json. Without it the seed comes out of the papers themselves.")
@click.option("--max-ticks", type=int, help="Approval and phragmen: how many candidates a paper may tick; by default "
              "as many as there are seats, 0 for any number.")
@click.option("--json", "as_json", is_flag=True, help="The whole transcript as JSON.")
@click.option("--blt", type=click.Path(path_type=Path), help="Of a record: write its papers there as BLT, and count "
              "nothing.")
@click.option("--con", type=click.Path(path_type=Path), help="Of a record: write its guarantees there as .con.")
@click.option("--csv", "as_csv", is_flag=True, help="The stage sheet as CSV.")
@click.option("--no-progress", is_flag=True, help="No progress bar on the error output.")
def count_command(file: Path, rule: str | None, constraints: Path | None, seats: int | None, lots: str | None,
                  max_ticks: int | None, as_json: bool, blt: Path | None, con: Path | None, as_csv: bool,
                  no_progress: bool) -> None:
    """Count the papers in FILE by a rule and show every stage: BLT, or the record (zip) of an election.

    For approval and phragmen a paper's line names the candidates ticked, in any order. A record is verified first; by
    another rule than its paper's the count is marked as not binding. A fault in a file is told in a sentence with its
    line, and nothing is counted: exit 1.
    """
    try:
        if is_record(file):
            if constraints is not None:
                raise InputError(N_("A record brings its own guarantees; write its papers with --blt to use others."),
                                 "constraints")
            if blt is not None or con is not None:
                for name in write_papers(file, blt, con):
                    click.echo(name)
                return
            with _bar(None, no_progress) as bar:
                told = count_record(file, rule or "", _lots(lots) if lots is not None else None, seats, bar.update)
            _show(told.count, as_json, as_csv, told.says, told.beside)
            return
        refuse_without_record(blt, con)
        if rule is None:
            raise click.UsageError("Missing option '--rule'.")
        with tqdm(_lines(file), "reading", delay=_AFTER_S, disable=no_progress, unit=" lines", leave=False) as lines:
            election = _named(file, lambda: read_blt(lines))
        most = max(election.seats, seats or 0) if max_ticks is None else max_ticks
        if seats is not None:
            election = with_seats(election, seats)
        guarantees = _guarantees(constraints, election)
        if rule in APPROVAL_RULES and most and most_ticks(election) > most:
            raise InputError(N_("A paper ticks %(ticks)s candidates, and at most %(most)s may be ticked "
                                "(--max-ticks 0 lifts that).", ticks=most_ticks(election), most=most), "papers")
        source = own_seed(election) if lots is None else _lots(lots)
        with _bar(len(election.candidates), no_progress) as bar:
            count = count_election(rule, election, source, guarantees, bar.update)
    except VotingError as fault:
        raise InputError(fault.what, kept=N_("Nothing was counted."),
                         next=N_("Correct it and count again.")) from fault
    _show(count, as_json, as_csv)


def _bar(candidates: int | None, no_progress: bool) -> tqdm:
    return tqdm(None, "counting", candidates, delay=_AFTER_S, disable=no_progress, unit=" candidates", leave=False)


def _show(count: Count, as_json: bool, as_csv: bool, says: Sequence[Sentence] = (),
          beside: Mapping[str, object] | None = None) -> None:
    """The count as it was asked for; `says` stands above a table, on the error output above CSV, in JSON's notes."""
    if as_json:
        notes = [str(note) for note in (*says, *count.notes)]
        click.echo(json.dumps({**document(count), **(beside or {}), "notes": notes}, indent=1, ensure_ascii=False))
        return
    for said in says:
        click.echo(str(said), err=as_csv)
    if as_csv:
        click.echo(stage_sheet(count), nl=False)
    else:
        for line in table(count):
            click.echo(line)


def _guarantees(file: Path | None, election: Election) -> Guarantees | None:
    return _named(file, lambda: read_con(_lines(file), election.candidates)) if file else None


def _named(file: Path, read: object) -> object:
    """What `read` gives; a fault names the file."""
    try:
        return read()
    except VotingError as fault:
        raise InputError(N_("%(file)s: %(fault)s", file=file.name, fault=fault.what)) from fault


def _lines(file: Path) -> list[str]:
    """The lines of a text file: UTF-8, UTF-16 where it says so, else the old Western code page of some councils."""
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise InputError(N_("The file %(file)s cannot be read: %(reason)s.", file=str(file),
                            reason=(fault.strerror or "unknown").lower())) from fault
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    text = text.rstrip("\x1a")  # where DOS ended a file
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if "\r" in text else text.split("\n")


def _lots(told: str) -> Seed | Drawn:
    """A seed, or lots recorded in a file: names one a line, or a transcript."""
    file = Path(told)
    if "\n" in told or not file.is_file():
        return Seed(told)
    lines = [line.strip() for line in _lines(file)]
    if not lines[0].startswith("{"):
        return Drawn(tuple(line for line in lines if line and not line.startswith("#")))
    try:
        recorded = json.loads("\n".join(lines))["lots"]
        if "seed" in recorded:
            return Seed(recorded["seed"])
        return Drawn(tuple(str(lot["drawn"]) for lot in recorded["drawn"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise InputError(N_("%(file)s is not a transcript with lots.", file=file.name), "lots") from fault
