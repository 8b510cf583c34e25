"""Letters that come back: understood without trust, shown with the reason, and the address flagged in the register."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.test_mail import Server, send, server
from tests.world import World
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError
from voting.services.act import begin
from voting.services.letters import sign_in_code
from voting.services.send_mail import Smtp, tls_for
from voting.services.take_bounce import send_again, take_bounce
from voting.services.understand_bounce import Bounce, reason_of, understand_bounce
from voting.services.write_mail import CODE, put, write_to_person
from voting.store.access import MailRow
from voting.store.database import writing
from voting.store.outbox import MailFaultRow
from voting.store.tables import PersonRow

__all__ = ["server"]

TOKEN = f"{0x0123456789ABCDEF:016x}"
LETTER = sign_in_code("ABCDE-FGHJK", 10, "http://localhost/sign-in/code")

REPORT = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Sorry.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; amber@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--B
Content-Type: {kind}

{quoted}

--B--
"""


def report(to: str = f"bounce+{TOKEN}.b1@localhost", action: str = "failed", status: str = "5.1.1",
           kind: str = "text/rfc822-headers", quoted: str = "Subject: You are asked to vote") -> bytes:
    """A server's report, as RFC 3464 has it."""
    return REPORT.format(to=to, action=action, status=status, kind=kind, quoted=quoted).encode()


def written(world: World, who: str = "AMBER", kind: str = "letter") -> MailRow:
    """A letter to somebody that waits in the outbox."""
    with begin(world.service) as act:
        assert write_to_person(act, act.session.get(PersonRow, world.person(who)), LETTER, kind)
    return world.rows(MailRow)[-1]


# ---------------------------------------------------------------- read


def test_a_report_names_its_letter_and_its_status() -> None:
    assert understand_bounce(report()) == Bounce(TOKEN, "5.1.1")
    by_id = f"Message-ID: <{TOKEN}.{'0' * 16}@localhost>"
    assert understand_bounce(report(to="postmaster@localhost", quoted=by_id)) == Bounce(TOKEN, "5.1.1")
    assert understand_bounce(report(to="x@y", kind="message/rfc822", quoted=f"{by_id}\n\nBody")) == Bounce(
        TOKEN, "5.1.1")
    assert understand_bounce(report(status="4.4.7")) == Bounce(TOKEN, "4.4.7")


@pytest.mark.parametrize("raw", [
    b"", b"To: x\n\nHello", report(action="delayed", status="4.4.1"), report(action="delivered", status="2.0.0"),
    report(to="someone@localhost"), report(to="bounce+zzzz@localhost"),
    report().replace(b"multipart/report", b"text/plain"),
    report() + b"x" * 600_000, report().replace(b"message/delivery-status", b"application/octet-stream")])
def test_what_reports_no_failure_of_a_letter_of_ours_is_no_report(raw: bytes) -> None:
    assert understand_bounce(raw) is None


@given(st.data())
def test_no_message_makes_the_reader_stumble(data: st.DataObject) -> None:
    raw = bytearray(report())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at:at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    found = understand_bounce(bytes(raw))
    assert found is None or len(found.token) == 16


@pytest.mark.parametrize(("failed", "words"), [
    ("5.1.1", "no such mailbox"), ("5.2.2", "is full"), ("5.7.26", "refuses letters from here"), ("4.4.7", "for days"),
    ("550", "no such mailbox, or refuses"), ("5.9.9", "did not take it"), ("too many tries", "however often")])
def test_each_status_has_its_words(failed: str, words: str) -> None:
    assert words in str(reason_of(failed))


# ---------------------------------------------------------------- taken


def test_a_letter_that_comes_back_flags_the_address(world: World, server: Server) -> None:
    letter = written(world)
    assert send(world, server) == 1
    message = message_from_bytes(server.taken[0][1], policy=default)
    assert message["Return-Path"] is None  # that is the envelope's, and the receiving server's to write
    back = server.envelopes[0]
    assert back == f"bounce+{letter.token}.@localhost"
    assert take_bounce(world.service, report(to=back))
    assert world.rows(MailRow)[-1].failed == "5.1.1"
    (fault,) = world.rows(MailFaultRow)
    assert (fault.person, fault.address, fault.status) == (world.person("AMBER"), "amber@example.org", "5.1.1")
    assert take_bounce(world.service, report(to=back))  # twice is harmless
    assert len(world.rows(MailFaultRow)) == 1


def test_a_forged_report_changes_nothing(world: World) -> None:
    written(world)
    assert not take_bounce(world.service, report())
    assert not take_bounce(world.service, report(to="bounce+.b1@localhost"))
    assert world.rows(MailFaultRow) == []
    assert world.rows(MailRow)[-1].failed == ""


def test_an_old_address_flags_nobody(world: World) -> None:
    letter = written(world)
    with writing() as session:
        session.get(PersonRow, world.person("AMBER")).mail = "new@example.org"
    assert take_bounce(world.service, report(to=f"bounce+{letter.token}.@localhost"))
    assert world.rows(MailFaultRow) == []


