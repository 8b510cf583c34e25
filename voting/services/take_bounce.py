"""Take a report of a letter that was not delivered: the letter bears the reason, the register flags the address.

Also the way back: sending a letter again, and an address that works again. Neither is an act of the log: no roll, right
or result hangs on it.
"""

from __future__ import annotations

import mailbox
from pathlib import Path

from voting.errors import ConflictError, NotFoundError
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.officers import secretariat
from voting.services.understand_bounce import understand_bounce
from voting.services.write_mail import CODE
from voting.store.access import MailRow
from voting.store.database import Session, writing
from voting.store.outbox import MailFaultRow, letter_with
from voting.store.tables import PersonRow


def take_bounce(service: Service, raw: bytes) -> bool:
    """Whether the message was a report about a letter of ours, which is now noted."""
    bounce = understand_bounce(raw)
    if bounce is None:
        return False
    with writing() as session:
        letter = letter_with(session, bounce.token)
        if letter is None:
            return False
        letter.failed = letter.failed or bounce.status
        flag_address(session, letter, bounce.status, service.clock())
        return True


def take_maildir(service: Service, folder: Path) -> tuple[int, int]:
    """(messages read, reports taken) of what is new in a maildir; what was read counts as seen there."""
    box = mailbox.Maildir(folder, create=False)
    try:
        read = taken = 0
        for key in sorted(box.keys()):
            message = box.get_message(key)
            if message.get_subdir() != "new":
                continue
            read += 1
            taken += take_bounce(service, box.get_bytes(key))
            message.set_subdir("cur")
            message.add_flag("S")
            box[key] = message
        return read, taken
    finally:
        box.close()


def flag_address(session: Session, letter: MailRow, status: str, now: int) -> None:
    """Note in the register that the address of a letter is faulty, if it still is its reader's."""
    person = session.get(PersonRow, letter.person) if letter.person else None
    if person is not None and person.mail == letter.to:
        session.merge(MailFaultRow(person=person.id, address=letter.to, status=status, noted_at=now))


def clear_fault(session: Session, letter: MailRow) -> None:
    """A server has taken a letter to this address: it is not flagged any more."""
    fault = session.get(MailFaultRow, letter.person) if letter.person else None
    if fault is not None and fault.address == letter.to and fault.noted_at < letter.written_at:
        session.delete(fault)


def send_again(service: Service, by: str, number: int) -> None:
    """The secretariat has a letter sent once more, to the address that the register has now."""
    with begin(service) as act:
        secretariat(act, by)
        letter = act.session.get(MailRow, number)
        if letter is None or not letter.failed:
            raise NotFoundError(N_("There is no such letter, or it waits to be sent."))
        if letter.kind == CODE:
            raise ConflictError(N_("A code to sign in is too old to be sent again."),
                                next=N_("The person asks for a new one on the sign-in page."))
        letter.to = _address(act, letter)
        letter.failed, letter.tries, letter.next_try_at, letter.sent_at, letter.written_at = "", 0, act.now, 0, act.now


def _address(act: Act, letter: MailRow) -> str:
    person = act.session.get(PersonRow, letter.person) if letter.person else None
    if letter.person and (person is None or not person.mail):
        raise ConflictError(N_("The register has no mail address for this person any more."))
    return person.mail if person is not None else letter.to
