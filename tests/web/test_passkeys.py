"""Passkeys through pages: the link that works once, what is signed for one purpose only, two a person, never none."""

from __future__ import annotations

import json
import re

import pytest

from tests.device import Device, ask, enrol, sign_in
from tests.site import Site, Visitor
from voting.demonstration.authenticator import BE, BS, UP
from voting.services.invite import invite
from voting.services.letters import Letter
from voting.services.limits import PASSKEYS
from voting.store.access import MailRow, SessionRow
from voting.store.database import writing
from voting.store.passkeys import InvitationRow, PasskeyRow

HOUR = 3600


def invited(site: Site, who: str = "AMBER") -> str:
    """The token of a new invitation, as its letter shows it."""
    site.within(invite, site.service, site.world.person("coordinator"), site.world.person(who))
    return [found.group(1) for letter in letters(site) if (found := re.search(r"/enrol#(\S+)", letter.address))][-1]


def letters(site: Site) -> list[Letter]:
    return [Letter.from_json(row.letter) for row in site.world.rows(MailRow)]


def enrolled(site: Site, who: str = "AMBER") -> tuple[Visitor, Device]:
    """Somebody with a passkey, signed in by it."""
    visitor, device = site.visitor(), Device()
    assert enrol(visitor, device, invited(site, who)).status_code == 303
    return visitor, device


def live(site: Site, who: str = "AMBER") -> list[PasskeyRow]:
    return [row for row in site.world.rows(PasskeyRow) if row.person == site.world.person(who) and not row.ended_at]


@pytest.mark.parametrize("alg", ["ES256", "EdDSA", "RS256"])
def test_from_the_invitation_to_the_second_sign_in(site: Site, alg: str) -> None:
    amber, device, token = site.visitor(), Device(alg), invited(site)
    done = enrol(amber, device, token)
    assert done.location == "/me/try?first=1"
    assert "Your passkey is made" in amber.follow(done).text
    assert "My telephone" in amber.get("/me/passkeys").text
    (row,) = live(site)
    assert (row.alg, row.has_prf, row.is_backed_up, row.vouched_by) == (
        {"ES256": -7, "EdDSA": -8, "RS256": -257}[alg], True, True, "")
    assert "A passkey was added" in str(letters(site)[-1].subject)
    amber.post("/sign-out")
    elsewhere = site.visitor()
    assert sign_in(elsewhere, device).location == "/today"
    assert "Delegate AMBER" in elsewhere.get("/today").text
    assert {row.way for row in site.world.rows(SessionRow)} == {"passkey"}
    kinds = [leaf["type"] for leaf in site.world.leaves()]
    assert kinds[-2:] == ["invited", "passkey_enrolled"]
    assert device.id not in str(site.world.leaves())


def test_asvs_6_4_1_a_link_works_once_and_looking_uses_nothing_up(site: Site) -> None:
    token, scanner = invited(site), site.visitor()
    for path in ("/enrol", f"/enrol?token={token}", "/enrol/passkey"):
        scanner.get(path)
        scanner.client.head(path)
    assert scanner.post("/enrol", link=f"http://localhost/enrol#{token}").location == "/enrol/passkey"
    assert "For Delegate AMBER" in scanner.get("/enrol/passkey").text
    assert site.world.rows(InvitationRow)[-1].used_at == 0
    amber = site.visitor()
    assert enrol(amber, Device(), token).status_code == 303
    for visitor in (scanner, site.visitor()):
        again = visitor.post("/enrol", link=token)
        assert (again.status_code, "This invitation has been used" in again.text) == (403, True)
    assert scanner.get("/enrol/passkey").location == "/enrol"
    assert len(live(site)) == 1


def test_asvs_6_4_1_a_link_ends_after_72_hours_when_another_is_written_and_when_it_never_was(site: Site) -> None:
    first = invited(site)
    second = invited(site)
    assert site.visitor().post("/enrol", link=first).status_code == 403
    assert site.visitor().post("/enrol", link="x" * 43).status_code == 403
    assert site.visitor().post("/enrol", link="").status_code == 422
    site.clock.now += 72 * HOUR
    assert site.visitor().post("/enrol", link=second).status_code == 303
    site.clock.now += 1
    late = site.visitor().post("/enrol", link=second)
    assert late.status_code == 403
    assert second not in str([row.id for row in site.world.rows(InvitationRow)]), "only its hash is stored"
    assert "#" not in late.request.path


