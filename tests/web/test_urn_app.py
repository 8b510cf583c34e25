"""The urn over HTTP: cookie-less, nameless, the same answers for whoever comes, in both languages."""

from __future__ import annotations

import json

import pytest
from werkzeug.test import Client, TestResponse

from tests.secret_world import SecretWorld, secret_world
from tests.site import Site
from voting.ballots.paper import paper_hash
from voting.evidence import PublicKey, b64u, decode, unb64u
from voting.services.urn.append_batch import tick_urn
from voting.services.urn.http_door import KEYS
from voting.services.urn.take_documents import prepare_order, state_order
from voting.web.urn_app import UrnApp

__all__ = ["secret_world"]

OCTETS = "application/octet-stream"


@pytest.fixture
def client(secret_world: SecretWorld) -> Client:
    return Client(UrnApp(secret_world.urn))


@pytest.fixture
def ballot(secret_world: SecretWorld) -> str:
    return secret_world.open_secret()


def bare(answer: TestResponse) -> TestResponse:
    """The answer, which sets no cookie and is kept by nobody."""
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    return answer


def test_a_vote_by_post_gets_a_promise(secret_world: SecretWorld, client: Client, ballot: str) -> None:
    body = secret_world.body(ballot, secret_world.issue(ballot, "AMBER"), "yes")
    answer = bare(client.post(f"/{ballot}/casts", data=body, content_type=OCTETS))
    assert answer.status_code == 202
    assert set(decode(answer.data)) == {"due", "leaf", "paper", "sig", "type", "v"}
    assert client.post(f"/{ballot}/casts", data=body, content_type=OCTETS).data == answer.data


def test_what_everyone_may_read(secret_world: SecretWorld, client: Client, ballot: str) -> None:
    world = secret_world
    paper = decode(bare(client.get(f"/{ballot}/paper")).data)
    assert paper_hash(unb64u(paper["paper"])) == world.row(ballot).paper_hash
    world.service.keys.authority.public.verify(unb64u(paper["paper_sig"]), unb64u(paper["paper"]))
    assert bare(client.get(f"/{ballot}/checkpoint")).text.splitlines()[1] == "0"


def test_the_votes_are_shown_for_the_reading_key_alone(secret_world: SecretWorld, client: Client,
                                                       ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes", birch="no")
    address = f"/{ballot}/casts.jsonl"
    assert client.get(address).status_code == 403
    assert client.get(address, headers={"X-Reading-Key": "guess"}).status_code == 403
    key = {"X-Reading-Key": world.reading_key(ballot)}
    assert bare(client.get(address, headers=key)).data == b""
    tick_urn(world.urn)
    lines = client.get(address, headers=key).data.splitlines()
    assert lines == world.urn_leaves(ballot)
    assert len(lines) == 2


@pytest.mark.parametrize(("lang", "words"), [("en", "length of a vote"), ("fr", "longueur d’un vote"),
                                             ("xx", "length of a vote")])
def test_a_refusal_is_a_code_and_a_sentence(client: Client, ballot: str, lang: str, words: str) -> None:
    answer = bare(client.post(f"/{ballot}/casts?lang={lang}", data=b"short", content_type=OCTETS))
    assert answer.status_code == 400
    assert answer.json["error"] == "malformed"
    assert words in answer.json["sentence"]


def test_a_body_is_read_no_further_than_a_vote_is_long(secret_world: SecretWorld, client: Client,
                                                       ballot: str) -> None:
    class Endless:
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += size
            return b"x" * size

    stream = Endless()
    wanted = len(secret_world.body(ballot, secret_world.issue(ballot, "AMBER"), "yes"))
    sent = {"wsgi.input": stream, "CONTENT_LENGTH": str(10**9)}
    answer = client.post(f"/{ballot}/casts", environ_overrides=sent)
    assert (answer.status_code, stream.asked) == (400, 0)
    client.post(f"/{ballot}/casts", environ_overrides={**sent, "CONTENT_LENGTH": str(wanted)})
    assert stream.asked == wanted


def test_codes_that_a_browser_acts_upon(secret_world: SecretWorld, client: Client, ballot: str) -> None:
    world = secret_world
    voter = world.issue(ballot, "AMBER")
    client.post(f"/{ballot}/casts", data=world.body(ballot, voter, "yes", seq=4))
    again = client.post(f"/{ballot}/casts", data=world.body(ballot, voter, "yes", seq=2))
    assert (again.status_code, again.json["error"], again.json["last"]) == (409, "seq", 4)
    world.clock.now = world.row(ballot).close_at + 1
    late = client.post(f"/{ballot}/casts", data=world.body(ballot, voter, "yes", seq=5))
    assert (late.status_code, late.json["error"]) == (409, "closed")


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/"), ("GET", "/b1"), ("POST", "/b1/checkpoint"), ("GET", "/b1/casts"), ("GET", "/B1/checkpoint"),
    ("GET", "/../checkpoint"), ("DELETE", "/b1/casts"), ("GET", "/b1/checkpoint")])
def test_there_is_nothing_else(client: Client, method: str, path: str) -> None:
    answer = bare(client.open(path, method=method))
    assert (answer.status_code, answer.json["error"]) == (404, "not_found")


def test_the_register_hands_over_by_http_what_it_hands_over_in_process(secret_world: SecretWorld,
                                                                       client: Client) -> None:
    authority = secret_world.service.keys.authority
    order = json.dumps(prepare_order(authority, "b9", "key"), sort_keys=True, separators=(",", ":"))
    answer = client.post("/orders/prepare", data=order)
    assert answer.status_code == 200
    assert set(decode(answer.data)) == KEYS
    PublicKey.from_b64u(decode(answer.data)["key"])
    forged = json.dumps({**state_order(authority, "b9", "p", "closed", 1), "close": 2}, sort_keys=True,
                        separators=(",", ":"))
    assert client.post("/orders/state", data=forged).status_code == 400
    assert client.post("/b9/paper", data=b'{"paper":"","paper_sig":"%s"}' % b64u(bytes(64)).encode()).status_code == 400
    assert client.post("/orders/prepare", data=b"x" * 10).status_code == 400
    assert client.get("/b9/final").status_code == 409


def test_a_booth_on_another_host_may_call_and_no_other(secret_world: SecretWorld) -> None:
    there = Client(UrnApp(secret_world.urn, booth="https://vote.example"))
    answer = there.options("/b1/casts", headers={"Origin": "https://vote.example"})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "https://vote.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    here = Client(UrnApp(secret_world.urn))
    assert "Access-Control-Allow-Origin" not in here.options("/b1/casts").headers


def test_the_whole_service_has_the_urn_under_its_own_roof_outside_of_everything_that_knows_people(
        empty_site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    answer = bare(empty_site.visitor().client.get("/urn/b1/checkpoint", headers={"Cookie": "session=x"}))
    assert (answer.status_code, answer.json["error"]) == (404, "not_found")
    assert "Vary" not in answer.headers
    assert capfd.readouterr() == ("", "")
