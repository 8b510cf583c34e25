"""The coordinator's room: the desk, meetings, motions and their dossiers; the register has `coordinator_register`.

Prepares and convenes (IV.2a, V.COORD.3); opens, closes and votes nothing. An organ's chair may prepare as well.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_login import current_user

from voting.ballots.dossier import ADOPT
from voting.errors import RefusedError
from voting.sentences import N_
from voting.services.act import Service
from voting.services.draft_motion import MotionDraft, draft_motion, prepare_dossier
from voting.services.give_seat import name_person
from voting.services.limits import FILES
from voting.services.prepare_meeting import prepare_meeting
from voting.services.read.desk import DossierRoom, DraftingRoom, dossier_room, drafting_room
from voting.services.read.mailbox import undelivered
from voting.services.read.motion_room import motions_of
from voting.services.store_document import SIZE_LIMIT, document, store_document
from voting.web import coordinator_people
from voting.web.access import PREPARER, SECRETARIAT, SIGNED_IN, enter
from voting.web.coordinator_register import ACTS, PAGES
from voting.web.differ import difference
from voting.web.forms import Answer, Entered, page_again, perform, uploaded, whole_number
from voting.web.limits import LARGEST_FILE, at_most, largest
from voting.web.meetings import KINDS, ZONES, draft_of_form
from voting.web.shapes import state_name
from voting.web.words import reader_zone

room = Blueprint("coordinator", __name__)
for address, view in (PAGES | coordinator_people.PAGES).items():
    room.add_url_rule(address, view_func=view, methods=["GET"])
for address, view in (ACTS | coordinator_people.ACTS).items():
    room.add_url_rule(address, view_func=view, methods=["POST"])


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/coordinator")
@enter(SECRETARIAT)
def desk() -> str:
    """The desk: meetings, motions, organs, the register."""
    lines = [{"line": line, "state": state_name(line.view) if line.view else "cancelled"}
             for line in motions_of(service(), None)]
    return render_template("coordinator/desk.html", drafting=drafting_room(service()), lines=lines,
                           undelivered=len(undelivered()))


@room.get("/coordinator/meetings/new")
@enter(PREPARER)
def meeting() -> Answer:
    """The form that prepares a meeting."""
    return _meeting_page(Entered())


@room.post("/coordinator/meetings/new")
@enter(PREPARER)
def convene() -> Answer:
    """Prepare a meeting of an organ; its agenda and the convocation are next."""
    made: list[str] = []

    def act() -> None:
        made.append(prepare_meeting(service(), current_user.id, draft_of_form()))

    return perform("meeting", act, N_("The meeting is prepared; its agenda is next. Nobody has been told yet."),
                   lambda: url_for("meetings.prepare", meeting=made[0]), _meeting_page)


@room.get("/coordinator/motions/new")
@enter(PREPARER)
def new_motion() -> Answer:
    """Choose what is to be decided by whom; then the form of the motion."""
    return _draft_page(Entered(), request.args.get("organ", ""), request.args.get("decision", ""))


@room.post("/coordinator/motions/new")
@enter(PREPARER)
def draft() -> Answer:
    """Draft a motion."""
    made: list[str] = []
    organ, decision = request.form.get("organ", ""), request.form.get("decision", "")

    def act() -> None:
        form = request.form
        questions = {name.removeprefix("question_"): text for name, text in form.items()
                     if name.startswith("question_")}
        agenda = whole_number("agenda", N_("The agenda item is a number from 1 to 999."))
        made.append(draft_motion(service(), current_user.id, MotionDraft(
            organ, decision, form.get("subject", ""), form.get("meeting", ""), agenda, questions,
            form.get("end_on", "").strip())))

    return perform("draft", act, N_("The motion is drafted; its dossier is next."),
                   lambda: url_for("coordinator.motion", motion=made[0]),
                   lambda entered: _draft_page(entered, organ, decision))


@room.get("/coordinator/motions/<motion>")
@enter(SIGNED_IN)
def motion(motion: str) -> Answer:
    """A motion and its dossier: for the organ's officers, and for its members once the dossier is fixed."""
    return _dossier_page(motion, Entered())


@room.post("/coordinator/motions/<motion>/dossier/<item>")
@enter(PREPARER)
@largest(LARGEST_FILE)
def dossier(motion: str, item: str) -> Answer:
    """Write one item of the dossier, or store its document."""
    def act() -> None:
        kind = next((known.kind for known in dossier_room(service(), motion).decision.dossier if known.id == item), "")
        if kind in ("document", "statutes"):
            name, body = uploaded(SIZE_LIMIT)
            store_document(service(), current_user.id, motion, item, name, body)
            return
        if kind == "person":
            name_person(service(), current_user.id, motion, item, request.form.get("name", ""),
                        request.form.get("mail", ""))
            return
        sent_texts = {name: request.form[name] for name in ("text", "on", "new") if name in request.form}
        entry = {name: words.replace("\r\n", "\n") for name, words in sent_texts.items()}
        if kind == "readings":
            entry = dict.fromkeys(request.form.getlist("reading"), ADOPT)
        if kind == "texts":
            entry = {"old": dossier_room(service(), motion).text_now, "new": entry.get("new", "")}
        prepare_dossier(service(), current_user.id, motion, item, entry)

    return perform(item, act, N_("The dossier is stored."), lambda: url_for("coordinator.motion", motion=motion),
                   lambda entered: _dossier_page(motion, entered))


