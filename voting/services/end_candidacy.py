"""A candidacy ends: the candidate gives up, or the organisation that named them loses the standing to name one (IV.2c).

Until papers are issued the list is drawn up again without it. Afterwards papers stay as they are, the count passes over
the name, and the log says so.
"""

from __future__ import annotations

from voting.ballots.election import read_election
from voting.ballots.lifecycle import Move, State, follow
from voting.evidence import decode
from voting.services.act import Act
from voting.services.settle import settle
from voting.statutes import Statutes, serves
from voting.store.elections import CandidacyRow, find_election, live_candidacies_of
from voting.store.find import ballots_of
from voting.store.tables import BallotRow


def end_candidacy(act: Act, officer: dict[str, str], row: CandidacyRow, reason: str) -> None:
    """End it as withdrawn; `ConflictError` once the votes are being counted."""
    ballot, election = ballot_with_paper(act, row.motion), find_election(act.session, row.motion)
    if ballot is not None:
        settle(act, ballot)
        follow(State(ballot.state), Move.WITHDRAW)
        name = next(one.id for one in read_election(decode(bytes(election.document))).candidates
                    if one.subject == row.person)
        act.log("candidate_withdrawn", officer, row.motion, ballot.id, candidate=name, reason=reason[:500])
    else:
        election.document, election.closed_at = None, 0  # a list that was closed is drawn up again
        act.log_register("candidacy_withdrawn", officer, motion=row.motion, candidacy=row.id)
    row.state, row.ended_at = "withdrawn", act.now


@serves("IV.2c", "IV.5")
def end_candidacies_of(act: Act, officer: dict[str, str], organisation: str, standing: str, reason: str) -> None:
    """End the candidacies of an organisation that with this standing could name nobody."""
    for row in endable(act, act.statutes, organisation, standing):
        end_candidacy(act, officer, row, reason)


def endable(act: Act, law: Statutes, organisation: str, standing: str) -> list[CandidacyRow]:
    """The candidacies that a standing ends: not those whose votes are counted already, which stand as they are."""
    found = []
    for row in live_candidacies_of(act.session, organisation):
        rule = law.elections.get(find_election(act.session, row.motion).rule)
        ballot = ballot_with_paper(act, row.motion)
        is_running = ballot is None or (ballot.state in (State.ANNOUNCED, State.OPEN) and act.now <= ballot.close_at)
        is_on_paper = ballot is None or row.state == "accepted"
        if rule is not None and rule.standings and standing not in rule.standings and is_running and is_on_paper:
            found.append(row)
    return found


def ballot_with_paper(act: Act, motion: str) -> BallotRow | None:
    """The ballot of an election whose papers are issued; None before."""
    ballot = next((one for one in reversed(ballots_of(act.session, motion)) if one.state != State.CANCELLED), None)
    return ballot if ballot is not None and ballot.paper is not None else None
