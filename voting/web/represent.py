"""Representatives: a member names one for a meeting, the person named answers, either ends it in time (V.CO.1f).

Naming, accepting and taking back move a vote, so each asks for a fresh proof of who one is.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.answer_designation import answer_designation
from voting.services.designate_representative import designate_representative, revoke_representative
from voting.services.read.representatives import representatives_for
from voting.web.access import DELEGATE, SIGNED_IN, enter
from voting.web.forms import Answer, Entered, perform

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
    return redirect(url_for("represent.mine", **request.args))


def _home() -> str:
    return url_for("represent.mine")


def _page(entered: Entered) -> tuple[str, int]:
    return render_template("delegate/representatives.html", view=representatives_for(service(), current_user.id),
                           states=STATES, entered=entered, faults=entered.faults, error=entered.error), entered.status
