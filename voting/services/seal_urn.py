"""After the close of a secret ballot: take in the urn's final checkpoint; commit to it and the issue list (`sealed`).

From this entry of the log on nothing can be added to either; only against it do the tellers release their shares. The
clock's work does it, again and again until the urn has answered; the urn's votes stay sealed meanwhile.
"""

from __future__ import annotations

from voting.ballots.leaves import CLOCK
from voting.ballots.lifecycle import State
from voting.ballots.paper import parse_paper
from voting.ballots.trustee import Head
from voting.evidence import PublicKey, Tree, leaf_hash, open_checkpoint
from voting.services.act import Act, Service, begin
from voting.services.hand_over import hand_over_or_fail
from voting.services.settle import settle
from voting.services.write_mail import write_sealed
from voting.store.database import reading
from voting.store.find import find_ballot, find_motion
from voting.store.log import issue_bodies
from voting.store.secret import secret_of
from voting.store.tables import BallotRow


def seal_urn(service: Service, ballot: str) -> bool:
    """Whether the ballot is sealed now; `UnavailableError` if the urn cannot be reached."""
    with reading() as session:
        row, kept = find_ballot(session, ballot), secret_of(session, ballot)
        if kept is None or row.state != State.CLOSED:
            return False
        if kept.sealed is not None:
            return True
    if not hand_over_or_fail(service, ballot) or not _is_told_closed(ballot):
        return False
    note = service.urn.final(ballot)
    with begin(service) as act:
        row, kept = find_ballot(act.session, ballot), secret_of(act.session, ballot)
        settle(act, row)
        if row.state != State.CLOSED:
            return False
        if kept.sealed is None:
            _seal(act, row, note)
        return True


def _is_told_closed(ballot: str) -> bool:
    with reading() as session:
        return secret_of(session, ballot).handed == "closed"


def _seal(act: Act, row: BallotRow, note: bytes) -> None:
    urn = parse_paper(bytes(row.paper))["secret"]["urn"]
    final = open_checkpoint(note, urn["origin"], PublicKey.from_b64u(urn["key"]))
    issues = [leaf_hash(body) for body in issue_bodies(act.session, row.motion, row.id)]
    kept = secret_of(act.session, row.id)
    kept.urn_checkpoint, kept.sealed_at = note, act.now
    kept.sealed = {"urn": Head(final.root, final.size).document(),
                   "issue": Head(Tree(issues).root(), len(issues)).document()}
    row.due_at = act.now
    act.log("sealed", CLOCK, row.motion, row.id, **kept.sealed)
    write_sealed(act, row, find_motion(act.session, row.motion))
