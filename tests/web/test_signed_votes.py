"""The delegate's pages where a passkey signs: what the Check page holds, and what a refusal leaves on it."""

from __future__ import annotations

import html
import re

import pytest

from tests.device import Device
from tests.device import enrol as enrol_by_link
from tests.passkeys import enrol, lose
from tests.site import Site, Visitor
from tests.web.casting import cast, check
from tests.web.test_passkeys import enrolled
from tests.web.test_recovery import WAIT, link, propose, settle
from tests.world import MEMBERS
from voting.ballots.authorisation import cast_challenge
from voting.ballots.cast import commit_reason, named_cast
from voting.demonstration.authenticator import UP, Authenticator
from voting.evidence import b64u, unb64u
from voting.services.declare_result import declare_result
from voting.services.make_record import full_record
from voting.verifier import verify

FIELD = re.compile(r'name="([a-z]+)" value="([^"]*)"')
SIGN = re.compile(r'data-(sign|voter|rp|passkeys)="([^"]*)"')


@pytest.fixture
def device(site: Site) -> Authenticator:
    return site.within(enrol, site.world, "AMBER")


@pytest.fixture
def ballot(site: Site, device: Authenticator) -> str:
    return site.world.open_ballot()


def check_page(visitor: Visitor, ballot: str, choice: str = "consent", reason: str = "") -> str:
    return visitor.post(f"/ballots/{ballot}/check", choice=choice, reason=reason).text


def signed(page: str, device: Authenticator, origin: str, **how: object) -> dict[str, str]:
    """The fields of a Check page as the browser's part fills them, from nothing but that page."""
    form = page[page.index('id="cast"'):page.index('id="keep"')]
    fields = {name: html.unescape(value) for name, value in FIELD.findall(form)}
    data = dict(SIGN.findall(form))
    assert data["rp"] == "localhost"
    assert data["passkeys"] == b64u(device.credential_id)
    reason = commit_reason(fields["reason"], unb64u(fields["salt"])) if fields["reason"] else ""
    made = named_cast(data["sign"], data["voter"], int(fields["seq"]), {"q1": [fields["choice"]]}, reason)
    given = device.answer(cast_challenge(made), origin, **how).document() | {"cred": b64u(device.credential_id)}
    return {**fields, **given}


def send(visitor: Visitor, ballot: str, fields: dict[str, str]):
    return cast(visitor, ballot, **{name: value for name, value in fields.items() if name != "csrf_token"})


def test_the_page_holds_all_that_a_passkey_signs_and_the_vote_is_taken(site: Site, ballot: str,
                                                                       device: Authenticator) -> None:
    amber = site.signed_in("AMBER")
    page = check_page(amber, ballot, "object", "  Deux lignes:\r\nl'été,\n“ici”. ")
    assert "your device asks for your passkey" in page
    assert "<noscript>" in page
    answer = send(amber, ballot, signed(page, device, site.service.origin))
    assert answer.status_code == 303, answer.text
    done = amber.follow(answer).text
    assert "Signed with your passkey." in done
    assert site.world.leaves(ballot, "cast")[0]["auth"]["by"] == "passkey"


