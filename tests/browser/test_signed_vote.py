"""A delegate's passkey signs the vote: by keyboard alone, in both languages, refused, repeated, on a bad line.

The authenticator is Chromium's own virtual one, reached over CDP; the key in it is known to the test, so that the
register can know the passkey before the ballot is announced.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Page, Route, expect

from tests.authenticator import Authenticator as Virtual
from tests.browser.conftest import faults_of, is_wider_than_its_window
from tests.browser.test_three_screens import DESK, PHONE, WORDS, said, tab_to
from tests.client.bad_line import held
from tests.passkeys import enrol
from tests.site import Site
from voting.ballots.authorisation import check_authorised
from voting.demonstration.authenticator import Authenticator
from voting.evidence import decode
from voting.evidence.webauthn import Assertion
from voting.store.tables import CastRow

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Coming = Callable[..., Page]


@pytest.fixture
def passkey(site: Site) -> Authenticator:
    """AMBER's passkey, from before any ballot."""
    return site.within(enrol, site.world, "AMBER")


@pytest.fixture
def ballot(site: Site, passkey: Authenticator) -> str:
    return site.world.announce(site.world.draft(), lasts=3000)


@pytest.fixture
def virtual(page: Page, passkey: Authenticator) -> Virtual:
    """The same passkey in the browser's device."""
    secret = passkey.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    made = Virtual(page)
    made.give({"credentialId": base64.b64encode(passkey.credential_id).decode(), "isResidentCredential": True,
               "rpId": "localhost", "privateKey": base64.b64encode(secret).decode(), "signCount": 0,
               "userHandle": base64.b64encode(b"amber").decode()})
    return made


def choose(page: Page, address: str, ballot: str, option: str = "I consent", reason: str = "") -> Page:
    """On to the Check page."""
    page.goto(f"{address}/ballots/{ballot}")
    page.get_by_text(option, exact=True).click()
    if reason:
        page.get_by_label("Your reason").fill(reason)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Cast my vote")).to_be_visible()
    return page


def cast(page: Page) -> None:
    page.get_by_role("button", name="Cast my vote").click()


