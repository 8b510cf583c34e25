"""What all acts with passkeys share: a nonce that is signed once, and the passkey that signed it.

The server gives a nonce; the browser hashes it with the domain string of one purpose (`sign-in`, `enrol`, `confirm`);
the passkey signs that hash. So what was signed to come in confirms nothing, and what was signed here serves nowhere
else. A confirmation is hashed together with the act that it confirms. A nonce works in the browser that asked for it,
within five minutes, once.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from voting.errors import MalformedError, PasskeyError, RefusedError
from voting.evidence import b64u, sha256_hex, unb64u
from voting.evidence.webauthn import ALGORITHMS, Assertion, Passkey, challenge, check_assertion, credential_hash
from voting.sentences import N_
from voting.services.act import Act, Service
from voting.store.database import writing
from voting.store.passkeys import NonceRow, PasskeyRow, forget_nonces, use_nonce

SIGN_IN, ENROL, CONFIRM = "sign-in", "enrol", "confirm"
"""The purposes of a server's nonce; each is the domain string of its challenge."""
NONCE_BYTES, NONCE_S, KEPT_S = 32, 300, 86400
_COUNTER = slice(33, 37)


def ask_nonce(service: Service, purpose: str, browser: str) -> str:
    """A new nonce for `purpose`, base64url, for the browser that keeps the secret `browser`."""
    nonce, now = secrets.token_bytes(NONCE_BYTES), service.clock()
    with writing() as session:
        forget_nonces(session, now - KEPT_S)
        session.add(NonceRow(id=sha256_hex(nonce), purpose=purpose, browser=sha256_hex(browser.encode()),
                             asked_at=now))
    return b64u(nonce)


def spend_nonce(act: Act, purpose: str, browser: str, nonce: object, bound: bytes = b"") -> bytes:
    """The 32 bytes that must have been signed, over the nonce and what it is `bound` to; `RefusedError` for a nonce of
    another purpose or browser, an old one, or one that was used."""
    try:
        raw = unb64u(nonce, NONCE_BYTES)
    except MalformedError:
        raw = b""
    if not use_nonce(act.session, sha256_hex(raw), purpose, sha256_hex(browser.encode()), act.now - NONCE_S, act.now):
        raise RefusedError(N_("What your passkey was asked to sign is too old, was used already, or was asked for by "
                              "another page."), next=N_("Try again: the page asks anew."))
    return challenge(purpose, raw + bound)


def signing_passkey(act: Act, purpose: str, browser: str, nonce: object, sent: object,
                    bound: bytes = b"") -> PasskeyRow:
    """The live passkey that signed the nonce for `purpose` in this browser, its use noted; else `RefusedError`."""
    return answering_passkey(act, spend_nonce(act, purpose, browser, nonce, bound), sent)[0]


def answering_passkey(act: Act, wanted: bytes, sent: object) -> tuple[PasskeyRow, Assertion]:
    """The live passkey that signed the 32 bytes `wanted`, its use noted, and its answer; else `RefusedError`."""
    told = sent if isinstance(sent, Mapping) else {}
    row = act.session.get(PasskeyRow, str(told.get("cred", ""))[:1364])
    if row is None or row.ended_at:
        raise RefusedError(N_("This passkey is not known here, or was removed."),
                           next=N_("Use another one, or ask the secretariat for an invitation."))
    try:
        known = public(row)
        assertion = Assertion.read({**told, "cred": known.id})
        check_assertion(known, assertion, wanted, act.service.origin, act.service.rp)
    except PasskeyError as fault:
        raise RefusedError(fault.what, next=PasskeyError.next) from fault
    _note_use(act, row, int.from_bytes(assertion.ad[_COUNTER], "big"))
    return row, assertion


def public(row: PasskeyRow) -> Passkey:
    """The passkey as evidence knows it."""
    return Passkey(credential_hash(unb64u(row.id)), ALGORITHMS[row.alg], b64u(bytes(row.spki)), row.enrolled_at,
                   row.vouched_by)


def _note_use(act: Act, row: PasskeyRow, count: int) -> None:
    """A passkey that stays in one device counts; one that is synchronised between devices need not."""
    if not row.is_backup_eligible and row.sign_count and count <= row.sign_count:
        raise RefusedError(N_("This passkey has counted backwards: there may be a copy of it."),
                           next=N_("Use your other passkey, and tell the secretariat."))
    row.sign_count, row.last_used_at = max(count, row.sign_count), act.now
