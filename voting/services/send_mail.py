"""Send what waits in the outbox: by SMTP, or as `.eml` files into a folder while no server is configured.

Each letter is put into its reader's language by `render`, which the web lends. A refusal for now (4xx, no
connection, a server that refuses us) is tried again later, more and more rarely; a refusal of the letter or its
address for good (5xx) stops and is kept with its reason.
"""

from __future__ import annotations

import secrets
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from voting.services.act import Service
from voting.services.letters import Letter
from voting.store.access import MailRow, mail_due
from voting.store.database import reading, writing

FIRST_WAIT_S, MOST_TRIES, BATCH = 60, 12, 50

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
        """Send `message` on a connection of its own."""
        with smtplib.SMTP(self.host, self.port, timeout=20) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls()
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


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
        for row in mail_due(session, now, 1, is_claimed=True):
            row.tries += 1
            row.next_try_at = now + FIRST_WAIT_S * 2 ** min(row.tries, 10)
            return row
    return None


def _send(service: Service, carrier: Carrier, render: Render, letter: MailRow) -> bool:
    """Hand one letter over and note how it went; only what was said of this letter or its address is for good."""
    subject, body = render(Letter.from_json(letter.letter), letter.language, letter.zone)
    failed, is_sent = "", False
    try:
        carrier.carry(_message(service, letter.id, letter.to, letter.language, subject, body))
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
    return is_sent


def _message(service: Service, number: int, to: str, language: str, subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = service.sender, to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(datetime.fromtimestamp(service.clock(), UTC))
    message["Message-ID"] = f"<{number}.{secrets.token_hex(8)}@{service.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"], message["X-Auto-Response-Suppress"] = "auto-generated", "All"
    message["Content-Language"] = language
    message.set_content(body)
    return message
