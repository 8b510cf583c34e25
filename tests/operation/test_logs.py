"""The operator's log, each test named by the requirement of ASVS 5.0 that it holds: who, what, when, and no more."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator

import pytest

from tests.site import Site, Visitor
from tests.world import new_attempt
from voting.services.send_mail import Folder
from voting.services.tick import tick
from voting.web.logs import FIELDS, JsonLines, write_logs

ADDRESS, BROWSER = "203.0.113.77", "Strange-Browser/9.9"
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged during a test, as text."""
    stream, loggers = io.StringIO(), [logging.getLogger(name) for name in ("", "scrutin")]
    handler, levels = logging.StreamHandler(stream), [logger.level for logger in loggers]
    handler.setFormatter(JsonLines())
    loggers[0].addHandler(handler)
    loggers[1].setLevel(logging.INFO)
    yield stream
    loggers[0].removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def lines(written: io.StringIO) -> Lines:
    """What has been logged so far, line by line."""
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def here(visitor: Visitor) -> Visitor:
    """The visitor, coming from an address with a browser that would be known again."""
    visitor.client.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER}
    return visitor


def code_for(site: Site, mail: str) -> str:
    """The code in the letter that was sent to an address."""
    site.within(tick, site.service, Folder(site.settings.instance / "outbox"),
                lambda letter, *_: (str(letter.subject), "\n".join(map(str, letter.lines))))
    letters = [path.read_text() for path in (site.settings.instance / "outbox").glob("*.eml")]
    return next(re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", text).group() for text in letters if mail in text)


def cast_in(site: Site, visitor: Visitor, ballot: str, option: str = "consent") -> int:
    page = visitor.get(f"/ballots/{ballot}")
    assert page.status_code == 200
    answer = visitor.post(f"/ballots/{ballot}/cast", choice=option, attempt=new_attempt(), reason="")
    return answer.status_code


def test_16_2_1_a_line_says_when_who_what_and_how_it_ended(site: Site, lines: Lines) -> None:
    visitor = here(site.signed_in("coordinator"))
    visitor.post("/coordinator/organisations/NEW/resignation", reason="")
    line = lines()[-1]
    assert {"at", "level", "event", "act", "person", "status", "duration_ms"} == set(line)
    assert line["person"] == site.world.person("coordinator")
    assert line["duration_ms"] % 10 == 0


def test_16_2_2_times_are_utc(lines: Lines) -> None:
    logging.getLogger("scrutin").info("clock_works")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", lines()[0]["at"])


def test_16_2_4_every_line_is_json_whatever_library_writes_it(written: io.StringIO) -> None:
    logging.getLogger("werkzeug").warning("something %s", "odd")
    logging.getLogger("scrutin.more").error("clock_failed", extra={"what": "a sentence"})
    found = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["event"] for line in found] == ["message", "clock_failed"]


def test_16_2_5_only_listed_fields_are_written(lines: Lines) -> None:
    logging.getLogger("scrutin").warning("refused", extra={
        "act": "delegate.today", "remote_addr": ADDRESS, "user_agent": BROWSER, "form": {"q1": "object"},
        "choice": "object", "mail": "a@example.org", "cookie": "secret"})
    assert set(lines()[0]) == {"at", "level", "event", "act"}
    assert not {"address", "agent", "choice", "form", "mail", "ip"} & set(FIELDS)


def test_16_2_5_no_address_no_browser_no_mail_no_code_is_in_the_log(site: Site, written: io.StringIO) -> None:
    visitor = here(site.visitor())
    visitor.post("/sign-in", email="amber@example.org")
    code = code_for(site, "amber@example.org")
    visitor.post("/sign-in/code", code="WRONG-WRONG")
    visitor.post("/sign-in/code", code=code)
    visitor.post("/sign-in", email="nobody@example.org")
    visitor.get("/coordinator")
    logging.getLogger("gunicorn.error").warning("Invalid request from ip=%s: %s", ADDRESS, "2001:db8::17")
    text = written.getvalue()
    assert len(text.splitlines()) >= 6
    for secret in (ADDRESS, "2001:db8", BROWSER, "example.org", code, code.replace("-", ""), "WRONG"):
        assert secret not in text


def test_16_2_5_of_a_cast_there_is_the_event_and_the_hour_and_nothing_else(site: Site, written: io.StringIO,
                                                                           lines: Lines) -> None:
    ballot = site.world.open_ballot()
    visitor = here(site.signed_in("AMBER"))
    before = len(lines())
    assert cast_in(site, visitor, ballot) == 303
    assert len(site.world.leaves(ballot, "cast")) == 1
    found = lines()[before:]
    assert [(set(line), line["event"]) for line in found] == [({"at", "level", "event", "act"}, "cast")]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:00:00Z", found[0]["at"])
    for secret in (site.world.person("AMBER"), ballot, "consent", ADDRESS):
        assert secret not in written.getvalue()


