"""Representatives: a member names one for a meeting, the person named answers, either ends it in time (V.CO.1f).

Naming, accepting and taking back move a vote, so each asks for a fresh proof of who one is. The coordinator may enter
what a member sent in writing; that moves nothing before the person named accepts.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_login import current_user

from voting.errors import InputError
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.answer_designation import answer_designation
from voting.services.designate_representative import designate_representative, revoke_representative
from voting.services.enter_designation import enter_designation
from voting.services.read.representatives import representatives_for
from voting.services.store_document import SIZE_LIMIT
from voting.web.access import DELEGATE, SECRETARIAT, SIGNED_IN, enter
from voting.web.forms import Answer, Entered, page_again, perform, uploaded
from voting.web.limits import LARGEST_FILE, largest
from voting.web.words import day

room = Blueprint("represent", __name__)

STATES: dict[str, tuple[str, str, Sentence]] = {
    "asked": ("neutral", "○", N_("asked, no answer yet")),
    "accepted": ("yes", "✓", N_("has accepted")),
    "bound": ("yes", "✓", N_("stands on a frozen electoral roll")),
    "declined": ("no", "✕", N_("has declined")),
    "revoked": ("neutral", "∅", N_("ended")),
}
"""How a designation stands: colour, mark and words."""


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/representatives")
@enter(SIGNED_IN)
def mine() -> Answer:
    """Whom I have named, who names me; for officers all designations of their organs."""
    return _page(Entered())


@room.post("/representatives")
@enter(DELEGATE, fresh=True, act=N_("Name a representative"))
def name() -> Answer:
    """Name a representative for one meeting."""
    form = request.form
    return perform(f"name-{form.get('meeting', '')[:40]}", lambda: designate_representative(
        service(), current_user.id, form.get("meeting", ""), form.get("name", ""), form.get("mail", "")),
        N_("The person named is asked by mail. Until they accept, the vote stays yours."), _home, _page)


@room.post("/representatives/enter")
@enter(SECRETARIAT)
@largest(LARGEST_FILE)
def enter_written() -> Answer:
    """Enter a designation that came in writing, with the letter; the person named accepts as always."""
    def act() -> None:
        meeting, _, seat = request.form.get("member", "").partition(" ")
        if not seat:
            raise InputError(N_("Choose the member and the meeting."), "member")
        enter_designation(service(), current_user.id, meeting, seat, request.form.get("name", ""),
                          request.form.get("mail", ""), request.form.get("reason", ""), uploaded(SIZE_LIMIT))

    return perform("enter", act, N_("The designation is entered. The member is told; the person named is asked by "
                                    "mail."), _home, _page)


@room.get("/representatives/enter")
@enter(SIGNED_IN)
def after_entering() -> Response:
    """The page, for a reload or another language after a refusal."""
    return page_again("represent.mine")


@room.post("/representatives/<representation>/accept")
@enter(SIGNED_IN, fresh=True, act=N_("Accept to represent a member"))
def accept(representation: str) -> Answer:
    """Accept: from now on frozen rolls name me."""
    return perform("answer", lambda: answer_designation(service(), current_user.id, representation, True),
                   N_("You represent this member at this meeting."), _home, _page)


@room.post("/representatives/<representation>/decline")
@enter(SIGNED_IN)
def decline(representation: str) -> Answer:
    """Decline: the member keeps the vote."""
    return perform("answer", lambda: answer_designation(service(), current_user.id, representation, False),
                   N_("You have declined; the member is told."), _home, _page)


@room.post("/representatives/<representation>/end")
@enter(SIGNED_IN, fresh=True, act=N_("End a representation"))
def end(representation: str) -> Answer:
    """Take a designation back, or step down, before a roll has frozen with it."""
    return perform("answer", lambda: revoke_representative(service(), current_user.id, representation),
                   N_("The representation has ended; the member has the vote."), _home, _page)


@room.get("/representatives/<representation>/<act>")
@enter(SIGNED_IN)
def after_act(representation: str, act: str) -> Response:
    """The page, for a reload or another language after a refusal."""
    return page_again("represent.mine")


def _home() -> str:
    return url_for("represent.mine")


def _page(entered: Entered) -> tuple[str, int]:
    view = representatives_for(service(), current_user.id)
    members = [(f"{one.meeting.id} {one.seat}", ", ".join(part for part in (
        one.member, one.organisation, one.meeting.title, day(one.meeting.held_on)) if part)) for one in view.to_enter]
    return render_template("delegate/representatives.html", view=view, states=STATES, members=members, entered=entered,
                           faults=entered.faults, error=entered.error), entered.status
