"""The papers of an election out of its record, once everything in the record holds: for other methods on them.

Only what the paper names binds; whoever counts the same votes by another rule does it here, from the shell, and is told
so. Nothing is opened of a record that does not hold, and a copy without urn and shares has no votes to count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voting.ballots.election import TICKS, ElectionPaper, read_election
from voting.errors import InputError
from voting.record.part import Source
from voting.sentences import N_
from voting.statutes.election_rule import TICKED
from voting.tally.candidates_list import guarantees_of
from voting.tally.election import left_standing, papers_of
from voting.tally.elections import Count, Election, Guarantees
from voting.verifier.verify import Verdict, verify_and_keep


@dataclass(frozen=True, slots=True)
class RecordPapers:
    """What a record of an election was counted from. Candidates of `election` are ids; `names` has what is printed."""

    verdict: Verdict
    put: ElectionPaper
    election: Election
    names: tuple[str, ...]
    guarantees: Guarantees | None
    seed: str  # of the binding count's lots; "" if it has none

    def rule_for(self, rule: str) -> str:
        """The rule to count by, by default the paper's; `InputError` where it does not read such papers."""
        found = rule or self.put.method
        if (found in TICKED) != (self.put.form == TICKS):
            raise InputError(N_("On these papers candidates were ticked: approval and phragmen can count them.")
                             if self.put.form == TICKS else
                             N_("On these papers candidates were ranked: rules that count ticks cannot count them."),
                             "rule")
        return found

    def printed(self, count: Count) -> Count:
        """The count with printed names in the place of ids; lots were drawn by the ids."""
        count.lots.labels = replace(self.election, candidates=self.names).labels
        return replace(count, election=replace(count.election, candidates=self.names))


def papers_of_record(record: bytes | Source) -> RecordPapers:
    """The papers in a record; `InputError` if it does not hold, is of no election, or shows no votes."""
    verdict, case = verify_and_keep(record)
    if not verdict.ok:
        first = verdict.failures[0]
        raise InputError(N_("The record does not hold: %(fault)s", fault=first.sentence), "record",
                         next=N_("Run the verifier to see everything that is wrong."))
    stage = case.stages[-1]
    if stage.rule.kind != "election":
        raise InputError(N_("This is not the record of an election."), "record")
    if stage.secret is None or stage.secret.count is None:
        raise InputError(N_("This copy of the record shows no votes; the organ's own copy does."), "record")
    put = read_election(stage.paper["election"])
    if put.form not in (TICKS, "ranks"):
        raise InputError(N_("Each candidate was put to yes or no: there is nothing that another rule could count."),
                         "record")
    found = stage.tally["election"]
    guarantees = guarantees_of(put.guarantees, {name: place for place, name in enumerate(put.by_id)}) \
        if put.guarantees else None
    papers = papers_of(put, stage.secret.count.opened(), tuple(found["withdrawn"]))
    if papers.withdrawn and papers.standing:
        papers, guarantees, _ = left_standing(papers, guarantees)
    papers = replace(papers, title=verdict.question)
    return RecordPapers(verdict, put, papers, tuple(one.name for one in put.candidates), guarantees,
                        str(found["count"].get("lots", {}).get("seed", "")))
