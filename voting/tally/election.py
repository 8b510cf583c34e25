"""The papers of an election counted: who is elected, by the method, guarantees and lots that its paper names (V.CO.1).

Candidates are counted under their ids on the paper (c1, c2, …), which also stand in the transcript and in the lots.
Candidates who withdrew after the papers were issued are passed over; what the guarantees can then no longer have is
relaxed in the published order and named. Where nobody marked anybody, nobody is elected. Yes and no for each is decided
by the majority of the stage; seats for which nobody is elected stay empty ("jusqu'à").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from voting.ballots.election import EACH, RANKS, ElectionPaper, read_election
from voting.errors import InputError, MalformedError
from voting.sentences import N_
from voting.statutes import Figures, Outcome, Stage, serves
from voting.tally.candidates_list import guarantees_of
from voting.tally.elections import Election, Guarantees, Relaxed, count_election, document, relax, with_seats
from voting.tally.elections.lots import Seed, Source
from voting.tally.elections.yes_no import yes_no
from voting.tally.named import count_options

ELECTED, NOT_ELECTED = "elected", "not_elected"


@serves("V.CD.4a", "V.CO.1b", "V.CO.1c", "V.CO.1d", "V.CO.4", "V.COORD.1", "V.CAC.1")
def count_ballots(stage: Stage, paper: Mapping[str, object], choices: Sequence[Mapping[str, object]], entitled: int,
                  lots: Source | None, withdrawn: Sequence[str] = ()) -> dict[str, object]:
    """The part of a tally that depends on the choices, for an election."""
    election = read_election(paper["election"])
    if not set(withdrawn) <= set(election.by_id):
        raise MalformedError(N_("Somebody who does not stand has withdrawn."))
    out = tuple(name for name in election.by_id if name in withdrawn)
    counts, found = _each(stage, election, choices, entitled, out) if election.form == EACH else \
        _chosen(election, choices, lots, out)
    found |= {"vacant": election.wanted - len(found["elected"]), "withdrawn": list(out)}
    low = stage.low_turnout is not None and len(choices) * stage.low_turnout[1] < entitled * stage.low_turnout[0]
    return {"bases": [], "counts": counts, "election": found,
            "outcome": ELECTED if found["elected"] else NOT_ELECTED, "turnout_low": low}


def election_outcome(tally: Mapping[str, object]) -> Outcome:
    """The outcome of an election from its tally document: "adopted" says that somebody is elected."""
    found, voted, entitled = tally["election"], tally["cast"], tally["roll"]["entitled"]
    elected = len(found["elected"])
    reason = N_("Nobody is elected.") if not elected else N_(
        "%(elected)s of %(wanted)s seats are filled.", elected=elected, wanted=elected + found["vacant"])
    return Outcome(bool(elected), reason, (), bool(tally["turnout_low"]),
                   N_("%(ballots)s of %(entitled)s voted.", ballots=voted, entitled=entitled))


def _each(stage: Stage, election: ElectionPaper, choices: Sequence[Mapping[str, object]], entitled: int,
          out: Sequence[str]) -> tuple[dict[str, object], dict[str, object]]:
    """Yes or no for each candidate; those elected in the order of their votes, then of the paper."""
    counts = {one.id: count_options(("yes", "no", "abstain"), [{"q1": choice[one.id]} for choice in choices])
              for one in election.candidates}
    figures = [Figures(yes=row["yes"], no=row["no"], abstain=row["abstain"], blank=row["blank"], void=0,
                       entitled=entitled, present=None) for row in counts.values()]
    answers = yes_no(stage, figures, max(election.seats, len(figures)))
    names = list(counts)
    elected = [names[answer.candidate] for answer in answers if answer.is_elected]
    elected = [name for name in elected if name not in out]
    elected.sort(key=lambda name: (-counts[name]["yes"], names.index(name)))
    return counts, {"count": {}, "elected": elected, "relaxed": []}


def _chosen(election: ElectionPaper, choices: Sequence[Mapping[str, object]], lots: Source | None,
            out: Sequence[str]) -> tuple[dict[str, object], dict[str, object]]:
    counts = _counts(election, choices)
    papers = papers_of(election, choices, out)
    guarantees, relaxed = None, ()
    if election.guarantees:
        guarantees = guarantees_of(election.guarantees, {name: place for place, name in enumerate(election.by_id)})
    if out and papers.standing:
        papers, guarantees, relaxed = left_standing(papers, guarantees)
    told = relaxed_rows(relaxed)
    if not any(set(ranking) & set(papers.standing) for ranking in papers.papers):
        return counts, {"count": {}, "elected": [], "relaxed": told}
    count = count_election(election.method, papers, lots or _no_lots, guarantees, min_support=election.min_support)
    return counts, {"count": document(count), "elected": list(count.names), "relaxed": told}


def relaxed_rows(relaxed: Sequence[Relaxed]) -> list[dict[str, object]]:
    """What was relaxed, as a tally has it."""
    return [{"group": one.group, "kind": one.kind, "possible": one.possible, "standing": one.standing,
             "wanted": one.wanted} for one in relaxed]


def left_standing(papers: Election, guarantees: Guarantees | None
             ) -> tuple[Election, Guarantees | None, tuple[Relaxed, ...]]:
    """The election after withdrawals: never more seats than candidates, and guarantees that those left can meet."""
    standing = frozenset(papers.standing)
    if guarantees is None:
        return with_seats(papers, min(papers.seats, len(standing))), None, ()
    seats, possible, relaxed = relax(guarantees, papers.seats, standing)
    return with_seats(papers, seats), possible, relaxed


def papers_of(election: ElectionPaper, choices: Sequence[Mapping[str, object]], out: Sequence[str] = ()) -> Election:
    """The papers as the counting rules take them; also for `voting count` and other methods on the same papers."""
    place = {name: number for number, name in enumerate(election.by_id)}
    papers = Counter(tuple(place[mark] for mark in choice["q1"]) for choice in choices)
    blank = papers.pop((), 0)
    return Election(tuple(place), election.seats, dict(sorted(papers.items())), blank=blank,
                    withdrawn=frozenset(place[name] for name in out))


def _counts(election: ElectionPaper, choices: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Ticks, or first preferences, of each candidate; blank papers."""
    if election.form == RANKS:
        choices = [{"q1": choice["q1"][:1]} for choice in choices]
    return {"q1": count_options(list(election.by_id), choices)}


def _no_lots() -> Seed:
    raise InputError(N_("Candidates are tied, and there is no lot to decide between them."), "lots")
