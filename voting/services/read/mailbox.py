"""Letters that reached nobody, for the secretariat: to whom, about what, why, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from voting.sentences import Sentence
from voting.services.letters import Letter
from voting.services.understand_bounce import reason_of
from voting.services.write_mail import CODE
from voting.store.database import reading
from voting.store.outbox import letters_not_delivered, mail_faults
from voting.store.tables import PersonRow


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One letter: `status` as the servers say it, `reason` in words; `is_corrected` if the register has another
    address by now; `may_again` if it can be sent once more."""

    id: int
    name: str
    address: str
    subject: Sentence
    status: str
    reason: Sentence
    written_at: int
    is_corrected: bool
    may_again: bool


def undelivered() -> list[Undelivered]:
    """Every letter that failed for good, the latest first."""
    with reading() as session:
        found = []
        for row in letters_not_delivered(session):
            person = session.get(PersonRow, row.person) if row.person else None
            is_code = row.kind == CODE
            subject = Letter.from_json(row.letter).subject
            found.append(Undelivered(
                row.id, person.name if person else "", row.to, Sentence("") if is_code else subject, row.failed,
                reason_of(row.failed), row.written_at, bool(person and person.mail and person.mail != row.to),
                not is_code and (person is None or bool(person.mail))))
        return found


def flagged_people() -> dict[str, Sentence]:
    """Why letters to some people's present address come back, by person."""
    with reading() as session:
        return {person: reason_of(row.status) for person, row in mail_faults(session).items()}
