"""What browsers ask of the register for a secret ballot: who gets what, in which shape, and who gets nothing."""

from __future__ import annotations

from tests.secret_site import SecretSite, secret_site, send
from tests.secret_world import Teller, Voter
from voting.ballots.trustee import open_rehearsal, trustee_key
from voting.evidence import b64u, decode, unb64u
from voting.services.announce_ballot import announce_ballot

__all__ = ["secret_site"]


def test_a_teller_accepts_a_key_and_opens_its_rehearsal(secret_site: SecretSite) -> None:
    world = secret_site.world
    ballot = world.draft_secret()
    browser = secret_site.signed_in("teller")
    place = browser.get(f"/teller/ballots/{ballot}/key.json").json
    assert {name: place[name] for name in ("index", "n", "t", "ballot")} == {"index": 0, "n": 3, "t": 2,
                                                                             "ballot": ballot}
    teller = Teller(place["subject"])
    key = trustee_key(teller.identity, teller.secret, ballot, 0, teller.person)
    answer = send(browser, f"/teller/ballots/{ballot}/key", {**{name: key[name] for name in ("id", "pk", "sig")},
                                                             "index": 0})
    assert answer.status_code == 200
    wrong = send(browser, f"/teller/ballots/{ballot}/rehearsal", {"plain": b64u(bytes(32))})
    assert (wrong.status_code, wrong.json["error"]) == (422, "input")
    assert "rehearsal" in wrong.json["sentence"]
    plain = open_rehearsal(teller.secret, ballot, 0, unb64u(answer.json["rehearsal"]))
    assert send(browser, f"/teller/ballots/{ballot}/rehearsal", {"plain": b64u(plain)}).json == {
        "ready": True, "deal_to": []}




def test_a_voter_collects_and_the_answer_can_be_used(secret_site: SecretSite) -> None:
    world = secret_site.world
    ballot = world.open_secret()
    browser = secret_site.signed_in("AMBER")
    part = browser.get(f"/ballots/{ballot}/secret").json
    assert (part["may_collect"], part["may_cast"], part["rp_id"], part["passkeys"]) == (True, True, "localhost", [])
    assert decode(unb64u(part["paper"]))["ballot"] == ballot
    assert part["voter"] in {row.voter for row in world.roll(ballot)}
    assert part["reading_key"] == world.reading_key(ballot)
    assert "issued" not in part
    voter = Voter(world.person("AMBER"))
    request = world.blind(ballot, voter)
    sent = {"requests": [{"ballot": ballot, "blinded": [b64u(one) for one in request.blinded],
                          "locker": b64u(request.locker)}]}
    answer = send(browser, "/credentials", sent)
    assert answer.status_code == 200
    issued, = answer.json["issued"]
    assert send(browser, "/credentials", sent).json == answer.json
    again = browser.get(f"/ballots/{ballot}/secret").json
    assert again["issued"] == {name: issued[name] for name in ("blinded", "blind_sigs", "locker")}
    assert (again["may_collect"], again["may_cast"]) == (False, True)
    other = world.blind(ballot, Voter(world.person("AMBER")))
    refused = send(browser, "/credentials", {"requests": [{"ballot": ballot, "blinded": [b64u(other.blinded[0])],
                                                           "locker": ""}]})
    assert (refused.status_code, refused.json["error"]) == (409, "conflict")


def test_without_the_pages_token_nothing_is_handed_out(secret_site: SecretSite) -> None:
    world = secret_site.world
    ballot = world.open_secret()
    browser = secret_site.signed_in("AMBER")
    request = world.blind(ballot, Voter(world.person("AMBER")))
    sent = {"requests": [{"ballot": ballot, "blinded": [b64u(request.blinded[0])], "locker": ""}]}
    assert send(browser, "/credentials", sent, token=False).status_code == 400
    assert send(secret_site.visitor(), "/credentials", sent).status_code == 401
    assert world.leaves(ballot, "issue") == []


BROKEN = (None, [], {}, {"requests": 1}, {"requests": [1]}, {"requests": []},
          {"requests": [{"ballot": 1, "blinded": []}]}, {"requests": [{"ballot": "b", "blinded": [1], "locker": ""}]},
          {"requests": [], "assertion": 1})


