"""What the presiding officer does, one view an act: judged by the services, shown again with its fault if refused.

Every act is a POST with its token and ends in a redirect, so that back and reload never do anything twice. Closing
early and declaring have a page of their own on which the officer sees what follows before confirming.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, request, url_for
from flask_login import current_user

from voting.ballots.paper import NAMED, SECRET
from voting.errors import InputError
from voting.sentences import N_, Sentence
from voting.services.announce_ballot import announce_ballot
from voting.services.choose_secrecy import choose_secrecy
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.direct_ballot import (
    call_last,
    cancel_ballot,
    close_early,
    extend_ballot,
    record_attendance,
    withdraw_motion,
)
from voting.services.dispute_count import propose_dispute
from voting.services.pass_on import pass_on, put_on_agenda
from voting.services.second_officer import propose_annulment, propose_roll_addendum
from voting.web.access import PRESIDING, enter
from voting.web.chair_page import context, motion_of, motion_page, room_for, service
from voting.web.forms import Answer, Entered, meant, perform, whole_number
from voting.web.local_time import read_local
from voting.web.words import reader_zone


def _on_motion(motion: str, form: str, act: Callable[[], object], done: Sentence,
               again: Callable[[Entered], Answer] | None = None) -> Answer:
    return perform(form, act, done, lambda: url_for("chair.motion", motion=motion),
                   again or (lambda entered: motion_page(motion, entered)))


LONGEST_WINDOW_MIN = 240
"""The longest window for objections that is asked for in minutes; a longer ballot names its close."""


@enter(PRESIDING, fresh=True, act=N_("Announce the ballot"))
def announce(ballot: str) -> Answer:
    """Announce a ballot, to open at once or at a time; or ask for consensus in the room, with a window in minutes."""
    motion, is_asked_in_room = motion_of(ballot), "minutes" in request.form
    is_by_hands = request.form.get("hands") == "yes"

    def ask() -> None:
        minutes = whole_number("minutes", N_("Give the time in minutes, from 1 to 240."))
        if not 1 <= minutes <= LONGEST_WINDOW_MIN:
            raise InputError(N_("Give the time in minutes, from 1 to 240."), "minutes")
        meant()
        announce_ballot(service(), current_user.id, ballot, 0, service().clock() + 60 * minutes, is_by_hands)

    def act() -> None:
        zone, when = reader_zone(), request.form.get("when")
        if when not in ("now", "at"):
            raise InputError(N_("Choose when the ballot opens."), "when")
        open_at = read_local(request.form.get("open_at", ""), zone, "open_at") if when == "at" else 0
        close_at = read_local(request.form.get("close_at", ""), zone, "close_at")
        if open_at and open_at < service().clock():
            raise InputError(N_("The hour of the opening has passed; open at once, or choose a later one."), "open_at")
        meant()
        announce_ballot(service(), current_user.id, ballot, open_at, close_at)

    form = "announce" if not is_asked_in_room else "hands" if is_by_hands else "ask"
    return _on_motion(motion, form, ask if is_asked_in_room else act, N_(
        "Announced: the roll and the paper are fixed, each voter's ballot is issued."))


@enter(PRESIDING)
def secrecy(ballot: str) -> Answer:
    """Decide whether a vote is secret, before it is announced."""
    def act() -> None:
        held = request.form.get("held")
        if held not in (NAMED, SECRET):
            raise InputError(N_("Choose how this vote is held."), "held")
        choose_secrecy(service(), current_user.id, ballot, held == SECRET)

    return _on_motion(motion_of(ballot), "secrecy", act, N_("Decided; it stands on the paper when you announce it."))


@enter(PRESIDING)
def last_call(ballot: str) -> Answer:
    """Give the last call."""
    return _on_motion(motion_of(ballot), "last_call", lambda: call_last(service(), current_user.id, ballot),
                      N_("The last call is given; everyone sees it."))


@enter(PRESIDING, fresh=True, act=N_("Extend the ballot"))
def extend(ballot: str) -> Answer:
    """Move the close to a later time, with a reason."""
    def act() -> None:
        close_at = read_local(request.form.get("close_at", ""), reader_zone(), "close_at")
        extend_ballot(service(), current_user.id, ballot, close_at, request.form.get("reason", ""))

    return _on_motion(motion_of(ballot), "extend", act, N_("Extended; everyone on the roll is told."))


@enter(PRESIDING)
def attendance(ballot: str) -> Answer:
    """Record how many are present."""
    def act() -> None:
        present = whole_number("present", N_("Give a whole number of persons."))
        record_attendance(service(), current_user.id, ballot, present)

    return _on_motion(motion_of(ballot), "attendance", act, N_("The attendance is recorded."))


@enter(PRESIDING)
def cancel(ballot: str) -> Answer:
    """Cancel a ballot that has not opened."""
    def act() -> None:
        meant()
        cancel_ballot(service(), current_user.id, ballot, request.form.get("reason", ""))

    return _on_motion(motion_of(ballot), "cancel", act, N_("Cancelled; the same stage can be announced anew."))


@enter(PRESIDING)
def withdraw(motion: str) -> Answer:
    """Take the motion off the table."""
    def act() -> None:
        meant()
        withdraw_motion(service(), current_user.id, motion, request.form.get("reason", ""))

    room_for(motion)
    return _on_motion(motion, "withdraw", act, N_("The motion is withdrawn."))


@enter(PRESIDING)
def no_consensus(ballot: str) -> Answer:
    """Record, with a summary of the debate, that consensus was not possible."""
    return _on_motion(
        motion_of(ballot), "no_consensus",
        lambda: record_no_consensus(service(), current_user.id, ballot, request.form.get("summary", "")),
        N_("Recorded. The vote can be announced now."))


@enter(PRESIDING, fresh=True, act=N_("Pass the motion on to the next organ"))
def pass_on_act(ballot: str) -> Answer:
    """Declare that this organ adopted, and pass the motion on to the next."""
    def act() -> None:
        meant()
        pass_on(service(), current_user.id, ballot)

    return _on_motion(motion_of(ballot), "pass_on", act, N_("Passed on: the next organ can put it on its agenda."))


@enter(PRESIDING)
def agenda(ballot: str) -> Answer:
    """Put a further organ's ballot on the agenda of one of its meetings."""
    def act() -> None:
        if not request.form.get("meeting"):
            raise InputError(N_("Choose a meeting."), "meeting")
        number = whole_number("agenda", N_("The agenda item is a number from 1 to 999."))
        put_on_agenda(service(), current_user.id, ballot, request.form["meeting"], number)

    return _on_motion(motion_of(ballot), "agenda", act, N_("It stands on the agenda."))


