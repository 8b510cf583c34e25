"""Somebody's passkeys are lost: the coordinator says so, a second officer confirms, new ones come after a wait.

Also the way to a first passkey while a ballot runs on whose roll the person stands. Nobody but the person ever holds
the new key: what two officers give is an invitation. The person is told at each step, and may refuse while they can
still sign in.
"""

from __future__ import annotations

from voting.errors import ConflictError, NotFoundError
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.invite import invitable, write_invitation
from voting.services.officers import secretariat
from voting.services.passkey_letters import recovery_proposed
from voting.services.pending import find_waiting, put_forward, settle_proposal
from voting.services.write_mail import put
from voting.store.access import PendingRow
from voting.store.find import is_on_running_roll
from voting.store.passkeys import has_enrolled

RECOVER = "recover"


def propose_recovery(service: Service, by: str, person: str, reason: str) -> str:
    """The coordinator proposes to end somebody's passkeys and to invite them anew; the id of the proposal."""
    with begin(service) as act:
        officer, known = secretariat(act, by), invitable(act, person)
        had_any = has_enrolled(act.session, person)
        if not had_any and not is_on_running_roll(act.session, person, act.now):
            raise ConflictError(N_("This person never had a passkey: an invitation is enough."),
                                next=N_("Invite them; no second officer is needed."))
        pending = put_forward(act, RECOVER, officer, {"person": person}, reason)
        if had_any:
            put(act, known.mail, known.language, known.zone, recovery_proposed(f"{act.service.origin}/me/passkeys"))
        return pending


def recover(act: Act, waiting: PendingRow, second: dict[str, str]) -> None:
    """Confirmed: the passkeys that there were end, and an invitation is written."""
    first = secretariat(act, waiting.proposed_by)  # powers end with the office, also for a proposal
    known = invitable(act, waiting.payload["person"])
    write_invitation(act, first, known, second, replaces=has_enrolled(act.session, known.id))


def refuse_own_recovery(service: Service, person: str, pending: str) -> None:
    """The person concerned has lost nothing and says so, signed in with a passkey that works."""
    with begin(service) as act:
        waiting = find_waiting(act, pending)
        if waiting.act != RECOVER or waiting.payload["person"] != person:
            raise NotFoundError(N_("There is no such proposal about you."))
        settle_proposal(act, waiting, person, "refused")
