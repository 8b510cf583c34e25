"""What everyone may read: what is open, declared results, receipts, and how to check all of it without us.

Nothing here shows a figure before the declaration. The record of a motion goes out in two copies under one address:
with names and reasons to members and officers of the organ, without them to everyone else; both verify.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_login import current_user

from voting.ballots.election import read_election
from voting.ballots.lifecycle import State
from voting.errors import NotFoundError, RefusedError, VotingError
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.countersign_minutes import countersign_minutes
from voting.services.limits import DOWNLOADS, FILES, PUBLIC_PAGES
from voting.services.make_record import full_record, public_record
from voting.services.read.ballot_view import BallotView, view_ballot
from voting.services.read.countersigned import signatures_of
from voting.services.read.minutes import minutes_file
from voting.services.read.minutes_signed import minutes_made, opened_countersignatures
from voting.services.read.organisation import is_founded
from voting.services.read.receipts import receipt_codes
from voting.services.read.results import is_within, result, results, running
from voting.web.access import ANYONE, PRESIDING, SIGNED_IN, enter
from voting.web.check_it import VERIFIER, by_hand, checks, command, not_claimed, verifier_file
from voting.web.election_result import csv_sheet
from voting.web.forms import Answer, Entered, page_again, perform
from voting.web.fresh import answer_of_passkey
from voting.web.limits import at_most
from voting.web.minutes_shown import minutes_shown
from voting.web.result_page import annulment_of, line_of_result, result_context
from voting.web.shapes import last_second, state_name
from voting.web.step_words import STEP_WORDS
from voting.web.teller_tallies import signatures_shown

room = Blueprint("public", __name__)

LATEST = 3
"""How many results the first page shows."""


def service() -> Service:
    """The service of this application."""
    return current_app.extensions["scrutin"].service


@room.get("/")
@enter(ANYONE)
def home() -> str:
    """The front door. Turnout is shown to members and officers of the organ only."""
    found = running(service()) if is_founded() else []
    is_reader = current_user.is_authenticated
    return render_template(
        "public/home.html",
        open=[{"question": view.question, "organ": view.organ.name, "stage": view.stage.kind, "state": state_name(view),
               "close_at": view.ballot.close_at, "entitled": view.entitled,
               "voted": view.voted if is_reader and is_within(current_user.roles, view.organ.id) else None}
              for view in found if view.state is State.OPEN],
        announced=[{"question": view.question, "organ": view.organ.name, "stage": view.stage.kind,
                    "open_at": view.ballot.open_at} for view in found if view.state is State.ANNOUNCED],
        results=[line_of_result(one) for one in results(service(), LATEST)], results_url=url_for("public.results"),
        verify_url=url_for("public.verify"), sign_in_url="" if is_reader else url_for("session.ask"),
        today_url=url_for("delegate.today") if is_reader else "")


@room.get("/results", endpoint="results")
@enter(ANYONE)
def show_results() -> str:
    """Every declared result."""
    return render_template("public/results.html", results=[line_of_result(one) for one in results(service())])


@room.get("/results/<motion>", endpoint="result")
@enter(ANYONE)
def show_result(motion: str) -> Answer:
    """One declared result, with everything that it takes to check it."""
    return _result_page(motion, Entered())


def _result_page(motion: str, entered: Entered) -> tuple[str, int]:
    whole = result(service(), motion)
    ballot, is_annulled = whole.result.view.ballot.id, whole.result.is_annulled
    signed = signatures_shown(signatures_of(service(), ballot), _reads_all(whole.result.view))
    names = N_("with names and reasons, for this organ") if _reads_all(whole.result.view) else \
        N_("without names and reasons")
    files = [
        {"label": N_("Record of the motion (ZIP)"), "url": url_for("public.record", motion=motion), "hint": names},
        {"label": N_("Signed outcome (JSON)"), "url": url_for("public.tally", motion=motion), "hint": ""},
        {"label": N_("Its signature"), "url": url_for("public.tally_signature", motion=motion), "hint": ""}]
    made = minutes_made(service(), motion, current_user.id) if _reads_all(whole.result.view) else ()
    if whole.result.view.stage.kind == "election":
        files.append({"label": N_("Stage sheet (CSV)"), "url": url_for("public.sheet", motion=motion), "hint": ""})
    return render_template(
        "public/result.html", files=files, signed=signed, annulment=annulment_of(whole), faults=entered.faults,
        error=entered.error,
        minutes=minutes_shown(made, _title_of_minutes, "public", motion=motion),
        offices=whole.result.view.statutes.offices,
        verify_url=url_for("public.verify", motion=motion),
        receipts_url="" if is_annulled else url_for("public.receipts", ballot=ballot),
        results_url=url_for("public.results"), **result_context(whole)), entered.status


@room.get("/results/<motion>/record.zip")
@enter(ANYONE)
@at_most(DOWNLOADS)
def record(motion: str) -> Response:
    """The record: the full one within the organ, the public copy for everyone else."""
    whole = result(service(), motion)
    made = full_record if _reads_all(whole.result.view) else public_record
    return _download(made(motion), "application/zip", f"{motion}.zip")


@room.get("/results/<motion>/minutes-<language>.pdf")
@enter(SIGNED_IN)
@at_most(DOWNLOADS)
def minutes(motion: str, language: str) -> Response:
    """The signed minutes, for members and officers of the organ; they are made by the operator or the clock."""
    if not _reads_all(result(service(), motion).result.view):
        raise RefusedError(N_("The minutes hold names: they are for the members and officers of the organ."))
    pdf = minutes_file(motion, language)
    if pdf is None:
        raise NotFoundError(N_("The minutes of this decision have not been made in this language yet."))
    return _download(pdf, "application/pdf", f"minutes-{motion}-{language}.pdf")


@room.get("/results/<motion>/minutes-<language>.countersignatures.jsonl")
@enter(SIGNED_IN)
@at_most(FILES)
def countersignatures(motion: str, language: str) -> Response:
    """What opens the passkeys' signatures under the minutes, for those who may read them."""
    if not _reads_all(result(service(), motion).result.view):
        raise RefusedError(N_("The minutes hold names: they are for the members and officers of the organ."))
    return _download(opened_countersignatures(service(), motion, language), "application/jsonl",
                     f"minutes-{motion}-{language}.countersignatures.jsonl")