def is_in(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Your vote is in the ballot box")


def is_signed(site: Site, ballot: str, passkey: Authenticator, count: int = 1) -> None:
    """So many votes are in the log, and each was signed by this passkey for exactly what it says, on this site."""
    leaves = site.world.leaves(ballot, "cast")
    assert len(leaves) == count
    signed = {given.hash: given for given in (Assertion.read(decode(bytes(row.assertion)))
                                              for row in site.world.rows(CastRow))}
    for leaf in leaves:
        check_authorised(passkey.passkey(0), signed[leaf["auth"]["assertion"]], leaf, site.service.origin)


def test_before_the_script_has_come_nothing_can_be_sent_unsigned(
        page: Page, site: Site, address: str, ballot: str, passkey: Authenticator, virtual: Virtual,
        signed_in: Coming) -> None:
    button, sentence = page.get_by_role("button", name="Cast my vote"), page.get_by_text("not ready yet")
    signed_in(page, "AMBER")
    page.route("**/app-*.js", lambda route: route.abort())
    choose(page, address, ballot)
    expect(button).to_be_disabled()
    expect(sentence).to_be_visible()
    assert faults_of(page) == []
    page.unroute("**/app-*.js")
    page.get_by_role("button", name="Back, I want to change it").click()
    page.get_by_role("button", name="Continue").click()
    expect(button).to_be_enabled()
    expect(sentence).to_be_hidden()
    cast(page)
    is_in(page)
    is_signed(site, ballot, passkey)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_by_keyboard_alone(page: Page, site: Site, ballot: str, passkey: Authenticator, virtual: Virtual,
                           signed_in: Coming, window: dict, lang: str) -> None:
    words = WORDS[lang]
    page.set_viewport_size(window)
    signed_in(page, "AMBER", lang)
    expect(page.get_by_role("link", name=re.compile(f"^{words['vote']}"))).to_be_visible()
    tab_to(page, words["vote"])
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["step"].format(1))).to_be_visible()
    tab_to(page, words["yes"])
    page.keyboard.press("Space")
    tab_to(page, words["next"])
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["step"].format(2))).to_be_visible()
    asks = "your device asks for your passkey" if lang == "en" else "votre appareil demande votre clé d’accès"
    expect(page.get_by_text(said(asks))).to_be_visible()
    assert not is_wider_than_its_window(page)
    assert faults_of(page) == []
    expect(page.get_by_role("button", name=words["cast"])).to_be_enabled()
    tab_to(page, words["cast"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(said(words["in"]))
    expect(page.get_by_text("Signed with your passkey." if lang == "en" else "Signé avec votre clé")).to_be_visible()
    is_signed(site, ballot, passkey)
    assert virtual.credentials()[0]["signCount"] == 1


def test_an_objection_in_any_words_and_then_another_vote(page: Page, site: Site, address: str, ballot: str,
                                                         passkey: Authenticator, virtual: Virtual,
                                                         signed_in: Coming) -> None:
    signed_in(page, "AMBER")
    cast(choose(page, address, ballot, "I object", " “Été” — e\u0301té\n\n第二行 😀 <b>&amp;\u00a0 "))
    is_in(page)
    cast(choose(page, address, ballot))
    is_in(page)
    is_signed(site, ballot, passkey, 2)
    assert [leaf["seq"] for leaf in site.world.leaves(ballot, "cast")] == [1, 2]


def test_who_is_not_recognised_sends_nothing_and_may_try_again(page: Page, site: Site, address: str, ballot: str,
                                                               passkey: Authenticator, virtual: Virtual,
                                                               signed_in: Coming) -> None:
    signed_in(page, "AMBER")
    virtual.recognise(False)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/cast") else None)
    cast(choose(page, address, ballot))
    expect(page.get_by_role("heading", name="Not signed, so not sent")).to_be_visible()
    expect(page.get_by_text("could not be sure that it is you")).to_be_visible()
    assert faults_of(page) == []
    assert (sent, site.world.leaves(ballot, "cast")) == ([], [])
    held_by_device = virtual.credentials()
    virtual.lose()  # a device that did not recognise anyone often enough is blocked: another one
    other = Virtual(page)
    for credential in held_by_device:
        other.give(credential)
    cast(page)
    is_in(page)
    is_signed(site, ballot, passkey)


def test_a_device_without_the_passkey_sends_nothing(page: Page, site: Site, address: str, ballot: str,
                                                    signed_in: Coming) -> None:
    Virtual(page)
    signed_in(page, "AMBER")
    cast(choose(page, address, ballot))
    expect(page.get_by_role("heading", name="Not signed, so not sent")).to_be_visible()
    assert site.world.leaves(ballot, "cast") == []


def test_the_answer_is_lost_and_the_passkey_is_not_asked_again(page: Page, site: Site, address: str, ballot: str,
                                                               passkey: Authenticator, virtual: Virtual,
                                                               signed_in: Coming) -> None:
    def swallow(route: Route) -> None:
        route.fetch(max_redirects=0)  # the server has it
        route.abort("connectionreset")

    signed_in(page, "AMBER")
    choose(page, address, ballot)
    page.route("**/cast", swallow, times=1)
    with held(page, "**/attempts/*"):
        cast(page)
        expect(page.get_by_role("heading", name="We do not know yet")).to_be_visible()
    is_in(page)
    is_signed(site, ballot, passkey)
    assert virtual.credentials()[0]["signCount"] == 1


def test_the_vote_is_lost_on_its_way_and_the_same_signature_goes_again(page: Page, site: Site, address: str,
                                                                       ballot: str, passkey: Authenticator,
                                                                       virtual: Virtual, signed_in: Coming) -> None:
    signed_in(page, "AMBER")
    choose(page, address, ballot)
    page.route("**/cast", lambda route: route.abort("connectionreset"), times=1)
    cast(page)
    is_in(page)
    is_signed(site, ballot, passkey)
    assert virtual.credentials()[0]["signCount"] == 1


def test_a_second_window_that_was_overtaken_is_told_and_can_go_on(page: Page, site: Site, address: str, ballot: str,
                                                                  passkey: Authenticator, virtual: Virtual,
                                                                  signed_in: Coming) -> None:
    signed_in(page, "AMBER")
    choose(page, address, ballot)
    form = page.locator("#cast")
    assert form.locator("[name=seq]").input_value() == "1"
    other = page.context.new_page()
    also = Virtual(other)
    for credential in virtual.credentials():
        also.give(credential)
    cast(choose(other, address, ballot, "I stand aside"))
    is_in(other)
    other.close()
    cast(page)
    expect(page.get_by_text(re.compile("on another device, or in another window"))).to_be_visible()
    assert page.locator("#cast [name=seq]").input_value() == "2"
    cast(page)
    is_in(page)
    is_signed(site, ballot, passkey, 2)


def test_asvs_3_7_5_without_javascript(browser, site: Site, address: str, ballot: str) -> None:
    """A passkey holder reads what is missing and whom to call, and cannot send it; somebody without one votes."""
    for who in ("AMBER", "BIRCH"):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/demo")
        page.locator(f'button[name="person"][value="{site.world.person(who)}"]').click()
        choose(page, address, ballot)
        if who == "AMBER":
            expect(page.get_by_role("button", name="Cast my vote")).to_be_disabled()
            expect(page.locator("noscript p")).to_contain_text("call the secretariat before the ballot closes")
        else:
            cast(page)
            is_in(page)
        context.close()
    assert [leaf["auth"]["by"] for leaf in site.world.leaves(ballot, "cast")] == ["session"]


def test_the_page_makes_the_very_bytes_of_the_log(page: Page, site: Site, address: str, ballot: str, virtual: Virtual,
                                                  signed_in: Coming) -> None:
    """What the passkey was asked is what the page says it was: the challenge in the browser's own words."""
    signed_in(page, "AMBER")
    cast(choose(page, address, ballot, "I object", "Très court."))
    is_in(page)
    row = site.world.rows(CastRow)[0]
    said_by_browser = json.loads(Assertion.read(decode(bytes(row.assertion))).cd)
    assert (said_by_browser["type"], said_by_browser["origin"]) == ("webauthn.get", address)
    assert row.reason == "Très court."
