"""The outcome of a motion from the tallies of its stages: consensus adopts, or the vote that followed decides (IV.2d).

Gives the document `tally.json` at the top of a record. A motion whose last stage is a consensus without fallback
is rejected when there is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting.errors import MalformedError
from voting.evidence import encode, sha256_hex
from voting.sentences import N_
from voting.statutes import Decision, serves
from voting.tally.election import ELECTED, NOT_ELECTED
from voting.tally.stage import ADOPTED, CONSENSUS, NO_CONSENSUS, REJECTED


@serves("IV.2d", "V.CF.3", "VI.2")
def motion_outcome(decision: Decision, outcomes: Sequence[str]) -> str:
    """`adopted` or `rejected` (an election: `elected` or `not_elected`) from the outcomes of the stages held, in order.

    `MalformedError` if a stage was held that may not follow, or if one is still to come: a vote opens only after
    a consensus stage that ended without consensus, the vote of a further organ only after the one before it adopted.
    """
    if not outcomes or len(outcomes) > len(decision.stages):
        raise MalformedError(N_("The motion has more or fewer stages than its decision allows."))
    if decision.is_concurrent:
        return _outcome_of_organs(decision, outcomes)
    for stage, outcome in zip(decision.stages, outcomes[:-1], strict=False):
        if stage.kind != "consensus" or outcome != NO_CONSENSUS:
            raise MalformedError(N_("A stage was held although the one before it had decided."))
    last = outcomes[-1]
    if last in (ELECTED, NOT_ELECTED):
        return last
    if last in (CONSENSUS, ADOPTED):
        return ADOPTED
    if last == NO_CONSENSUS and len(outcomes) < len(decision.stages):
        raise MalformedError(N_("The motion is not decided: a further stage may follow."))
    return REJECTED


def _outcome_of_organs(decision: Decision, outcomes: Sequence[str]) -> str:
    """Adopted only if every organ adopted; rejected by the first that did not."""
    if any(outcome != ADOPTED for outcome in outcomes[:-1]):
        raise MalformedError(N_("An organ was asked although the one before it had rejected the motion."))
    if outcomes[-1] != ADOPTED:
        return REJECTED
    if len(outcomes) < len(decision.stages):
        raise MalformedError(N_("The motion is not decided: another organ has yet to be asked."))
    return ADOPTED


def motion_tally(decision: Decision, motion: str, tallies: Sequence[Mapping[str, object]],
                 declared_at: int) -> dict[str, object]:
    """The document `tally.json` of a declared motion; `tallies` are those of its stages, in order."""
    outcome = motion_outcome(decision, [str(tally["outcome"]) for tally in tallies])
    return {"type": "outcome", "v": 1, "motion": motion, "decision": decision.id, "outcome": outcome,
            "decided_by": str(tallies[-1]["kind"]), "declared": declared_at,
            "stages": [{"ballot": tally["ballot"], "outcome": tally["outcome"], "paper": tally["paper"],
                        "tally_sha256": sha256_hex(encode(tally))} for tally in tallies]}
