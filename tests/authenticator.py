"""An authenticator that Chromium believes in: made, locked, emptied and taken away by a test, over CDP."""

from __future__ import annotations

from playwright.sync_api import Page

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

    def lose(self) -> None:
        """Take it away, with all it holds."""
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})
