"""What a mail server says of a letter that it could not deliver: `multipart/report` (RFC 3464), read without trust.

Which letter it was is told by the token in the address to which the report came (VERP), else by the Message-ID that it
quotes. A token is random and known only to whoever got the letter, so that nobody can make an address look dead.
Refuses to guess: a report without our token, or one that says "delayed", is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

from voting.sentences import N_, Sentence

LARGEST = 500_000
"""Bytes of a report; more is not read."""
_TOKEN = re.compile(r"\+([0-9a-f]{16})\.[A-Za-z0-9]*@|<([0-9a-f]{16})\.[0-9a-f]{16}@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")

REASONS: tuple[tuple[str, Sentence], ...] = (
    ("5.1.1", N_("There is no such mailbox.")), ("5.1.2", N_("There is no such mail server.")),
    ("5.1.10", N_("The address takes no mail.")), ("5.1.", N_("The address is not one that mail can reach.")),
    ("5.2.1", N_("The mailbox is closed.")), ("5.2.2", N_("The mailbox is full.")),
    ("5.2.3", N_("The letter is too large for the mailbox.")),
    ("5.2.", N_("The mailbox takes no mail.")), ("5.3.", N_("The other mail server cannot take it.")),
    ("5.4.", N_("The other mail server could not be reached.")),
    ("5.7.", N_("The other mail server refuses letters from here.")),
    ("4.", N_("The other mail server was tried for days and did not take it.")),
    ("550", N_("The other mail server knows no such mailbox, or refuses letters from here.")),
    ("too many tries", N_("No mail server took it, however often it was tried.")),
    ("unusable address", N_("The address cannot be written on an envelope.")),
)
"""What a fault means, by its beginning; the first that fits. Three digits are what a server answered at once."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report: the token of the letter, the status (such as 5.1.1)."""

    token: str
    status: str


def understand_bounce(raw: bytes) -> Bounce | None:
    """What a message reports of a letter of ours that was not delivered; None if it reports nothing of that kind."""
    if len(raw) > LARGEST:
        return None
    message = message_from_bytes(raw, policy=default)
    if message.get_content_type() != "multipart/report":
        return None
    try:
        parts = list(message.walk())
        statuses = [_failure(block) for part in parts if part.get_content_type() == "message/delivery-status"
                    for block in part.get_payload()]
        token = _token_of(message, parts)
    except (ValueError, TypeError, AttributeError, LookupError):  # built to be misread
        return None
    status = next(filter(None, statuses), "")
    return Bounce(token, status) if token and status else None


def reason_of(failed: str) -> Sentence:
    """What a fault that stands on a letter means, in words."""
    return next((words for begins, words in REASONS if failed.startswith(begins)),
                N_("The other mail server did not take it."))


def _failure(block: Message) -> str:
    """The status of a recipient's block that says that delivery has failed for good; "" for any other."""
    if str(block.get("Action", "")).strip().lower() != "failed":
        return ""
    found = _STATUS.search(str(block.get("Status", "")))
    return found.group() if found and not found.group().startswith("2") else "5.0.0"


def _token_of(message: EmailMessage, parts: list[Message]) -> str:
    """The token in the addresses to which the report came, else in the headers of the letter that it quotes."""
    places = [str(message.get(name, "")) for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To")]
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            places.append(str(part.get_payload())[:20_000])
        elif part is not message and part.get("Message-ID"):
            places.append(str(part["Message-ID"]))
    found = next(filter(None, (_TOKEN.search(place) for place in places)), None)
    return found.group(1) or found.group(2) if found else ""