def test_a_refusal_at_the_door_flags_the_address_and_a_letter_that_arrives_clears_it(world: World,
                                                                                     server: Server) -> None:
    server.answers["amber@example.org"] = "550 5.1.1 no such mailbox"
    written(world)
    send(world, server)
    assert [fault.status for fault in world.rows(MailFaultRow)] == ["550"]
    server.answers.clear()
    world.wait(1)
    written(world)
    assert send(world, server) == 1
    assert world.rows(MailFaultRow) == []


def test_a_server_that_is_busy_flags_nobody(world: World, server: Server) -> None:
    server.answers["amber@example.org"] = "451 later"
    written(world)
    send(world, server)
    assert world.rows(MailFaultRow) == []


def test_the_secretariat_sends_again_to_the_address_of_today(world: World, server: Server) -> None:
    server.answers["amber@example.org"] = "550 no"
    letter = written(world)
    send(world, server)
    with writing() as session:
        session.get(PersonRow, world.person("AMBER")).mail = "new@example.org"
    with pytest.raises(RefusedError):
        send_again(world.service, world.person("AMBER"), letter.id)
    send_again(world.service, world.person("coordinator"), letter.id)
    assert send(world, server) == 1
    assert server.taken[0][0] == ["new@example.org"]
    with pytest.raises(NotFoundError):
        send_again(world.service, world.person("coordinator"), letter.id)


def test_a_code_is_never_sent_again(world: World, server: Server) -> None:
    server.answers["amber@example.org"] = "550 no"
    letter = written(world, kind=CODE)
    send(world, server)
    with pytest.raises(ConflictError, match="too old"):
        send_again(world.service, world.person("coordinator"), letter.id)


# ---------------------------------------------------------------- what leaves


def test_asvs_1_3_11_no_line_break_reaches_a_header(world: World, server: Server) -> None:
    """Where a name or an address brings one along all the same, the letter is refused, not bent."""
    for address in ("a@example.org\nBcc: all@example.org", "a@example.org\r\nSubject: x", "a\x00@example.org",
                    "a@example.org, b@example.org"):
        with suppress(InputError), begin(world.service) as act:  # PostgreSQL stores no NUL: then nothing waits
            put(act, address, "en", "UTC", LETTER)
    with begin(world.service) as act:
        put(act, "good@example.org", "en", "UTC", sign_in_code("A\r\nBcc: all@example.org", 10, "http://localhost/"))
    assert send(world, server) == 1
    message = message_from_bytes(server.taken[0][1], policy=default)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert [to for to, _ in server.taken] == [["good@example.org"]]


def test_an_announcement_brings_an_entry_for_the_calendar_and_an_extension_moves_it(world: World,
                                                                                   server: Server) -> None:
    from voting.services.direct_ballot import extend_ballot

    ballot = world.open_ballot()
    send(world, server)
    extend_ballot(world.service, world.person("chair"), ballot, world.now + 9000, "More time")
    send(world, server)
    first, moved = (calendar_of(body) for body in (server.taken[0][1], server.taken[-1][1]))
    for words in (f"UID:{ballot}@localhost", "METHOD:PUBLISH", "CLASS:PRIVATE", "TRIGGER;RELATED=END:-PT120M",
                  "DTSTART:20270115T080000Z", f"URL:http://localhost/ballots/{ballot}"):
        assert words in first
        assert words in moved
    assert "DTEND:20270115T100000Z" in first
    assert "SEQUENCE:0" in first
    assert "DTEND:20270115T103000Z" in moved
    assert "SEQUENCE:1" in moved


def calendar_of(raw: bytes) -> str:
    """The calendar file that came with a letter."""
    (part,) = [part for part in message_from_bytes(raw, policy=default).walk()
               if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "PUBLISH"
    assert part.get_filename() == "ballot.ics"
    return part.get_content().replace("\r\n ", "")


def test_a_password_goes_over_tls_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    class Plain:
        """A server elsewhere that offers no TLS."""

        said: list[str] = []

        def __init__(self, *_: object, **__: object) -> None: ...
        def __enter__(self) -> Plain: return self
        def __exit__(self, *_: object) -> None: ...
        def ehlo(self) -> None: ...
        def has_extn(self, _name: str) -> bool: return False
        def login(self, *words: str) -> None: self.said.append(words)
        def send_message(self, *_: object, **__: object) -> None: ...

    monkeypatch.setattr(smtplib, "SMTP", Plain)
    message = EmailMessage(policy=SMTP)
    message["To"] = "a@example.org"
    with pytest.raises(smtplib.SMTPNotSupportedError):
        Smtp("mail.example", 25, "user", "secret").carry(message)
    assert Plain.said == []
    Smtp("mail.example", 25).carry(message)
    assert tls_for("mail.example").check_hostname
    assert not tls_for("127.0.0.1").check_hostname
