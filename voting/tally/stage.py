"""The tally of one stage: the figures, every base side by side, the binding one marked, and the outcome (IV.2d, VI.2).

A pure function of the rule, the paper, the electorate, the casts and the recorded attendance: the service signs
what it gives, and a verifier calls the same function and compares the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting.ballots.roll import Electorate
from voting.evidence import b64u
from voting.statutes import ConsensusFigures, Figures, Outcome, Stage, consensus_reached, decide, serves
from voting.tally.named import count_options, keep_last

ADOPTED, REJECTED, CONSENSUS, NO_CONSENSUS = "adopted", "rejected", "consensus", "no_consensus"


@serves("III", "IV.2d", "V.CD.3", "V.CO.3", "VI.2")
def tally_stage(stage: Stage, paper: Mapping[str, object], paper_hash: str, electorate: Electorate,
                casts: Sequence[Mapping[str, object]], casts_root: bytes, issued: int,
                present: int | None = None) -> dict[str, object]:
    """The document `tally.json` of a stage.

    `casts` in log order; `casts_root` the root of the tree over their bytes; `issued` how many signed ballots were
    issued; `present` the recorded attendance, None where none was recorded. `MalformedError` as `keep_last`.
    """
    kept = keep_last(paper_hash, electorate, casts)
    counts = count_options(paper["questions"][0]["options"], kept.by_voter.values())
    outcome = _outcome(stage, counts, electorate.entitled, present)
    ended = len(electorate.ended - electorate.replaced)
    return {
        "type": "tally", "v": 1, "ballot": paper["ballot"], "motion": paper["motion"], "stage": paper["stage"],
        "paper": paper_hash, "kind": stage.kind,
        "roll": {"added": len(electorate.added), "ended": ended, "ended_with_cast": len(
            [voter for voter in electorate.ended if voter in kept.by_voter]),
            "entitled": electorate.entitled, "frozen": len(electorate.roll), "replaced": len(electorate.replaced)},
        "issued": issued, "cast": len(kept.by_voter), "superseded": kept.superseded, "void": [],
        "casts": {"root": b64u(casts_root), "size": kept.logged},
        "present": {"established": False} if present is None else {"count": present, "established": True},
        "counts": {"q1": counts},
        "bases": [_base(base) for base in outcome.bases],
        "turnout_low": outcome.turnout_low,
        "outcome": _word(stage, outcome),
    }


def figures(counts: Mapping[str, int], entitled: int, present: int | None) -> Figures:
    """The figures of a vote out of the counts of its options."""
    return Figures(yes=counts.get("yes", 0), no=counts.get("no", 0), abstain=counts.get("abstain", 0),
                   blank=counts.get("blank", 0), void=0, entitled=entitled, present=present)


def outcome_of(stage: Stage, tally: Mapping[str, object]) -> Outcome:
    """The outcome again from a tally document, for a page that prints the arithmetic."""
    present = tally["present"]["count"] if tally["present"]["established"] else None
    return _outcome(stage, tally["counts"]["q1"], tally["roll"]["entitled"], present)


def _outcome(stage: Stage, counts: Mapping[str, int], entitled: int, present: int | None) -> Outcome:
    if stage.kind == "consensus":
        given = {answer: counts.get(answer, 0) for answer in ("consent", "stand_aside", "object")}
        return consensus_reached(stage, ConsensusFigures(**given, entitled=entitled))
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
