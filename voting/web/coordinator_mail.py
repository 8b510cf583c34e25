"""The coordinator's page of letters that reached nobody, with the reason; each can be sent again (ecosystem 8)."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from voting.sentences import N_
from voting.services.read.mailbox import undelivered
from voting.services.take_bounce import send_again
from voting.web.access import SECRETARIAT, enter
from voting.web.forms import Answer, Entered, perform

room = Blueprint("letters", __name__)


@room.get("/coordinator/letters")
@enter(SECRETARIAT)
def not_delivered() -> Answer:
    """Letters that reached nobody."""
    return _page(Entered())


@room.post("/coordinator/letters/<int:number>/again")
@enter(SECRETARIAT)
def again(number: int) -> Answer:
    """Send one of them once more, to the address that the register has now."""
    service = current_app.extensions["scrutin"].service
    return perform("again", lambda: send_again(service, current_user.id, number), N_("The letter is sent again."),
                   lambda: url_for("letters.not_delivered"), _page)


@room.get("/coordinator/letters/<int:number>/again")
@enter(SECRETARIAT)
def whole_list(number: int) -> Response:
    """The list, for a reload after a refusal."""
    return redirect(url_for("letters.not_delivered"))


def _page(entered: Entered) -> Answer:
    return render_template("coordinator/letters.html", letters=undelivered(), entered=entered, faults=entered.faults,
                           error=entered.error), entered.status
