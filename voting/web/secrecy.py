"""Asking for a secret vote: one button a vote on the page of what waits for a delegate."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from voting.sentences import N_
from voting.services.choose_secrecy import ask_for_secrecy
from voting.web.access import SIGNED_IN, enter
from voting.web.forms import whole_number
from voting.web.words import render

room = Blueprint("secrecy", __name__)


@room.post("/motions/<motion>/secrecy")
@enter(SIGNED_IN)
def ask(motion: str) -> Response:
    """Ask that a stage of a motion be voted on in secret."""
    is_enough = ask_for_secrecy(current_app.extensions["scrutin"].service, current_user.id, motion,
                                whole_number("stage", N_("This motion has no such stage.")))
    flash(render(N_("Enough have asked: this vote will be secret.") if is_enough
                 else N_("You have asked for a secret vote.")), "yes")
    return redirect(url_for("delegate.today"), 303)


@room.get("/motions/<motion>/secrecy")
@enter(SIGNED_IN)
def back(motion: str) -> Response:
    """An address that is only ever posted to."""
    return redirect(url_for("delegate.today"), 303)
