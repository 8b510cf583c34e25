"""An organisation applies for admission, in writing, to the organ that admits (IV.2b): from a public form, no account.

Nobody sees it before the address has been confirmed by a code from a mail. Whoever sends gets the same answer, whatever
the register holds; how often is limited by network and address. What is enclosed is typed by its bytes, hashed and of
limited size, each file and all together; one that is not taken refuses the whole, so that no application is kept with
half of what belongs to it. The letter itself becomes a document whose hash stands in the dossier.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from voting.errors import ConflictError, InputError, RefusedError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.application_letters import application_arrived, confirm_application_mail
from voting.services.draft_motion import is_dissolved
from voting.services.limits import APPLICATIONS_FROM_NETWORK, APPLICATIONS_TO_ADDRESS, spend
from voting.services.seat_person import TURNING
from voting.services.sign_in import CODE_LENGTH, CODE_SIGNS
from voting.services.store_document import called, kind_of, printed
from voting.services.typed import typed
from voting.services.write_mail import CODE, put, write_to_person
from voting.statutes import serves
from voting.store.applications import ApplicationRow, EnclosureRow, application_with_code, enclosures_of
from voting.store.people import holder_of
from voting.store.tables import PersonRow

WORDS_LIMIT = 10_000
"""Characters of the letter."""
MOST_ENCLOSED, ENCLOSED_LIMIT = 6, 6_000_000
"""Files that an application may have, and bytes of all together; of each `SIZE_LIMIT`."""

BY_ITSELF = {"office": "applicant", "subject": ""}
"""Who acts in the log when an applicant does: in no office, under no id of a person."""


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """What an applicant fills in; `files` (name, bytes) may be enclosed."""

    name: str
    kind: str
    country: str
    continent: str
    contact: str
    mail: str
    words: str
    files: Sequence[tuple[str, bytes]] = ()


@serves("IV.2b")
def apply_for_admission(service: Service, form: ApplicationForm, language: str, network: str = "") -> None:
    """Keep the application until its address is confirmed; `InputError` names what is missing, `TooOftenError`."""
    with begin(service) as act:
        if is_dissolved(act):
            raise ConflictError(N_("The organisation is dissolved; nobody can be admitted any more."))
        if network:
            spend(act.session, service, APPLICATIONS_FROM_NETWORK, network, act.now)
        row = new_application(act, form, "sent")
        spend(act.session, service, APPLICATIONS_TO_ADDRESS, row.mail, act.now)
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        row.code_sha256 = sha256_hex(code.encode())
        shown = f"{code[:5]}-{code[5:]}"
        put(act, row.mail, language, "UTC", confirm_application_mail(
            row.name, shown, f"{service.origin}/apply/confirm#{shown}"), kind=CODE)


@serves("IV.2b")
def confirm_application(service: Service, code: str) -> None:
    """The address is confirmed: the application is received today. One refusal for every code that does not do."""
    plain = code.strip().upper().replace("-", "").replace(" ", "")
    with begin(service) as act:
        row = application_with_code(act.session, sha256_hex(plain.encode())) if plain else None
        if row is None:
            raise RefusedError(N_("This code confirms no application. It works once, for a week."),
                               next=N_("Copy it from the mail again, or send the application anew."))
        receive(act, row, BY_ITSELF, act.today.isoformat())
        coordinator = holder_of(act.session, act.statutes.offices_of_role("secretariat"), "", act.now)
        if coordinator:
            write_to_person(act, act.session.get(PersonRow, coordinator), application_arrived(
                row.name, f"{service.origin}/coordinator/applications/{row.id}"))


def new_application(act: Act, form: ApplicationForm, state: str) -> ApplicationRow:
    """A row of what the form holds, checked, with its enclosures; not logged yet."""
    law = act.statutes
    name, contact, words = _line(form.name, "name"), _line(form.contact, "contact"), typed(form.words.replace("\0", ""))
    mail, country = form.mail.strip().lower(), form.country.strip().upper()
    if form.kind not in law.kinds:
        raise InputError(N_("Choose what kind of organisation it is."), "kind")
    if form.continent not in law.continents:
        raise InputError(N_("Choose the continent."), "continent")
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        raise InputError(N_("The country is its code of two letters, like FR; ZZ for none."), "country")
    if mail.count("@") != 1 or len(mail) > 254 or any(char.isspace() or ord(char) < 33 for char in mail):
        raise InputError(N_("“%(mail)s” is not a mail address.", mail=mail[:80]), "mail")
    if not words:
        raise InputError(N_("Write the application: who you are, and why you wish to join."), "words")
    if len(words) > WORDS_LIMIT:
        raise InputError(N_("The application has at most %(limit)s characters.", limit=WORDS_LIMIT), "words")
    row = ApplicationRow(id=new_id("l"), state=state, name=name, kind=form.kind, country=country,
                         continent=form.continent, contact=contact, mail=mail, words=words, written_at=act.now)
    enclosed = _enclosed(form.files)
    act.session.add(row)
    act.session.flush()
    for sha256, (name, kind, body) in enclosed.items():
        act.session.add(EnclosureRow(application=row.id, sha256=sha256, name=name, kind=kind, body=body))
    act.session.flush()
    return row


def _enclosed(files: Sequence[tuple[str, bytes]]) -> dict[str, tuple[str, str, bytes]]:
    """(name, kind, bytes) of what is enclosed by SHA-256, the same file once; `InputError` names what is not taken."""
    if len(files) > MOST_ENCLOSED:
        raise InputError(N_("At most %(most)s documents can be enclosed.", most=MOST_ENCLOSED), "file")
    enclosed = {}
    for name, body in files:
        try:
            kind = kind_of(body)
        except InputError as fault:
            raise InputError(N_("“%(name)s”: %(what)s", name=called(name), what=fault.what), "file") from fault
        enclosed[sha256_hex(body)] = (printed(name, kind), kind, body)
    if sum(len(body) for _, _, body in enclosed.values()) > ENCLOSED_LIMIT:
        raise InputError(N_("The documents together are larger than 6 MB."), "file")
    return enclosed


def receive(act: Act, row: ApplicationRow, by: dict[str, str], received_on: str) -> None:
    """The application is received: fixed, hashed, logged by its hash alone."""
    row.state, row.received_on, row.code_sha256 = "received", received_on, ""
    letter = letter_of(act, row)
    row.sha256 = sha256_hex(letter)
    act.session.add(EnclosureRow(application=row.id, sha256=row.sha256, name="application.txt", kind="txt",
                                 body=letter))
    act.log_register("application_received", by, application=row.id, sha256=row.sha256, received_on=received_on)


def letter_of(act: Act, row: ApplicationRow) -> bytes:
    """The application as a document of plain text in the languages of the pages, with the hashes of what was enclosed.

    Made once, when it is received, and kept as it was made: its hash stands in the log, the register and the dossier.
    """
    facts = [f"Application for admission / Demande d'adhésion: {row.name}", f"Kind / Nature: {row.kind}",
             f"Country / Pays: {row.country}", f"Continent: {row.continent}", f"Received / Reçue: {row.received_on}",
             *(f"Enclosed / Joint: {one.name} (SHA-256 {one.sha256})" for one in enclosures_of(act.session, row.id))]
    return "\n".join([*facts, "", row.words, ""]).encode()


def _line(text: str, field: str) -> str:
    words = typed(text)
    if not any(char.isalnum() for char in words) or len(words) > 200 or any(
            ord(char) < 32 or char in TURNING for char in words):
        raise InputError(N_("One line of at most 200 characters is needed here."), field)
    return words
