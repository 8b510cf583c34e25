"""The biennial cycle on one page: a timeline of its steps, what is next and where, what was passed over and why.

For officers. The secretariat and those who preside begin, pass over and end; the services judge each of it. Every act
of a step itself is done where it is always done: this page only leads there.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_login import current_user

from voting.sentences import N_
from voting.services.act import Service
from voting.services.guide_cycle import begin_cycle, end_cycle, skip_step
from voting.services.read.cycle import CycleView, StepLine, cycle_view
from voting.web.access import OFFICER, PREPARER, enter
from voting.web.forms import Answer, Entered, meant, page_again, perform
from voting.web.looks import Look
from voting.web.meetings import KINDS

room = Blueprint("cycle", __name__)

STATES = {"done": Look(N_("Done"), "✓", "yes"), "skipped": Look(N_("Passed over"), "∅", "warning"),
          "next": Look(N_("Next"), "●", "accent"), "waiting": Look(N_("Waits"), "○", "neutral")}
"""How the state of a step looks and what it is called."""


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/cycle")
@enter(OFFICER)
def steps() -> Answer:
    """The cycle as it stands."""
    return _page(Entered())


@room.post("/cycle/begin")
@enter(PREPARER)
def begin() -> Answer:
    """Begin a cycle."""
    def act() -> None:
        meant()
        begin_cycle(service(), current_user.id)

    return perform("begin", act, N_("The cycle is under way."), _home, _page)


@room.post("/cycle/steps/<step>/skip")
@enter(PREPARER)
def skip(step: str) -> Answer:
    """Pass over a step, with a reason."""
    def act() -> None:
        meant()
        skip_step(service(), current_user.id, step, request.form.get("reason", ""))

    return perform(f"skip-{step}", act, N_("The step is passed over; the reason stands in the log."), _home, _page)


@room.post("/cycle/end")
@enter(PREPARER)
def end() -> Answer:
    """End the cycle under way."""
    return perform("end", lambda: end_cycle(service(), current_user.id), N_("The cycle is over."), _home, _page)


@room.get("/cycle/begin")
@room.get("/cycle/end")
@room.get("/cycle/steps/<step>/skip")
@enter(OFFICER)
def whole(step: str = "") -> Response:
    """The page, for a reload or another language after a refusal showed it under an act's address."""
    return page_again("cycle.steps")


def _home() -> str:
    return url_for("cycle.steps")


def _page(entered: Entered) -> tuple[str, int]:
    view = cycle_view(service())
    roles = current_user.roles
    organ = view.statutes.cycle.steps[0].organ if view.statutes.cycle else ""
    places = [(line, *place_of(view, line)) for line in view.lines]
    return render_template(
        "cycle/steps.html", view=view, states=STATES, places=places, kinds=KINDS, may_begin=_prepares(organ),
        may_skip={line.view.step.id for line in view.next if _prepares(line.view.step.organ)},
        is_secretariat=roles.has("secretariat"), entered=entered, faults=entered.faults,
        error=entered.error), entered.status


def _prepares(organ: str) -> bool:
    """Whether the reader may prepare the business of an organ."""
    offices = current_user.roles.offices
    return any(offices.get(role, frozenset()) & {organ, ""} for role in ("secretariat", "chair", "deputy"))


def place_of(view: CycleView, line: StepLine) -> tuple[str, str]:
    """(address, what is done there) of the page on which a step is done, or was."""
    step = line.view.step
    if line.view.state == "done":
        return _done_place(line)
    if step.kind == "report":
        return url_for("calendar.duties") + f"#{step.duty}", "report"
    if step.kind == "meeting":
        return url_for("coordinator.meeting", organ=step.organ, kind=step.meeting or None), "convene"
    if step.kind in ("nominations", "election"):
        return (url_for("elections.one", motion=line.motion), "open") if line.motion else (
            url_for("elections.ask"), "call")
    if line.motion:
        return url_for("coordinator.motion", motion=line.motion), "open"
    return url_for("coordinator.new_motion", organ=step.organ, decision=step.decision), "draft"


def _done_place(line: StepLine) -> tuple[str, str]:
    step, ref = line.view.step, line.view.ref
    match step.kind:
        case "report":
            return url_for("coordinator.document_file", sha256=ref), "document"
        case "meeting":
            return url_for("meetings.one", meeting=ref), "open"
        case "nominations":
            return url_for("elections.one", motion=ref), "open"
        case "decision" | "election":
            return url_for("public.result", motion=ref), "result"
    return "", ""