def test_two_browsers_with_one_link_enrol_one_passkey(site: Site) -> None:
    token, one, two = invited(site), site.visitor(), site.visitor()
    sent = []
    for visitor in (one, two):
        visitor.post("/enrol", link=token)
        nonce = ask(visitor, "/enrol/passkey/options")["options"]["challenge"]
        sent.append(json.dumps(Device().registration(nonce)))
    answers = [visitor.post("/enrol/passkey", name="x", passkey=body) for visitor, body in zip((one, two), sent,
                                                                                             strict=True)]
    assert [answer.status_code for answer in answers] == [303, 403]
    assert len(live(site)) == 1


def test_what_is_no_new_passkey_for_us_is_refused_and_the_link_stays_good(site: Site) -> None:
    token, amber = invited(site), site.visitor()
    amber.post("/enrol", link=token)

    def refused(body: object) -> None:
        answer = amber.post("/enrol/passkey", name="x", passkey=body if isinstance(body, str) else json.dumps(body))
        assert answer.status_code == 403, answer.text
        assert live(site) == []

    def nonce() -> str:
        return ask(amber, "/enrol/passkey/options")["options"]["challenge"]

    device = Device()
    refused(device.registration(nonce(), origin="https://evil.example"))
    refused(device.registration(nonce(), purpose="sign-in"))
    refused(device.registration(nonce(), flags=UP | BE | BS))  # nobody was verified
    refused(device.registration(nonce(), type="webauthn.get"))
    refused(device.registration(nonce(), crossOrigin=True))
    refused(device.registration(ask(amber, "/sign-in/passkey/options")["nonce"]))  # a nonce of another purpose
    refused(device.registration(ask(site.visitor(), "/sign-in/passkey/options")["nonce"]))
    late = nonce()
    site.clock.now += 301
    refused(device.registration(late))
    for body in ("", "{", "[]", "null", '{"response": 3}', json.dumps({"nonce": nonce(), "response": {}}), "9" * 15000,
                 json.dumps({**device.registration(nonce()), "response": {"id": "AA", "rawId": "AA", "response": {
                     "clientDataJSON": "e30", "attestationObject": "oA"}, "type": "public-key"}})):
        refused(body)
    whole = device.registration(nonce())
    assert amber.post("/enrol/passkey", name=" ", passkey=json.dumps(whole)).status_code == 422
    assert amber.post("/enrol/passkey", name="x" * 61, passkey=json.dumps(whole)).status_code == 422
    assert amber.post("/enrol/passkey", name="x", passkey=json.dumps(whole)).status_code == 303


def test_signing_in_takes_our_nonce_our_origin_our_purpose_once(site: Site) -> None:
    amber, device = enrolled(site)
    amber.post("/sign-out")

    def refused(visitor: Visitor, sent: object) -> None:
        answer = visitor.post("/sign-in/passkey", passkey=json.dumps(sent))
        assert answer.status_code == 403
        assert visitor.get("/today").status_code == 302

    def nonce(visitor: Visitor) -> str:
        return ask(visitor, "/sign-in/passkey/options")["nonce"]

    thief = site.visitor()
    refused(thief, device.assertion(nonce(thief), "sign-in", origin="https://evil.example"))
    refused(thief, device.assertion(nonce(thief), "sign-in", origin="http://localhost:81"))
    refused(thief, device.assertion(nonce(thief), "sign-in", rp="evil.example"))
    refused(thief, device.assertion(nonce(thief), "sign-in", flags=UP | BE | BS))
    for purpose in ("confirm", "enrol", "authorise-open-cast"):
        refused(thief, device.assertion(nonce(thief), purpose))
    refused(thief, device.assertion(nonce(site.visitor()), "sign-in"))  # asked for by another browser
    refused(thief, Device().assertion(nonce(thief), "sign-in"))
    late = nonce(thief)
    site.clock.now += 301
    refused(thief, device.assertion(late, "sign-in"))
    once = device.assertion(nonce(thief), "sign-in")
    forged = {**once, "assertion": {**once["assertion"], "sig": Device().assertion(once["nonce"], "sign-in")[
        "assertion"]["sig"]}}
    refused(thief, forged)
    assert thief.post("/sign-in/passkey", passkey=json.dumps(once)).status_code == 303
    thief.token = ""
    thief.post("/sign-out")
    thief.token = ""
    refused(thief, once)  # replayed
    for junk in ({}, {"nonce": 1, "assertion": 2}, {"nonce": nonce(thief), "assertion": {"cred": device.id}}):
        refused(thief, junk)


