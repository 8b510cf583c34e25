"""Whatever is sent, at every door that takes something: a sentence, no fault, and nothing stored that later breaks.

The doors are those of the running application. Forms are read from its own pages, in a site where much is going on; a
door whose form no page of that site shows is tried with the fields that its source reads. So a new door is tried by
itself; only one that takes JSON has to be described here, and the first test says so.
"""

from __future__ import annotations

import csv
import email
import email.policy
import inspect
import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.databases import empty_database
from tests.safety.busy import Busy, busy_site
from tests.safety.forms import Form, forms_of
from tests.safety.test_asvs_web import ENTERS
from tests.safety.test_asvs_words import HOSTILE, MARKUP
from voting.services.send_mail import Folder
from voting.services.tick import tick
from voting.web.letters import render_letter
from voting.web.logs import JsonLines

ROOT = Path(__file__).resolve().parents[2]
MIXED = f"=cmd|'/c calc'!A1 {MARKUP} %(name)s {{{{ 7*7 }}}}"
"""What is kept as words wherever words are taken: markup, a formula, a template, a place for a value."""

BY_HAND: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "account.options": ("AMBER", "/me/passkeys/new/options", ()),
    "coordinator.take": ("coordinator", "/coordinator/import/confirm", ("content", "reason", "confirm")),
    "delegate.cast": ("CEDAR", "/ballots/{ballot}/cast", ("choice", "reason", "attempt", "signature")),
    "delegate.choose": ("CEDAR", "/ballots/{ballot}", ("choice", "reason")),
    "elections.close": ("sc_chair", "/elections/{motion}/close", ("confirm",)),
    "elections.reopen": ("sc_chair", "/elections/{motion}/reopen", ("closes_at",)),
    "enrolment.options": ("", "/enrol/passkey/options", ()),
    "enrolment.take_passkey": ("", "/enrol/passkey", ("name", "passkey")),
    "session.confirm_options": ("AMBER", "/confirm/options", ()),
    "session.passkey_options": ("", "/sign-in/passkey/options", ()),
}
"""Doors whose form stands on a page that only an earlier step shows: who sends, where to, which fields."""

JSON: dict[str, tuple[str, str, dict[str, object]]] = {
    "secret.credentials": ("AMBER", "/credentials", {"assertion": {"ad": "AA", "cd": "AA", "cred": "AA", "sig": "AA"},
                                                     "requests": [{"ballot": "b1", "blinded": ["AA"], "locker": ""}]}),
    "secret.key": ("teller", "/teller/ballots/{secret}/key", {"index": 0, "id": "AA", "pk": "AA", "sig": "AA",
                                                              "locker": ""}),
    "secret.rehearsal": ("teller", "/teller/ballots/{secret}/rehearsal", {"plain": "AA"}),
    "secret.release": ("teller", "/teller/ballots/{secret}/release", {"document": {"type": "x", "index": 0},
                                                                      "shares": "AA"}),
}
"""Doors that take JSON, with a body of the right shape."""
LAST = {"account.end_others", "account.end_session", "account.remove", "chair.cancel", "chair.withdraw",
        "coordinator.enter_resignation", "coordinator.sign_out", "coordinator.take_office", "coordinator.take_out",
        "coordinator.take_seat", "elections.withdraw", "session.become"}
"""Acts after which somebody or something is gone: tried when the others have been."""
URN = {("POST", "{ballot}/casts"), ("POST", "{ballot}/paper"), ("POST", "orders/prepare"), ("POST", "orders/state")}
"""What the urn takes."""

VALUES = (None, True, -1, 2**70, 1.5, [], {}, [[[[]]]], "", "x" * 5000, MARKUP, "\u0000", "é", {"a": {"b": [None]}})
"""What may stand in JSON in the place of anything."""
RAW = (b"", b"null", b"[]", b'{"a":', b"\xff\xfe", b'{"a":NaN}', b'{"a":1,"a":2}', b'{"a":"\\ud800"}', b"[" * 5000,
       b'{"index":1e400}')


@dataclass
class Door:
    """One door: who goes in, and what the form there sends."""

    who: str
    form: Form


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busy]:
    folder = tmp_path_factory.mktemp("busy")
    with empty_database(folder) as url:
        made = busy_site(folder, url)
        yield made
        made.site.close()


