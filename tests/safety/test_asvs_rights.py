"""Who may do what at which moment, keys, codes and what is kept where: ASVS 5.0, chapters 2, 8, 9, 11, 14, 15."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.site import Site
from tests.world import new_attempt
from voting.demonstration.authenticator import Authenticator
from voting.errors import InputError, MalformedError, PasskeyError
from voting.evidence import b64u, decode, verify_document
from voting.evidence.blind_rsa import BITS
from voting.evidence.webauthn import Passkey
from voting.services.cast_named import Receipt, cast_named
from voting.services.letters import Letter
from voting.services.seat_person import unseat_person
from voting.store.access import MailRow
from voting.store.tables import PersonRow, SeatRow

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("choice", [{"q1": ["maybe"]}, {"q1": ["consent", "consent"]}, {"q1": ["consent", "object"]},
                                    {"q1": "consent"}, {"q1": [1]}, {"q2": ["consent"]}, {},
                                    {"q1": ["consent"], "q2": ["consent"]}, {"q1": [["consent"]]}])
def test_asvs_2_2_1_and_2_2_2_a_choice_is_checked_against_the_paper_on_the_server(site: Site, choice: dict) -> None:
    ballot = site.world.open_ballot()
    with pytest.raises(InputError):
        site.within(cast_named, site.service, site.world.person("AMBER"), ballot, choice, new_attempt())
    assert site.world.leaves(ballot, "cast") == []


def test_asvs_2_3_1_no_step_is_skipped_or_taken_twice(site: Site) -> None:
    chair, form = site.signed_in("chair"), {"reason": "x", "confirm": "yes", "summary": "x", "present": "1",
                                            "when": "now", "close_at": "2027-01-15T23:00"}
    drafted = site.world.ballot(site.world.draft())
    for act in ("last-call", "extend", "close-early", "declare", "no-consensus"):
        assert chair.post(f"/chair/ballots/{drafted}/{act}", **form).status_code == 409, act
    opened = site.world.announce(site.world.draft("resolution", "Peace"))
    for act in ("announce", "cancel", "declare", "no-consensus"):
        assert chair.post(f"/chair/ballots/{opened}/{act}", **form).status_code in (409, 422), act
    site.world.wait(7201)
    amber = site.signed_in("AMBER")
    amber.get(f"/ballots/{opened}")
    assert amber.post(f"/ballots/{opened}/cast", choice="yes", attempt=new_attempt()).status_code == 409
    assert site.world.leaves(opened, "cast") == []


def test_asvs_2_3_4_and_15_4_2_eighty_parallel_casts_of_one_attempt_are_one_vote(site: Site) -> None:
    ballot, attempt = site.world.open_ballot(), new_attempt()
    press = partial(cast_named, site.service, site.world.person("AMBER"), ballot, {"q1": ["consent"]}, attempt)
    answers = site.world.together([lambda: [press() for _ in range(10)]] * 8)
    receipts = [receipt for answer in answers if isinstance(answer, list) for receipt in answer]
    assert len(receipts) == 80, answers
    assert all(isinstance(receipt, Receipt) for receipt in receipts)
    assert Counter(receipt.is_repeat for receipt in receipts) == {True: 79, False: 1}
    assert len({receipt.code for receipt in receipts}) == 1
    assert len(site.world.leaves(ballot, "cast")) == 1


def test_asvs_8_3_2_a_mandate_that_ended_between_page_and_vote_votes_no_more(site: Site) -> None:
    ballot, amber = site.world.open_ballot(), site.signed_in("AMBER")
    assert amber.get(f"/ballots/{ballot}").status_code == 200
    site.within(unseat_person, site.service, site.world.person("coordinator"), site.world.seats["council:AMBER"], "End")
    refused = amber.post(f"/ballots/{ballot}/cast", choice="consent", attempt=new_attempt())
    assert refused.status_code == 403
    assert site.world.leaves(ballot, "cast") == []


def test_asvs_8_2_3_no_field_tells_the_chair_or_the_coordinator_who_chose_what_before_the_close(site: Site) -> None:
    ballot = site.world.open_ballot()
    site.world.cast("AMBER", ballot, "object", reason="Reasons of state")
    motion = site.world.row(ballot).motion
    for who in ("chair", "coordinator", "teller", "BIRCH"):
        visitor = site.signed_in(who)
        for path in (f"/chair/ballots/{ballot}", f"/chair/ballots/{ballot}/turnout.json", f"/chair/motions/{motion}",
                     f"/ballots/{ballot}", "/teller/log", f"/coordinator/motions/{motion}"):
            text = visitor.get(path).text
            assert "Reasons of state" not in text, (who, path)
            rows = {name: [row.replace(name, "") for row in re.findall(r"<tr>.*?</tr>", text) if name in row]
                    for name in ("AMBER", "BIRCH")}
            assert rows["AMBER"] == rows["BIRCH"], (who, path)  # on the roll, whoever has voted looks like the others
        found = visitor.get(f"/chair/ballots/{ballot}/turnout.json")
        if found.status_code == 200:
            assert not {"choice", "names", "voters", "object"} & set(found.json)


def test_asvs_15_3_3_fields_that_the_page_does_not_have_change_nothing(site: Site) -> None:
    coordinator = site.signed_in("coordinator")
    answer = coordinator.post("/coordinator/organs/council/seats", kind="elected", organisation="LATER", name="Eve",
                              mail="eve@example.org", id="s1", person=site.world.person("AMBER"), from_at="1",
                              until_at="1", language="xx", zone="Etc/Evil", role="chair", office="chair")
    assert answer.status_code == 303
    (eve,) = [row for row in site.world.rows(PersonRow) if row.name == "Eve"]
    (seat,) = [row for row in site.world.rows(SeatRow) if row.person == eve.id]
    assert (seat.from_at, seat.until_at, eve.zone, eve.language) == (site.clock.now, 0, "UTC", "")
    assert site.signed_in("Eve" if "Eve" in site.world.people else eve.id).get("/chair").status_code == 403


def test_asvs_9_1_1_and_9_1_2_no_message_chooses_the_algorithm_that_verifies_it(site: Site) -> None:
    """A receipt that names "none", a passkey that says it is another kind: what verifies is fixed on our side."""
    ballot = site.world.open_ballot()
    receipt = decode(site.world.cast("AMBER", ballot, "consent").document)
    verify_document(site.service.keys.authority.public, "receipt", receipt)
    for more in ({"alg": "none"}, {"alg": "HS256"}, {"alg": "none", "sig": ""}, {"sig": b64u(bytes(64))}):
        with pytest.raises(MalformedError):
            verify_document(site.service.keys.authority.public, "receipt", {**receipt, **more})
    for alg in ("ES256", "EdDSA", "RS256"):
        passkey = Authenticator.make(alg, secrets.token_bytes).passkey(0)
        assert Passkey.read(passkey.document()) == passkey
        for other in {"ES256", "EdDSA", "RS256", "none", "HS256"} - {alg}:
            with pytest.raises(PasskeyError):
                Passkey.read({**passkey.document(), "alg": other})


def test_asvs_11_2_3_keys_are_strong_enough(site: Site) -> None:
    assert BITS >= 3072
    for key in (site.service.keys.authority, site.service.keys.log):
        assert len(key.public.raw) == 32  # Ed25519
    assert len(site.settings.secret_key) >= 32


def test_asvs_11_4_1_and_11_5_1_no_weak_hash_and_no_chance_that_can_be_guessed() -> None:
    weak = re.compile(r"\bmd5\b|\bsha1\b|hashes\.(MD5|SHA1)\b|^import random\b|from random import|uuid[14]?\(", re.M)
    found = [path.name for path in (ROOT / "voting").rglob("*.py") if weak.search(path.read_text(encoding="utf-8"))]
    assert found == []
    scripts = [path.name for path in (ROOT / "client" / "src").rglob("*.mjs")
               if "Math.random" in path.read_text(encoding="utf-8")]
    assert scripts == []


def test_asvs_14_2_1_no_address_in_a_letter_carries_a_secret_to_a_server(site: Site) -> None:
    """What opens something stands behind the # of an address, which browsers do not send."""
    site.visitor().post("/sign-in", email="amber@example.org")
    site.world.open_ballot()
    for row in site.world.rows(MailRow):
        address = Letter.from_json(row.letter).address
        sent = address.partition("#")[0]
        assert "?" not in sent
        assert not re.search(r"[A-Za-z0-9_-]{30,}", sent), address


def test_asvs_14_3_3_nothing_of_a_vote_is_put_into_the_browsers_storage() -> None:
    """`client/src` keeps the locker's own words; of a named vote nothing is kept anywhere but on the page."""
    named = [ROOT / "client" / "src" / "parts" / name for name in ("cast.mjs", "turnout.mjs", "code.mjs")]
    for path in named:
        assert not re.search(r"localStorage|sessionStorage|indexedDB", path.read_text(encoding="utf-8")), path.name


def test_asvs_7_2_4_a_planted_session_is_worth_nothing_after_signing_in(site: Site) -> None:
    planted = site.visitor()
    planted.get("/sign-in")
    cookie = planted.client.get_cookie("session").value
    planted.post("/demo", person=site.world.person("AMBER"))
    assert planted.client.get_cookie("session").value != cookie
    attacker = site.visitor()
    attacker.client.set_cookie("session", cookie)
    assert attacker.get("/today").status_code == 302
