"""Meetings: what is on the agenda, when that is where one lives, who is convened; preparing, convening and holding one.

Everybody of the organ reads; the coordinator and the chair prepare and convene (V.COORD.3); whoever presides opens,
notes who is there and what happens, and closes. Nothing here opens a ballot or counts a vote.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_datetime, get_timezone_location
from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_login import current_user

from voting.errors import InputError, RefusedError
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.change_meeting import cancel_meeting, change_meeting
from voting.services.countersign_minutes import countersign_minutes
from voting.services.hold_meeting import close_meeting, hand_over_chair, open_meeting, take_chair
from voting.services.limits import FILES
from voting.services.meeting_calendar import calendar_of
from voting.services.note_attendance import note_attendance
from voting.services.note_in_minutes import note_in_minutes, write_outcome
from voting.services.prepare_agenda import add_item, move_item, remove_item
from voting.services.prepare_meeting import MeetingDraft
from voting.services.read.meeting_minutes import meeting_minutes_file
from voting.services.read.meetings import MeetingView, meeting_view, meetings_for
from voting.services.read.minutes_signed import minutes_made, opened_countersignatures
from voting.services.send_convocation import send_agenda, send_convocation
from voting.services.store_agenda_document import store_agenda_document
from voting.services.store_document import SIZE_LIMIT
from voting.web.access import PREPARER, PRESIDING, SIGNED_IN, enter
from voting.web.forms import Answer, Entered, meant, page_again, perform, uploaded, whole_number
from voting.web.fresh import answer_of_passkey
from voting.web.limits import LARGEST_FILE, at_most, largest
from voting.web.local_time import read_local, write_local
from voting.web.looks import Look
from voting.web.minutes_shown import minutes_shown
from voting.web.shapes import state_name
from voting.web.words import language, reader_zone

room = Blueprint("meetings", __name__)

KINDS = {"ordinary": N_("Ordinary meeting"), "electing": N_("Electing meeting"),
         "extraordinary": N_("Extraordinary meeting"), "written": N_("Written procedure")}
MEETING_STATES = {"prepared": Look(N_("In preparation"), "·", "neutral"),
                  "convened": Look(N_("Convened"), "○", "neutral"), "open": Look(N_("Meeting now"), "●", "accent"),
                  "closed": Look(N_("Over"), "■", "neutral"), "cancelled": Look(N_("Cancelled"), "∅", "no")}
ZONES = ("UTC", "Africa/Dakar", "Africa/Johannesburg", "Africa/Nairobi", "America/Buenos_Aires", "America/Mexico_City",
         "America/New_York", "Asia/Kolkata", "Asia/Manila", "Asia/Tokyo", "Europe/Brussels", "Europe/Paris",
         "Pacific/Auckland")
"""Proposed beside the field; any zone of the tz database may be typed."""


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/meetings")
@enter(SIGNED_IN)
def index() -> str:
    """The meetings of the reader's organs."""
    return render_template("meetings/index.html", view=meetings_for(service(), current_user.id), kinds=KINDS,
                           states=MEETING_STATES)


@room.get("/meetings/<meeting>")
@enter(SIGNED_IN)
def one(meeting: str) -> Answer:
    """One meeting: when and where, the agenda with documents and ballots, who is convened."""
    return _page("one", meeting, Entered())


@room.get("/meetings/<meeting>/meeting.ics")
@enter(SIGNED_IN)
@at_most(FILES)
def file(meeting: str) -> Response:
    """The meeting for the reader's calendar."""
    body = calendar_of(service(), meeting_view(service(), meeting, current_user.id).row)
    answer = Response(body, mimetype="text/calendar")
    answer.headers.set("Content-Disposition", "attachment", filename="meeting.ics")
    return answer


@room.get("/meetings/<meeting>/prepare")
@enter(PREPARER)
def prepare(meeting: str) -> Answer:
    """The agenda as it is written, and the meeting's particulars."""
    return _page("prepare", meeting, Entered())


@room.get("/meetings/<meeting>/convene")
@enter(PREPARER)
def preview(meeting: str) -> Answer:
    """Before the convocation: the notice as the statutes judge it, and the hour where each member lives."""
    return _page("convene", meeting, Entered())


