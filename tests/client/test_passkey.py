"""The browser's part of passkeys on its own: what is signed is hashed here, for one purpose; a refusal has its code."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.authenticator import Authenticator
from voting.evidence import b64u, dst, unb64u
from voting.evidence.webauthn import act_hash

pytestmark = pytest.mark.browser
SOURCE = Path(__file__).resolve().parents[2] / "client" / "src" / "parts"
PLACE = "http://localhost:4999"
NONCE = b64u(bytes(range(32)))
CREATION = {"rp": {"id": "localhost", "name": "Scrutin"}, "user": {"id": b64u(b"p1"), "name": "A", "displayName": "A"},
            "challenge": NONCE, "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
            "authenticatorSelection": {"residentKey": "required", "userVerification": "required"}}
CALL = """async ([name, args]) => {
  const module = await import('/parts/passkey.mjs')
  try { return await module[name](...args) } catch (error) { return { code: error.code, name: error.name } }
}"""


@pytest.fixture
def place(page: Page) -> Page:
    """A page that can load the modules as they are written; no server stands behind it."""
    page.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body="<!doctype html><p>x"))
    page.route("**/parts/*.mjs", lambda route: route.fulfill(
        content_type="text/javascript", body=(SOURCE / route.request.url.rpartition("/")[2]).read_text()))
    page.goto(PLACE)
    return page


def call(page: Page, name: str, *args: object) -> dict:
    return page.evaluate(CALL, [name, list(args)])


def signed(page: Page, purpose: str, data: list[int], prf: list[int] | None = None) -> dict:
    return page.evaluate("""async ([purpose, data, prf]) => {
      const { assertion } = await import('/parts/passkey.mjs')
      try {
        const got = await assertion({ rpId: 'localhost' }, purpose, new Uint8Array(data),
          prf ? { prf: new Uint8Array(prf) } : {})
        return { ...got.assertion, prf: got.prf && [...got.prf] }
      } catch (error) { return { code: error.code } }
    }""", [purpose, data, prf])


def test_what_is_signed_is_hashed_from_purpose_and_nonce(place: Page) -> None:
    Authenticator(place)
    made = call(place, "enrol", CREATION)
    client = json.loads(unb64u(made["response"]["response"]["clientDataJSON"]))
    assert client["challenge"] == b64u(hashlib.sha256(dst("enrol") + bytes(range(32))).digest())
    assert client["challenge"] != NONCE
    for purpose in ("sign-in", "authorise-open-cast"):
        said = json.loads(unb64u(signed(place, purpose, [1, 2, 3])["cd"]))
        assert said["challenge"] == b64u(hashlib.sha256(dst(purpose) + b"\x01\x02\x03").digest())
        assert said["type"] == "webauthn.get"
    fields = [["reason", "Société,\r\nlate\r😀"], ["", ""]]
    named = place.evaluate("async (act) => [...await (await import('/parts/passkey.mjs')).actHash(...act)]",
                           ["/chair?lang=fr", fields])
    assert bytes(named) == act_hash("/chair?lang=fr", fields)


def test_an_assertion_is_four_texts_and_the_user_was_verified(place: Page) -> None:
    device = Authenticator(place)
    call(place, "enrol", CREATION)
    got = signed(place, "sign-in", [7])
    assert set(got) == {"ad", "cd", "cred", "sig", "prf"}
    assert got["prf"] is None
    assert unb64u(got["ad"])[32] & 0b101 == 0b101, "present and verified"
    assert unb64u(got["cred"]) == unb64u(b64u_of(device.credentials()[0]["credentialId"]))


def b64u_of(base64: str) -> str:
    return base64.replace("+", "-").replace("/", "_").rstrip("=")


def test_a_key_is_derived_where_the_device_can_and_is_the_same_each_time(place: Page) -> None:
    Authenticator(place)
    assert call(place, "enrol", CREATION)["has_prf"] is True
    first, again, other = (signed(place, "sign-in", [7], [salt] * 32)["prf"] for salt in (1, 1, 2))
    assert len(first) == 32
    assert first == again != other


def test_whoever_is_not_recognised_is_refused_with_the_code_of_its_sentence(place: Page) -> None:
    device = Authenticator(place)
    call(place, "enrol", CREATION)
    held = [{"type": "public-key", "id": b64u_of(device.credentials()[0]["credentialId"])}]
    assert call(place, "enrol", {**CREATION, "excludeCredentials": held})["code"] == "known"
    device.recognise(False)
    assert signed(place, "sign-in", [7]) == {"code": "declined"}
    assert call(place, "enrol", CREATION)["code"] == "declined"
    assert call(place, "enrol", {**CREATION, "rp": {"id": "example.org", "name": "x"}})["code"] == "place"


def test_a_browser_that_cannot_says_so(place: Page) -> None:
    place.evaluate("delete PublicKeyCredential.parseRequestOptionsFromJSON")
    assert call(place, "canPasskeys") is False
    assert call(place, "enrol", CREATION)["code"] == "lacking"
    words = place.evaluate("""async () => {
      document.body.innerHTML = '<div data-passkey-words data-lacking="Use another." data-failed="Again."></div>'
      const { PasskeyError, sentenceFor } = await import('/parts/passkey.mjs')
      return [sentenceFor(new PasskeyError('lacking')), sentenceFor(new Error('x'))]
    }""")
    assert words == ["Use another.", "Again."]
