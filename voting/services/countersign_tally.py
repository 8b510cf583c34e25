"""A teller countersigns the tally of a counted ballot (reading "presiding": two tellers countersign).

One entry of the log: the teller's office, random subject id, the hash of the tally that was signed at the count, and
how the teller signed it: by passkey, or without one by session. It changes nothing else. Refused: for who is no teller
of the organ, twice by one person, for a second teller of the same organisation as far as the register knows it, before
the count, after an annulment.
"""

from __future__ import annotations

from voting.ballots.countersignature import TALLY
from voting.ballots.lifecycle import Move, State, follow
from voting.errors import ConflictError, RefusedError
from voting.evidence import decode, sha256_hex
from voting.register.facts import Register
from voting.register.presiding import office_for
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.dispute_count import refuse_disputed
from voting.services.draft_motion import law_of
from voting.services.settle import settle
from voting.services.signed_countersignature import sign_over
from voting.statutes import Statutes
from voting.store.database import Session
from voting.store.find import find_ballot, find_motion, organ_asked
from voting.store.overview import countersigned_on
from voting.store.tables import BallotRow, MotionRow


def countersign_tally(service: Service, by: str, ballot: str, sent: object = None) -> None:
    """Countersign the tally of `ballot` as a teller of its organ; `sent` is the answer of the passkey."""
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        motion = find_motion(act.session, row.motion)
        settle(act, row)
        officer = {"office": check_countersigner(act, motion, row, by), "subject": by}
        digest = sha256_hex(bytes(row.tally))
        auth = sign_over(act, officer, TALLY, row.id, "", digest, sent)
        act.log("countersigned", officer, motion.id, row.id, tally_sha256=digest, auth=auth)


def check_countersigner(act: Act, motion: MotionRow, ballot: BallotRow, person: str) -> str:
    """The office by which `person` may countersign this ballot's tally now; else the refusal that they would meet."""
    law, register = law_of(act, motion), act.register()
    office = office_for(law, register, organ_asked(motion, ballot), person, "teller", act.now)
    if not office:
        raise RefusedError(N_("Only the tellers of this organ countersign its counts."), law.presiding.clause)
    if motion.state in ("annulled", "withdrawn"):
        raise ConflictError(N_("This motion has been annulled or withdrawn; its counts are countersigned no more."))
    follow(State(ballot.state), Move.COUNTERSIGN)
    refuse_disputed(act, ballot)
    if not law.presiding.countersigning_tellers:
        raise ConflictError(N_("These statutes ask for no countersignatures."))
    done = countersignatures(act.session, motion.id, ballot.id)
    if any(leaf["by"]["subject"] == person for leaf in done):
        raise ConflictError(N_("You have countersigned this count already."))
    own = organisations_of(register, person, act.now)
    for leaf in done:
        if own & organisations_of(register, leaf["by"]["subject"], leaf["at"]):
            raise RefusedError(N_("A teller of your organisation has countersigned already; those who countersign come "
                                  "from different organisations."), law.presiding.clause)
    return office


def await_tellers(act: Act, law: Statutes, motion: MotionRow, ballot: BallotRow) -> None:
    """`ConflictError` while the count is disputed, or if the law makes the declaration wait for tellers who have not
    countersigned yet."""
    refuse_disputed(act, ballot)
    if not law.presiding.declaration_waits:
        return
    count, needed = len(countersignatures(act.session, motion.id, ballot.id)), law.presiding.countersigning_tellers
    if count < needed:
        raise ConflictError(N_("%(count)s of %(needed)s tellers have countersigned the count; under these statutes the "
                               "result is declared after them.", count=count, needed=needed),
                            next=N_("Ask the tellers to look at the count and to countersign it."))


def countersignatures(session: Session, motion: str, ballot: str) -> list[dict[str, object]]:
    """The entries of the log by which the tally of a ballot was countersigned, oldest first."""
    return [decode(bytes(leaf.body)) for leaf in countersigned_on(session, motion, ballot)]


def organisations_of(register: Register, person: str, at: int) -> set[str]:
    """The organisations for which a person sits in any organ at an instant; empty if the register knows none."""
    return {seat.organisation for seat in register.seats
            if seat.person == person and seat.organisation and seat.holds_at(at)}
