"""Enrol a passkey: the first by a single-use link, another with a passkey that is there already.

What the browser sends is read and checked by the library `fido2`: made for us, on our origin, the person verified by
the device. Which make of device it is nobody asks (no attestation). A person has at most two. Every change is told
to the person by mail and stands in the log: not the key, but a salted commitment to it, which an officer's later
countersignature opens.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fido2.server import Fido2Server
from fido2.webauthn import AuthenticatorData, PublicKeyCredentialRpEntity, RegistrationResponse

from voting.ballots.authorisation import SALT_BYTES, commit_passkey
from voting.errors import ConflictError, InputError, NotFoundError, PasskeyError, RefusedError
from voting.evidence import b64u, sha256_hex
from voting.evidence.webauthn import ALGORITHMS, check_client
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.passkey import ENROL, ask_nonce, public, spend_nonce
from voting.services.passkey_letters import enrolled
from voting.services.passkeys_on_roll import let_in
from voting.services.sign_in import begin_session
from voting.services.typed import typed
from voting.services.write_mail import put
from voting.store.database import reading
from voting.store.passkeys import InvitationRow, PasskeyRow, passkeys_of, use_invitation
from voting.store.tables import PersonRow

MOST_PASSKEYS, LONGEST_NAME = 2, 60
UNUSABLE = N_("This invitation has been used, is too old, or never was.")
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OverflowError,
               RecursionError, struct.error)
"""What `fido2` raises on bytes that are no registration."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link invites, and from when on it can be used."""

    person: str
    name: str
    usable_at: int
    is_usable: bool


def look_at_invitation(service: Service, token: str) -> Invited:
    """Whom a link invites; using nothing up. `RefusedError` in the same words for one that is used, old or invented."""
    now = service.clock()
    with reading() as session:
        row = session.get(InvitationRow, sha256_hex(token.encode()))
        if row is None or row.used_at or row.ended_at or now > row.until_at:
            raise RefusedError(UNUSABLE, next=N_("Ask the secretariat for another invitation."))
        return Invited(row.person, session.get(PersonRow, row.person).name, row.usable_at, row.usable_at <= now)


def creation_options(service: Service, person: str, browser: str) -> dict[str, object]:
    """What the browser needs to make a passkey for `person`; the nonce stands where the challenge will be."""
    with reading() as session:
        row = session.get(PersonRow, person)
        held = [known.id for known in passkeys_of(session, person, service.clock())]
    return {
        "rp": {"id": service.rp, "name": service.rp}, "challenge": ask_nonce(service, ENROL, browser),
        "user": {"id": b64u(person.encode()), "name": row.mail or row.name, "displayName": row.name},
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in sorted(ALGORITHMS, reverse=True)],
        "excludeCredentials": [{"type": "public-key", "id": id} for id in held], "timeout": 300_000,
        "authenticatorSelection": {"residentKey": "required", "requireResidentKey": True,
                                   "userVerification": "required"}, "attestation": "none"}


def enrol_invited(service: Service, token: str, browser: str, nonce: object, sent: object, name: str) -> str:
    """Use an invitation up and enrol the passkey that `browser` made; the secret of a session that it begins."""
    id = sha256_hex(token.encode())
    with begin(service) as act:
        if not use_invitation(act.session, id, act.now):
            raise RefusedError(UNUSABLE, next=N_("Ask the secretariat for another invitation."))
        invitation = act.session.get(InvitationRow, id)
        second = invitation.vouched_by or {}
        row = _enrol(act, invitation.person, browser, nonce, sent, name, second.get("subject", ""))
        if second:
            let_in(act, row, invitation.invited_by, second)
        return begin_session(act, invitation.person, "passkey")


def add_passkey(service: Service, person: str, browser: str, nonce: object, sent: object, name: str) -> None:
    """Enrol another passkey of somebody who has just confirmed with the one that they have."""
    with begin(service) as act:
        _enrol(act, person, browser, nonce, sent, name, "")


def _enrol(act: Act, person: str, browser: str, nonce: object, sent: object, name: str,
           vouched_by: str) -> PasskeyRow:
    name = typed(name)
    if not name or len(name) > LONGEST_NAME:
        raise InputError(N_("Give the passkey a name of at most %(most)s characters.", most=LONGEST_NAME), "name")
    held = passkeys_of(act.session, person, act.now)
    if len(held) >= MOST_PASSKEYS:
        raise ConflictError(N_("You have two passkeys already."), next=N_("Remove one of them first."))
    known = act.session.get(PersonRow, person)
    if known is None:
        raise NotFoundError(N_("The register has no such person."))
    row = _read(act, spend_nonce(act, ENROL, browser, nonce), sent)
    if act.session.get(PasskeyRow, row.id) is not None:
        raise ConflictError(N_("This passkey has been enrolled before."))
    row.person, row.name, row.enrolled_at, row.vouched_by = person, name, act.now, vouched_by
    act.session.add(row)
    by = {"office": "self", "subject": person}
    row.salt = secrets.token_bytes(SALT_BYTES)
    act.log_register("passkey_enrolled", by, subject=person, second=vouched_by,
                     passkey=commit_passkey(public(row), row.salt))
    if known.mail:
        put(act, known.mail, known.language, known.zone, enrolled(name, f"{act.service.origin}/me/passkeys"))
    return row


def _read(act: Act, wanted: bytes, sent: object) -> PasskeyRow:
    """The new passkey in what the browser sent; `RefusedError` unless it is one, for us, now, of a person verified."""
    told = sent if isinstance(sent, Mapping) else {}
    service = act.service
    try:
        response = RegistrationResponse.from_dict(told["response"])
        check_client(bytes(response.response.client_data), "webauthn.create", wanted, service.origin)
        server = Fido2Server(PublicKeyCredentialRpEntity(id=service.rp, name=service.rp),
                             verify_origin=lambda origin: origin == service.origin)
        device = server.register_complete({"challenge": b64u(wanted), "user_verification": "required"}, response)
        credential = device.credential_data
        row = PasskeyRow(
            id=b64u(bytes(credential.credential_id)), alg=credential.public_key[3], spki=spki(credential.public_key),
            sign_count=device.counter, is_backup_eligible=bool(device.flags & AuthenticatorData.FLAG.BE),
            is_backed_up=bool(device.flags & AuthenticatorData.FLAG.BS), has_prf=told.get("has_prf") is True,
            enrolled_at=act.now, vouched_by="")
        public(row)
    except PasskeyError as fault:
        raise RefusedError(fault.what, next=PasskeyError.next) from fault
    except _UNREADABLE as fault:
        raise RefusedError(N_("What the browser sent is not a new passkey for this service."),
                           next=PasskeyError.next) from fault
    return row


def spki(cose: Mapping[int, object]) -> bytes:
    """A COSE key (RFC 9052) as SubjectPublicKeyInfo; `KeyError` or `ValueError` for kinds that are not used here."""
    match cose[3]:
        case -7:
            point = (int.from_bytes(cose[-2], "big"), int.from_bytes(cose[-3], "big"))
            key = ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()
        case -8:
            key = ed25519.Ed25519PublicKey.from_public_bytes(cose[-2])
        case -257:
            key = rsa.RSAPublicNumbers(int.from_bytes(cose[-2], "big"), int.from_bytes(cose[-1], "big")).public_key()
        case _:
            raise ValueError("a kind of key that was not offered")
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