@room.get("/coordinator/motions/<motion>/dossier/<item>")
@enter(SIGNED_IN)
def whole_dossier(motion: str, item: str) -> Response:
    """The dossier's page, for a reload or another language after a refusal."""
    return page_again("coordinator.motion", motion=motion)


@room.get("/documents/<sha256>")
@enter(SIGNED_IN)
@at_most(FILES)
def document_file(sha256: str) -> Response:
    """A document of a dossier, for members and officers of the organ that decides."""
    name, media, body = document(service(), sha256, current_user.id)
    answer = Response(body, mimetype=media)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _home() -> str:
    roles = current_user.roles
    if roles.has("secretariat"):
        return url_for("coordinator.desk")
    return url_for("chair.motions" if roles.presided else "delegate.today")


def _meeting_page(entered: Entered) -> tuple[str, int]:
    return render_template("coordinator/meeting.html", drafting=drafting_room(service()), entered=entered, kinds=KINDS,
                           zones=ZONES, zone=reader_zone().key, faults=entered.faults, error=entered.error,
                           place=request.args, back_url=_home()), entered.status


def _draft_page(entered: Entered, organ: str, decision: str) -> tuple[str, int]:
    drafting = drafting_room(service())
    chosen = drafting.statutes.decisions.get(decision)
    is_chosen = chosen is not None and organ in chosen.organs
    return render_template(
        "coordinator/draft.html", drafting=drafting, organ=organ, decision=chosen if is_chosen else None,
        meetings=[row for row in drafting.meetings if row.organ == organ and row.state not in ("closed", "cancelled")],
        entered=entered, faults=entered.faults,
        place={name: request.args[name] for name in ("meeting", "agenda") if name in request.args},
        subjects=_subjects(drafting, decision) if is_chosen else [], error=entered.error, back_url=_home()), \
        entered.status


def _subjects(drafting: DraftingRoom, decision: str) -> list[tuple[str, object]]:
    """(id, name) of what the decision may be about today, where there is a list of it."""
    chosen = drafting.statutes.decisions[decision]
    if chosen.subject == "organisation":
        return [(known.code, f"{known.name} ({known.code})") for known, standing in drafting.organisations
                if standing in chosen.from_standings and (not chosen.grants or known.kind in chosen.grants)]
    if chosen.subject == "organ":
        return [(organ, drafting.statutes.organs[organ].name)
                for organ in chosen.subject_organs or drafting.statutes.organs]
    return []


def _dossier_page(motion: str, entered: Entered) -> tuple[str, int]:
    found = dossier_room(service(), motion)
    _check_reader(found)
    items = []
    for item in found.decision.dossier:
        entry = found.motion.dossier.get(item.id, {})
        new = entered(item.id, "new", entry.get("new", found.text_now)) if item.kind == "texts" else ""
        old = entry.get("old", found.text_now)
        items.append({"item": item, "entry": entry, "document": found.documents.get(entry.get("sha256", "")),
                      "new": new, "difference": difference(old, new) if item.kind == "texts" else [],
                      "lines": difference(found.law.source.decode(), found.data_file) if item.kind == "statutes"
                      and found.data_file else []})
    return render_template("coordinator/motion.html", found=found, items=items, entered=entered, faults=entered.faults,
                           error=entered.error, is_open=_may_prepare(found), back_url=_home()), entered.status


def _check_reader(found: DossierRoom) -> None:
    """`RefusedError` for whoever neither sits nor holds office in the organ, and for members while it is prepared."""
    roles, organs = current_user.roles, set(found.decision.asked(found.motion.organ))
    held = frozenset().union(*roles.offices.values()) if roles.offices else frozenset()
    if organs & held or "" in held or (organs & roles.seats and found.motion.document is not None):
        return
    raise RefusedError(N_("The dossier is for the members and officers of the organ that decides."))


def _may_prepare(found: DossierRoom) -> bool:
    offices = current_user.roles.offices
    is_preparer = any(found.motion.organ in offices.get(role, ()) or "" in offices.get(role, ())
                      for role in ("secretariat", "chair", "deputy"))
    return is_preparer and found.motion.document is None and found.motion.state == "live"
