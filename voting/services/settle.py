"""What the clock has done to a ballot, written down: it opened, it closed, it was counted and signed.

Called first in every act on a ballot and once a second by the service's own clock, so that no cast is ever judged
by an old state. Counting, signature and publication within the organ follow the close in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.hands import agreed
from voting.ballots.leaves import CLOCK
from voting.ballots.lifecycle import Move, State, follow, state_at
from voting.ballots.paper import read_paper
from voting.ballots.roll import Electorate, Roll
from voting.evidence import Tree, b64u, decode, encode, leaf_hash, sha256_hex
from voting.services.act import Act, new_id, statutes_by_hash
from voting.services.passkeys_on_roll import entries_of
from voting.services.write_mail import write_counted, write_void
from voting.store.find import another_ballot, ballots_due, find_motion, roll_of
from voting.store.listings import acts_of_motion
from voting.store.log import cast_bodies
from voting.store.roll_passkeys import roll_passkeys
from voting.store.secret import trustees_of
from voting.store.tables import BallotRow
from voting.tally.stage import tally_stage


def settle(act: Act, ballot: BallotRow) -> State:
    """Bring the ballot to where it stands at this instant; its state then."""
    due = state_at(State(ballot.state), ballot.open_at, ballot.close_at, act.now)
    if ballot.state == State.ANNOUNCED and due in (State.OPEN, State.CLOSED):
        ballot.state = follow(State.ANNOUNCED, Move.OPEN)
        act.log("opened", CLOCK, ballot.motion, ballot.id)
    if ballot.state == State.OPEN and due is State.CLOSED:
        close(act, ballot, CLOCK, is_early=False)
    if ballot.state == State.CLOSED and ballot.is_secret:
        void_if_unopened(act, ballot)
    return State(ballot.state)


def settle_due(act: Act) -> int:
    """Settle every ballot whose time has come; how many."""
    ballots = ballots_due(act.session, act.now)
    for ballot in ballots:
        settle(act, ballot)
    return len(ballots)


def close(act: Act, ballot: BallotRow, by: dict[str, str], is_early: bool) -> None:
    """Close now, count, sign. The close commits to every cast: the root of the tree over their bytes.

    A secret ballot is only closed: its votes are in the urn, which is sealed and opened afterwards (`open_urn`).
    """
    ballot.state = follow(State(ballot.state), Move.CLOSE)
    ballot.closed_at = ballot.due_at = act.now
    act.session.flush()
    if ballot.present is not None:  # who voted after the attendance was recorded was there as well
        ballot.present = max(ballot.present, sum(1 for row in roll_of(act.session, ballot.id)
                                                 if row.last_seq and not row.is_replaced))
    bodies = cast_bodies(act.session, ballot.motion, ballot.id)
    root = Tree([leaf_hash(body) for body in bodies]).root()
    present = {"established": False} if ballot.present is None else {"count": ballot.present, "established": True}
    act.log("closed", by, ballot.motion, ballot.id, early=is_early, casts={"root": b64u(root), "size": len(bodies)},
            present=present)
    hands = _hands(act, ballot)
    if hands is None and "hands" in read_paper(bytes(ballot.paper)):
        _void_hands(act, ballot)
    elif not ballot.is_secret:
        _count(act, ballot, bodies, root, hands)


def entered_hands(act: Act, ballot: BallotRow) -> list[tuple[str, Mapping[str, int]]]:
    """(teller, figures) entered for a show of hands, in their order."""
    leaves = [decode(body) for body in acts_of_motion(act.session, ballot.motion, "hands_counted")]
    return [(str(leaf["by"]["subject"]), leaf["counts"]) for leaf in leaves if leaf["ballot"] == ballot.id]


def _hands(act: Act, ballot: BallotRow) -> dict[str, int] | None:
    """The figures on which the tellers of a show of hands agree; None if they do not, or everyone casts a vote."""
    paper = read_paper(bytes(ballot.paper))
    return agreed(entered_hands(act, ballot), paper["hands"]["tellers"]) if "hands" in paper else None


def _void_hands(act: Act, ballot: BallotRow) -> None:
    """The time has passed and the tellers do not agree: there are no figures; the stage may be put again."""
    ballot.state, ballot.due_at = follow(State(ballot.state), Move.VOID), act.now - 1  # before the one that follows
    act.log("void", CLOCK, ballot.motion, ballot.id, reason="the tellers did not agree on the show of hands")
    act.session.add(another_ballot(ballot, new_id("b"), act.now))


def void_if_unopened(act: Act, ballot: BallotRow) -> None:
    """By the clock: too few tellers have opened a secret ballot in the time that the data give; it may be put again."""
    motion = find_motion(act.session, ballot.motion)
    rule = statutes_by_hash(act.session, motion.statutes_sha256).secrecy
    if rule is None or act.now <= ballot.closed_at + rule.release_within_s:
        return
    released = sum(1 for one in trustees_of(act.session, ballot.id) if one.released_at)
    if released >= rule.threshold:
        return  # enough, and about to be counted
    ballot.state = follow(State.CLOSED, Move.VOID)
    act.log("void", CLOCK, motion.id, ballot.id,
            reason=f"{released} of {rule.threshold} releases in {rule.release_within_s} s after the close")
    again = another_ballot(ballot, new_id("b"), act.now)
    again.is_secret = True
    act.session.add(again)
    write_void(act, ballot, motion)


def electorate(act: Act, ballot: BallotRow) -> Electorate:
    """The electorate of a ballot as it stands now."""
    rows = roll_of(act.session, ballot.id)
    entries = list(zip(rows, entries_of(act.session, ballot.id, rows), strict=True))
    return Electorate(Roll.of(entry for row, entry in entries if not row.added_order),
                      tuple(entry for row, entry in entries if row.added_order),
                      frozenset(row.voter for row in rows if row.is_replaced),
                      frozenset(row.voter for row in rows if row.ended_at),
                      tuple((held.voter, held.id) for held in roll_passkeys(act.session, [ballot.id])
                            if held.let_in_at))


def _count(act: Act, ballot: BallotRow, bodies: list[bytes], root: bytes, hands: Mapping[str, int] | None) -> None:
    motion = find_motion(act.session, ballot.motion)
    statutes = statutes_by_hash(act.session, motion.statutes_sha256)
    stage = statutes.decisions[motion.decision].stages[ballot.stage - 1]
    tally = encode(tally_stage(
        stage, read_paper(bytes(ballot.paper)), ballot.paper_hash, electorate(act, ballot),
        [decode(body) for body in bodies], root, issued=len(roll_of(act.session, ballot.id)), present=ballot.present,
        hands=hands))
    ballot.tally, ballot.tally_sig = tally, act.service.keys.authority.sign(tally)
    ballot.state = follow(State(ballot.state), Move.COUNT)
    act.log("tallied", CLOCK, ballot.motion, ballot.id, tally_sha256=sha256_hex(tally))
    write_counted(act, ballot, motion)
