"""What a secret ballot needs before it is announced: tellers' keys, an issuer's key, an urn; and its part of the paper.

The keys are made, and the urn is asked, before the act that announces: nothing slow or far away happens while everyone
waits for the log. An announcement that fails afterwards leaves keys that the next try takes up again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.choice import longest_choice, question
from voting.ballots.election import questions_of
from voting.ballots.lifecycle import State
from voting.ballots.nonce import NONCE, Dealing, deal_nonce
from voting.ballots.seal import PADS
from voting.errors import ConflictError, UnavailableError
from voting.evidence import b64u
from voting.sentences import N_
from voting.services.accept_key import is_election, ready_trustees
from voting.services.act import Act, Service, begin
from voting.services.choose_secrecy import is_to_be_secret, stage_of
from voting.services.close_nominations import election_of
from voting.services.draft_motion import law_of
from voting.services.urn.take_documents import prepare_order
from voting.services.urn_door import UrnKeys
from voting.statutes import Secrecy
from voting.store.find import find_ballot, find_motion
from voting.store.secret import SecretBallotRow, TrusteeRow
from voting.store.tables import BallotRow, MotionRow

SUITE = "SV1-RSA3072"
MAX_RECASTS = 32
LEAST_PAD = 256
READING_KEY = 32
"""Random bytes of the key that a ballot's readers share."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made ready outside the act: the issuer's public key, the urn's keys, the key of the urn's readers."""

    issuer: str
    urn: UrnKeys
    reading_key: str


def prepare_secret(service: Service, ballot: str) -> Prepared | None:
    """Make ready what the ballot needs; None if it is not going to be secret. Refusals say what is missing."""
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        motion = find_motion(act.session, row.motion)
        if row.state != State.DRAFTED or not is_to_be_secret(act, motion, row):
            return None
        ready_trustees(act, ballot, law_of(act, motion).secrecy)
    if service.urn is None or service.issuers is None:
        raise UnavailableError(N_("This installation has no urn, so it cannot hold a secret ballot."))
    reading_key = b64u(secrets.token_bytes(READING_KEY))
    urn = service.urn.prepare(prepare_order(service.keys.authority, ballot, reading_key))
    return Prepared(b64u(service.issuers.make(ballot).public.der), urn, reading_key)


def pad_for(questions: Sequence[Mapping[str, object]]) -> int:
    """How long every sealed choice on these questions is made: so that none tells itself by its length."""
    return next(pad for pad in sorted(PADS) if pad >= max(LEAST_PAD, longest_choice(questions) + 2))


def _questions(act: Act, motion: MotionRow, ballot: BallotRow) -> Sequence[Mapping[str, object]]:
    """What the paper will ask."""
    election = election_of(act, motion)
    return questions_of(election) if election is not None else [question(stage_of(act, motion, ballot.stage).options)]


def secret_part(act: Act, motion: MotionRow, ballot: BallotRow, prepared: Prepared | None) -> dict[str, object] | None:
    """The object `secret` of the paper, checked again within the act; None for a named ballot. Fixes the choice."""
    ballot.is_secret = is_to_be_secret(act, motion, ballot)
    if not ballot.is_secret:
        return None
    if prepared is None:
        raise ConflictError(N_("This ballot has just become a secret one."), next=N_("Announce it once more."))
    rule = law_of(act, motion).secrecy
    trustees = ready_trustees(act, ballot.id, rule)
    entries = [dict(one.document) for one in trustees]
    act.session.add(SecretBallotRow(ballot=ballot.id, reading_key=prepared.reading_key, handed="", sealed_at=0))
    return {
        "client_sha256": sorted(act.service.bundles), "grace": rule.grace_s,
        "issuers": [{"id": act.service.rp, "key": prepared.issuer}],
        "pad": pad_for(_questions(act, motion, ballot)), "relays": [], "rp": act.service.rp,
        "suite": SUITE, "t": rule.threshold, "trustees": entries,
        **({"nonces": _nonces(ballot.id, rule, trustees, entries)} if is_election(motion) else {}),
        "urn": {"key": prepared.urn.key, "max_recasts": MAX_RECASTS, "origin": prepared.urn.origin,
                "relay_key": prepared.urn.relay_key, "url": prepared.urn.url}}


def _nonces(ballot: str, rule: Secrecy, trustees: Sequence[TrusteeRow], entries: Sequence[Mapping[str, object]]
            ) -> list[dict[str, object]]:
    """The parts of the lots: the service's own, which it forgets, and those of the tellers who have dealt one."""
    own = deal_nonce(Dealing.of(ballot, rule.threshold, entries), secrets.token_bytes(NONCE))
    return [own, *(dict(one.nonce) for one in trustees if one.nonce)]