@enter(PRESIDING, fresh=True, second=True, act=N_("Propose to annul the ballot"))
def annul(ballot: str) -> Answer:
    """Propose to annul; a second officer confirms."""
    return _on_motion(
        motion_of(ballot), "annul",
        lambda: propose_annulment(service(), current_user.id, ballot, request.form.get("reason", "")),
        N_("Proposed: the annulment waits for a second officer."))


@enter(PRESIDING, fresh=True, second=True, act=N_("Propose to dispute the count"))
def dispute(ballot: str) -> Answer:
    """Propose to dispute the count of a secret ballot; a second officer confirms."""
    return _on_motion(
        motion_of(ballot), "dispute",
        lambda: propose_dispute(service(), current_user.id, ballot, request.form.get("reason", "")),
        N_("Proposed: the dispute waits for a second officer."))


@enter(PRESIDING, fresh=True, second=True, act=N_("Propose to amend the electoral roll"))
def addendum(ballot: str) -> Answer:
    """Propose to amend the roll; a second officer confirms."""
    def act() -> None:
        if not request.form.get("person"):
            raise InputError(N_("Choose who is to be added to the roll."), "person")
        propose_roll_addendum(service(), current_user.id, ballot, request.form["person"],
                              request.form.get("replaces", ""), request.form.get("reason", ""))

    return _on_motion(motion_of(ballot), "addendum", act, N_("Proposed: the amendment waits for a second officer."))


@enter(PRESIDING)
def ask_close(ballot: str) -> Answer:
    """The page before closing early."""
    return _confirm_page("chair/close_early.html", ballot, Entered())


@enter(PRESIDING, fresh=True, act=N_("Close the ballot early"))
def close(ballot: str) -> Answer:
    """Close before the time on the paper."""
    def act() -> None:
        meant()
        close_early(service(), current_user.id, ballot)

    return _on_motion(motion_of(ballot), "close", act, N_("Closed, counted and signed."),
                      lambda entered: _confirm_page("chair/close_early.html", ballot, entered))


@enter(PRESIDING)
def ask_declare(ballot: str) -> Answer:
    """The page before declaring: what follows from it."""
    return _confirm_page("chair/declare.html", ballot, Entered())


@enter(PRESIDING, fresh=True, act=N_("Declare the result"))
def declare(ballot: str) -> Answer:
    """Declare the result; legal effects begin."""
    def act() -> None:
        meant()
        declare_result(service(), current_user.id, ballot)

    return _on_motion(motion_of(ballot), "declare", act, N_("The result is declared and its effects have begun."),
                      lambda entered: _confirm_page("chair/declare.html", ballot, entered))


def _confirm_page(template: str, ballot: str, entered: Entered) -> Answer:
    room = room_for(motion_of(ballot))
    seen = next(item for item in room.ballots if item.ballot.id == ballot)
    return render_template(template, **{**context(room), "seen": seen}, entered=entered, faults=entered.faults,
                           error=entered.error), entered.status


PAGES: dict[str, Callable] = {
    "/chair/ballots/<ballot>/close-early": ask_close,
    "/chair/ballots/<ballot>/declare": ask_declare,
}
ACTS: dict[str, Callable] = {
    "/chair/ballots/<ballot>/announce": announce, "/chair/ballots/<ballot>/secrecy": secrecy,
    "/chair/ballots/<ballot>/last-call": last_call,
    "/chair/ballots/<ballot>/extend": extend, "/chair/ballots/<ballot>/attendance": attendance,
    "/chair/ballots/<ballot>/cancel": cancel, "/chair/motions/<motion>/withdraw": withdraw,
    "/chair/ballots/<ballot>/no-consensus": no_consensus, "/chair/ballots/<ballot>/annul": annul,
    "/chair/ballots/<ballot>/pass-on": pass_on_act, "/chair/ballots/<ballot>/agenda": agenda,
    "/chair/ballots/<ballot>/dispute": dispute,
    "/chair/ballots/<ballot>/addendum": addendum, "/chair/ballots/<ballot>/close-early": close,
    "/chair/ballots/<ballot>/declare": declare,
}
"""Address of each act."""
