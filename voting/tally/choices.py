"""What the choices of a stage give, however they came: named casts, or sealed votes that were opened (III).

A choice is a document that its paper allows. Given all of them, this is the part of a tally that depends on them:
counts, bases, turnout, outcome, and for an election who is elected, with the whole transcript. One function for the
service, the record and the verifier; it knows nothing of voters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting.statutes import ConsensusFigures, Figures, Outcome, Stage, consensus_reached, decide, serves, silence_kept
from voting.tally.election import count_ballots
from voting.tally.elections.lots import Source
from voting.tally.named import count_options

ADOPTED, REJECTED, CONSENSUS, NO_CONSENSUS = "adopted", "rejected", "consensus", "no_consensus"


@serves("III", "IV.2d", "V.CD.3", "V.CO.3", "VI.2")
def count_choices(stage: Stage, paper: Mapping[str, object], choices: Sequence[Mapping[str, object]], entitled: int,
                  present: int | None = None, lots: Source | None = None,
                  withdrawn: Sequence[str] = ()) -> dict[str, object]:
    """`counts`, `bases`, `turnout_low`, `outcome` and, of an election, `election`.

    `entitled` is the size of the electorate, `present` a recorded attendance; `lots` decides ties of an election and
    `withdrawn` are candidates who gave up after the paper was issued.
    """
    if stage.kind == "election":
        return count_ballots(stage, paper, choices, entitled, lots, withdrawn)
    counts = count_options(paper["questions"][0]["options"], choices)
    outcome = judge(stage, counts, entitled, present)
    return {"bases": [_base(base) for base in outcome.bases], "counts": {"q1": counts},
            "outcome": _word(stage, outcome), "turnout_low": outcome.turnout_low}


def figures(counts: Mapping[str, int], entitled: int, present: int | None) -> Figures:
    """The figures of a vote out of the counts of its options."""
    return Figures(yes=counts.get("yes", 0), no=counts.get("no", 0), abstain=counts.get("abstain", 0),
                   blank=counts.get("blank", 0), void=0, entitled=entitled, present=present)


def judge(stage: Stage, counts: Mapping[str, int], entitled: int, present: int | None) -> Outcome:
    """The outcome of a consensus stage, a silence procedure or a vote from its counts."""
    if stage.kind in ("consensus", "silence"):
        given = {answer: counts.get(answer, 0) for answer in ("consent", "stand_aside", "object")}
        rule = consensus_reached if stage.kind == "consensus" else silence_kept
        return rule(stage, ConsensusFigures(**given, entitled=entitled))
    return decide(stage, figures(counts, entitled, present))


def _word(stage: Stage, outcome: Outcome) -> str:
    if stage.kind == "consensus":
        return CONSENSUS if outcome.adopted else NO_CONSENSUS
    return ADOPTED if outcome.adopted else REJECTED


def _base(base: object) -> dict[str, object]:
    row: dict[str, object] = {"base": base.id, "binding": base.binding, "established": base.count is not None}
    if base.count is not None:
        row |= {"count": base.count, "needed": base.needed, "reached": base.reached}
    return row