@room.post("/meetings/<meeting>/convene")
@enter(PREPARER, fresh=True, act=N_("send the convocation"))
def convene(meeting: str) -> Answer:
    """Send the convocation."""
    sent: list[int] = []

    def act() -> None:
        meant()
        sent.append(send_convocation(service(), current_user.id, meeting, request.form.get("late_reason", "")))

    return perform("convene", act, lambda: N_("The meeting is convened; %(count)s letters are on their way.",
                                              count=sent[0]), *_ways("one", "convene", meeting))


@room.post("/meetings/<meeting>/agenda")
@enter(PREPARER)
def add(meeting: str) -> Answer:
    """Add an item."""
    def act() -> None:
        number = whole_number("number", N_("The agenda item is a number from 1 to 999.")) \
            if request.form.get("number", "").strip() else 0
        add_item(service(), current_user.id, meeting, number, {
            name.removeprefix("title_"): text for name, text in request.form.items() if name.startswith("title_")})

    return perform("item", act, N_("The item is on the agenda."), *_ways("prepare", "prepare", meeting))


@room.post("/meetings/<meeting>/agenda/send")
@enter(PREPARER)
def tell(meeting: str) -> Answer:
    """Tell the members what was added since the convocation."""
    return perform("tell", lambda: send_agenda(service(), current_user.id, meeting),
                   N_("The members are told of the agenda as it stands now."), *_ways("one", "prepare", meeting))


@room.post("/meetings/<meeting>/items/<item>/move")
@enter(PREPARER)
def move(meeting: str, item: str) -> Answer:
    """Give an item another number."""
    def act() -> None:
        move_item(service(), current_user.id, item,
                  whole_number("number", N_("The agenda item is a number from 1 to 999.")))

    return perform(f"move-{item}", act, N_("The order of the agenda is changed."),
                   *_ways("prepare", "prepare", meeting))


@room.post("/meetings/<meeting>/items/<item>/remove")
@enter(PREPARER)
def remove(meeting: str, item: str) -> Answer:
    """Take an item off the agenda."""
    return perform(f"remove-{item}", lambda: remove_item(service(), current_user.id, item),
                   N_("The item is off the agenda."), *_ways("prepare", "prepare", meeting))


@room.post("/meetings/<meeting>/items/<item>/document")
@enter(PREPARER)
@largest(LARGEST_FILE)
def document(meeting: str, item: str) -> Answer:
    """Put a document under an item."""
    return perform(f"document-{item}",
                   lambda: store_agenda_document(service(), current_user.id, item, *uploaded(SIZE_LIMIT)),
                   N_("The document lies under the item."), *_ways("prepare", "prepare", meeting))


@room.post("/meetings/<meeting>/change")
@enter(PREPARER)
def change(meeting: str) -> Answer:
    """Change title, time or place."""
    return perform("change", lambda: change_meeting(service(), current_user.id, meeting, draft_of_form(),
                                                    request.form.get("reason", "")),
                   N_("The meeting is changed."), *_ways("prepare", "prepare", meeting))


@room.post("/meetings/<meeting>/cancel")
@enter(PREPARER, fresh=True, act=N_("cancel a meeting"))
def cancel(meeting: str) -> Answer:
    """Call the meeting off."""
    def act() -> None:
        meant()
        cancel_meeting(service(), current_user.id, meeting, request.form.get("reason", ""))

    return perform("cancel", act, N_("The meeting is cancelled."), lambda: url_for("meetings.index"),
                   lambda entered: _page("prepare", meeting, entered))


@room.get("/meetings/<meeting>/hold")
@enter(PRESIDING)
def hold(meeting: str) -> Answer:
    """For whoever presides: open, attendance, outcomes and notes, close."""
    return _page("hold", meeting, Entered())


@room.post("/meetings/<meeting>/open")
@enter(PRESIDING)
def begin(meeting: str) -> Answer:
    """Open the meeting."""
    return perform("open", lambda: open_meeting(service(), current_user.id, meeting), N_("The meeting is open."),
                   *_ways("hold", "hold", meeting))


@room.post("/meetings/<meeting>/preside")
@enter(PRESIDING)
def preside(meeting: str) -> Answer:
    """Preside from now on."""
    return perform("preside", lambda: take_chair(service(), current_user.id, meeting),
                   N_("You preside over this meeting from now on."), *_ways("hold", "hold", meeting))


