"""People in the coordinator's room: who can come in, invitations, lost passkeys, mail addresses.

Nobody makes a passkey for another. What takes a second officer waits in the tellers' room.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.change_mail import change_mail
from voting.services.end_session import end_all_of
from voting.services.erase_person import erase_person
from voting.services.invite import HOURS, invite
from voting.services.read.person_room import people_lines, person_room
from voting.services.recover_passkeys import propose_recovery
from voting.web.access import SECRETARIAT, enter
from voting.web.forms import Answer, Entered, meant, page_again, perform
from voting.web.law_words import span_words

PROPOSED = N_("Proposed: it waits for a second officer.")


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@enter(SECRETARIAT)
def people() -> str:
    """Everyone with a seat or an office."""
    statutes, lines = people_lines(service())
    return render_template("coordinator/people.html", statutes=statutes, lines=lines)


@enter(SECRETARIAT)
def person(person: str) -> Answer:
    """One person."""
    return _page(person, Entered())


@enter(SECRETARIAT)
def send_invitation(person: str) -> Answer:
    """Invite somebody who never had a passkey."""
    return _on(person, "invite", lambda: invite(service(), current_user.id, person),
               N_("The invitation is written; it goes out by mail."))


@enter(SECRETARIAT, fresh=True, second=True, act=N_("Propose new passkeys for somebody who lost theirs"))
def recover(person: str) -> Answer:
    """Propose to end somebody's passkeys and to invite them anew; a second officer confirms."""
    def act() -> None:
        meant()
        propose_recovery(service(), current_user.id, person, request.form.get("reason", ""))

    return _on(person, "recover", act, PROPOSED)


@enter(SECRETARIAT, fresh=True, second=True, act=N_("Change a mail address"))
def new_mail(person: str) -> Answer:
    """Change an address; while a ballot runs on whose roll the person stands, a second officer confirms."""
    pending: list[str] = []

    def act() -> None:
        pending.append(change_mail(service(), current_user.id, person, request.form.get("mail", ""),
                                   request.form.get("reason", "")))

    return _on(person, "mail", act, lambda: PROPOSED if pending[0] else N_(
        "The address is changed; the old and the new one are told."))


@enter(SECRETARIAT)
def sign_out(person: str) -> Answer:
    """End all sign-ins of somebody, at once."""
    return _on(person, "sign_out", lambda: end_all_of(service(), current_user.id, person),
               N_("Signed out everywhere."))


@enter(SECRETARIAT, fresh=True, act=N_("Erase a person from the register"))
def take_out(person: str) -> Answer:
    """Take somebody's name and address out of the register, on their wish."""
    def act() -> None:
        meant()
        erase_person(service(), current_user.id, person, request.form.get("reason", ""))

    return _on(person, "erase", act, N_("Name and address are erased; the log and the records still verify."))


@enter(SECRETARIAT)
def whole_person(person: str) -> Response:
    """The person's page, for a reload or another language after a refusal showed it under an act's address."""
    return page_again("coordinator.person", person=person)


def _on(person: str, form: str, act: Callable[[], object], done: Sentence | Callable[[], Sentence]) -> Answer:
    return perform(form, act, done, lambda: url_for("coordinator.person", person=person),
                   lambda entered: _page(person, entered))


def _page(person: str, entered: Entered) -> Answer:
    return render_template("coordinator/person.html", found=person_room(service(), person), hours=HOURS,
                           span_words=span_words, entered=entered, faults=entered.faults,
                           error=entered.error), entered.status


PAGES: dict[str, Callable] = {
    "/coordinator/people": people, "/coordinator/people/<person>": person,
    **{f"/coordinator/people/<person>/{act}": whole_person
       for act in ("invite", "recover", "mail", "sign-out", "erase")},
}
ACTS: dict[str, Callable] = {
    "/coordinator/people/<person>/invite": send_invitation, "/coordinator/people/<person>/recover": recover,
    "/coordinator/people/<person>/mail": new_mail, "/coordinator/people/<person>/sign-out": sign_out,
    "/coordinator/people/<person>/erase": take_out,
}
"""Address of each page and act."""
