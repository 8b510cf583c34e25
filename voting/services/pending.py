"""What waits for a second officer: proposed with a reason, told to all who may confirm it, settled once.

About a ballot, or, without one, about the whole organisation: then the secretariat proposes, and any chair, deputy,
teller or other holder of the secretariat confirms; never the person whom it concerns.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.errors import ConflictError, InputError, NotFoundError, RefusedError
from voting.sentences import N_
from voting.services.act import Act, new_id
from voting.services.officers import any_officer
from voting.services.tell_officers import tell_officers
from voting.services.typed import typed
from voting.store.access import PendingRow, waiting_of_kind


def put_forward(act: Act, kind: str, proposer: Mapping[str, str], payload: dict[str, str], reason: str,
                ballot: str | None = None, organ: str = "") -> str:
    """The id of a new proposal; `ConflictError` if the same waits already."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Give the reason; it stands in the record."), "reason")
    if any(other.ballot == ballot and other.payload == payload for other in waiting_of_kind(act.session, kind)):
        raise ConflictError(N_("The same is proposed already and waits for a second officer."))
    waiting = PendingRow(id=new_id("a"), act=kind, ballot=ballot, organ=organ, payload=payload, reason=reason,
                         proposed_by=proposer["subject"], proposed_office=proposer["office"], proposed_at=act.now)
    act.session.add(waiting)
    tell_officers(act, waiting)
    return waiting.id


def find_waiting(act: Act, pending: str) -> PendingRow:
    """A proposal that has not been settled."""
    waiting = act.session.get(PendingRow, pending)
    if waiting is None:
        raise NotFoundError(N_("There is no such proposal."))
    if waiting.settled_at:
        raise ConflictError(N_("This proposal has been settled already."))
    return waiting


def another_officer(act: Act, by: str, waiting: PendingRow) -> dict[str, str]:
    """The officer document of whoever confirms or refuses an act that concerns the whole organisation."""
    if waiting.payload.get("person") == by:
        raise RefusedError(N_("This proposal concerns you: another officer settles it."),
                           act.statutes.presiding.clause)
    return any_officer(act, by)


def settle_proposal(act: Act, waiting: PendingRow, by: str, outcome: str) -> None:
    """A proposal is settled now: confirmed or refused."""
    waiting.settled_at, waiting.settled_by, waiting.outcome = act.now, by, outcome