@room.post("/results/<motion>/minutes/<language>/countersign")
@enter(PRESIDING, fresh=True, act=N_("countersign the minutes"), signs=True)
def countersign(motion: str, language: str) -> Answer:
    """Countersign the minutes of a decision over the hash of their file."""
    return perform("countersign", lambda: countersign_minutes(service(), current_user.id, motion, language,
                                                              answer_of_passkey().assertion),
                   N_("Your countersignature stands in the log."), lambda: url_for("public.result", motion=motion),
                   lambda entered: _result_page(motion, entered))


@room.get("/results/<motion>/minutes/<language>/countersign")
@enter(ANYONE)
def after_countersigning(motion: str, language: str) -> Response:
    """The result, for a reload or another language after a refusal."""
    return page_again("public.result", motion=motion)


@room.get("/results/<motion>/tally.json")
@enter(ANYONE)
@at_most(FILES)
def tally(motion: str) -> Response:
    """The outcome as it was signed."""
    return _download(result(service(), motion).tally, "application/json", "tally.json")


@room.get("/results/<motion>/sheet.csv")
@enter(ANYONE)
@at_most(FILES)
def sheet(motion: str) -> Response:
    """The stage sheet of an election for a spreadsheet."""
    view = result(service(), motion).result.view
    if view.stage.kind != "election":
        raise NotFoundError(N_("This decision has no stage sheet: it was not an election."))
    return _download(csv_sheet(read_election(view.paper["election"]), view.tally).encode(), "text/csv", "sheet.csv")


@room.get("/results/<motion>/tally.json.sig")
@enter(ANYONE)
@at_most(FILES)
def tally_signature(motion: str) -> Response:
    """The authority's signature of the outcome: 64 bytes."""
    return _download(result(service(), motion).tally_sig, "application/octet-stream", "tally.json.sig")


@room.get("/ballots/<ballot>/receipts")
@enter(ANYONE)
@at_most(PUBLIC_PAGES)
def receipts(ballot: str) -> str:
    """All receipt codes of a closed ballot, on one page, for everyone."""
    view = view_ballot(service(), ballot)
    if view.state is State.DRAFTED:
        raise NotFoundError(N_("There is no such ballot here."))
    codes = receipt_codes(view)
    return render_template(
        "public/receipts.html", question=view.question, organ=view.organ.name, agenda=view.agenda,
        closed_at=last_second(view), codes=codes,
        result_url=url_for("public.result", motion=view.motion.id) if view.motion.tally is not None else "")


@room.get("/verify")
@enter(ANYONE)
@at_most(PUBLIC_PAGES)
def verify() -> str:
    """How anyone checks a result; with `?motion=` for that one."""
    motion, shown = request.args.get("motion", ""), None
    if motion:
        whole = result(service(), motion)
        shown = {"question": whole.result.view.question, "url": url_for("public.record", motion=motion),
                 "file": f"{motion}.zip", "fingerprint": whole.fingerprint}
    name = shown["file"] if shown else "RECORD.zip"
    return render_template(
        "public/verify.html", record=shown, verifier_url=url_for("public.verifier"), verifier_file=VERIFIER,
        verifier_sha256=verifier_file().sha256, command=command(name), by_hand=by_hand(name), checks=checks(),
        not_claimed=not_claimed())


@room.get("/verify/steps")
@enter(ANYONE)
def steps() -> str:
    """What the verifier checks, step by step, in plain words."""
    return render_template("public/steps.html", words=STEP_WORDS, not_claimed=not_claimed(),
                           verify_url=url_for("public.verify"))


@room.get(f"/{VERIFIER}")
@enter(ANYONE)
@at_most(DOWNLOADS)
def verifier() -> Response:
    """The verifier as one file, made from the sources that are running."""
    return _download(verifier_file().body, "application/zip", VERIFIER)


@room.get("/healthz")
@enter(ANYONE)
def health() -> tuple[dict[str, bool], int]:
    """Whether the service answers and its database can be read."""
    try:
        return {"ok": True, "founded": is_founded()}, 200
    except VotingError:
        return {"ok": False, "founded": False}, 503


def _reads_all(view: BallotView) -> bool:
    """Whether the reader belongs to an organ that was asked: what several decided together, each of them reads."""
    return current_user.is_authenticated and any(
        is_within(current_user.roles, organ) for organ in view.decision.asked(view.motion.organ))


def _title_of_minutes(language: str) -> Sentence:
    return N_("Minutes of the decision (%(language)s)", language=language)


def _download(body: bytes, kind: str, name: str) -> Response:
    return Response(body, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