def test_16_2_5_a_cast_that_is_refused_does_not_say_whose_it_was(site: Site, lines: Lines) -> None:
    ballot = site.world.open_ballot()
    site.world.seat("VISIT", kind="attending")
    visitor = here(site.signed_in("VISIT"))
    before = len(lines())
    answer = visitor.post(f"/ballots/{ballot}/cast", choice="consent", attempt=new_attempt(), reason="")
    assert answer.status_code == 403
    assert [(line["event"], line.get("clause"), "person" in line) for line in lines()[before:]] == [
        ("refused", "IV.3", False)]


def test_16_3_1_every_sign_in_and_sign_out_is_logged_and_every_failed_try(site: Site, lines: Lines) -> None:
    visitor = here(site.visitor())
    visitor.post("/sign-in", email="amber@example.org")
    visitor.post("/sign-in/code", code="WRONG-WRONG")
    visitor.post("/sign-in/code", code=code_for(site, "amber@example.org"))
    visitor.get("/today")
    visitor.post("/sign-out")
    amber = site.world.person("AMBER")
    assert [(line["event"], line.get("person", "")) for line in lines()] == [
        ("code_asked", ""), ("sign_in_failed", ""), ("sign_in", amber), ("sign_out", amber)]


def test_16_3_2_every_refusal_is_logged_with_its_clause_or_door(site: Site, lines: Lines) -> None:
    here(site.signed_in("AMBER")).get("/coordinator")
    assert [(line["event"], line["status"], line["act"], line["person"]) for line in lines()] == [
        ("refused", 403, "coordinator.desk", site.world.person("AMBER"))]
    here(site.visitor()).post("/coordinator/meetings/new", token=False)
    assert [(line["event"], line["status"]) for line in lines()[1:]] == [("refused", 400)]


def test_16_3_3_every_act_of_an_officer_is_logged(site: Site, lines: Lines) -> None:
    """Walks the map of routes: each address that changes something for officers writes a line, even if it fails."""
    from voting.web.access import routes

    visitor = here(site.signed_in("coordinator"))
    acts = [row for row in routes(site.app) if "POST" in row["methods"] and row["role"] in
            ("presiding", "secretariat", "preparer", "officer")]
    assert len(acts) > 10
    for row in acts:
        before = len(lines())
        visitor.post(re.sub(r"<[^>]+>", "none", re.sub(r"<int:[^>]+>", "7", str(row["route"]))))
        found = [line for line in lines()[before:] if line.get("act") == row["endpoint"]]
        assert {line["person"] for line in found} == {site.world.person("coordinator")}, row
        assert found[0]["event"] in ("act", "act_failed", "refused")


def test_16_4_1_nobody_writes_a_second_line_into_the_log(site: Site, written: io.StringIO, lines: Lines) -> None:
    forged = 'x\n{"at":"2027-01-01T00:00:00Z","event":"sign_in"}\r\u2028\x1b[2J'
    logging.getLogger("scrutin").info(forged, extra={"act": forged, "clause": forged, "what": forged})
    logging.getLogger("other").warning("%s", forged)
    visitor = here(site.signed_in("AMBER"))
    visitor.get("/coordinator/organisations/x%0a%7b%22event%22%3a%22sign_in%22%7d")
    text = written.getvalue()
    assert len(text.splitlines()) == len(lines()) == 3
    assert "\x1b" not in text
    assert "\u2028" not in text
    assert "sign_in" not in [line["event"] for line in lines()]
    assert len(max(text.splitlines(), key=len)) < 2000


def test_16_5_1_an_exception_is_its_class_and_places_never_its_words(lines: Lines, written: io.StringIO) -> None:
    try:
        raise ValueError("Delegate Amber chose object from 203.0.113.77")
    except ValueError:
        logging.getLogger("scrutin").exception("unforeseen", extra={"act": "delegate.today"})
    assert lines()[0]["error"] == "ValueError"
    assert "test_logs.py:" in lines()[0]["where"]
    assert "Amber" not in written.getvalue()


def test_what_write_logs_sets_up_replaces_every_other_format() -> None:
    loggers = [logging.getLogger(name) for name in ("", "scrutin", "gunicorn.error", "gunicorn.access")]
    kept = [(logger, logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    stream = io.StringIO()
    try:
        logging.getLogger("gunicorn.error").addHandler(logging.StreamHandler(stream))
        write_logs(stream)
        logging.getLogger("gunicorn.error").warning("listening at 10.0.0.1:80")
        logging.getLogger("scrutin").info("clock_works")
        logging.getLogger("chatty").info("not wanted")
    finally:
        logging.captureWarnings(False)
        for logger, handlers, level, propagate in kept:
            logger.handlers[:], logger.propagate = handlers, propagate
            logger.setLevel(level)
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["message", "clock_works"]
    assert "10.0.0.1" not in stream.getvalue()
