"""Two officers dispute the count of a secret ballot in which votes did not open (decision 6 of the protocol).

Then, and only then, tellers may release the key itself of this ballot, so that everybody can see what their shares of
those votes are. When that is done, or the data's time for releases has passed once more, the ballot is counted again;
meanwhile nothing is declared or countersigned. What was countersigned before counts for nothing then.
"""

from __future__ import annotations

from voting.ballots.lifecycle import Move, State, follow
from voting.errors import ConflictError, RefusedError
from voting.evidence import decode
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.draft_motion import law_of
from voting.services.officers import officer
from voting.services.pending import put_forward
from voting.services.settle import settle
from voting.services.write_mail import write_disputed
from voting.store.find import find_ballot, find_motion, organ_asked
from voting.store.secret import secret_of
from voting.store.tables import BallotRow, MotionRow
from voting.tally.opened import unopened

DISPUTE = "dispute"


def propose_dispute(service: Service, by: str, ballot: str, reason: str) -> str:
    """Propose to dispute the count; a second officer confirms."""
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        settle(act, row)
        motion = find_motion(act.session, row.motion)
        organ = organ_asked(motion, row)
        proposer = officer(act, organ, by)
        check_dispute(act, row, motion)
        return put_forward(act, DISPUTE, proposer, {}, reason, row.id, organ)


def check_dispute(act: Act, row: BallotRow, motion: MotionRow) -> None:
    """Return if this count may be disputed: of a secret ballot, once, before the declaration, with votes unopened."""
    kept = secret_of(act.session, row.id)
    if kept is None:
        raise ConflictError(N_("Only the count of a secret ballot can be disputed in this way."))
    follow(State(row.state), Move.DISPUTE)
    if kept.disputed_at:
        raise ConflictError(N_("This count was disputed already, and counted again."))
    if not unopened(decode(bytes(row.tally))):
        raise RefusedError(N_("Every vote of this ballot has opened: tellers keep their keys."),
                           law_of(act, motion).secrecy.clause)


def refuse_disputed(act: Act, row: BallotRow) -> None:
    """`ConflictError` while the count of a ballot is disputed and was not made again."""
    kept = secret_of(act.session, row.id)
    if kept is not None and kept.is_disputed:
        raise ConflictError(N_("The count of this ballot is disputed; it is counted again first."),
                            next=N_("The tellers may release their keys; without them it is counted when the time is "
                                    "over."))


def dispute(act: Act, row: BallotRow, motion: MotionRow, first: dict[str, str], second: dict[str, str],
            reason: str) -> None:
    """From now on tellers may release their keys, and the ballot waits for another count."""
    row.state = follow(State(row.state), Move.DISPUTE)
    secret_of(act.session, row.id).disputed_at = act.now
    row.due_at = act.now
    act.log("disputed", first, motion.id, row.id, reason=reason, second=second)
    write_disputed(act, row, motion)
