"""Cast a named vote: one transaction for the entry of the log, the receipt and the mark on the roll (IV.2d, IV.3).

Every try carries an `attempt` made with the Check page. The same attempt gives the same answer however often it
arrives (double click, reload, retry after a broken connection) and never a second vote; another attempt replaces
the vote, the highest sequence number counts. Who is not on the roll is refused with the clause. Whoever has a passkey
on the roll signs each vote with it (`signed_vote`); the others' votes say how they signed in, and are counted apart.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from voting.ballots.authorisation import by_passkey
from voting.ballots.cast import MAX_SEQ, REASON_LIMIT, commit_reason, named_cast, receipt
from voting.ballots.choice import check_choice
from voting.ballots.lifecycle import Move, State, follow, state_at
from voting.ballots.paper import parse_paper
from voting.ballots.roll import SALT_BYTES
from voting.errors import ConflictError, InputError, RefusedError, TooOftenError
from voting.evidence import encode, receipt_code
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.limits import CASTS, CASTS_OF_NETWORK, CASTS_OF_PERSON, most_of, spend
from voting.services.locked import refuse_locked
from voting.services.off_roll import off_roll
from voting.services.settle import settle
from voting.services.signed_vote import Signature, authorise, expect_signature
from voting.services.typed import typed
from voting.statutes import serves
from voting.store.casting import Slot, cast_at_of, slot_of, store_cast
from voting.store.find import find_ballot
from voting.store.tables import RollRow


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the voter keeps: a code of twelve signs, the signed receipt, when it was stored, which of their casts."""

    ballot: str
    code: str
    document: bytes
    cast_at: int
    seq: int
    is_repeat: bool


@serves("IV.2d", "IV.3")
def cast_named(service: Service, person: str, ballot: str, choice: Mapping[str, object], attempt: str,
               reason: str = "", way: str = "session", signature: Signature | None = None,
               network: str = "") -> Receipt:
    """Store the vote and answer its receipt; `RefusedError`, `ConflictError` or `InputError` say why not.

    `way` is how somebody without a passkey on this roll signed in; whoever has one sends its `signature`. `network` is
    whence it comes, "" if unknown: counted, never kept with the vote.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,64}", attempt):
        raise InputError(N_("The page that was sent is incomplete."), "attempt",
                         next=N_("Open the ballot again and vote from there."))
    with begin(service) as act:
        slot = slot_of(act.connection, ballot, person, attempt)
        if slot is None:
            raise off_roll(act, find_ballot(act.session, ballot), person)
        state = State(slot.state)
        if state_at(state, slot.open_at, slot.close_at, act.now) is not state:
            state = settle(act, find_ballot(act.session, ballot))
        if slot.answered:  # a repeat is answered even after the close: it was stored in time
            before = slot.answered
            return Receipt(ballot, before.code, before.receipt, before.cast_at, before.seq, True)
        follow(state, Move.CAST)
        refuse_locked(act, person)
        refuse_entry(slot)
        refuse_haste(act, slot, person, network)
        return _store(act, slot, choice, attempt, reason, way, signature)


def refuse_entry(entry: Slot | RollRow) -> None:
    """Raise if no further vote is accepted under this entry of the roll."""
    if entry.is_replaced:
        raise RefusedError(N_("Two officers have replaced your entry on the electoral roll; your organisation votes "
                              "through another delegate."), entry.clause)
    if entry.ended_at:
        raise RefusedError(N_("Your mandate has ended since the electoral roll was frozen; no vote is accepted under "
                              "it any more."), entry.clause, kept=N_("A vote that you cast before stays counted."))
    if entry.last_seq >= MAX_SEQ:
        raise ConflictError(N_("You have changed this vote too often; the last one counts."))


def refuse_haste(act: Act, slot: Slot, person: str, network: str) -> None:
    """`TooOftenError` for too many votes within a minute: of one voter in this ballot (the votes themselves are the
    count), of one person in all ballots, of one network."""
    most = most_of(act.service, CASTS)
    tenth_last = slot.last_seq - most + 1 if most else 0
    until = cast_at_of(act.connection, slot, tenth_last) + CASTS.period_s if tenth_last > 0 else 0
    if until > act.now:
        raise TooOftenError(CASTS.says, until - act.now)
    for limit, who in ((CASTS_OF_PERSON, person), (CASTS_OF_NETWORK, network)):
        if who:
            spend(act.session, act.service, limit, who, act.now)


def _store(act: Act, slot: Slot, choice: Mapping[str, object], attempt: str, reason: str, way: str,
           signature: Signature | None) -> Receipt:
    paper = parse_paper(slot.paper)
    if "secret" in paper:
        raise ConflictError(N_("This ballot is secret: a vote under a name is not taken."),
                            next=N_("Open the ballot again and vote from there."))
    if "hands" in paper:
        raise ConflictError(N_("This is a show of hands in the room: no vote is cast here."),
                            next=N_("Raise your hand where the tellers see it."))
    check_choice(paper["questions"], choice)
    words = typed(reason) if choice.get("q1") == ["object"] else ""
    if choice.get("q1") == ["object"] and not words:
        raise InputError(N_("An objection needs a written reason."), "reason",
                         next=N_("Write why you object, then send it again."))
    if len(words) > REASON_LIMIT:
        raise InputError(N_("A reason has at most %(limit)s characters.", limit=REASON_LIMIT), "reason")
    signature = expect_signature(slot, signature) if slot.has_passkey else None
    salt = (signature.salt if signature else secrets.token_bytes(SALT_BYTES)) if words else b""
    seq, commitment, assertion = slot.last_seq + 1, commit_reason(words, salt) if words else "", b""
    document = named_cast(slot.paper_hash, slot.voter, seq, dict(choice), commitment, {"by": way})
    if signature:
        given = authorise(act, slot, document, str(paper["origin"]), signature)
        document["auth"], assertion = by_passkey(given), encode(given.document())
    leaf = act.append(document, slot.motion, slot.ballot)
    signed = encode(receipt(act.service.keys.authority, slot.paper_hash, leaf.body))
    code = receipt_code(leaf.hash)
    store_cast(act.connection, slot, seq=seq, attempt=attempt, leaf=leaf.index, cast_at=act.now, code=code,
               receipt=signed, reason=words, reason_salt=salt, assertion=assertion)
    return Receipt(slot.ballot, code, signed, act.now, seq, False)
