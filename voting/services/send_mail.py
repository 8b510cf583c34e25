"""Send what waits in the outbox: by SMTP, or as `.eml` files into a folder while no server is configured.

Each letter is put into its reader's language by `render`, which the web lends. A refusal for now (4xx, no
connection, a server that refuses us) is tried again later, more and more rarely; a refusal of the letter or its
address for good (5xx) stops and is kept with its reason.
"""

from __future__ import annotations

import secrets
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from voting.services.act import Service
from voting.services.icalendar import Event, write_calendar
from voting.services.letters import BallotEvent, Letter
from voting.services.remind_of_ballots import is_overtaken
from voting.services.take_bounce import clear_fault, flag_address
from voting.store.access import MailRow, mail_due
from voting.store.database import reading, writing
from voting.store.outbox import OVERTAKEN

FIRST_WAIT_S, MOST_TRIES, BATCH = 60, 12, 50
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
ALARM_S = 7200
"""A calendar warns its reader this long before a ballot closes."""

Render = Callable[[Letter, str, str], tuple[str, str]]
"""(letter, language, zone) -> (subject, body)."""


class Carrier(Protocol):
    """What takes a finished message: raises `smtplib.SMTPException` or `OSError` if it cannot."""

    def carry(self, message: EmailMessage) -> None: ...


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes each message as an `.eml` file."""

    path: Path

    def carry(self, message: EmailMessage) -> None:
        """Write `message` under a name of its own."""
        self.path.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.eml"
        (self.path / name).write_bytes(message.as_bytes(policy=SMTP))


@dataclass(frozen=True, slots=True)
class Smtp:
    """Hands each message to an SMTP server, over TLS if the server offers it."""

    host: str
    port: int
    user: str = ""
    password: str = ""

    def carry(self, message: EmailMessage) -> None:
        """Send `message` on a connection of its own; what comes back goes to its Return-Path."""
        back = message["Return-Path"]
        del message["Return-Path"]
        with smtplib.SMTP(self.host, self.port, timeout=20) as server:
            server.ehlo()
            is_secret = server.has_extn("starttls")
            if is_secret:
                server.starttls(context=tls_for(self.host))
                server.ehlo()
            if self.user:
                if not is_secret and self.host not in HERE:
                    raise smtplib.SMTPNotSupportedError("the server offers no TLS, and a password is not sent in clear")
                server.login(self.user, self.password)
            server.send_message(message, from_addr=str(back) if back else None)


def tls_for(host: str) -> ssl.SSLContext:
    """TLS with a certificate that is checked; a server on this same machine needs none in its name."""
    context = ssl.create_default_context()
    if host in HERE:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def send_mail(service: Service, carrier: Carrier, render: Render) -> int:
    """Send up to a batch of letters that are due; how many went out. Takes no write lock when none is."""
    sent = 0
    for _ in range(BATCH):
        letter = _claim(service)
        if letter is None:
            break
        sent += _send(service, carrier, render, letter)
    return sent


def _claim(service: Service) -> MailRow | None:
    """The next letter that is due; it counts as tried from now on: neither another process nor a crash repeats it."""
    now = service.clock()
    with reading() as session:
        if not mail_due(session, now, 1):
            return None
    with writing() as session:
        while found := mail_due(session, now, 1, is_claimed=True):
            row = found[0]
            if not is_overtaken(session, row, now):
                row.tries += 1
                row.next_try_at = now + FIRST_WAIT_S * 2 ** min(row.tries, 10)
                return row
            row.failed = OVERTAKEN
            session.flush()
    return None


def _send(service: Service, carrier: Carrier, render: Render, letter: MailRow) -> bool:
    """Hand one letter over and note how it went; only what was said of this letter or its address is for good."""
    words = Letter.from_json(letter.letter)
    subject, body = render(words, letter.language, letter.zone)
    failed, is_sent = "", False
    try:
        carrier.carry(_message(service, letter, subject, body, words.event))
        is_sent = True
    except smtplib.SMTPDataError as fault:
        failed = f"{fault.smtp_code}" if fault.smtp_code >= 500 else ""
    except smtplib.SMTPRecipientsRefused as fault:
        code = max(answer[0] for answer in fault.recipients.values())
        failed = f"{code}" if code >= 500 else ""
    except ValueError:
        failed = "unusable address"
    except (smtplib.SMTPException, OSError):
        pass  # a wrong password, a line that is down: not this letter's fault, and tried again later
    with writing() as session:
        row = session.get(MailRow, letter.id)
        row.sent_at = service.clock() if is_sent else 0
        row.failed = failed or ("too many tries" if row.tries >= MOST_TRIES and not is_sent else "")
        if failed:
            flag_address(session, row, failed, service.clock())
        elif is_sent:
            clear_fault(session, row)
    return is_sent


def envelope_sender(service: Service, letter: MailRow) -> str:
    """The address to which a letter comes back, with its token (VERP): `bounce+0123456789abcdef.b12@vote.example`."""
    mailbox, _, domain = (service.bounces or f"bounce@{service.sender.rpartition('@')[2]}").rpartition("@")
    return f"{mailbox}+{letter.token}.{letter.ballot}@{domain}"


def _message(service: Service, letter: MailRow, subject: str, body: str, event: BallotEvent | None) -> EmailMessage:
    message, now = EmailMessage(), datetime.fromtimestamp(service.clock(), UTC)
    if not letter.to.isprintable() or any(sign.isspace() or sign in ",;<>" for sign in letter.to):
        raise ValueError("not one address")
    message["Return-Path"] = envelope_sender(service, letter)
    message["From"], message["To"] = service.sender, letter.to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.token}.{secrets.token_hex(8)}@{service.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"], message["X-Auto-Response-Suppress"] = "auto-generated", "All"
    message["Content-Language"] = letter.language
    message.set_content(body)
    if event is not None:
        message.add_attachment(_calendar(event, letter, now), maintype="text", subtype="calendar",
                               params={"charset": "utf-8", "method": "CANCEL" if event.is_cancelled else "PUBLISH"},
                               filename="meeting.ics" if event.is_of_meeting else "ballot.ics")
    return message


def _calendar(event: BallotEvent, letter: MailRow, now: datetime) -> bytes:
    words = event.question.get(letter.language) or next(iter(event.question.values()), "")
    opens, closes = (datetime.fromtimestamp(at, UTC) for at in (event.open_at, event.close_at))
    address = str(letter.letter["address"])
    return write_calendar([Event(
        event.uid, words, date.fromisoformat(event.day) if event.day else opens,
        closes if event.close_at and not event.day else None, address, address, event.sequence,
        0 if event.day else ALARM_S, is_alarm_before_end=not event.is_of_meeting, place=event.place,
        is_cancelled=event.is_cancelled)], now)
