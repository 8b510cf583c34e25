"""What tests of a secret vote in the browser share: a voter who comes, chooses, casts, before a fake register and urn.

The register and the urn are `tests.client.fake_booth`; the pages, headers and styles are the real ones.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.authenticator import Authenticator
from tests.client.fake_booth import FakeBooth
from tests.site import Site

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
WORDS = {
    "en": {"yes": "Yes", "no": "No", "next": "Continue", "cast": "Cast my vote", "other": "Check it on another device",
           "picture": "Show the picture", "canvas": "Picture to photograph with the other device"},
    "fr": {"yes": "Oui", "no": "Non", "next": "Continuer", "cast": "Déposer mon vote",
           "other": "Vérifier sur un autre appareil", "picture": "Montrer l’image",
           "canvas": "Image à photographier avec l’autre appareil"},
}
MAKE_PASSKEY = """async () => {
    const kinds = [-7, -257].map(alg => ({type: 'public-key', alg}))
    const made = await navigator.credentials.create({publicKey: {
        challenge: new Uint8Array(32), rp: {id: 'localhost', name: 'Scrutin'}, pubKeyCredParams: kinds,
        user: {id: new Uint8Array(16), name: 'a', displayName: 'a'}, extensions: {prf: {}},
        authenticatorSelection: {residentKey: 'required', userVerification: 'required'}}})
    return made.id}"""
OPENED = """async () => {
    const ask = request => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)})
    const database = await ask(indexedDB.open('scrutin'))
    const store = database.transaction('ballots', 'readwrite').objectStore('ballots')
    const rows = await ask(store.getAll())
"""
TAKE_AWAY = OPENED + """
    await ask(store.clear())
    database.close()
    return rows.length}"""
EVERYTHING_KEPT = OPENED + """
    database.close()
    return {local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage), address: location.href,
            history: JSON.stringify(history.state), rows: rows.map(row => ({
                name: row.name, extractable: row.key.extractable, others: Object.keys(row).sort().join(),
                text: new TextDecoder('latin1').decode(row.sealed)}))}}"""


@pytest.fixture
def booth(site: Site) -> FakeBooth:
    return FakeBooth(site.app)


@pytest.fixture
def vote(page: Page, booth: FakeBooth, address: str) -> Callable[..., Page]:
    """Opens the Choose screen, as a voter with a passkey or without."""

    def come(has_passkey: bool = False, lang: str = "en") -> Page:
        page.context.add_cookies([{"name": "lang", "value": lang, "url": address}])
        if has_passkey:
            page.goto(f"{address}/")
            page.authenticator = Authenticator(page)
            booth.passkeys = [{"id": page.evaluate(MAKE_PASSKEY), "transports": ["internal"]}]
        page.goto(f"{address}/fake/vote")
        expect(page.get_by_role("radio").first).to_be_visible()
        return page

    return come


def choose(page: Page, option: str = "Yes") -> None:
    page.get_by_text(option, exact=True).click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet: check your vote")


def cast(page: Page) -> None:
    page.get_by_role("button", name="Cast my vote").click()


def is_in(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is in the ballot box", timeout=15_000)
