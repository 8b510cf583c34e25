"""`voting count RECORD.zip`: the papers of an election's record counted by another rule, or written for other programs.

First the record is verified; only then are its votes read. Every answer says whether it is the count that binds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from voting.errors import InputError
from voting.sentences import N_, Sentence
from voting.tally.elections import Count, Seed, count_election, own_seed, write_blt, write_con
from voting.tally.elections.count import GUARANTEED
from voting.tally.elections.lots import Source
from voting.verifier.papers import papers_of_record

NOT_BINDING = N_("NOT BINDING: this rule, or what it was given, is not what the paper names. The result of this "
                 "election is the one in its record.")
BINDING = N_("This is the count that the paper names, made again: it binds as far as the record does.")


@dataclass(frozen=True)
class Told:
    """A count of a record's papers, what is said of it, and what stands beside it in JSON."""

    count: Count
    says: tuple[Sentence, ...]
    beside: dict[str, object]


def is_record(file: Path) -> bool:
    """Whether a file is a zip, by its first bytes."""
    try:
        with file.open("rb") as opened:
            return opened.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def count_record(file: Path, rule: str, lots: Source | None, seats: int | None,
                 watch: Callable[[int], None] | None) -> Told:
    """Count the papers of a record by `rule` ("" for the paper's), lots from the record's own seed unless given."""
    papers = papers_of_record(file.read_bytes())
    rule = papers.rule_for(rule)
    election = papers.election if seats is None else replace(papers.election, seats=seats)
    guarantees = papers.guarantees if rule in GUARANTEED else None
    source = lots or (Seed(papers.seed) if papers.seed else own_seed(election))
    count = count_election(rule, election, source, guarantees, watch, min_support=papers.put.min_support)
    is_binding = rule == papers.put.method and lots is None and seats in (None, papers.election.seats)
    says = [BINDING if is_binding else NOT_BINDING]
    if papers.guarantees and guarantees is None:
        says.append(N_("The guarantees on the paper were left aside: this rule cannot keep them."))
    return Told(papers.printed(count), tuple(says), {
        "binding": is_binding, "method_on_paper": papers.put.method, "record": papers.verdict.fingerprint})


def write_papers(file: Path, blt: Path | None, con: Path | None) -> list[str]:
    """Write a record's papers (BLT) and guarantees (.con) for other programs; the files written."""
    papers, written = papers_of_record(file.read_bytes()), []
    title = f"{papers.election.title} ({papers.verdict.fingerprint})"
    if blt is not None:
        blt.write_text(write_blt(replace(papers.election, candidates=papers.names, title=title)), encoding="utf-8",
                       newline="\n")
        written.append(str(blt))
    if con is not None:
        if papers.guarantees is None:
            raise InputError(N_("The paper of this election has no guarantees."), "con")
        con.write_text(write_con(papers.guarantees), encoding="utf-8", newline="\n")
        written.append(str(con))
    return written


def refuse_without_record(blt: Path | None, con: Path | None) -> None:
    """`InputError` for options that only a record takes."""
    if blt is not None or con is not None:
        raise InputError(N_("--blt and --con write the papers of a record; this file is none."), "file")