@pytest.fixture(scope="module")
def doors(busy: Busy) -> dict[str, Door]:
    """Every door that takes a form, the fullest form of each that a page has."""
    address, found = busy.site.app.url_map.bind("localhost"), {}
    for who, path in busy.pages():
        page = busy.reader(who).get(path)
        assert page.status_code < 500, path
        for form in forms_of(page.text) if page.mimetype == "text/html" else ():
            action = form.action or path
            if action.startswith("#"):
                continue  # on the page of styles
            endpoint, _ = address.match(action.partition("?")[0], method="POST")
            if endpoint not in found or len(found[endpoint].form.fields) < len(form.fields):
                found[endpoint] = Door(who, replace(form, action=action))
    for endpoint, (who, path, fields) in BY_HAND.items():
        found.setdefault(endpoint, Door(who, Form(named(busy, path), dict.fromkeys(fields, "x"),
                                                  dict.fromkeys(fields, "text"))))
    for rule in busy.site.app.url_map.iter_rules():
        if "POST" in rule.methods and rule.endpoint not in found and rule.endpoint not in JSON:
            found[rule.endpoint] = guessed(busy, rule)
    return dict(sorted(found.items(), key=lambda item: item[0] in LAST))


def guessed(busy: Busy, rule: Rule) -> Door:
    """A door with the fields that its source names, at an address with whatever there is."""
    view = busy.site.app.view_functions[rule.endpoint]
    source = inspect.getsource(view)
    assert "get_json" not in source, f"{rule.endpoint} takes JSON: describe a body of it in JSON"
    named_there = re.findall(r'(?:form(?:\.get)?[\[(]|whole_number\()"(\w+)"', source)
    fields = dict.fromkeys([*named_there, "reason", "name"], "x")
    with busy.site.app.test_request_context():
        path = busy.site.app.url_for(rule.endpoint, **{
            part: busy.there.get(part, ["1" if part == "number" else "x0"])[0] for part in rule.arguments})
    return Door(ENTERS.get(view.access.role, "AMBER"), Form(path, {**fields, "confirm": "yes"},
                                                            dict.fromkeys(fields, "text")))


def named(busy: Busy, path: str) -> str:
    """An address with what there is."""
    there = busy.there
    return path.format(ballot=there["ballot"][0], secret=there["ballot"][-1], motion=there["motion"][-1])


def send(busy: Busy, door: Door, fields: dict[str, object]) -> TestResponse:
    """Send a form as whoever may, signed in again if an act before has signed them out."""
    data = {name: value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
            for name, value in fields.items()}
    for _ in range(2):
        reader = busy.reader(door.who)
        answer = reader.post(door.form.action, **data)
        if answer.status_code not in (400, 401) and "/sign-in" not in answer.headers.get("Location", ""):
            break
        busy.readers.pop(door.who, None)
    return answer


def is_sound(answer: TestResponse, what: object) -> None:
    """The answer to something hostile: no fault; if refused, in a sentence; and nothing of it is obeyed."""
    assert answer.status_code < 500, (what, answer.status_code)
    text = answer.get_data(as_text=True)
    assert "<script>alert" not in text, what
    assert "<img src=x" not in text, what
    assert "\n" not in answer.headers.get("Location", "")
    if answer.status_code >= 400:
        sentence = answer.get_json()["sentence"] if answer.mimetype == "application/json" else text
        assert re.search(r"\w+ \w+", sentence), what
        assert answer.mimetype == "application/json" or "<h1" in text, what


def nothing_breaks(busy: Busy, caplog: pytest.LogCaptureFixture) -> None:
    """Every page, file, letter and line of the log that there now is."""
    for who, path in busy.pages():
        answer = busy.reader(who).get(path)
        is_sound(answer, path)
        if answer.mimetype == "text/csv":
            cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
            assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
        elif answer.mimetype == "text/calendar":
            lines = answer.data.split(b"\r\n")
            assert all(len(line) <= 75 and not re.search(rb"[\x00-\x08\n\r]", line) for line in lines), path
    folder = busy.site.settings.instance / "outbox"
    carrier = Folder(folder)
    busy.site.within(tick, busy.site.service, carrier, render_letter)
    sent = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for file in folder.iterdir()]
    assert sent
    for message in sent:
        assert {"bcc", "cc", "x-evil"}.isdisjoint({name.lower() for name in message})
        assert not message.defects
        assert message["Subject"]
    for record in caplog.records:
        line = JsonLines().format(record)
        assert "\n" not in line
        assert MARKUP not in json.loads(line).values()


