"""The record of a declared motion, made and signed in the act that declares it, and kept as made.

It stays the same file with the same fingerprint, whatever the log or the keys do later, until the motion itself goes
on: when its ballot is annulled, or vacant seats are filled from an election's papers, it is made again with that
entry. Two copies are served: the full one, with names, reasons and what passkeys signed, for the organ and its
tellers; and the public one without them, under salted voter ids. Both carry the same signed index and fingerprint.
"""

from __future__ import annotations

from voting.ballots.authorisation import assertion_opening
from voting.ballots.cast import commit_reason
from voting.ballots.lifecycle import State
from voting.ballots.paper import parse_paper
from voting.ballots.roll import Identity, opening
from voting.errors import NotFoundError
from voting.evidence import Checkpoint, Tree, b64u, decode, sign_checkpoint
from voting.evidence.webauthn import Assertion
from voting.record import LoggedLeaf, RecordContents, StageContents, public_copy, write_record
from voting.sentences import N_
from voting.services.act import Act, statutes_by_hash
from voting.services.passkeys_on_roll import frozen_roll, openings
from voting.services.record_secret import issue_openings, secret_contents
from voting.store.database import Session, reading
from voting.store.elections import fillings
from voting.store.find import ballots_of, casts_with_reason, roll_of, signed_casts
from voting.store.log import all_hashes, leaves_of_motion
from voting.store.tables import BallotRow, MotionRow, RecordRow


def make_record(act: Act, motion: MotionRow) -> None:
    """Make, sign and keep the record of `motion`, whose declaration (or annulment) has just been logged."""
    act.session.flush()
    made = write_record(_contents(act, motion), act.service.keys.authority)
    kept = act.session.get(RecordRow, motion.id)
    if kept is None:
        act.session.add(RecordRow(motion=motion.id, made_at=act.now, body=made))
    else:
        kept.made_at, kept.body = act.now, made


def renew_record(act: Act, ballot: BallotRow, motion: MotionRow) -> None:
    """Make the record again with the entry just logged; after a rotation of keys it stays as declared, and verifies."""
    paper, keys = parse_paper(bytes(ballot.paper)), act.service.keys
    if paper["authority"] == keys.authority.public.b64u and paper["log"]["key"] == keys.log.public.b64u:
        make_record(act, motion)


def full_record(motion: str) -> bytes:
    """The zip with names and reasons; `NotFoundError` before the declaration."""
    with reading() as session:
        kept = session.get(RecordRow, motion)
        if kept is None:
            raise NotFoundError(N_("The result of this motion has not been declared; its record does not exist yet."))
        return bytes(kept.body)


def public_record(motion: str) -> bytes:
    """The zip without names and reasons."""
    return public_copy(full_record(motion))


def _contents(act: Act, row: MotionRow) -> RecordContents:
    session, keys = act.session, act.service.keys
    held = [ballot for ballot in ballots_of(session, row.id)
            if ballot.state in (State.DECLARED, State.ANNULLED) and ballot.tally]
    tree = Tree(all_hashes(session))
    leaves = tuple(LoggedLeaf(leaf.index, bytes(leaf.body), tree.inclusion(leaf.index))
                   for leaf in leaves_of_motion(session, row.id) if leaf.type != "issue")
    return RecordContents(
        motion_id=row.id, motion=bytes(row.document), statutes=statutes_by_hash(session, row.statutes_sha256).source,
        stages=tuple(_stage(session, ballot, tree) for ballot in held),
        tally=bytes(row.tally), tally_sig=bytes(row.tally_sig), effects=bytes(row.effects), leaves=leaves,
        checkpoint=sign_checkpoint(Checkpoint(act.service.log_origin, tree.size, tree.root()), keys.log),
        vacancies=tuple(bytes(filling.document) for filling in fillings(session, row.id)),
        log_key=keys.log.public, names=_names(session, held), reasons=_reasons(session, held),
        **_signatures(session, [ballot.id for ballot in held]))


def _signatures(session: Session, ballots: list[str]) -> dict[str, tuple[dict[str, object], ...]]:
    """What opens the rolls' passkeys and what they signed; nothing where no roll has one."""
    passkeys = openings(session, ballots)
    if not passkeys:
        return {}
    return {"passkeys": tuple(passkeys), "assertions": (
        *(assertion_opening(Assertion.read(decode(signed))) for signed in signed_casts(session, ballots)),
        *issue_openings(session, ballots))}


def _stage(session: Session, ballot: BallotRow, tree: Tree) -> StageContents:
    entries = roll_of(session, ballot.id)
    issued = tuple(decode(bytes(entry.issued)) for entry in entries if entry.issued)  # of a secret ballot: none
    return StageContents(paper=bytes(ballot.paper), paper_sig=bytes(ballot.paper_sig),
                         roll=frozen_roll(session, ballot.id, entries).write(), issued=issued,
                         tally=bytes(ballot.tally), tally_sig=bytes(ballot.tally_sig),
                         secret=secret_contents(session, ballot, tree))


def _names(session: Session, held: list[BallotRow]) -> tuple[dict[str, object], ...]:
    lines = [opening(Identity(entry.person, entry.name, entry.organisation), bytes(entry.salt))
             for ballot in held for entry in roll_of(session, ballot.id) if entry.salt]  # none of whoever was erased
    return tuple(sorted(lines, key=lambda line: str(line["voter"])))


def _reasons(session: Session, held: list[BallotRow]) -> tuple[dict[str, object], ...]:
    rows = casts_with_reason(session, [ballot.id for ballot in held])
    lines = [{"commitment": commit_reason(row.reason, bytes(row.reason_salt)), "reason": row.reason,
              "salt": b64u(bytes(row.reason_salt))} for row in rows]
    return tuple(sorted(lines, key=lambda line: str(line["commitment"])))