def test_what_cannot_be_read_is_refused_in_a_sentence(secret_site: SecretSite) -> None:
    browser = secret_site.signed_in("AMBER")
    for sent in BROKEN:
        answer = send(browser, "/credentials", sent)
        assert answer.status_code in (400, 404, 422), sent
        assert answer.json["sentence"]


def test_who_may_read_the_urn(secret_site: SecretSite) -> None:
    world = secret_site.world
    ballot = world.open_secret()
    for who, status in (("BIRCH", 200), ("teller", 200), ("chair", 200), ("sc_chair", 403), ("coordinator", 403)):
        assert secret_site.signed_in(who).get(f"/ballots/{ballot}/secret").status_code == status, who
    named = world.open_ballot("resolution", "Bread")
    assert secret_site.signed_in("BIRCH").get(f"/ballots/{named}/secret").status_code == 409


def test_tellers_release_and_the_last_needed_one_hears_that_it_is_counted(secret_site: SecretSite) -> None:
    world = secret_site.world
    ballot = world.open_secret(lasts=600)
    world.vote(ballot, amber="yes", birch="no")
    browsers = {name: secret_site.signed_in(name) for name in ("teller", "teller2", "teller3")}
    path = f"/teller/ballots/{ballot}/release"
    before = browsers["teller"].get(f"{path}.json").json
    assert (before["sealed"], before["released"]) == (False, False)
    world.close(ballot)
    part = browsers["teller"].get(f"{path}.json").json
    assert (part["index"], part["urn"]["size"], part["issue"]["size"]) == (0, 2, 2)
    answers = []
    for teller, browser in zip(world.tellers, browsers.values(), strict=True):
        document, lines = world.release(ballot, teller)
        answers.append(send(browser, path, {"document": decode(document), "shares": b64u(lines)}))
    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert [answer.json["counted"] for answer in answers[:2]] == [False, True]
    assert world.counts(ballot) == {"yes": 1, "no": 1}
    assert secret_site.signed_in("chair").get(f"{path}.json").status_code == 403


def test_the_urn_beside_takes_what_the_register_has_announced(secret_site: SecretSite) -> None:
    world = secret_site.world
    ballot = world.draft_secret()
    world.accept_keys(ballot)
    secret_site.within(announce_ballot, secret_site.service, world.person("chair"), ballot, 0, world.now + 600)
    voter = world.issue(ballot, "AMBER")
    url = decode(bytes(world.row(ballot).paper))["secret"]["urn"]["url"]
    assert url == "http://localhost/urn"
    answer = secret_site.visitor().client.post(f"/urn/{ballot}/casts", data=world.body(ballot, voter, "yes"))
    assert answer.status_code == 202


def test_nobody_but_tellers_holds_a_key(secret_site: SecretSite) -> None:
    ballot = secret_site.world.draft_secret()
    for who in ("chair", "AMBER", "coordinator"):
        assert secret_site.signed_in(who).get(f"/teller/ballots/{ballot}/key.json").status_code == 403


def test_a_teller_finds_the_accepted_key_again_with_its_locker(secret_site: SecretSite) -> None:
    world = secret_site.world
    ballot = world.draft_secret()
    browser = secret_site.signed_in("teller")
    teller = Teller(world.person("teller"))
    key = trustee_key(teller.identity, teller.secret, ballot, 0, teller.person)
    sent = {**{name: key[name] for name in ("id", "pk", "sig")}, "index": 0, "locker": b64u(b"my own")}
    rehearsal = send(browser, f"/teller/ballots/{ballot}/key", sent).json["rehearsal"]
    found = browser.get(f"/teller/ballots/{ballot}/key.json").json
    assert (found["accepted"], found["rehearsed"], found["rehearsal"], found["locker"]) == (
        True, False, rehearsal, b64u(b"my own"))
    too_long = send(browser, f"/teller/ballots/{ballot}/key", {**sent, "locker": b64u(bytes(8193))})
    assert too_long.status_code == 422
