"""Passkeys that derive keys (PRF), in the whole application: ballot papers fetched beforehand, tellers' keys kept.

The passkeys are made in Chromium's virtual authenticator with the extension, as enrolling does: only such one derives.
It cannot be carried to another authenticator, so "another device" is the same one with everything else forgotten.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.authenticator import Authenticator, make_passkey
from tests.browser.conftest import sound
from tests.browser.secret_vote import TAKE_AWAY, cast, choose, is_in
from tests.browser.test_passkeys import enrol
from tests.browser.test_secret_site import accept
from tests.secret_site import SecretSite
from tests.secret_world import Teller
from tests.web.test_passkeys import invited, live
from voting.evidence import decode
from voting.store.secret import CredentialRow

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SITE = SecretSite
Coming = Callable[..., Page]


def forget(page: Page, address: str) -> None:
    """Everything that this browser keeps is gone, as on another device; its passkeys are synced."""
    page.goto(f"{address}/today")
    page.evaluate(TAKE_AWAY)


def fetched(site: SecretSite) -> list[CredentialRow]:
    return site.world.rows(CredentialRow)


def test_enrolling_asks_for_a_passkey_that_derives_keys(page: Page, site: SecretSite, address: str) -> None:
    Authenticator(page)
    enrol(page, address, invited(site))
    assert [row.has_prf for row in live(site)] == [True]


def test_all_ballot_papers_beforehand_with_one_tap(page: Page, site: SecretSite, address: str, signed_in: Coming,
                                                   browser: Browser) -> None:
    world = site.world
    page.goto(address)
    device = Authenticator(page)
    site.within(make_passkey, page, world, "AMBER")
    tellers = {}
    for subject in ("Peace", "Bread"):
        ballot = world.open_secret(subject=subject, lasts=7200, opens_in=600)
        tellers[ballot] = world.tellers
    first, second = tellers
    signed_in(page, "AMBER")
    page.goto(f"{address}/today")
    sound(page)
    before = device.taps()
    page.get_by_role("button", name="Fetch my ballot papers").click()
    expect(page.get_by_text("Your ballot papers are here.")).to_be_visible()
    sound(page)
    assert device.taps() - before == 1
    rows = fetched(site)
    assert {row.ballot for row in rows} == {first, second}
    assert len({(decode(row.assertion)["sig"]) for row in rows}) == 1, "one tap for both"
    assert all(len(decode(row.assertion)["with"]) == 1 for row in rows)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today I vote on")
    expect(page.locator("[data-booth=collect]")).to_be_hidden()
    assert len(fetched(site)) == 2

    world.wait(600)
    forget(page, address)
    page.goto(f"{address}/ballots/{first}")
    choose(page, "No")
    cast(page)
    is_in(page)
    page.reload()
    is_in(page)
    page.get_by_text("Go on from another device").click()
    page.get_by_role("button", name="Show the code").click()
    code = page.locator("[data-step=done] [data-code]").inner_text()
    forget(page, address)
    page.goto(f"{address}/ballots/{first}")  # a second device, by passkey: it finds that the first has voted
    choose(page, "Abstain")
    cast(page)
    is_in(page)

    context = browser.new_context()
    other = context.new_page()  # a third, that knows no passkey: by the code
    signed_in(other, "AMBER")
    Authenticator(other)
    other.goto(f"{address}/ballots/{first}")
    other.get_by_text("Yes", exact=True).click()
    other.get_by_role("button", name="Continue").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Your ballot paper is on another device")
    sound(other)
    other.get_by_label("with the code that was shown there").fill(code)
    other.get_by_role("button", name="Open with the code").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Not sent yet: check your vote")
    cast(other)
    is_in(other)
    context.close()
    page.goto(f"{address}/ballots/{second}")
    choose(page, "No")
    cast(page)
    is_in(page)
    assert len(fetched(site)) == 2, "nothing was handed out a second time"
    for ballot, counts in ((first, {"yes": 1}), (second, {"no": 1})):
        world.close(ballot)
        assert world.open_by(ballot, *tellers[ballot][:2])
        assert world.counts(ballot) == counts


def test_a_passkey_that_derives_nothing_fetches_nothing_beforehand(page: Page, site: SecretSite, address: str,
                                                                   signed_in: Coming) -> None:
    world = site.world
    page.goto(address)
    device = Authenticator(page)
    site.within(make_passkey, page, world, "AMBER")
    held = device.credentials()
    device.lose()
    plain = Authenticator(page)
    for credential in held:
        plain.give({name: credential[name] for name in (
            "credentialId", "isResidentCredential", "rpId", "privateKey", "userHandle", "signCount")})
    ballot = world.open_secret(opens_in=600)
    signed_in(page, "AMBER")
    page.goto(f"{address}/today")
    page.get_by_role("button", name="Fetch my ballot papers").click()
    expect(page.get_by_text("This passkey cannot lock them away.")).to_be_visible()
    sound(page)
    assert fetched(site) == []
    world.wait(600)
    page.goto(f"{address}/ballots/{ballot}")
    choose(page, "Yes")
    cast(page)
    is_in(page)
    assert len(fetched(site)) == 1


def test_a_tellers_key_is_locked_away_for_the_passkey(page: Page, site: SecretSite, address: str,
                                                      signed_in: Coming) -> None:
    world = site.world
    page.goto(address)
    Authenticator(page)
    site.within(make_passkey, page, world, "teller")
    ballot = world.draft_secret()
    signed_in(page, "teller")
    accept(page, address, ballot)
    others = [Teller(world.people[name]) for name in ("teller2", "teller3")]
    for teller in others:
        world.rehearse(ballot, teller, world.accept(ballot, teller))
    world.announce(world.row(ballot).motion, lasts=7200)
    world.vote(ballot, amber="yes")
    world.close(ballot)
    signed_in(page, "teller")
    page.evaluate(TAKE_AWAY)
    page.goto(f"{address}/teller/ballots/{ballot}/keys")
    expect(page.get_by_role("heading", level=1)).to_have_text("Open your key")
    sound(page)
    page.get_by_role("button", name="Open with my passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Release")
    page.get_by_role("button", name="Release my part").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Released")
    assert world.open_by(ballot, others[0]) is True
    assert world.counts(ballot) == {"yes": 1}
    assert world.tally(ballot)["secret"]["revealed"] == [0, 1]
