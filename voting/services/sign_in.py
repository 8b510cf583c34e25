"""Sign in: a code by mail, bound to the browser that asked; in a demonstration, a person chosen from a list.

A code has about 50 bits, works once within ten minutes, after five wrong tries no more, and only together with the
secret that the asking browser keeps in a cookie. Everyone gets the same answer, whether the address is known or not.
Passkeys (`sign_in_passkey`) are the other, stronger way to the same session, which says by which way it began. Whoever
holds an office gets no code: a mailbox is too easily taken over.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass

from voting.errors import ConflictError, InputError, RefusedError, UnavailableError
from voting.evidence import sha256_hex
from voting.register.facts import Person
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.letters import sign_in_code
from voting.services.limits import CODES_TO_ADDRESS, CODES_TO_NETWORK, spend
from voting.services.passkey_letters import officers_sign_in
from voting.services.read.roles import roles_in
from voting.services.write_mail import CODE, LETTER, put
from voting.store.access import SessionRow, SignInRow, mark_session_ended, mark_session_seen, signed_in
from voting.store.database import looking, reading, writing
from voting.store.people import person_with_mail
from voting.store.tables import PersonRow

CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH, CODE_MINUTES, MOST_TRIES = 10, 10, 5
IDLE_S, ABSOLUTE_S, SEEN_EVERY_S = 3600, 12 * 3600, 60
NO_CODE = N_("You hold an office, and officers sign in with a passkey, not with a code by mail.")
GET_PASSKEY = N_("Use your passkey. If you have none, or lost it, ask the coordinator or the operator of this service "
                 "for an invitation.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as a request sees it: whose, which, by which way."""

    person: Person
    id: str
    way: str


def ask_code(service: Service, mail: str, network: str = "") -> str:
    """Write a code to `mail` if somebody has it; always the secret that this browser must keep.

    `network` is whence it is asked, "" if unknown; `TooOftenError` in the same words for every address. An address
    that nobody has costs the same work: its letter is written as well, and taken back.
    """
    mail = mail.strip().lower()
    if not mail or "@" not in mail or len(mail) > 254:
        raise InputError(N_("Enter your mail address, as the secretariat has it."), "email")
    browser = secrets.token_urlsafe(32)
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    with begin(service) as act:
        spend(act.session, service, CODES_TO_ADDRESS, mail, act.now)
        if network:
            spend(act.session, service, CODES_TO_NETWORK, network, act.now)
        person = person_with_mail(act.session, mail)
        is_officer = bool(roles_in(act.session, service, person.id if person else "").offices)
        receiver = None if person is None or is_officer else person.id
        act.session.add(SignInRow(id=sha256_hex(browser.encode()), person=receiver,
                                  mail_hash=sha256_hex(mail.encode()), code_hash=sha256_hex(code.encode()),
                                  asked_at=act.now))
        shown = f"{code[:5]}-{code[5:]}"
        with act.session.begin_nested() as written:
            letter = officers_sign_in(f"{service.origin}/sign-in") if is_officer else \
                sign_in_code(shown, CODE_MINUTES, f"{service.origin}/sign-in/code#{shown}")
            put(act, mail, person.language if person else "", person.zone if person else "UTC", letter,
                kind=LETTER if is_officer else CODE, person=person.id if person else "")
            act.session.flush()
            if person is None:
                written.rollback()
    return browser


def use_code(service: Service, browser: str, code: str) -> str:
    """The secret of a new session; `RefusedError` in the same words for every wrong, old or used code."""
    typed = "".join(sign for sign in code.upper() if sign in CODE_SIGNS)
    with begin(service) as act:
        row = act.session.get(SignInRow, sha256_hex(browser.encode()))
        is_usable = (row is not None and not row.used_at and row.tries < MOST_TRIES
                     and act.now <= row.asked_at + CODE_MINUTES * 60)
        is_right = is_usable and hmac.compare_digest(row.code_hash, sha256_hex(typed.encode()))
        if is_usable:
            row.tries += 1
        if is_right and row.person:
            row.used_at = act.now
            if roles_in(act.session, service, row.person).offices:  # appointed since the code was sent
                raise RefusedError(NO_CODE, kept=N_("Nobody was signed in."), next=GET_PASSKEY)
            return begin_session(act, row.person, "mail")
    raise RefusedError(N_("This code is wrong, too old, or was used already."),
                       kept=N_("Nobody was signed in."), next=N_("Check the code, or ask for a new one."))


def sign_in_demonstration(service: Service, person: str) -> str:
    """The secret of a new session as a demonstration person; refused outside a demonstration."""
    if not service.is_demonstration:
        raise RefusedError(N_("This is not a demonstration: sign in with a code by mail."))
    with begin(service) as act:
        if act.session.get(PersonRow, person) is None:
            raise ConflictError(N_("There is no such demonstration person."))
        return begin_session(act, person, "demonstration")


def begin_session(act: Act, person: str, way: str) -> str:
    """A new session and its secret; only the secret's hash is stored."""
    secret = secrets.token_urlsafe(32)
    act.session.add(SessionRow(id=sha256_hex(secret.encode()), person=person, way=way, began_at=act.now,
                               seen_at=act.now))
    return secret


def find_session(service: Service, secret: str) -> SignedIn | None:
    """Who is signed in with this secret; None if nobody, or the session is idle, old or ended. Notes its use."""
    now = service.clock()
    with looking() as connection:
        row = signed_in(connection, sha256_hex(secret.encode()))
    if row is None or not is_live(row, now):
        return None
    person = Person(row.person, row.name, row.mail or "", row.language, row.zone)
    found = SignedIn(person, row.id, row.way)
    if row.seen_at < now - SEEN_EVERY_S:
        # a full disk or a locked database must not sign anybody out, nor take a vote off their page
        with suppress(UnavailableError), writing() as session:
            mark_session_seen(session, sha256_hex(secret.encode()), now, SEEN_EVERY_S)
    return found


def is_live(row: SessionRow, now: int) -> bool:
    """Whether a session can be used: not ended, used within the hour, begun within twelve."""
    return not row.ended_at and now <= row.seen_at + IDLE_S and now <= row.began_at + ABSOLUTE_S


def had_session(secret: str) -> str:
    """Whose session this secret belonged to, if it ran out by itself and nobody ended it; "" otherwise."""
    with reading() as session:
        row = session.get(SessionRow, sha256_hex(secret.encode()))
        return row.person if row is not None and not row.ended_at else ""


def end_session(service: Service, secret: str) -> None:
    """Sign out: the session's secret is worthless from now on."""
    with writing() as session:
        mark_session_ended(session, sha256_hex(secret.encode()), service.clock())
