"""What only the record of an election has: its list drawn up again (step 6), withdrawals, and who is seated."""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.election import read_election
from voting.ballots.leaves import CLOCK
from voting.ballots.seats_filled import Outgoing, election_effects
from voting.errors import MalformedError
from voting.evidence import decode, expect_keys
from voting.record import layout
from voting.sentences import N_
from voting.tally.candidates_list import draw_up_list
from voting.verifier.case import Case, StageCase
from voting.verifier.findings import same


def check_election(case: Case, paper: Mapping[str, object], name: str) -> None:
    """The election on the paper is what the statutes make of its candidates: order, seats, guarantees, relaxations."""
    rule = case.statutes.election_of(case.decision.id)
    if rule is None or "election" not in paper:
        case.findings.add("election_mismatch", name, N_("The paper of an election has no list of candidates."))
        return
    with case.findings.expect("election_mismatch", name):
        put = read_election(paper["election"])
        again = draw_up_list(case.statutes, rule, put.candidates, put.order_seed, put.method, put.vacancy, put.wanted,
                             put.sitting)
        for part, made in again.document().items():
            case.findings.require(same(made, paper["election"][part]), "election_mismatch", name,
                                  N_("The election on the paper is another in: %(part)s.", part=part))


def withdrawn(case: Case, stage: StageCase) -> list[str]:
    """Ids of the candidates who withdrew while the ballot was announced or open."""
    standing = {one["id"] for one in stage.paper.get("election", {}).get("candidates", [])}
    gone = []
    for number, entry in stage.life.events:
        leaf = entry.document
        if leaf.get("type") != "candidate_withdrawn":
            continue
        is_right = leaf["candidate"] in standing and leaf["candidate"] not in gone and leaf["by"] != CLOCK
        if case.findings.require(is_right, "withdrawal_wrong", layout.LOG,
                                 N_("Line %(number)s: someone withdraws who does not stand.", number=number)):
            gone.append(str(leaf["candidate"]))
    return gone


def effects_of_election(case: Case, data: bytes) -> list[dict[str, object]]:
    """What declaring those elected does; only the register knows whose seats end, so only their form is checked."""
    stage = case.stages[-1]
    election = read_election(stage.paper["election"])
    outgoing = _outgoing(case, data)
    return election_effects(case.statutes, case.motion.organ, election, stage.tally["election"]["elected"],
                            case.declared["at"], outgoing)


def _outgoing(case: Case, data: bytes) -> Outgoing:
    document = expect_keys(decode(data), {"effects", "motion", "type", "v"}, what=layout.EFFECTS)
    if not isinstance(document["effects"], list):
        raise MalformedError(N_("The effects are not a list."))
    seats, offices = [], []
    for row in document["effects"]:
        kind = row.get("effect") if isinstance(row, dict) else None
        if kind == "seat_ended":
            expect_keys(row, {"at", "effect", "organ", "seat"}, what="effects.json: seat")
            seats.append((str(row["seat"]), str(row["organ"])))
        if kind == "office_ended":
            expect_keys(row, {"at", "effect", "office", "office_id", "organ"}, what="effects.json: office")
            offices.append((str(row["office_id"]), str(row["office"]), str(row["organ"])))
    known = set(case.statutes.organs)
    if len(set(seats)) != len(seats) or len(set(offices)) != len(offices) or \
            not {organ for _, organ in seats} <= known or not {organ for *_, organ in offices} <= known | {""}:
        raise MalformedError(N_("A seat or an office ends twice, or in an organ that the statutes do not know."))
    return Outgoing(seats, offices)