def test_without_javascript_a_passkey_holder_is_told_what_is_missing(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    attempt = check(amber, ballot, "object", "Too early.")
    page = cast(amber, ballot, "object", "Too early.", attempt)
    assert page.status_code == 422
    assert "no signature came with it" in page.text
    assert "call the secretariat" in page.text
    assert "Not sent yet" in page.text
    assert "Too early." in page.text
    assert f'name="attempt" value="{attempt}"' in page.text
    assert site.world.leaves(ballot, "cast") == []


def test_whoever_has_no_passkey_votes_without_javascript(site: Site, ballot: str) -> None:
    birch = site.signed_in("BIRCH")
    page = check_page(birch, ballot)
    assert "no passkey on this electoral roll" in page
    assert "data-sign=" not in page
    assert cast(birch, ballot).status_code == 303
    assert "Signed with your passkey." not in birch.get(f"/ballots/{ballot}/done").text
    assert site.world.leaves(ballot, "cast")[0]["auth"]["by"] in ("mail", "session")


def test_a_page_that_was_overtaken_is_shown_again_with_the_next_number(site: Site, ballot: str,
                                                                       device: Authenticator) -> None:
    one, other = site.signed_in("AMBER"), site.signed_in("AMBER")
    first, second = (signed(check_page(visitor, ballot), device, site.service.origin) for visitor in (one, other))
    assert send(one, ballot, first).status_code == 303
    page = send(other, ballot, second)
    assert page.status_code == 422
    assert "on another device, or in another window" in page.text
    assert 'name="seq" value="2"' in page.text
    assert send(other, ballot, signed(page.text, device, site.service.origin)).status_code == 303
    assert len(site.world.leaves(ballot, "cast")) == 2


def test_nobody_verified_and_a_page_of_somebody_else(site: Site, ballot: str, device: Authenticator) -> None:
    amber = site.signed_in("AMBER")
    for how, words in (({"flags": UP}, "did not check who is using it"),
                       ({"crossOrigin": True}, "inside a page of another site")):
        page = send(amber, ballot, signed(check_page(amber, ballot), device, site.service.origin, **how))
        assert page.status_code == 422
        assert words in page.text
        assert 'name="sig" value=""' in page.text, "a refused signature is not sent again"
    assert site.world.leaves(ballot, "cast") == []


def test_whose_passkey_was_lost_is_told_whom_to_call_before_they_try(site: Site, ballot: str,
                                                                     device: Authenticator) -> None:
    site.within(lose, site.world, device)
    page = check_page(site.signed_in("AMBER"), ballot)
    assert "is no longer yours" in page
    assert "Call the secretariat" in page
    assert "Cast my vote</button>" not in page


def test_in_french(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    page = amber.post(f"/ballots/{ballot}/check?lang=fr", choice="consent").text
    assert "votre appareil demande votre clé d’accès" in page
    assert "En attente de votre clé d’accès" in page


def test_the_ids_of_passkeys_are_shown_to_their_owner_only(site: Site, ballot: str, device: Authenticator) -> None:
    birch = site.signed_in("BIRCH")
    for page in (check_page(birch, ballot), birch.get(f"/ballots/{ballot}").text, birch.get("/today").text):
        assert b64u(device.credential_id) not in page


@pytest.mark.parametrize(("signers", "words"), [
    (MEMBERS, ["6 of 6 votes were signed by their voters’ passkeys."]),
    (MEMBERS[:5], ["5 of 6 votes were signed", "roll without a passkey: 1.",
                   "1 without a passkey rest on the service alone; for another outcome at least 1 of them"]),
    ((), ["No vote was signed by a passkey"])])
def test_the_result_says_how_many_votes_their_voters_signed(site: Site, signers: tuple, words: list[str]) -> None:
    devices = {who: site.within(enrol, site.world, who) for who in signers}
    motion = site.world.draft()
    ballot = site.world.announce(motion)
    for who in MEMBERS:
        visitor = site.signed_in(who)
        page = check_page(visitor, ballot)
        answer = send(visitor, ballot, signed(page, devices[who], site.service.origin)) if who in devices else \
            cast(visitor, ballot)
        assert answer.status_code == 303
    site.world.wait(7201)
    site.within(site.world.tick)
    site.within(declare_result, site.service, site.world.person("chair"), ballot)
    page = site.visitor().get(f"/results/{motion}").text
    for each in words:
        assert each in page


def test_from_a_lost_passkey_to_a_vote_signed_by_the_new_one_and_verified(site: Site) -> None:
    _, lost = enrolled(site)
    motion = site.world.draft()
    ballot = site.world.announce(motion, lasts=4 * 3600)
    for who in MEMBERS[1:]:
        site.world.cast(who, ballot, "consent")
    settle(site, propose(site))
    site.clock.now += WAIT
    new, browser = Device(), site.visitor()
    assert enrol_by_link(browser, new, link(site)).status_code == 303
    page = check_page(browser, ballot)
    with pytest.raises(AssertionError):  # the page does not ask for the lost one any more
        signed(page, lost.key, site.service.origin)
    assert send(browser, ballot, signed(page, new.key, site.service.origin)).status_code == 303
    site.world.wait(4 * 3600)
    site.within(site.world.tick)
    site.within(declare_result, site.service, site.world.person("chair"), ballot)
    verdict = verify(site.within(full_record, motion))
    assert verdict.failures == ()
    assert [(how.by_passkey, how.otherwise) for _, how in verdict.authorised] == [(1, 5)]


def test_the_roll_tells_each_voter_how_many_of_their_passkeys_stand_on_it(site: Site, ballot: str) -> None:
    amber, birch = (site.signed_in(who).get(f"/ballots/{ballot}/roll").text for who in ("AMBER", "BIRCH"))
    assert re.search(r"Your passkeys on it</dt>\s*<dd[^>]*>1</dd>", amber)
    assert "none: your vote would not be signed by you" in birch
