"""Hand a voter the credential of a secret ballot: signed unseen, once, for who stands on the roll (IV.2d, IV.3).

Roll, authorisation and uniqueness are checked in the one transaction that logs the issue and keeps the answer; one
request may ask for several announced ballots. The same blinded message gets the same answer however often it is asked;
another one is refused, since nobody can tell whether the first was used. What is signed cannot be read here, and this
module knows neither choices nor casts: who was handed a credential stands in the log, what became of it nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.credential import issue_leaf
from voting.ballots.lifecycle import State
from voting.ballots.paper import parse_paper
from voting.errors import ConflictError, InputError, RefusedError
from voting.evidence.blind_rsa import BITS
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.locked import refuse_locked
from voting.services.off_roll import off_roll
from voting.services.settle import settle
from voting.services.voter_authority import Asked, Authority, authorise_issue
from voting.services.write_mail import write_issue_notice
from voting.statutes import serves
from voting.store.database import Session, reading
from voting.store.find import entry_of, find_ballot, find_motion
from voting.store.secret import CredentialRow, credential_of, secret_of
from voting.store.tables import BallotRow, RollRow

MOST = 16
"""Ballots of one request."""
LARGEST_LOCKER = 8192
SIGNATURE = BITS // 8


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """For one ballot: the blinded message of each issuer, and the voter's own state, encrypted in the browser."""

    ballot: str
    blinded: tuple[bytes, ...]
    locker: bytes = b""


@dataclass(frozen=True, slots=True)
class Issued:
    """What was handed out: a blind signature for each blinded message, and the locker as it was first brought."""

    ballot: str
    blinded: tuple[bytes, ...]
    blind_sigs: tuple[bytes, ...]
    locker: bytes


@serves("IV.2d", "IV.3")
def issue_credentials(service: Service, person: str, requests: Sequence[IssueRequest],
                      assertion: Mapping[str, object] | None = None) -> list[Issued]:
    """The credentials that `person` asks for, all or none; the refusal names what stands against it."""
    if not 1 <= len(requests) <= MOST or len({request.ballot for request in requests}) != len(requests):
        raise InputError(N_("The page that was sent is incomplete."))
    signed = {request.ballot: _sign(service, request) for request in requests}
    with begin(service) as act:
        done, asked, fresh = [], [], []
        for request in requests:
            row, entry, before = _find(act, person, request)
            asked.append(Asked(row, entry, request.blinded))
            if before is None:
                fresh.append((request, asked[-1]))
            done.append(before or Issued(request.ballot, request.blinded, signed[request.ballot], request.locker))
        authority = authorise_issue(act, asked, [one for _, one in fresh], assertion)
        for request, one in fresh:
            _keep(act, request, one, signed[request.ballot], authority[request.ballot])
        return done


def issued_to(session: Session, ballot: str, voter: str) -> Issued | None:
    """What was handed to a voter before."""
    row = credential_of(session, ballot, voter)
    if row is None:
        return None
    return Issued(ballot, _cut(bytes(row.blinded)), _cut(bytes(row.blind_sigs)), bytes(row.locker))


def _sign(service: Service, request: IssueRequest) -> tuple[bytes, ...]:
    """Sign before the transaction, which holds up everybody; what the checks in it refuse is thrown away unseen."""
    with reading() as session:
        row = find_ballot(session, request.ballot)
        if secret_of(session, row.id) is None:
            raise ConflictError(N_("This ballot is not a secret one that is announced; no credential is needed."))
        issuers = parse_paper(bytes(row.paper))["secret"]["issuers"]
        if row.state not in (State.ANNOUNCED, State.OPEN):
            return ()  # nothing new is signed; what was issued before is answered
    if len(request.blinded) != len(issuers) or len(request.locker) > LARGEST_LOCKER:
        raise InputError(N_("The page that was sent is incomplete."))
    key = service.issuers.read(request.ballot)
    return tuple(key.sign_blinded(blinded) for blinded in request.blinded)


def _find(act: Act, person: str, request: IssueRequest) -> tuple[BallotRow, RollRow, Issued | None]:
    """The ballot, the person's entry and what was issued on it before; refusals for who gets nothing now."""
    row = find_ballot(act.session, request.ballot)
    state = settle(act, row)
    entry = entry_of(act.session, row.id, person)
    if entry is None:
        raise off_roll(act, row, person)
    before = issued_to(act.session, row.id, entry.voter)
    if before is not None:
        if before.blinded != request.blinded:
            raise ConflictError(
                N_("Your ballot paper was issued to you already, on another device or in another browser."),
                kept=N_("It is still yours, and a vote that you cast with it stays in the urn."),
                next=N_("Vote on the device where you began, or move here with your passkey or your recovery code. "
                        "Nobody can issue it a second time."))
        return row, entry, before
    if state not in (State.ANNOUNCED, State.OPEN):
        raise ConflictError(N_("This ballot is over; no ballot paper is issued any more."))
    if entry.is_replaced:
        raise RefusedError(N_("Two officers have replaced your entry on the electoral roll; your organisation votes "
                              "through another delegate."), entry.clause)
    if entry.ended_at:
        raise RefusedError(N_("Your mandate has ended since the electoral roll was frozen; no ballot paper is issued "
                              "under it any more."), entry.clause)
    refuse_locked(act, person)
    return row, entry, None


def _keep(act: Act, request: IssueRequest, asked: Asked, signed: tuple[bytes, ...], authority: Authority) -> None:
    row, entry = asked.row, asked.entry
    if not signed:
        raise ConflictError(N_("This ballot is over; no ballot paper is issued any more."))
    act.session.add(CredentialRow(ballot=row.id, voter=entry.voter, blinded=b"".join(request.blinded),
                                  blind_sigs=b"".join(signed), locker=request.locker, assertion=authority.document))
    act.append(issue_leaf(row.paper_hash, entry.voter, request.blinded, authority.assertion), row.motion, row.id)
    write_issue_notice(act, row, find_motion(act.session, row.motion), entry.person)


def _cut(joined: bytes) -> tuple[bytes, ...]:
    return tuple(joined[start:start + SIGNATURE] for start in range(0, len(joined), SIGNATURE))
