"""An authenticator that Chromium believes in: made, locked, emptied and taken away by a test, over CDP."""

from __future__ import annotations

import base64

from playwright.sync_api import Page

from tests.world import World
from voting.store.database import writing
from voting.store.passkeys import PasskeyRow

OPTIONS = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
           "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
           "defaultBackupEligibility": True, "defaultBackupState": True, "hasPrf": True}


class Authenticator:
    """One virtual authenticator in the browser of `page`."""

    def __init__(self, page: Page, **options: object) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable", {"enableUI": False})
        self.options = OPTIONS | options
        self._make()

    def _make(self) -> None:
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": self.options})["authenticatorId"]

    def credentials(self) -> list[dict[str, object]]:
        """What it holds."""
        return self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def give(self, credential: dict[str, object]) -> None:
        """Put a credential into it: a synced passkey on another device."""
        self.cdp.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})

    def recognise(self, is_user: bool) -> None:
        """From now on whoever holds it is recognised as its owner, or is not.

        A device that has not recognised somebody a few times locks itself; its owner unlocks it, with all it holds.
        """
        if is_user:
            held = self.credentials()
            self.lose()
            self._make()
            for credential in held:
                self.give(credential)
            return
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": is_user})

    def taps(self) -> int:
        """How many times any of its passkeys has signed."""
        return sum(int(held["signCount"]) for held in self.credentials())

    def lose(self) -> None:
        """Take it away, with all it holds."""
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})


MAKE = """async ([name, residentKey]) => {
    const kinds = [-7, -257].map(alg => ({type: 'public-key', alg}))
    const made = await navigator.credentials.create({publicKey: {
        challenge: new Uint8Array(32), rp: {id: 'localhost', name: 'Scrutin'}, pubKeyCredParams: kinds,
        user: {id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name}, extensions: {prf: {}},
        authenticatorSelection: {residentKey, userVerification: 'required'}}})
    const key = new Uint8Array(made.response.getPublicKey())
    return {id: made.id, spki: btoa(String.fromCharCode(...key)),
            has_prf: made.getClientExtensionResults().prf?.enabled === true}}"""
"""Make a passkey that derives keys: one that is put in by `give` never does, for its secret cannot be carried along."""


def make_passkey(page: Page, world: World, who: str, resident: str = "required") -> None:
    """A passkey for somebody, made in this page's authenticator as enrolling makes one, and in the register.

    The virtual authenticator has room for three that it can find by itself; beyond that make them "discouraged".
    """
    made = page.evaluate(MAKE, [who, resident])
    assert made["has_prf"]
    with writing() as session:
        session.add(PasskeyRow(id=made["id"], person=world.person(who), name=f"{who}'s device", alg=-7,
                               spki=base64.b64decode(made["spki"]), has_prf=True, enrolled_at=world.now))
