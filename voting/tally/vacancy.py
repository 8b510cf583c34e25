"""Vacant seats filled from the papers of their own election, where its paper said so (V.CO.1, reading "council_count").

Two ways, chosen before nominations closed and printed on the paper:

* `reading_on` (approval, sequential Phragmén): the same count goes on. Whoever was seated stays counted, also those who
  left: the next on the list takes the seat. Under Phragmén loads stay as they are, so that the order is one list.
* `countback` (a transferable vote): all papers are counted again without whoever left, for as many seats as before; the
  first elected there who does not sit takes the seat.

Nobody who sits is touched. Guarantees are those of a by-election: what the seats that stay already have is taken off
floors and ceilings, and what the candidates left can no longer have is relaxed in the published order and named.
Lots come from the seed of the election and the number of the filling. Where nobody is left, a by-election follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.election import EACH, ElectionPaper, Share
from voting.errors import ConflictError, MalformedError
from voting.evidence import dst, sha256_hex
from voting.sentences import N_
from voting.statutes import serves
from voting.statutes.election_rule import ElectionRule
from voting.tally.candidates_list import bounds_of, guarantees_of
from voting.tally.election import papers_of, relaxed_rows
from voting.tally.elections import Election, Guarantees, count_election, document, feasible, relax, with_seats
from voting.tally.elections.lots import Seed
from voting.tally.elections.oracle import Oracle
from voting.tally.elections.transcript import Count

READING_ON, COUNTBACK = "reading_on", "countback"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Seats to be filled from the papers: how many, the number of the filling (from 1), and who does not come into it.

    `gone` are ids of candidates who left their seat or can take none any more, `sitting` those who sit by these papers,
    `shares` the seats of everybody who sits, by category and group, as a by-election has them. `loaded` are ids seated
    so far by their votes, in their order, whoever left included.
    """

    seats: int
    number: int
    gone: Sequence[str]
    sitting: Sequence[str]
    shares: Sequence[Share]
    loaded: Sequence[str]


@dataclass(frozen=True, slots=True)
class Filled:
    """Who takes the seats (ids, in order), the transcript of the count, and what of the guarantees was relaxed."""

    candidates: tuple[str, ...]
    count: Mapping[str, object]
    relaxed: Sequence[Mapping[str, object]]


def loaded_by(count: Mapping[str, object]) -> list[str]:
    """Ids of those whom a count of ticks seated by their votes, in order: who needed none carries no load."""
    return [name for stage in count.get("stages", ()) if stage["kind"] == "seat" and "load" in stage
            for name in stage["elected"]]


@serves("V.CO.1b", "V.CO.1c", "V.CO.1d")
def fill_from_papers(rule: ElectionRule, election: ElectionPaper, tally: Mapping[str, object],
                     choices: Sequence[Mapping[str, object]], vacancy: Vacancy) -> Filled:
    """Who takes the vacant seats; `ConflictError` where the paper did not say so, or nobody is left on it."""
    if election.vacancy not in (READING_ON, COUNTBACK):
        raise ConflictError(N_("The paper of this election did not say that vacancies are filled from it: a "
                               "by-election fills them."))
    place = {name: number for number, name in enumerate(election.by_id)}
    if not {*vacancy.gone, *vacancy.sitting, *vacancy.loaded} <= set(place) or set(vacancy.gone) & set(vacancy.sitting):
        raise MalformedError(N_("A seat is filled from papers on which somebody concerned does not stand."))
    out = {*tally["election"]["withdrawn"], *vacancy.gone, *vacancy.sitting}
    left = [name for name in place if name not in out]
    if election.form == EACH or not left:
        raise ConflictError(N_("Nobody is left on these papers: a by-election fills the seat."))
    seats = min(vacancy.seats, len(left))
    guarantees, relaxed = _guarantees(rule, election, vacancy, seats, [place[name] for name in left])
    lots = Seed(sha256_hex(dst("vacancy") + f"{tally['election']['count']['lots']['seed']}\n{vacancy.number}".encode()))
    if election.vacancy == COUNTBACK:
        return _countback(election, tally, choices, vacancy, seats, guarantees, relaxed, lots, left)
    barred = out - set(vacancy.loaded) if election.method == "phragmen" else out
    papers = with_seats(papers_of(election, choices, tuple(barred)), seats)
    seated = tuple(place[name] for name in vacancy.loaded) if election.method == "phragmen" else ()
    if not _anybody(papers, {place[name] for name in left}):
        raise ConflictError(N_("Nobody is left on these papers: a by-election fills the seat."))
    count = count_election(election.method, papers, lots, guarantees, min_support=election.min_support, seated=seated)
    return _filled(count, list(count.names), relaxed)


def _countback(election: ElectionPaper, tally: Mapping[str, object], choices: Sequence[Mapping[str, object]],
               vacancy: Vacancy, seats: int, guarantees: Guarantees | None, relaxed: Sequence[Mapping[str, object]],
               lots: Seed, left: Sequence[str]) -> Filled:
    gone = (*tally["election"]["withdrawn"], *vacancy.gone)
    papers = papers_of(election, choices, gone)
    place = {name: number for number, name in enumerate(election.by_id)}
    if not _anybody(papers, set(papers.standing)):
        raise ConflictError(N_("Nobody is left on these papers: a by-election fills the seat."))
    again = None
    if election.guarantees:
        standing = frozenset(papers.standing)
        number, again, given_up = relax(guarantees_of(election.guarantees, place), papers.seats, standing)
        papers, relaxed = with_seats(papers, number), [*relaxed_rows(given_up), *relaxed]
    count = count_election(election.method, papers, lots, again)
    oracle = Oracle(guarantees, seats, [place[name] for name in left]) if guarantees else None
    found: list[str] = []
    for name in count.names:
        if name in left and len(found) < seats and not (oracle and oracle.is_doomed(place[name])):
            found.append(name)
            if oracle:
                oracle.elect(place[name])
    return _filled(count, found, relaxed)


def _filled(count: Count, names: Sequence[str], relaxed: Sequence[Mapping[str, object]]) -> Filled:
    if not names:
        raise ConflictError(N_("Nobody is left on these papers: a by-election fills the seat."))
    return Filled(tuple(names), document(count), relaxed)


def _anybody(papers: Election, candidates: set[int]) -> bool:
    return any(candidates & set(ranking) for ranking in papers.papers)


def _guarantees(rule: ElectionRule, election: ElectionPaper, vacancy: Vacancy, seats: int,
                left: Sequence[int]) -> tuple[Guarantees | None, list[dict[str, object]]]:
    """What the vacant seats have to bring, given those who sit; relaxed where the candidates left cannot."""
    if not rule.guarantees:
        return None, []
    place = {name: number for number, name in enumerate(election.by_id)}
    # At least one sitting share, so that ceilings are those of the whole organ even where nobody is left in it.
    shares = vacancy.shares or (Share("", "", 0),)
    wanted = guarantees_of([bound for guarantee in rule.guarantees for bound in bounds_of(
        rule, guarantee, election.candidates, seats, shares)], place)
    if feasible(wanted, seats, left) is None:
        return wanted, []
    possible, granted, given_up = relax(wanted, seats, frozenset(left))
    return granted, relaxed_rows([one for one in given_up if possible == seats or one.kind != "seats"])


