"""The register in the coordinator's room: on any day, by organisation, by organ; import, export, seats and offices.

Nothing is deleted here: seats and offices end with a reason, standings follow one another. Whoever keeps the register
opens no ballot.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from voting.errors import InputError, NotFoundError
from voting.evidence import sha256_hex
from voting.register.read_csv import SIZE_LIMIT
from voting.sentences import N_
from voting.services.act import Service
from voting.services.appoint import appoint, end_office
from voting.services.change_standing import resign
from voting.services.import_register import import_register
from voting.services.limits import DOWNLOADS
from voting.services.read.mailbox import flagged_people
from voting.services.read.register_room import export_csv, history, organ_room, preview_import, register_on
from voting.services.seat_person import seat_person, unseat_person
from voting.web.access import SECRETARIAT, enter
from voting.web.forms import Answer, Entered, meant, page_again, perform, uploaded
from voting.web.limits import LARGEST_FILE, at_most, largest


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@enter(SECRETARIAT)
def register() -> Answer:
    """The register as it stood on a day."""
    day, entered = request.args.get("on", ""), Entered()
    try:
        shown = register_on(service(), day)
    except InputError as error:
        shown, entered = register_on(service()), Entered("register", error, {"on": day})
    return render_template("coordinator/register.html", shown=shown, entered=entered, faults=entered.faults,
                           error=entered.error), entered.status


@enter(SECRETARIAT)
@at_most(DOWNLOADS)
def export() -> Response:
    """The register of a day as a CSV file."""
    shown = register_on(service(), request.args.get("on", ""))
    answer = Response(export_csv(shown), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"register-{shown.day}.csv")
    return answer


@enter(SECRETARIAT)
def organisation(code: str) -> Answer:
    """One organisation: standings and seats with their dates and reasons."""
    return _organisation_page(code, Entered())


@enter(SECRETARIAT)
@largest(LARGEST_FILE)
def enter_resignation(code: str) -> Answer:
    """Enter a written resignation (IV.5)."""
    def act() -> None:
        meant()
        _, body = uploaded(SIZE_LIMIT)
        resign(service(), current_user.id, code, sha256_hex(body) if body else "", request.form.get("reason", ""))

    return perform("resign", act, N_("The resignation is entered; standing and seats have ended."),
                   lambda: url_for("coordinator.organisation", code=code),
                   lambda entered: _organisation_page(code, entered))


@enter(SECRETARIAT)
def organ(organ: str) -> Answer:
    """An organ: who sits in it, who holds office."""
    return _organ_page(organ, Entered())


@enter(SECRETARIAT)
def give_seat(organ: str) -> Answer:
    """Seat a person."""
    def act() -> None:
        form = request.form
        seat_person(service(), current_user.id, organ, form.get("kind", ""), form.get("name", ""), form.get("mail", ""),
                    form.get("organisation", "").strip())

    return perform("seat", act, N_("The seat is entered."), lambda: url_for("coordinator.organ", organ=organ),
                   lambda entered: _organ_page(organ, entered))


@enter(SECRETARIAT)
def take_seat(organ: str) -> Answer:
    """End a seat, with a reason."""
    def act() -> None:
        form = request.form
        seats = {row.seat.id for row in organ_room(service(), organ).seats}
        if form.get("seat") not in seats:
            raise NotFoundError(N_("There is no such seat, or it has ended already."))
        unseat_person(service(), current_user.id, form["seat"], form.get("reason", ""))

    return perform("unseat", act, N_("The seat has ended."), lambda: url_for("coordinator.organ", organ=organ),
                   lambda entered: _organ_page(organ, entered))


@enter(SECRETARIAT, fresh=True, act=N_("Enter an office"))
def give_office(organ: str) -> Answer:
    """Enter whom an organ has chosen for an office."""
    def act() -> None:
        form = request.form
        appoint(service(), current_user.id, form.get("office", ""), organ, form.get("name", ""), form.get("mail", ""))

    return perform("office", act, N_("The office is entered."), lambda: url_for("coordinator.organ", organ=organ),
                   lambda entered: _organ_page(organ, entered))


@enter(SECRETARIAT, fresh=True, act=N_("End an office"))
def take_office(organ: str) -> Answer:
    """End an office, with a reason; its powers end at once."""
    def act() -> None:
        form = request.form
        if not form.get("reason", "").strip():
            raise InputError(N_("Say why the office ends."), "reason")
        end_office(service(), current_user.id, form.get("held", ""), form.get("reason", ""))

    return perform("end_office", act, N_("The office has ended."), lambda: url_for("coordinator.organ", organ=organ),
                   lambda entered: _organ_page(organ, entered))


@enter(SECRETARIAT)
def ask_import() -> Answer:
    """The form for a register file."""
    return _import_page(Entered())


@enter(SECRETARIAT)
@largest(LARGEST_FILE)
def preview() -> Answer:
    """Show what a file would change, line by line; nothing is changed yet."""
    _, body = uploaded(SIZE_LIMIT)
    if not body:
        return _import_page(Entered("import", InputError(N_("Choose a file; an empty one is not taken."), "file")))
    found = preview_import(service(), body)
    return _preview_page(body, Entered()) if not found.faults else _preview_page(body, Entered(), 422)


@enter(SECRETARIAT, fresh=True, act=N_("Import the register file"))
@largest(LARGEST_FILE)
def take() -> Answer:
    """Import the file that was previewed: all of it or nothing."""
    try:
        body = base64.b64decode(request.form.get("content", ""), validate=True)
    except ValueError:  # binascii.Error is one
        body = b""
    if not body:
        return redirect(url_for("coordinator.ask_import"), 303)

    def act() -> None:
        meant()
        reason = request.form.get("reason", "").strip()
        if not reason:
            raise InputError(N_("Say where the file comes from; the register keeps it as the reason."), "reason")
        import_register(service(), current_user.id, body, reason, request.form.get("is_correction") == "yes")

    return perform("take", act, N_("The register file is imported."), lambda: url_for("coordinator.register"),
                   lambda entered: _preview_page(body, entered))


@enter(SECRETARIAT)
def whole_import() -> Response:
    """The first page of an import, for a reload or another language after a refusal; what was sent is not kept."""
    return page_again("coordinator.ask_import")


@enter(SECRETARIAT)
def whole_organisation(code: str) -> Response:
    """The organisation's page, likewise."""
    return page_again("coordinator.organisation", code=code)


