"""The calendar of duties: what is due, by whom, under which clause, how late; and the feed of it.

For everyone who is signed in (III): it names offices, and names of their holders only to officers. A report or the
review is noted as given by the officer whose duty it is, or by the coordinator.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from flask_login import current_user

from voting.ballots.motion import is_day
from voting.sentences import N_
from voting.services.act import Service
from voting.services.calendar_feed import end_feed, language_of, make_feed
from voting.services.icalendar import Event, write_calendar
from voting.services.limits import FILES
from voting.services.note_duty import note_duty
from voting.services.read.cycle import cycle_view
from voting.services.read.duties import DutiesView, DutyLine, duties_on
from voting.services.store_document import SIZE_LIMIT
from voting.web.access import ANYONE, OFFICER, SIGNED_IN, enter
from voting.web.forms import Answer, Entered, page_again, perform, uploaded
from voting.web.limits import at_most
from voting.web.looks import Look
from voting.web.words import render, text

room = Blueprint("calendar", __name__)

DAYS_OF_A_REMINDER = 14
STATES = {"overdue": Look(N_("Overdue"), "▲", "no"), "due": Look(N_("Due"), "○", "neutral"),
          "done": Look(N_("Done"), "✓", "yes"), "unknown": Look(N_("No date known"), "–", "neutral")}
"""How the state of a duty looks and what it is called."""


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/calendar")
@enter(SIGNED_IN)
def duties() -> Answer:
    """The calendar on a day: today, or `?on=2027-03-12`."""
    return _page(Entered())


@room.post("/calendar/<duty>/done")
@enter(OFFICER)
def done(duty: str) -> Answer:
    """Note that a report was given or the review took place."""
    def act() -> None:
        note_duty(service(), current_user.id, duty, request.form.get("done_on", "").strip(),
                  request.form.get("words", ""), uploaded(SIZE_LIMIT))

    return perform(duty, act, N_("This is noted in the calendar."), lambda: url_for("calendar.duties"), _page)


@room.get("/calendar/<duty>/done")
@enter(OFFICER)
def after_done(duty: str) -> Response:
    """The calendar, for a reload or another language after a refusal."""
    return page_again("calendar.duties")


@room.post("/calendar/feed")
@enter(SIGNED_IN)
def feed() -> Answer:
    """Make an address for one's own calendar program, or revoke it."""
    if request.form.get("act") == "end":
        end_feed(service(), current_user.id)
        flash(render(N_("The address is revoked: nobody reads the calendar under it any more.")), "yes")
        return redirect(url_for("calendar.duties"), 303)
    secret = make_feed(service(), current_user.id)
    return _page(Entered(), f"{service().origin}{url_for('calendar.file', secret=secret)}")


@room.get("/calendar/feed")
@enter(SIGNED_IN)
def after_feed() -> Response:
    """The calendar, for a reload: an address is shown once."""
    return page_again("calendar.duties")


@room.get("/calendar/<secret>.ics")
@enter(ANYONE)
@at_most(FILES)
def file(secret: str) -> Response:
    """The duties that have a day, for a calendar program that knows the address."""
    g.language = language_of(secret) or None
    view = duties_on(service())
    events = [_event(line) for line in view.lines if line.due.by and line.due.state != "done"]
    stamp = datetime.fromtimestamp(service().clock(), UTC)
    return Response(write_calendar(events, stamp, text(view.statutes.organisation)), mimetype="text/calendar")


def _event(line: DutyLine) -> Event:
    duty = line.due.duty
    return Event(uid=f"duty-{duty.id}-{line.due.by.isoformat()}@{service().rp}",
                 summary=f"{text(duty.title)} ({duty.clause})", starts=line.due.by,
                 url=f"{service().origin}/calendar", alarm_s=DAYS_OF_A_REMINDER * 86400)


def _page(entered: Entered, address: str = "") -> tuple[str, int]:
    wish = request.args.get("on", "").strip()
    view: DutiesView = duties_on(service(), date.fromisoformat(wish) if is_day(wish) else None, current_user.id)
    roles = current_user.roles
    mine = {line.due.duty.id for line in view.lines if line.is_noted_by_hand
            and (current_user.id in line.holders or roles.has("secretariat"))}
    is_officer = any(roles.has(role) for role in ("chair", "deputy", "teller", "secretariat", "auditor"))
    noted: dict[str, list] = {}
    for row in view.noted:
        noted.setdefault(row.duty, []).append(row)
    return render_template("calendar/duties.html", view=view, cycle=cycle_view(service()), states=STATES, mine=mine,
                           is_officer=is_officer,
                           noted=noted, address=address, entered=entered, faults=entered.faults, error=entered.error,
                           is_today=view.on == datetime.fromtimestamp(service().clock(), UTC).date()), entered.status