@room.post("/meetings/<meeting>/hand-over")
@enter(PRESIDING)
def hand_over(meeting: str) -> Answer:
    """Let another officer preside."""
    return perform("hand-over", lambda: hand_over_chair(service(), current_user.id, meeting,
                                                        request.form.get("to", "")),
                   N_("The chair is handed over."), *_ways("hold", "hold", meeting))


@room.post("/meetings/<meeting>/attendance")
@enter(PRESIDING)
def attendance(meeting: str) -> Answer:
    """Note who is there."""
    def act() -> None:
        noted = {name.removeprefix("how_"): how for name, how in request.form.items() if name.startswith("how_")}
        note_attendance(service(), current_user.id, meeting, noted)

    return perform("attendance", act, N_("The attendance is noted."), *_ways("hold", "hold", meeting))


@room.post("/meetings/<meeting>/items/<item>/outcome")
@enter(PRESIDING)
def outcome(meeting: str, item: str) -> Answer:
    """What the meeting did about an item."""
    return perform(f"outcome-{item}",
                   lambda: write_outcome(service(), current_user.id, item, request.form.get("outcome", "")),
                   N_("It stands in the minutes."), *_ways("hold", "hold", meeting))


@room.post("/meetings/<meeting>/notes")
@enter(PRESIDING)
def note(meeting: str) -> Answer:
    """Write a note for the minutes."""
    def act() -> None:
        number = whole_number("number", N_("Choose the item that the note is about.")) \
            if request.form.get("number", "") else 0
        note_in_minutes(service(), current_user.id, meeting, request.form.get("words", ""), number)

    return perform("note", act, N_("It stands in the minutes."), *_ways("hold", "hold", meeting))


@room.post("/meetings/<meeting>/close")
@enter(PRESIDING)
def end(meeting: str) -> Answer:
    """Close the meeting."""
    def act() -> None:
        meant()
        close_meeting(service(), current_user.id, meeting)

    return perform("close", act, N_("The meeting is closed."), *_ways("one", "hold", meeting))


@room.get("/meetings/<meeting>/minutes-<language>.pdf")
@enter(SIGNED_IN)
@at_most(FILES)
def minutes(meeting: str, language: str) -> Response:
    """The signed minutes, for members and officers of the organ; the clock or the operator makes them."""
    meeting_view(service(), meeting, current_user.id)
    answer = Response(meeting_minutes_file(meeting, language), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"minutes-{meeting}-{language}.pdf")
    return answer


@room.post("/meetings/<meeting>/minutes/<language>/countersign")
@enter(PRESIDING, fresh=True, act=N_("countersign the minutes"), signs=True)
def countersign(meeting: str, language: str) -> Answer:
    """Countersign the minutes over the hash of their file."""
    return perform("countersign", lambda: countersign_minutes(service(), current_user.id, meeting, language,
                                                              answer_of_passkey().assertion),
                   N_("Your countersignature stands in the log."), *_ways("one", "one", meeting))


@room.get("/meetings/<meeting>/minutes-<language>.countersignatures.jsonl")
@enter(SIGNED_IN)
@at_most(FILES)
def countersignatures(meeting: str, language: str) -> Response:
    """What opens the passkeys' signatures under the minutes, for those who may read them."""
    meeting_view(service(), meeting, current_user.id)
    answer = Response(opened_countersignatures(service(), meeting, language), mimetype="application/jsonl")
    answer.headers.set("Content-Disposition", "attachment",
                       filename=f"minutes-{meeting}-{language}.countersignatures.jsonl")
    return answer


@enter(SIGNED_IN)
def after_act(meeting: str, item: str = "", language: str = "") -> Response:
    """The page, for a reload or another language after a refusal."""
    return page_again("meetings.one", meeting=meeting)


for _act in ("agenda", "agenda/send", "items/<item>/move", "items/<item>/remove", "items/<item>/document", "change",
             "cancel", "open", "preside", "hand-over", "attendance", "items/<item>/outcome", "notes", "close",
             "minutes/<language>/countersign"):
    room.add_url_rule(f"/meetings/<meeting>/{_act}", view_func=after_act, methods=["GET"])


