"""Grave acts ask whether it is still you: nothing is done before, nothing is lost, and no other signature will do."""

from __future__ import annotations

import html
import json

import pytest

from tests.device import Device, ask, enrol, sign_in
from tests.site import Site, Visitor
from tests.web.test_passkeys import invited
from voting.errors import RefusedError
from voting.services.appoint import end_office
from voting.services.sign_in_passkey import confirm_in_demonstration
from voting.store.access import SessionRow
from voting.store.tables import OfficeRow

ANNOUNCE = {"when": "now", "close_at": "2027-01-15T23:00", "confirm": "yes", "note": "<b>&"}


@pytest.fixture
def chair(site: Site) -> tuple[Visitor, Device]:
    """The chair, signed in by passkey, with the passkey."""
    visitor, device = site.visitor(), Device()
    enrol(visitor, device, invited(site, "chair"))
    visitor.taps = False
    return visitor, device


def test_the_act_waits_for_the_passkey_and_then_goes_on_with_all_that_was_sent(
        site: Site, chair: tuple[Visitor, Device]) -> None:
    visitor, device = chair
    ballot = site.world.ballot(site.world.draft())
    path = f"/chair/ballots/{ballot}/announce"
    asked = visitor.post(path, **ANNOUNCE)
    assert asked.status_code == 403
    assert f'action="{path}"' in asked.text
    for name, value in ANNOUNCE.items():
        assert f'name="{name}" value="{html.escape(value)}"' in asked.text
    assert 'name="demonstration_tap"' not in asked.text, "only for whoever came in from the demonstration's list"
    assert site.world.row(ballot).state == "drafted"
    proof = device.assertion(ask(visitor, "/confirm/options")["nonce"], "confirm")
    assert visitor.post(path, **ANNOUNCE, confirmation=json.dumps(proof)).status_code == 303
    assert site.world.row(ballot).state == "open"


def test_a_confirmation_counts_for_five_minutes_in_one_browser(site: Site, chair: tuple[Visitor, Device]) -> None:
    visitor, device = chair
    ballot = site.world.open_ballot()
    proof = device.assertion(ask(visitor, "/confirm/options")["nonce"], "confirm")

    def extend(browser: Visitor, hour: int, **rest: object) -> int:
        return browser.post(f"/chair/ballots/{ballot}/extend", close_at=f"2027-01-15T{hour}:00", reason="Late",
                            **rest).status_code

    assert extend(visitor, 12, confirmation=json.dumps(proof)) == 303
    site.clock.now += 300
    assert extend(visitor, 13) == 303
    site.clock.now += 1
    assert extend(visitor, 14) == 403
    assert extend(visitor, 14, confirmation=json.dumps(proof)) == 403, "replayed"
    other = site.visitor()
    other.taps = False
    sign_in(other, device)
    assert extend(other, 14) == 403, "to have just signed in confirms nothing"


def test_nothing_else_that_was_signed_will_do(site: Site, chair: tuple[Visitor, Device]) -> None:
    visitor, device = chair
    stranger, others = site.visitor(), Device()
    enrol(stranger, others, invited(site, "AMBER"))
    ballot = site.world.ballot(site.world.draft())

    def refused(proof: object) -> None:
        answer = visitor.post(f"/chair/ballots/{ballot}/announce", **ANNOUNCE, confirmation=json.dumps(proof))
        assert (answer.status_code, "Is it still you?" in answer.text) == (403, True)
        assert "<title>Error:" in answer.text
        assert site.world.row(ballot).state == "drafted"

    def nonce() -> str:
        return ask(visitor, "/confirm/options")["nonce"]

    refused(device.assertion(nonce(), "sign-in"))
    refused(device.assertion(ask(visitor, "/sign-in/passkey/options")["nonce"], "confirm"))
    refused(device.assertion(nonce(), "confirm", origin="https://evil.example"))
    refused(device.assertion(ask(stranger, "/confirm/options")["nonce"], "confirm"))
    refused(others.assertion(nonce(), "confirm"))
    refused({"nonce": nonce(), "assertion": None})
    refused([])
    assert visitor.post(f"/chair/ballots/{ballot}/announce", **ANNOUNCE, demonstration_tap="yes").status_code == 403
    assert site.world.row(ballot).state == "drafted"


def test_an_office_that_ends_between_page_and_confirmation_confirms_nothing(
        site: Site, chair: tuple[Visitor, Device]) -> None:
    visitor, device = chair
    ballot = site.world.ballot(site.world.draft())
    path = f"/chair/ballots/{ballot}/announce"
    visitor.post(path, **ANNOUNCE)
    proof = device.assertion(ask(visitor, "/confirm/options")["nonce"], "confirm")
    held = next(row.id for row in site.world.rows(OfficeRow) if row.person == site.world.person("chair"))
    site.within(end_office, site.service, site.world.person("coordinator"), held, "Term over")
    assert visitor.post(path, **ANNOUNCE, confirmation=json.dumps(proof)).status_code == 401
    assert site.world.row(ballot).state == "drafted"


def test_a_demonstrations_button_is_labelled_and_is_nowhere_else(site: Site, tmp_path) -> None:
    ballot, visitor = site.world.ballot(site.world.draft()), site.signed_in("chair")
    visitor.taps = False
    asked = visitor.post(f"/chair/ballots/{ballot}/announce", **ANNOUNCE)
    assert "This is a demonstration: the button below stands for the passkey" in asked.text
    assert visitor.post(f"/chair/ballots/{ballot}/announce", **ANNOUNCE, demonstration_tap="yes").status_code == 303
    real = Site(tmp_path / "real", f"sqlite:///{tmp_path / 'real.sqlite'}", is_demonstration=False)
    try:
        real.world.found()
        browser = real.signed_in("chair", way="demonstration")  # a cookie from a demonstration, copied
        browser.taps = False
        real.world.seat_members()
        drafted = real.world.ballot(real.world.draft())
        answer = browser.post(f"/chair/ballots/{drafted}/announce", **ANNOUNCE, demonstration_tap="yes")
        assert (answer.status_code, real.world.row(drafted).state) == (403, "drafted")
        assert 'name="demonstration_tap"' not in answer.text
        with pytest.raises(RefusedError, match="only in a demonstration"):
            real.within(confirm_in_demonstration, real.service, real.world.rows(SessionRow)[-1].id)
    finally:
        real.close()


def test_a_code_by_mail_opens_no_officers_room(site: Site) -> None:
    for who, path in (("chair", "/chair"), ("deputy", "/chair"), ("teller", "/teller"),
                      ("coordinator", "/coordinator")):
        answer = site.signed_in(who, way="mail").get(path)
        assert (answer.status_code, "officers sign in with a passkey" in answer.text) == (403, True), who
        assert "ask the coordinator" in answer.text
    assert site.signed_in("AMBER", way="mail").get("/today").status_code == 200


def test_a_delegate_without_a_passkey_is_not_asked_for_one_at_a_delegates_door(site: Site) -> None:
    by_mail = site.signed_in("AMBER", way="mail")
    assert "Is it still you?" not in by_mail.post("/requisitions", organ="council", subject="x").text
    enrol(site.visitor(), Device(), invited(site, "BIRCH"))
    with_one = site.signed_in("BIRCH", way="mail")
    assert "Is it still you?" in with_one.post("/requisitions", organ="council", subject="x").text
