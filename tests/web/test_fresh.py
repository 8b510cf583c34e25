"""Grave acts ask whether it is still you: nothing is done before, nothing is lost, and no other signature will do."""

from __future__ import annotations

import html
import json

import pytest

from tests.device import Device, ask, enrol, sign_in
from tests.site import Site, Visitor
from tests.web.test_passkeys import invited
from voting.errors import RefusedError
from voting.evidence.webauthn import act_hash
from voting.services.appoint import end_office
from voting.services.confirm_act import confirm_in_demonstration
from voting.store.tables import OfficeRow

ANNOUNCE = {"when": "now", "close_at": "2027-01-15T23:00", "confirm": "yes", "note": "<b>&"}


@pytest.fixture
def chair(site: Site) -> tuple[Visitor, Device]:
    """The chair, signed in by passkey, with the passkey."""
    visitor, device = site.visitor(), Device()
    enrol(visitor, device, invited(site, "chair"))
    visitor.taps = False
    return visitor, device


def test_asvs_7_5_1_the_act_waits_for_the_passkey_and_then_goes_on_with_all_that_was_sent(
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
    proof = device.confirmation(visitor, path, ANNOUNCE)
    assert visitor.post(path, **ANNOUNCE, confirmation=proof).status_code == 303
    assert site.world.row(ballot).state == "open"


def test_asvs_7_5_3_a_confirmation_counts_for_one_act_once_in_one_browser(
        site: Site, chair: tuple[Visitor, Device]) -> None:
    visitor, device = chair
    path = f"/chair/ballots/{site.world.open_ballot()}/extend"

    def form(hour: int) -> dict[str, str]:
        return {"close_at": f"2027-01-15T{hour}:00", "reason": "Late,\r\nas often"}

    proof = device.confirmation(visitor, path, form(12))
    assert visitor.post(path, **form(12), confirmation=proof).status_code == 303
    assert visitor.post(path, **form(13)).status_code == 403
    assert visitor.post(path, **form(12), confirmation=proof).status_code == 403, "replayed"
    late = device.confirmation(visitor, path, form(13))
    site.clock.now += 301
    assert visitor.post(path, **form(13), confirmation=late).status_code == 403, "too old"
    other = site.visitor()
    other.taps = False
    sign_in(other, device)
    assert other.post(path, **form(13)).status_code == 403, "to have just signed in confirms nothing"
    elsewhere = device.confirmation(visitor, path, form(13))
    assert other.post(path, **form(13), confirmation=elsewhere).status_code == 403, "another browser's"


def test_asvs_7_5_1_a_touch_for_one_ballot_opens_no_other_and_not_with_another_form(
        site: Site, chair: tuple[Visitor, Device]) -> None:
    """Whoever can send forms in the chair's name (a page that lies, a desk that was left) has one touch of a device."""
    visitor, device = chair
    meant, other = (site.world.ballot(site.world.draft(subject=code)) for code in ("NEW", "FRESH"))
    path = "/chair/ballots/{}/announce"

    def stolen(where: str, form: dict[str, str]) -> None:
        proof = device.confirmation(visitor, path.format(meant), ANNOUNCE)
        answer = visitor.post(where, **form, confirmation=proof)
        assert (answer.status_code, "signed something else" in answer.text) == (403, True)
        assert {site.world.row(ballot).state for ballot in (meant, other)} == {"drafted"}

    stolen(path.format(other), ANNOUNCE)
    stolen(path.format(meant), {**ANNOUNCE, "close_at": "2027-01-16T23:00"})
    stolen(path.format(meant), {**ANNOUNCE, "more": "x"})
    stolen(path.format(meant), dict(reversed(ANNOUNCE.items())))
    stolen(path.format(meant) + "?note=x", ANNOUNCE)
    proof = device.confirmation(visitor, path.format(meant), ANNOUNCE)
    assert visitor.post(path.format(meant), **ANNOUNCE, confirmation=proof).status_code == 303
    assert site.world.row(meant).state == "open"


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

    path = f"/chair/ballots/{ballot}/announce"
    act = act_hash(path, ANNOUNCE.items())
    refused(device.assertion(nonce(), "sign-in", bound=act))
    refused(device.assertion(nonce(), "confirm"))
    refused(device.assertion(ask(visitor, "/sign-in/passkey/options")["nonce"], "confirm", bound=act))
    refused(device.assertion(nonce(), "confirm", origin="https://evil.example", bound=act))
    refused(device.assertion(ask(stranger, "/confirm/options")["nonce"], "confirm", bound=act))
    refused(others.assertion(nonce(), "confirm", bound=act))
    refused({"nonce": nonce(), "assertion": None})
    refused([])
    assert visitor.post(f"/chair/ballots/{ballot}/announce", **ANNOUNCE, demonstration_tap="yes").status_code == 403
    assert site.world.row(ballot).state == "drafted"


def test_asvs_7_4_2_and_8_3_2_an_office_that_ends_between_page_and_confirmation_confirms_nothing(
        site: Site, chair: tuple[Visitor, Device]) -> None:
    visitor, device = chair
    ballot = site.world.ballot(site.world.draft())
    path = f"/chair/ballots/{ballot}/announce"
    visitor.post(path, **ANNOUNCE)
    proof = device.confirmation(visitor, path, ANNOUNCE)
    held = next(row.id for row in site.world.rows(OfficeRow) if row.person == site.world.person("chair"))
    site.within(end_office, site.service, site.world.person("coordinator"), held, "Term over")
    assert visitor.post(path, **ANNOUNCE, confirmation=proof).status_code == 401
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
            confirm_in_demonstration(real.service, "demonstration")
    finally:
        real.close()


def test_asvs_6_3_3_and_6_3_6_a_code_by_mail_opens_no_officers_room(site: Site) -> None:
    for who, path in (("chair", "/chair"), ("deputy", "/chair"), ("teller", "/teller"),
                      ("coordinator", "/coordinator")):
        answer = site.signed_in(who, way="mail").get(path)
        assert (answer.status_code, "officers sign in with a passkey" in answer.text) == (403, True), who
        assert "ask the coordinator" in answer.text
    assert site.signed_in("AMBER", way="mail").get("/today").status_code == 200


def test_asvs_6_3_6_a_delegate_without_a_passkey_is_not_asked_for_one_at_a_delegates_door(site: Site) -> None:
    by_mail = site.signed_in("AMBER", way="mail")
    assert "Is it still you?" not in by_mail.post("/requisitions", organ="council", subject="x").text
    enrol(site.visitor(), Device(), invited(site, "BIRCH"))
    with_one = site.signed_in("BIRCH", way="mail")
    assert "Is it still you?" in with_one.post("/requisitions", organ="council", subject="x").text