def draft_of_form() -> MeetingDraft:
    """A meeting as a form states it: its hours on the clocks of its zone."""
    form = request.form
    zone_name = form.get("zone", "").strip() or reader_zone().key
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise InputError(N_("“%(zone)s” is no time zone that is known here; one is written like Europe/Paris.",
                            zone=zone_name[:40]), "zone") from fault
    day, begins, ends = (form.get(name, "").strip() for name in ("held_on", "begins", "ends"))
    kind = form.get("kind", "") or "ordinary"
    if not begins and kind != "written":
        raise InputError(N_("Give the hour at which the meeting begins."), "begins")
    starts_at = read_local(f"{day}T{begins}", zone, "held_on") if begins else 0
    ends_at = read_local(f"{day}T{ends}" if "T" not in ends else ends, zone, "ends") if ends else 0
    if ends_at and ends_at <= starts_at:
        ends_at += 86400  # a meeting that goes on past midnight
    return MeetingDraft(form.get("organ", ""), form.get("title", ""), day, form.get("place", ""),
                        form.get("is_remote") == "yes", kind, starts_at, ends_at,
                        zone.key, form.get("requisition", ""))


def where_they_live(moment: datetime) -> str:
    """`Fri 12 March, 19:00 (Tokyo time)`: the beginning on the clock of somebody's own zone."""
    zone = moment.tzinfo
    words = format_datetime(moment, "EEE d MMMM, HH:mm", tzinfo=zone, locale=language())
    if not isinstance(zone, ZoneInfo) or zone.key in ("UTC", "Etc/UTC"):
        return f"{words} UTC"
    return f"{words} ({get_timezone_location(zone, locale=language(), return_city=True)})"


def _ways(onward: str, again: str, meeting: str) -> tuple[Callable[[], str], Callable[[Entered], Answer]]:
    """Where an act leads when it is done, and the page that comes again when it was refused."""
    return (lambda: url_for(f"meetings.{onward}", meeting=meeting)), (lambda entered: _page(again, meeting, entered))


def _page(name: str, meeting: str, entered: Entered) -> tuple[str, int]:
    found = meeting_view(service(), meeting, current_user.id)
    _check(name, found)
    row, zone = found.row, ZoneInfo(found.row.zone or "UTC")
    begins, ends = (write_local(at, zone)[11:] if at else "" for at in (row.starts_at, row.ends_at))
    return render_template(
        f"meetings/{name}.html", view=found, kinds=KINDS, states=MEETING_STATES, zones=ZONES, begins=begins, ends=ends,
        minutes=minutes_shown(minutes_made(service(), meeting, current_user.id), _title, "meetings", meeting=meeting)
        if name == "one" else (),
        where_they_live=where_they_live, put_url=_put_url, put_state=_put_state, entered=entered,
        faults=entered.faults, error=entered.error), entered.status


def _title(language: str) -> Sentence:
    return N_("Minutes of the meeting (%(language)s)", language=language)


def _check(name: str, found: MeetingView) -> None:
    """`RefusedError` for whoever may read the meeting and not do this."""
    if name in ("prepare", "convene") and not found.may_prepare:
        raise RefusedError(N_("Only the coordinator or the chair of this organ may do this."),
                           found.statutes.presiding.clause)
    if name == "hold" and not found.may_note:
        raise RefusedError(N_("Only the presiding officers of this organ may do this."),
                           found.statutes.presiding.clause)


def _put_url(put: object) -> str:
    """Where one reads on about a motion or election under an item."""
    motion, seen = put.motion, put.view
    if motion.tally is not None:
        return url_for("public.result", motion=motion.id)
    if seen is not None and seen.ballot.announced_at:
        return url_for("delegate.choose", ballot=seen.ballot.id)
    if motion.subject_kind == "seats":
        return url_for("elections.one", motion=motion.id)
    return url_for("coordinator.motion", motion=motion.id)


def _put_state(put: object) -> str:
    """The key of `looks.STATES` for where it stands."""
    if put.motion.state in ("withdrawn", "annulled"):
        return "cancelled" if put.motion.state == "withdrawn" else "annulled"
    return state_name(put.view) if put.view is not None else "drafted"
