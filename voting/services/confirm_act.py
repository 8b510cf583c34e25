"""Before a grave act: whoever is signed in confirms with a passkey that they mean this one act, as it was sent.

What is signed names the act, its object and everything on the form (`evidence.webauthn.act_hash`), so that a touch
given to open one ballot opens no other, nor the same one with another hour. It counts once, for the request that it
comes with. In a demonstration, whoever came in from the list of people has no passkey and confirms by a button that
says so.
"""

from __future__ import annotations

from voting.errors import RefusedError
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.passkey import CONFIRM, ask_nonce, signing_passkey
from voting.store.access import SessionRow
from voting.store.database import reading
from voting.store.passkeys import passkeys_of


def confirm_options(service: Service, person: str, browser: str) -> dict[str, object]:
    """What the browser needs to have one of `person`'s passkeys confirm."""
    with reading() as session:
        held = [{"type": "public-key", "id": row.id} for row in passkeys_of(session, person, service.clock())]
    if not held:
        raise RefusedError(N_("You have no passkey with which to confirm this."),
                           next=N_("Ask the secretariat for an invitation to enrol one."))
    return {"nonce": ask_nonce(service, CONFIRM, browser),
            "options": {"rpId": service.rp, "allowCredentials": held, "timeout": 300_000}}


def confirm_by_passkey(service: Service, session_id: str, browser: str, nonce: object, sent: object,
                       act_hash: bytes) -> None:
    """Return if the session's own person has just signed this very act; `RefusedError` for another act, for somebody
    else's passkey, and for any fault."""
    with begin(service) as act:
        row = act.session.get(SessionRow, session_id)
        if signing_passkey(act, CONFIRM, browser, nonce, sent, act_hash).person != row.person:
            raise RefusedError(N_("This is the passkey of somebody else."), next=N_("Confirm with your own."))


def confirm_in_demonstration(service: Service, way: str) -> None:
    """A demonstration's button in the place of a passkey; refused everywhere else, and in a session of another way."""
    if not service.is_demonstration or way != "demonstration":
        raise RefusedError(N_("This button is there only in a demonstration."))


def has_passkey(service: Service, person: str) -> bool:
    """Whether a person could confirm with a passkey now."""
    with reading() as session:
        return bool(passkeys_of(session, person, service.clock()))
