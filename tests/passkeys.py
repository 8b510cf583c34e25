"""Delegates with software passkeys: enrolled straight into the register's table, and how they sign a vote."""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.world import World
from voting.ballots.authorisation import cast_challenge
from voting.ballots.cast import commit_reason, named_cast
from voting.demonstration.authenticator import Authenticator
from voting.evidence import b64u, unb64u
from voting.evidence.webauthn import ALGORITHMS
from voting.services.signed_vote import Signature
from voting.store.database import writing
from voting.store.find import entry_of, find_ballot
from voting.store.passkeys import PasskeyRow

COSE = {name: number for number, name in ALGORITHMS.items()}


def enrol(world: World, who: str, alg: str = "ES256", vouch: str = "") -> Authenticator:
    """Give somebody a passkey now."""
    device = Authenticator.make(alg, secrets.token_bytes)
    passkey = device.passkey(world.now)
    with writing() as session:
        session.add(PasskeyRow(id=b64u(device.credential_id), person=world.person(who), name=f"{who}'s device",
                               alg=COSE[alg], spki=unb64u(passkey.pk), enrolled_at=world.now, vouched_by=vouch))
    return device


def as_chromium_has_it(device: Authenticator, code: str) -> dict[str, object]:
    """A software passkey as the virtual authenticator takes it."""
    secret = device.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return {"credentialId": base64.b64encode(device.credential_id).decode(), "isResidentCredential": True,
            "rpId": "localhost", "privateKey": base64.b64encode(secret).decode(), "signCount": 0,
            "userHandle": base64.b64encode(code.encode()).decode()}


def lose(world: World, device: Authenticator) -> None:
    """Its owner has removed the passkey."""
    with writing() as session:
        session.get(PasskeyRow, b64u(device.credential_id)).ended_at = world.now


def sign(world: World, device: Authenticator, who: str, ballot: str, option: str, reason: str = "", seq: int = 0,
         origin: str = "", **how: object) -> Signature:
    """What a browser and a passkey make of a vote: by default the next one of this voter, on our site."""
    with writing() as session:
        row, entry = find_ballot(session, ballot), entry_of(session, ballot, world.person(who))
        paper, voter, number = row.paper_hash, entry.voter, seq or entry.last_seq + 1
    salt = secrets.token_bytes(16)
    cast = named_cast(paper, voter, number, {"q1": [option]}, commit_reason(reason, salt) if reason else "")
    return Signature(number, salt, device.answer(cast_challenge(cast), origin or world.service.origin, **how))