@enter(SECRETARIAT)
def whole_organ(organ: str) -> Response:
    """The organ's page, likewise."""
    return page_again("coordinator.organ", organ=organ)


def _organisation_page(code: str, entered: Entered) -> tuple[str, int]:
    return render_template("coordinator/organisation.html", found=history(service(), code), entered=entered,
                           faults=entered.faults, error=entered.error), entered.status


def _organ_page(organ: str, entered: Entered) -> tuple[str, int]:
    found = organ_room(service(), organ)
    return render_template(
        "coordinator/organ.html", found=found, organ=found.statutes.organs[organ], entered=entered,
        faults=entered.faults, error=entered.error, flagged=flagged_people(),
        organisations=sorted(((known.code, f"{known.name} ({known.code})")
                              for known in found.register.organisations.values()), key=lambda pair: pair[1])), \
        entered.status


def _import_page(entered: Entered) -> tuple[str, int]:
    return render_template("coordinator/import.html", entered=entered, faults=entered.faults,
                           error=entered.error), entered.status


def _preview_page(body: bytes, entered: Entered, status: int = 0) -> tuple[str, int]:
    return render_template("coordinator/preview.html", found=preview_import(service(), body), entered=entered,
                           statutes=register_on(service()).statutes, content=base64.b64encode(body).decode(),
                           faults=entered.faults, error=entered.error), status or entered.status


PAGES: dict[str, Callable] = {
    "/coordinator/register": register, "/coordinator/register.csv": export,
    "/coordinator/organisations/<code>": organisation, "/coordinator/organs/<organ>": organ,
    "/coordinator/import": ask_import,
    "/coordinator/import/confirm": whole_import, "/coordinator/organisations/<code>/resignation": whole_organisation,
    **{f"/coordinator/organs/<organ>/{act}": whole_organ for act in ("seats", "seats/end", "offices", "offices/end")},
}
ACTS: dict[str, Callable] = {
    "/coordinator/import": preview, "/coordinator/import/confirm": take,
    "/coordinator/organisations/<code>/resignation": enter_resignation,
    "/coordinator/organs/<organ>/seats": give_seat, "/coordinator/organs/<organ>/seats/end": take_seat,
    "/coordinator/organs/<organ>/offices": give_office, "/coordinator/organs/<organ>/offices/end": take_office,
}
"""Address of each page and act."""
