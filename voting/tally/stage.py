"""The tally of one stage: the figures, every base side by side, the binding one marked, and the outcome (IV.2d, VI.2).

A pure function of the rule, the paper, the electorate, the casts and the recorded attendance: the service signs
what it gives, and a verifier calls the same function and compares the bytes. What depends on the choices alone is
`choices.count_choices`, which sealed votes share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from voting.ballots.authorisation import WITHOUT_PASSKEY
from voting.ballots.hands import check_hands, choices_of
from voting.ballots.roll import Electorate
from voting.errors import MalformedError
from voting.evidence import b64u
from voting.sentences import N_
from voting.statutes import Outcome, Stage, serves
from voting.tally.authorised import WAYS, Authorised, authorised, least_change
from voting.tally.choices import ADOPTED, CONSENSUS, NO_CONSENSUS, REJECTED, count_choices, figures, judge
from voting.tally.election import election_outcome
from voting.tally.elections.lots import Source
from voting.tally.named import Kept, keep_last

__all__ = ["ADOPTED", "CONSENSUS", "NO_CONSENSUS", "REJECTED", "figures", "outcome_of", "tally_stage"]


@serves("III", "IV.2d", "V.CD.3", "V.CO.3", "VI.2")
def tally_stage(stage: Stage, paper: Mapping[str, object], paper_hash: str, electorate: Electorate,
                casts: Sequence[Mapping[str, object]], casts_root: bytes, issued: int, present: int | None = None,
                lots: Source | None = None, withdrawn: Sequence[str] = (),
                says_least: bool = True, hands: Mapping[str, int] | None = None) -> dict[str, object]:
    """The document `tally.json` of a stage.

    `casts` in log order; `casts_root` the root of the tree over their bytes; `issued` how many signed ballots were
    issued; `present` the recorded attendance, None where none was recorded; `lots` and `withdrawn` as in
    `count_choices`. Without `says_least` as tallies were before they said how many votes without a passkey could have
    changed the outcome. `hands` are the figures on which tellers agreed, of a paper that is a show of hands; then there
    are no casts. `MalformedError` as `keep_last`, or for hands without such a paper or the other way round.
    """
    kept = keep_last(paper_hash, electorate, casts)
    choices = [cast["choice"] for cast in kept.by_voter.values()]
    if ("hands" in paper) != (hands is not None) or (hands is not None and choices):
        raise MalformedError(N_("A show of hands has the tellers' figures and no votes; everything else has votes."))
    if hands is not None:
        options = paper["questions"][0]["options"]
        choices = choices_of(check_hands(hands, options, electorate.entitled), options)
    counted = count_choices(stage, paper, choices, electorate.entitled, present, lots, withdrawn)
    ended = len(electorate.ended - electorate.replaced)
    how = authorised_in(stage, kept, counted, electorate, present)
    if not says_least:
        how = replace(how, least=None, without=None)
    signed = {"authorised": how.document()} if electorate.has_passkeys and hands is None else {}
    shown = {"hands": dict(paper["hands"])} if hands is not None else {}
    return {
        "type": "tally", "v": 1, "ballot": paper["ballot"], "motion": paper["motion"], "stage": paper["stage"],
        "paper": paper_hash, "kind": stage.kind,
        "roll": {"added": len(electorate.added), "ended": ended, "ended_with_cast": len(
            [voter for voter in electorate.ended if voter in kept.by_voter]),
            "entitled": electorate.entitled, "frozen": len(electorate.roll), "replaced": len(electorate.replaced)},
        "issued": issued, "cast": len(choices), "superseded": kept.superseded, "void": [],
        "casts": {"root": b64u(casts_root), "size": kept.logged},
        "present": {"established": False} if present is None else {"count": present, "established": True},
        **counted, **signed, **shown,
    }


def authorised_in(stage: Stage, kept: Kept, counted: Mapping[str, object], electorate: Electorate,
                  present: int | None) -> Authorised:
    """How the counted votes of a stage were authorised; its tally says so where the roll has passkeys.

    Of an election nobody computes what else could have come out: it holds if every vote was signed.
    """
    casts, without = kept.by_voter.values(), electorate.without_passkey
    if stage.kind == "election":
        return authorised(casts, {}, lambda _: None, without)
    return authorised(casts, counted["counts"]["q1"],
                      lambda counts: judge(stage, counts, electorate.entitled, present).adopted, without)


def authorised_of(stage: Stage, tally: Mapping[str, object]) -> Authorised | None:
    """The same out of the tally of a named stage; where nobody on the roll had a passkey, all votes are open to doubt.

    None for a secret stage, whose votes nobody knows apart, and for a show of hands, which has none.
    """
    said = tally.get("authorised")
    if "hands" in tally:
        return None
    if said is not None or "secret" in tally:
        return Authorised.read(said) if said is not None else None
    cast, entitled = int(tally["cast"]), int(tally["roll"]["entitled"])
    ways = {**dict.fromkeys(WAYS, 0), WITHOUT_PASSKEY[0]: cast}
    if stage.kind == "election":
        return Authorised(ways, not cast, None, entitled)
    least = least_to_change(stage, tally)
    return Authorised(ways, not least, least, entitled)


def least_to_change(stage: Stage, tally: Mapping[str, object]) -> int:
    """How few of all the counted votes, had they been otherwise, would give another outcome; 0 if none would."""
    counts, entitled = tally["counts"]["q1"], tally["roll"]["entitled"]
    present = tally["present"]["count"] if tally["present"]["established"] else None
    return least_change(counts, counts, lambda each: judge(stage, each, entitled, present).adopted)


def outcome_of(stage: Stage, tally: Mapping[str, object]) -> Outcome:
    """The outcome again from a tally document, for a page that prints the arithmetic."""
    if stage.kind == "election":
        return election_outcome(tally)
    present = tally["present"]["count"] if tally["present"]["established"] else None
    return judge(stage, tally["counts"]["q1"], tally["roll"]["entitled"], present)
