"""Sign in with a passkey, and confirm with it, before a grave act, that it is still the same person.

Both are challenges of their own purpose: whoever makes somebody sign in has confirmed nothing. A confirmation counts
for the session in which it was given, for a few minutes. In a demonstration, whoever came in from the list of people
has no passkey and confirms by a button that says so.
"""

from __future__ import annotations

from voting.errors import RefusedError
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.passkey import CONFIRM, SIGN_IN, ask_nonce, signing_passkey
from voting.services.sign_in import begin_session
from voting.store.access import SessionRow
from voting.store.database import reading
from voting.store.passkeys import passkeys_of

FRESH_S = 300
"""How long a confirmation counts."""


def sign_in_options(service: Service, browser: str) -> dict[str, object]:
    """What the browser needs to sign in with whatever passkey it has for this service."""
    return {"nonce": ask_nonce(service, SIGN_IN, browser), "options": {"rpId": service.rp, "timeout": 300_000}}


def sign_in_passkey(service: Service, browser: str, nonce: object, sent: object) -> str:
    """The secret of a new session of whoever owns the passkey that signed; `RefusedError` for every other answer."""
    with begin(service) as act:
        return begin_session(act, signing_passkey(act, SIGN_IN, browser, nonce, sent).person, "passkey")


def confirm_options(service: Service, person: str, browser: str) -> dict[str, object]:
    """What the browser needs to have one of `person`'s passkeys confirm."""
    with reading() as session:
        held = [{"type": "public-key", "id": row.id} for row in passkeys_of(session, person, service.clock())]
    if not held:
        raise RefusedError(N_("You have no passkey with which to confirm this."),
                           next=N_("Ask the secretariat for an invitation to enrol one."))
    return {"nonce": ask_nonce(service, CONFIRM, browser),
            "options": {"rpId": service.rp, "allowCredentials": held, "timeout": 300_000}}


def confirm_by_passkey(service: Service, session_id: str, browser: str, nonce: object, sent: object) -> None:
    """The session's own person has confirmed just now; `RefusedError` for somebody else's passkey as for any fault."""
    with begin(service) as act:
        row = act.session.get(SessionRow, session_id)
        if signing_passkey(act, CONFIRM, browser, nonce, sent).person != row.person:
            raise RefusedError(N_("This is the passkey of somebody else."), next=N_("Confirm with your own."))
        row.fresh_at = act.now


def confirm_in_demonstration(service: Service, session_id: str) -> None:
    """A demonstration's button in the place of a passkey; refused everywhere else, and in a session of another way."""
    with begin(service) as act:
        row = act.session.get(SessionRow, session_id)
        if not service.is_demonstration or row.way != "demonstration":
            raise RefusedError(N_("This button is there only in a demonstration."))
        row.fresh_at = act.now


def is_fresh(service: Service, fresh_at: int) -> bool:
    """Whether a confirmation given at an instant still counts."""
    return bool(fresh_at) and service.clock() <= fresh_at + FRESH_S


def has_passkey(service: Service, person: str) -> bool:
    """Whether a person could confirm with a passkey now."""
    with reading() as session:
        return bool(passkeys_of(session, person, service.clock()))