def test_a_passkey_that_stays_in_one_device_may_not_count_backwards(site: Site) -> None:
    _, device = enrolled(site)
    with site.app.app_context(), writing() as session:
        row = session.get(PasskeyRow, device.id)
        row.is_backup_eligible, row.sign_count = False, 7
    answer = sign_in(site.visitor(), device)
    assert (answer.status_code, "counted backwards" in answer.text) == (403, True)


def test_two_passkeys_a_person_with_names_and_never_none(site: Site) -> None:
    amber, device = enrolled(site)
    assert "Remove it" not in amber.get("/me/passkeys").text
    alone = confirmed(amber, device, "/me/passkeys/remove", id=device.id)
    assert (alone.status_code, "your only passkey" in alone.text) == (409, True)
    second = Device("EdDSA")
    assert "Add a passkey" in amber.get("/me/passkeys").text
    add(amber, device, second, "Second")
    assert {row.name for row in live(site)} == {"My telephone", "Second"}
    assert amber.post("/me/passkeys/rename", id=second.id, name="Key ring").status_code == 303
    third = add(amber, device, Device(), "Third")
    assert (third.status_code, "two passkeys already" in third.text) == (409, True)
    elsewhere = site.visitor()
    sign_in(elsewhere, second)
    assert elsewhere.get("/today").status_code == 200
    assert confirmed(amber, second, "/me/passkeys/remove", id=device.id).status_code == 303
    assert elsewhere.get("/today").status_code == 302
    assert amber.get("/today").status_code == 200
    assert sign_in(site.visitor(), device).status_code == 403
    assert [row.name for row in live(site)] == ["Key ring"]
    assert len(site.world.rows(PasskeyRow)) == 2, "ended, not deleted"
    assert "A passkey was removed" in str(letters(site)[-1].subject)


def made(visitor: Visitor, device: Device, name: str) -> dict[str, str]:
    """The form that adds a passkey."""
    nonce = ask(visitor, "/me/passkeys/new/options")["options"]["challenge"]
    return {"name": name, "passkey": json.dumps(device.registration(nonce))}


def add(visitor: Visitor, held: Device, device: Device, name: str):
    """Add a passkey, confirmed with the one that is held."""
    return confirmed(visitor, held, "/me/passkeys/new", **made(visitor, device, name))


def confirmed(visitor: Visitor, device: Device, path: str, **form: object):
    """Send a form whose act asks for the passkey, and confirm."""
    asked = visitor.post(path, **form)
    assert (asked.status_code, "Is it still you?" in asked.text) == (403, True), asked.text
    return visitor.post(path, **form, confirmation=device.confirmation(visitor, path, form))


def test_nobody_touches_somebody_elses_passkeys(site: Site) -> None:
    amber, device = enrolled(site)
    birch, other = enrolled(site, "BIRCH")
    assert birch.post("/me/passkeys/rename", id=device.id, name="Mine").status_code == 404
    assert confirmed(birch, other, "/me/passkeys/remove", id=device.id).status_code == 404
    stolen = confirmed(birch, other, "/me/passkeys/new", **made(amber, device, "x"))
    assert (stolen.status_code, len(live(site, "BIRCH"))) == (403, 1)
    again = add(birch, other, device, "Same")
    assert (again.status_code, "enrolled before" in again.text) == (409, True)


def test_a_passkey_is_added_only_by_whoever_confirms_with_one(site: Site) -> None:
    amber, device = enrolled(site)
    second = Device()
    unasked = amber.post("/me/passkeys/new", **made(amber, second, "Second"))
    assert (unasked.status_code, "Is it still you?" in unasked.text) == (403, True)
    by_mail = site.signed_in("BIRCH", way="mail")
    by_mail.taps = False
    assert "Add a passkey" not in by_mail.get("/me/passkeys").text
    assert by_mail.post("/me/passkeys/new", **made(by_mail, Device(), "Mine")).status_code == 403
    assert len(live(site)) == 1
    assert len(live(site, "BIRCH")) == 0
    assert device.id


def test_passkeys_are_not_asked_for_without_end(site: Site) -> None:
    visitor = site.visitor()
    visitor.get("/sign-in")
    answers = [visitor.client.post("/sign-in/passkey/options", headers={"X-CSRFToken": visitor.token,
                                                                        "Accept": "application/json"})
               for _ in range(PASSKEYS.most + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "60")
    assert "too often" in answers[-1].get_json()["sentence"]
