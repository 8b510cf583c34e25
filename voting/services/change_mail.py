"""Change somebody's mail address: at once, or, while a ballot runs on whose roll they stand, with a second officer.

Whoever reads the mailbox can come in by a code: the old address is told as well as the new one, codes and links that
were sent end, and so do sign-ins by mail.
"""

from __future__ import annotations

from voting.errors import ConflictError, InputError, NotFoundError
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.officers import secretariat
from voting.services.passkey_letters import mail_changed
from voting.services.pending import put_forward
from voting.services.write_mail import put
from voting.store.access import PendingRow, end_sessions_of
from voting.store.find import is_on_running_roll
from voting.store.passkeys import end_invitations
from voting.store.people import person_with_mail
from voting.store.tables import PersonRow

CHANGE_MAIL = "change_mail"


def change_mail(service: Service, by: str, person: str, mail: str, reason: str) -> str:
    """Change the address, logged; while a ballot runs, the id of the proposal that waits for a second officer."""
    with begin(service) as act:
        officer = secretariat(act, by)
        known, mail = _checked(act, person, mail)
        if is_on_running_roll(act.session, person, act.now):
            return put_forward(act, CHANGE_MAIL, officer, {"person": person, "mail": mail}, reason)
        if not reason.strip():
            raise InputError(N_("Give the reason; it stands in the record."), "reason")
        _change(act, officer, known, mail)
        return ""


def change_mail_confirmed(act: Act, waiting: PendingRow, second: dict[str, str]) -> None:
    """Confirmed: the address is changed."""
    first = secretariat(act, waiting.proposed_by)
    known, mail = _checked(act, waiting.payload["person"], waiting.payload["mail"])
    _change(act, first, known, mail, second)


def _checked(act: Act, person: str, mail: str) -> tuple[PersonRow, str]:
    mail = mail.strip().lower()
    known = act.session.get(PersonRow, person)
    if known is None:
        raise NotFoundError(N_("The register has no such person."))
    if "@" not in mail or len(mail) > 254 or any(sign.isspace() or not sign.isprintable() for sign in mail):
        raise InputError(N_("Enter a mail address."), "mail")
    other = person_with_mail(act.session, mail)
    if other is not None:
        raise ConflictError(N_("This is the address of %(name)s already.", name=other.name))
    return known, mail


def _change(act: Act, by: dict[str, str], known: PersonRow, mail: str, second: dict[str, str] | None = None) -> None:
    old, known.mail = known.mail or "", mail
    act.forget_register()
    end_invitations(act.session, known.id, act.now)
    end_sessions_of(act.session, known.id, act.now)
    act.log_register("mail_changed", by, subject=known.id, second=second or {"office": "", "subject": ""})
    for address in filter(None, (old, mail)):
        put(act, address, known.language, known.zone, mail_changed(old or "–", mail, f"{act.service.origin}/"))
