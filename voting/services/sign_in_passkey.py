"""Sign in with a passkey: a challenge of its own purpose, so that whoever makes somebody sign in has confirmed nothing
and authorised nothing."""

from __future__ import annotations

from voting.services.act import Service, begin
from voting.services.passkey import SIGN_IN, ask_nonce, signing_passkey
from voting.services.sign_in import begin_session


def sign_in_options(service: Service, browser: str) -> dict[str, object]:
    """What the browser needs to sign in with whatever passkey it has for this service."""
    return {"nonce": ask_nonce(service, SIGN_IN, browser), "options": {"rpId": service.rp, "timeout": 300_000}}


def sign_in_passkey(service: Service, browser: str, nonce: object, sent: object) -> str:
    """The secret of a new session of whoever owns the passkey that signed; `RefusedError` for every other answer."""
    with begin(service) as act:
        return begin_session(act, signing_passkey(act, SIGN_IN, browser, nonce, sent).person, "passkey")
