"""The tally of one stage: the figures, every base side by side, the binding one marked, and the outcome (IV.2d, VI.2).

A pure function of the rule, the paper, the electorate, the casts and the recorded attendance: the service signs
what it gives, and a verifier calls the same function and compares the bytes. What depends on the choices alone is
`choices.count_choices`, which sealed votes share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting.ballots.roll import Electorate
from voting.evidence import b64u
from voting.statutes import Outcome, Stage, serves
from voting.tally.authorised import Authorised, authorised
from voting.tally.choices import ADOPTED, CONSENSUS, NO_CONSENSUS, REJECTED, count_choices, figures, judge
from voting.tally.election import election_outcome
from voting.tally.elections.lots import Source
from voting.tally.named import Kept, keep_last

__all__ = ["ADOPTED", "CONSENSUS", "NO_CONSENSUS", "REJECTED", "figures", "outcome_of", "tally_stage"]


@serves("III", "IV.2d", "V.CD.3", "V.CO.3", "VI.2")
def tally_stage(stage: Stage, paper: Mapping[str, object], paper_hash: str, electorate: Electorate,
                casts: Sequence[Mapping[str, object]], casts_root: bytes, issued: int, present: int | None = None,
                lots: Source | None = None, withdrawn: Sequence[str] = ()) -> dict[str, object]:
    """The document `tally.json` of a stage.

    `casts` in log order; `casts_root` the root of the tree over their bytes; `issued` how many signed ballots were
    issued; `present` the recorded attendance, None where none was recorded; `lots` and `withdrawn` as in
    `count_choices`. `MalformedError` as `keep_last`.
    """
    kept = keep_last(paper_hash, electorate, casts)
    counted = count_choices(stage, paper, [cast["choice"] for cast in kept.by_voter.values()], electorate.entitled,
                            present, lots, withdrawn)
    ended = len(electorate.ended - electorate.replaced)
    signed = {"authorised": authorised_in(stage, kept, counted, electorate.entitled, present).document()} \
        if electorate.has_passkeys else {}
    return {
        "type": "tally", "v": 1, "ballot": paper["ballot"], "motion": paper["motion"], "stage": paper["stage"],
        "paper": paper_hash, "kind": stage.kind,
        "roll": {"added": len(electorate.added), "ended": ended, "ended_with_cast": len(
            [voter for voter in electorate.ended if voter in kept.by_voter]),
            "entitled": electorate.entitled, "frozen": len(electorate.roll), "replaced": len(electorate.replaced)},
        "issued": issued, "cast": len(kept.by_voter), "superseded": kept.superseded, "void": [],
        "casts": {"root": b64u(casts_root), "size": kept.logged},
        "present": {"established": False} if present is None else {"count": present, "established": True},
        **counted, **signed,
    }


def authorised_in(stage: Stage, kept: Kept, counted: Mapping[str, object], entitled: int,
                  present: int | None) -> Authorised:
    """How the counted votes of a stage were authorised; its tally says so where the roll has passkeys.

    Of an election nobody computes what else could have come out: it holds if every vote was signed.
    """
    casts = kept.by_voter.values()
    if stage.kind == "election":
        return authorised(casts, {}, lambda _: None)
    return authorised(casts, counted["counts"]["q1"], lambda counts: judge(stage, counts, entitled, present).adopted)


def outcome_of(stage: Stage, tally: Mapping[str, object]) -> Outcome:
    """The outcome again from a tally document, for a page that prints the arithmetic."""
    if stage.kind == "election":
        return election_outcome(tally)
    present = tally["present"]["count"] if tally["present"]["established"] else None
    return judge(stage, tally["counts"]["q1"], tally["roll"]["entitled"], present)
