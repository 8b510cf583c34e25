"""A teller's page of a show of hands: one's own figures, entered without seeing anybody else's."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, url_for
from flask_login import current_user

from voting.ballots.lifecycle import State
from voting.sentences import N_
from voting.services.act import Service
from voting.services.count_hands import count_hands
from voting.services.read.hands import hands_view
from voting.web.access import PRESIDING, enter
from voting.web.forms import Answer, Entered, perform, whole_number

room = Blueprint("hands", __name__)


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/teller/ballots/<ballot>/hands")
@enter(PRESIDING)
def page(ballot: str) -> Answer:
    """The question, and the figures that one has entered."""
    return _page(ballot, Entered())


@room.post("/teller/ballots/<ballot>/hands")
@enter(PRESIDING)
def count(ballot: str) -> Answer:
    """Enter what one has counted."""
    agreed: list[bool] = []

    def act() -> None:
        options = hands_view(service(), ballot, current_user.id).view.stage.options
        agreed.append(count_hands(service(), current_user.id, ballot, {
            option: whole_number(option, N_("Give a whole number for each answer, 0 for none."))
            for option in options}))

    return perform("hands", act, lambda: N_("The tellers agree: the show of hands is counted.") if agreed[0] else N_(
        "Your figures stand. It is counted when another teller has entered the same."),
        lambda: url_for("hands.page", ballot=ballot), lambda entered: _page(ballot, entered))


def _page(ballot: str, entered: Entered) -> tuple[str, int]:
    found = hands_view(service(), ballot, current_user.id)
    return render_template("teller/hands.html", found=found, is_open=found.view.state is State.OPEN, entered=entered,
                           faults=entered.faults, error=entered.error), entered.status
