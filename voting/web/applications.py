"""Applications for admission (IV.2a, IV.2b): the public form, its confirmation, and the coordinator's work on each.

Whoever sends the form gets the same answer. What was sent is seen by nobody before its address is confirmed.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_login import current_user

from voting.sentences import N_
from voting.services.act import Service
from voting.services.apply_for_admission import (
    MOST_ENCLOSED,
    WORDS_LIMIT,
    ApplicationForm,
    apply_for_admission,
    confirm_application,
)
from voting.services.limits import FILES, PUBLIC_PAGES
from voting.services.prepare_admission import (
    close_application,
    enter_application,
    put_application,
    register_applicant,
    write_report,
)
from voting.services.read.applications import application_room, enclosure, form_choices, received_applications
from voting.services.read.register_room import history
from voting.services.store_document import SIZE_LIMIT
from voting.web.access import ANYONE, SECRETARIAT, SIGNED_IN, enter
from voting.web.forms import Answer, Entered, all_uploaded, page_again, perform, whole_number
from voting.web.limits import LARGEST_APPLICATION, at_most, client_network, largest
from voting.web.words import language

room = Blueprint("applications", __name__)


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/apply")
@enter(ANYONE)
def form() -> Answer:
    """The form, and what becomes of it."""
    return _form_page(Entered())


@room.post("/apply")
@enter(ANYONE)
@largest(LARGEST_APPLICATION)
def apply() -> Answer:
    """Keep it until the address is confirmed; the same answer for all."""
    return perform("apply", lambda: apply_for_admission(service(), _sent(), language(), client_network()),
                   N_("A mail with a code goes to the address in the form."),
                   lambda: url_for("applications.confirmation"), _form_page)


@room.get("/apply/confirm")
@enter(ANYONE)
def confirmation() -> Answer:
    """The field for the code. Opening it, from a mail or otherwise, uses nothing up."""
    return _confirm_page(Entered())


@room.post("/apply/confirm")
@enter(ANYONE)
@at_most(PUBLIC_PAGES)
def confirm() -> Answer:
    """Confirm the address: the application is received."""
    return perform("confirm", lambda: confirm_application(service(), request.form.get("code", "")[:100]),
                   N_("Your application is received."), lambda: url_for("applications.arrived"), _confirm_page)


@room.get("/apply/received")
@enter(ANYONE)
def arrived() -> str:
    """What happens next."""
    return render_template("public/applied.html", **form_choices(service()))


@room.get("/coordinator/applications")
@enter(SECRETARIAT)
def received() -> str:
    """Every application, the latest first."""
    return render_template("coordinator/applications.html", rows=received_applications(service()))


@room.get("/coordinator/applications/new")
@enter(SECRETARIAT)
def written() -> Answer:
    """The form for an application that came on paper."""
    return _written_page(Entered())


@room.post("/coordinator/applications/new")
@enter(SECRETARIAT)
@largest(LARGEST_APPLICATION)
def enter_written() -> Answer:
    """Enter it."""
    made: list[str] = []
    return perform("apply", lambda: made.append(enter_application(
        service(), current_user.id, _sent(), request.form.get("received_on", "").strip())),
        N_("The application is entered."), lambda: url_for("applications.one", application=made[0]), _written_page)


@room.get("/coordinator/applications/<application>")
@enter(SECRETARIAT)
def one(application: str) -> Answer:
    """One application and what is to be done about it."""
    return _page(application, Entered())


@room.post("/coordinator/applications/<application>/register")
@enter(SECRETARIAT)
def register(application: str) -> Answer:
    """Enter the applicant in the register."""
    return _act(application, "register", lambda: register_applicant(
        service(), current_user.id, application, request.form.get("code", "")))


@room.post("/coordinator/applications/<application>/report")
@enter(SECRETARIAT)
def report(application: str) -> Answer:
    """Store the preparatory report."""
    return _act(application, "report", lambda: write_report(service(), current_user.id, application,
                                                            request.form.get("report", "")))


@room.post("/coordinator/applications/<application>/put")
@enter(SECRETARIAT)
def put(application: str) -> Answer:
    """Draft the motion; its dossier is filled from the application."""
    made: list[str] = []

    def act() -> None:
        agenda = whole_number("agenda", N_("The agenda item is a number from 1 to 999."))
        made.append(put_application(service(), current_user.id, application, request.form.get("meeting", ""), agenda))

    return perform("put", act, N_("The motion is drafted, with its dossier."),
                   lambda: url_for("coordinator.motion", motion=made[0]), lambda entered: _page(application, entered))


@room.post("/coordinator/applications/<application>/close")
@enter(SECRETARIAT)
def close(application: str) -> Answer:
    """Close it, with the reason."""
    return _act(application, "close", lambda: close_application(service(), current_user.id, application,
                                                                request.form.get("reason", "")))


@room.get("/coordinator/applications/<application>/<act>")
@enter(SECRETARIAT)
def after_act(application: str, act: str) -> Response:
    """The page, for a reload or another language after a refusal."""
    return page_again("applications.one", application=application)


@room.get("/coordinator/applications/<application>/enclosures/<sha256>")
@enter(SECRETARIAT)
@at_most(FILES)
def enclosed(application: str, sha256: str) -> Response:
    """What came with an application, to keep and not to run."""
    name, media, body = enclosure(service(), application, sha256)
    answer = Response(body, mimetype=media)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@room.get("/organisations/<code>")
@enter(SIGNED_IN)
def organisation(code: str) -> str:
    """An organisation from its application to today, for whoever is signed in."""
    return render_template("public/organisation.html", found=history(service(), code))


def _sent() -> ApplicationForm:
    sent = request.form
    return ApplicationForm(*(sent.get(field, "") for field in (
        "name", "kind", "country", "continent", "contact", "mail", "words")),
        files=all_uploaded(SIZE_LIMIT, MOST_ENCLOSED))


def _act(application: str, form: str, act: object) -> Answer:
    return perform(form, act, N_("Stored."), lambda: url_for("applications.one", application=application),
                   lambda entered: _page(application, entered))


def _form_page(entered: Entered) -> tuple[str, int]:
    return render_template("public/apply.html", entered=entered, faults=entered.faults, error=entered.error,
                           limit=WORDS_LIMIT, most_enclosed=MOST_ENCLOSED, **form_choices(service())), entered.status


def _confirm_page(entered: Entered) -> tuple[str, int]:
    return render_template("public/apply_confirm.html", entered=entered, faults=entered.faults,
                           error=entered.error), entered.status


def _written_page(entered: Entered) -> tuple[str, int]:
    return render_template("coordinator/enter_application.html", entered=entered, faults=entered.faults,
                           error=entered.error, limit=WORDS_LIMIT, most_enclosed=MOST_ENCLOSED,
                           **form_choices(service())), entered.status


def _page(application: str, entered: Entered) -> tuple[str, int]:
    return render_template("coordinator/application.html", found=application_room(service(), application),
                           entered=entered, faults=entered.faults, error=entered.error), entered.status
