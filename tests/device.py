"""A device with a passkey in software, as a browser speaks for it: what it sends to enrol, to sign in, to confirm.

Does also what no honest browser does (another origin, nobody verified), so that refusals can be asked for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from fido2 import cbor
from fido2.cose import ES256, RS256, EdDSA
from werkzeug.test import TestResponse

from tests.site import Site, Visitor
from voting.ballots.countersignature import countersign_challenge
from voting.demonstration.authenticator import BE, BS, UP, UV, Authenticator
from voting.evidence import b64u, sha256, unb64u
from voting.evidence.webauthn import act_hash, challenge, rp_of
from voting.services.enrol_passkey import add_passkey
from voting.services.passkey import ENROL, ask_nonce

ORIGIN = "http://localhost"
COSE = {"ES256": ES256, "EdDSA": EdDSA, "RS256": RS256}
AT = 0x40


class Device:
    """One passkey and the browser around it."""

    def __init__(self, alg: str = "ES256") -> None:
        self.key = Authenticator.make(alg, secrets.token_bytes)
        self.id = b64u(self.key.credential_id)

    def registration(self, nonce: str, purpose: str = "enrol", origin: str = ORIGIN, flags: int = UP | UV | BE | BS,
                     **client: object) -> dict[str, object]:
        """What the browser's part sends when this passkey is made."""
        said = {"type": "webauthn.create", "challenge": b64u(challenge(purpose, unb64u(nonce))), "origin": origin,
                "crossOrigin": False, **client}
        public = cbor.encode(dict(COSE[self.key.alg].from_cryptography_key(self.key.key.public_key())))
        attested = bytes(16) + len(self.key.credential_id).to_bytes(2, "big") + self.key.credential_id + public
        auth_data = sha256(rp_of(origin).encode()) + bytes([flags | AT]) + bytes(4) + attested
        document = cbor.encode({"fmt": "none", "attStmt": {}, "authData": auth_data})
        response = {"clientDataJSON": b64u(json.dumps(said).encode()), "attestationObject": b64u(document)}
        return {"nonce": nonce, "has_prf": True, "response": {
            "id": self.id, "rawId": self.id, "type": "public-key", "clientExtensionResults": {}, "response": response}}

    def assertion(self, nonce: str, purpose: str, origin: str = ORIGIN, bound: bytes = b"",
                  **rest: object) -> dict[str, object]:
        """What the browser's part sends when this passkey signs a nonce, and what it is bound to, for a purpose."""
        signed = self.key.answer(challenge(purpose, unb64u(nonce) + bound), origin, **rest)
        return {"nonce": nonce, "assertion": {**signed.document(), "cred": self.id}}

    def confirmation(self, visitor: Visitor, path: str, form: Mapping[str, object], **rest: object) -> str:
        """What the browser's part puts into a form to confirm that it is to be sent to `path`."""
        fields = [(name, str(value)) for name, value in form.items()]
        return json.dumps(self.assertion(ask(visitor, "/confirm/options")["nonce"], "confirm",
                                         bound=act_hash(path, fields), **rest))


def ask(visitor: Visitor, path: str) -> dict[str, object]:
    """What the server gives this browser to sign."""
    answer = visitor.client.post(path, headers={"X-CSRFToken": visitor.token, "Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def sign_in(visitor: Visitor, device: Device, **rest: object) -> TestResponse:
    """Sign in with a device; the service's answer."""
    nonce = ask(visitor, "/sign-in/passkey/options")["nonce"]
    return renewed(visitor, visitor.post("/sign-in/passkey", passkey=json.dumps(
        device.assertion(nonce, "sign-in", **rest))))


def enrol(visitor: Visitor, device: Device, token: str, name: str = "My telephone", **rest: object) -> TestResponse:
    """Use an invitation with a device; the service's answer."""
    assert visitor.post("/enrol", link=token).location == "/enrol/passkey"
    nonce = ask(visitor, "/enrol/passkey/options")["options"]["challenge"]
    return renewed(visitor, visitor.post("/enrol/passkey", name=name, passkey=json.dumps(
        device.registration(nonce, **rest))))


def renewed(visitor: Visitor, answer: TestResponse) -> TestResponse:
    """The answer; signing in has given the browser a new cookie, so that its next form needs a new token."""
    visitor.token = ""
    return answer


def enrolled(site: Site, who: str) -> Device:
    """A passkey of somebody, enrolled by the service, so that the log tells of it."""
    device, service, browser = Device(), site.service, "the browser that asked"
    nonce = site.within(ask_nonce, service, ENROL, browser)
    site.within(add_passkey, service, site.world.person(who), browser, nonce,
                device.registration(nonce, origin=service.origin), f"{who}'s device")
    return device


def countersignature(site: Site, device: Device, said: Mapping[str, object], **how: object) -> dict[str, object]:
    """What the browser's part sends when this passkey signs a statement."""
    answer = device.key.answer(countersign_challenge(said), str(how.pop("on", site.service.origin)), **how)
    return {**answer.document(), "cred": device.id}
