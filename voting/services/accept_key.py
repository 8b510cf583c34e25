"""A teller accepts to hold a key of a secret ballot, made in the teller's own browser, and opens a rehearsal with it.

Before the ballot is announced (reading "tellers"): tellers of different organisations, none of them the chair or of the
secretariat, one key each. The service sees the public half only. A place whose rehearsal was opened stays; one that
was not may be taken by another teller when no other is free.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.lifecycle import State
from voting.ballots.trustee import check_trustee_key, make_rehearsal
from voting.errors import ConflictError, InputError, RefusedError
from voting.evidence import sha256
from voting.register.presiding import office_for
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.choose_secrecy import is_to_be_secret
from voting.services.countersign_tally import organisations_of
from voting.services.draft_motion import law_of
from voting.services.officers import refuse_candidate
from voting.statutes import Secrecy
from voting.store.find import find_ballot, find_motion, organ_asked
from voting.store.secret import TrusteeRow, trustee_of, trustees_of
from voting.store.tables import BallotRow, MotionRow

REHEARSAL = 32
"""Random bytes that a teller must find."""
LARGEST_LOCKER = 8192


@dataclass(frozen=True, slots=True)
class Place:
    """A teller's place among the holders of `trustees` keys of which `threshold` open the ballot; what they have
    accepted there, if they have."""

    index: int
    trustees: int
    threshold: int
    is_accepted: bool = False
    is_rehearsed: bool = False
    rehearsal: bytes = b""
    locker: bytes = b""
    draws_lots: bool = False
    deal_to: tuple[str, ...] = ()
    """The keys for lots of all tellers, where this one's part of an election's lots is still wanted."""


def place_of(service: Service, by: str, ballot: str) -> Place:
    """The place for which the teller's browser makes and signs its key, or the one that they hold; a refusal if this
    person may hold none."""
    with begin(service) as act:
        row, motion, rule = load_drafted(act, ballot)
        check_teller(act, row, motion, by)
        mine, draws_lots = trustee_of(act.session, row.id, by), is_election(motion)
        if mine is None:
            return Place(_place(trustees_of(act.session, row.id), by, rule), rule.trustees, rule.threshold,
                         draws_lots=draws_lots)
        return Place(mine.index, rule.trustees, rule.threshold, True, _is_ready(mine, motion),
                     bytes(mine.rehearsal_sealed), bytes(mine.locker), draws_lots,
                     () if mine.nonce else keys_for_lots(act, row.id, motion, rule))


def accept_key(service: Service, by: str, ballot: str, index: int, key: Mapping[str, object],
               locker: bytes = b"") -> bytes:
    """Keep the public key (`id`, `pk`, `sig`; of an election `lots`) under `index`, and the private one as the teller's
    browser has encrypted it (`locker`); the rehearsal that it must open."""
    if len(locker) > LARGEST_LOCKER:
        raise InputError(N_("The page that was sent is incomplete."))
    with begin(service) as act:
        row, motion, rule = load_drafted(act, ballot)
        office = check_teller(act, row, motion, by)
        held = trustees_of(act.session, row.id)
        if _place(held, by, rule) != index:
            raise ConflictError(N_("Another teller has taken this place meanwhile."),
                                next=N_("Accept once more; your browser makes another key."))
        document = {**key, "subject": by}
        check_trustee_key(document, row.id, index)
        if ("lots" in key) != is_election(motion):
            raise InputError(N_("The page that was sent is incomplete."))
        if any({key["id"], key["pk"]} & {other.document["id"], other.document["pk"]} for other in held
               if other.person != by):
            raise InputError(N_("This key belongs to another teller of this ballot."))
        plain = secrets.token_bytes(REHEARSAL)
        for other in held:
            other.nonce = None  # it was dealt to the keys that stood here
            if other.index == index or other.person == by:
                act.session.delete(other)
        act.session.flush()
        sealed = make_rehearsal(key["pk"], row.id, index, plain)
        act.session.add(TrusteeRow(ballot=row.id, index=index, person=by, document=document, accepted_at=act.now,
                                   rehearsal=sha256(plain), rehearsal_sealed=sealed, locker=locker, rehearsed_at=0,
                                   released_at=0))
        act.log_register("key_accepted", {"office": office, "subject": by}, motion=motion.id, ballot=row.id,
                         index=index, id=key["id"], pk=key["pk"])
        return sealed


def open_rehearsal(service: Service, by: str, ballot: str, plain: bytes) -> tuple[str, ...]:
    """The teller's browser has opened the rehearsal and says what it found; only then the key counts as ready.

    The keys to which this teller's part of an election's lots is to be dealt now: empty until all tellers are ready.
    """
    with begin(service) as act:
        row, motion, rule = load_drafted(act, ballot)
        office = check_teller(act, row, motion, by)
        mine = trustee_of(act.session, row.id, by)
        if mine is None:
            raise ConflictError(N_("You have not accepted a key for this ballot, or another teller took the place."),
                                next=N_("Accept the key first."))
        if not hmac.compare_digest(sha256(plain), mine.rehearsal):
            raise InputError(N_("The rehearsal was not opened with the key that you accepted."),
                             next=N_("Accept a new key; nothing depends on the old one yet."))
        if not mine.rehearsed_at:
            mine.rehearsed_at = act.now
            act.log_register("key_rehearsed", {"office": office, "subject": by}, motion=motion.id, ballot=row.id,
                             index=mine.index)
        act.session.flush()
        return () if mine.nonce else keys_for_lots(act, row.id, motion, rule)


def ready_trustees(act: Act, ballot: str, rule: Secrecy) -> list[TrusteeRow]:
    """The key holders of the paper, by place; `ConflictError` with what is missing unless all are there and rehearsed,
    and each still is a teller."""
    row, motion, _ = load_drafted(act, ballot)
    ready = _ready(act, ballot, motion)
    if [one.index for one in ready] != list(range(rule.trustees)):
        raise ConflictError(
            N_("%(ready)s of %(needed)s tellers have accepted their key and opened its rehearsal; a secret ballot is "
               "announced when all have.", ready=len(ready), needed=rule.trustees),
            next=N_("Ask the tellers to open this ballot in their room and to accept their key."))
    for one in ready:
        _check_office(act, motion, row, one.person)
    if is_election(motion) and not any(one.nonce for one in ready):
        raise ConflictError(
            N_("No teller has added a part to the lots that decide ties yet."),
            next=N_("Ask a teller to open the page of their key once more; there is nothing to press."))
    return ready


def keys_for_lots(act: Act, ballot: str, motion: MotionRow, rule: Secrecy) -> tuple[str, ...]:
    """The tellers' keys for an election's lots in the order of the paper; none until all tellers are ready."""
    ready = _ready(act, ballot, motion)
    if not is_election(motion) or [one.index for one in ready] != list(range(rule.trustees)):
        return ()
    return tuple(str(one.document["lots"]["pk"]) for one in ready)


def is_election(motion: MotionRow) -> bool:
    """Whether lots may have to decide ties of this motion."""
    return motion.subject_kind == "seats"


def _ready(act: Act, ballot: str, motion: MotionRow) -> list[TrusteeRow]:
    return [one for one in trustees_of(act.session, ballot) if _is_ready(one, motion)]


def _is_ready(holder: TrusteeRow, motion: MotionRow) -> bool:
    """Whether a key was tried, and has what this ballot needs of it: keys accepted by earlier versions draw no lots."""
    return bool(holder.rehearsed_at) and ("lots" in holder.document or not is_election(motion))


def load_drafted(act: Act, ballot: str) -> tuple[BallotRow, MotionRow, Secrecy]:
    """A secret ballot that waits to be announced, its motion, what the statutes say of secrecy; `ConflictError`."""
    row = find_ballot(act.session, ballot)
    motion = find_motion(act.session, row.motion)
    if row.state != State.DRAFTED or motion.state != "live":
        raise ConflictError(N_("Keys are accepted before a ballot is announced; this one is announced or over."))
    rule = law_of(act, motion).secrecy
    if rule is None or not is_to_be_secret(act, motion, row):
        raise ConflictError(N_("This ballot is not secret, so it needs no keys."),
                            next=N_("The chair decides on secrecy before announcing it."))
    return row, motion, rule


def check_teller(act: Act, ballot: BallotRow, motion: MotionRow, person: str) -> str:
    """The office by which `person` may hold a key of this ballot."""
    office = _check_office(act, motion, ballot, person)
    own = organisations_of(act.register(), person, act.now)
    for other in trustees_of(act.session, ballot.id):
        if other.person != person and other.rehearsed_at and own & organisations_of(act.register(), other.person,
                                                                                      act.now):
            raise RefusedError(N_("A teller of your organisation holds a key of this ballot already; those who hold "
                                  "keys come from different organisations."), law_of(act, motion).secrecy.clause)
    return office


def _check_office(act: Act, motion: MotionRow, ballot: BallotRow, person: str) -> str:
    law, register, organ = law_of(act, motion), act.register(), organ_asked(motion, ballot)
    office = office_for(law, register, organ, person, "teller", act.now)
    if not office:
        raise RefusedError(N_("Only the tellers of this organ hold keys of its ballots."), law.secrecy.clause)
    if any(office_for(law, register, organ, person, role, act.now) for role in ("chair", "secretariat")):
        raise RefusedError(N_("Who chairs the organ or belongs to the secretariat holds no key of its ballots."),
                           law.secrecy.clause)
    if is_election(motion):
        refuse_candidate(act, motion.id, person)
    return office


def _place(held: Sequence[TrusteeRow], person: str, rule: Secrecy) -> int:
    """One's own place, else an empty one, else the oldest that was never rehearsed; `ConflictError` if none is left."""
    for one in held:
        if one.person == person:
            return one.index
    taken = {one.index for one in held}
    free = [index for index in range(rule.trustees) if index not in taken]
    waiting = sorted((one.accepted_at, one.index) for one in held if not one.rehearsed_at)
    if free:
        return free[0]
    if waiting:
        return waiting[0][1]
    raise ConflictError(N_("All keys of this ballot are held already; no more are needed."))
