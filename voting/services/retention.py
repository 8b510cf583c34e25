"""How long what is kept for a while is kept (ASVS 14.2.7, GDPR Art. 5(1)(e)): a table, and the clock's work on it.

Never touched: register, rolls, ballots, log, records, minutes (the statutory record; a person leaves it by
`erase_person`). What voters of secret ballots were handed is forgotten by `keep_urn` when objections end. The log that
the service writes for operators is theirs to rotate; docs/operation.md says after what time.
"""

from __future__ import annotations

from dataclasses import dataclass

from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.store.database import reading, writing
from voting.store.retention import count_old, drop_old, looked_at, note_look

DAY_S = 86400
EVERY_S = 3600
"""How often the clock looks."""


@dataclass(frozen=True, slots=True)
class Period:
    """What is kept for how many days, and why no longer."""

    name: str
    days: int
    what: Sentence
    why: Sentence


PERIODS = (
    Period("rate", 1, N_("How often somebody came, under a keyed hash"), N_("No limit looks further back.")),
    Period("nonce", 1, N_("What a passkey was asked to sign"), N_("It is worthless after minutes.")),
    Period("code", 30, N_("Codes to sign in, as hashes"), N_("Enough to answer a complaint.")),
    Period("invitation", 30, N_("Invitations that have ended, as hashes"), N_("Enough to answer a complaint.")),
    Period("code_letter", 30, N_("Letters with a code or an invitation"), N_("What they hold is worthless by then.")),
    Period("application", 7, N_("Applications whose address nobody has confirmed"), N_("Nobody has read them.")),
    Period("closed_application", 365, N_("Applications that were closed without being put"),
           N_("A year, to answer whoever applied.")),
    Period("session", 365, N_("Sign-ins that have ended"), N_("A year, to look into misuse.")),
    Period("letter", 365, N_("Letters that were sent or given up"), N_("A year, to show who was convened when.")),
    Period("feed", 365, N_("Calendar addresses that have ended"), N_("A year, to look into misuse.")),
)


@dataclass(frozen=True, slots=True)
class Due:
    """How many rows of a kind are older than their period."""

    name: str
    days: int
    rows: int


def due(service: Service) -> list[Due]:
    """What would be erased now, kind by kind."""
    now = service.clock()
    with reading() as session:
        return [Due(period.name, period.days, count_old(session, period.name, now - period.days * DAY_S))
                for period in PERIODS]


def erase_due(service: Service) -> list[Due]:
    """Erase what is older than its period; what was erased, kind by kind."""
    now = service.clock()
    with writing() as session:
        note_look(session, now)
        return [Due(period.name, period.days, drop_old(session, period.name, now - period.days * DAY_S))
                for period in PERIODS]


def keep_periods(service: Service) -> int:
    """The clock's look, once an hour; how many rows were erased."""
    with reading() as session:
        if service.clock() < looked_at(session) + EVERY_S:
            return 0
    return sum(one.rows for one in erase_due(service))