def test_every_door_that_takes_something_is_tried(busy: Busy, doors: dict[str, Door]) -> None:
    posted = {rule.endpoint for rule in busy.site.app.url_map.iter_rules()
              if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}}
    assert set(doors) | set(JSON) == posted
    urn = re.findall(r'case \("(POST|PUT|DELETE)", \[(.+?)\]\)', (ROOT / "voting/web/urn_app.py").read_text())
    assert {(method, re.sub(r'"|, ', lambda sign: "" if sign[0] == '"' else "/", parts.replace("ballot", "{ballot}")))
            for method, parts in urn} == URN


@pytest.mark.slow
def test_asvs_1_2_1_and_1_2_10_words_that_are_no_words_are_refused_or_kept_as_words(
        busy: Busy, doors: dict[str, Door], caplog: pytest.LogCaptureFixture) -> None:
    """In all fields for words at once, then in all fields there are, then what is no day, number or choice in each that
    wants one; then everything is looked at again."""
    with caplog.at_level(logging.INFO):
        for endpoint, door in doors.items():
            if endpoint == "session.leave":
                continue
            words = {name: MIXED if name in door.form.words else value for name, value in door.form.fields.items()}
            is_sound(send(busy, door, words), endpoint)
            is_sound(send(busy, door, dict.fromkeys(door.form.fields, "\x00\u202e=\ud800\r\nBcc: x@y")), endpoint)
            twice = {name: [b"", value.encode()] for name, value in door.form.fields.items() if name != "confirm"}
            is_sound(send(busy, door, twice), endpoint)
            for name in set(door.form.fields) - set(door.form.words) - set(door.form.files):
                is_sound(send(busy, door, {**door.form.fields, name: "=x"}), (endpoint, name))
    nothing_breaks(busy, caplog)


def test_json_of_any_kind_is_refused_with_a_sentence(busy: Busy) -> None:
    for who, path, body in JSON.values():
        reader, address = busy.reader(who), named(busy, path)
        reader.get("/today")
        headers = {"X-CSRFToken": reader.token, "Content-Type": "application/json", "Accept": "application/json"}
        bodies = [json.dumps(each).encode() for each in changed(body)]
        for data in (*bodies, *RAW):
            answer = reader.client.post(address, data=data, headers=headers)
            assert 400 <= answer.status_code < 500, (path, data[:80])
            is_sound(answer, (path, data[:80]))


def changed(body: object) -> Iterator[object]:
    """A body with each of its parts in turn replaced by each value, and with one part more."""
    yield from VALUES
    if isinstance(body, dict):
        yield {**body, "more": 1}
        for name, part in body.items():
            yield {other: value for other, value in body.items() if other != name}
            yield from ({**body, name: each} for each in changed(part))
    elif isinstance(body, list) and body:
        yield from ([each] for each in changed(body[0]))


def test_the_urn_takes_nothing_that_is_not_a_vote_or_an_order(busy: Busy) -> None:
    stranger = busy.site.visitor().client
    for _, path in sorted(URN):
        for ballot in (busy.there["ballot"][-1], "b" * 17, "..", "%00", "<script>"):
            for data in (*RAW, json.dumps({"paper": MARKUP, "paper_sig": 1, "sig": []}).encode(), b"x" * 2000):
                answer = stranger.post(f"/urn/{path.format(ballot=ballot)}", data=data,
                                       content_type="application/octet-stream")
                assert 400 <= answer.status_code < 500, (path, ballot, data[:50])
                assert "sentence" in answer.get_json()


@pytest.mark.slow
def test_each_field_by_itself_takes_each_kind_of_words(
        busy: Busy, doors: dict[str, Door], caplog: pytest.LogCaptureFixture) -> None:
    for kind, words in HOSTILE.items():
        for endpoint, door in doors.items():
            for name in door.form.fields if endpoint != "session.leave" else ():
                file = (io.BytesIO(words.encode("utf-8", "replace")), words[:50].replace("\ud800", "?"))
                value = file if name in door.form.files else words
                is_sound(send(busy, door, {**door.form.fields, name: value}), (kind, endpoint, name))
    nothing_breaks(busy, caplog)
