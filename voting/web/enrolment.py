"""Enrolling the first passkey, by the link of a letter; it explains before the device asks.

The link's secret stands behind the # of its address. Opening the page uses nothing up, whoever or whatever opens it; a
person presses a button. The invitation is used up in the one act that stores the passkey.
"""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from voting.errors import InputError, VotingError
from voting.sentences import N_
from voting.services.act import Service
from voting.services.enrol_passkey import Invited, creation_options, enrol_invited, look_at_invitation
from voting.services.limits import PASSKEYS
from voting.web.access import ANYONE, enter
from voting.web.forms import Answer, Entered
from voting.web.fresh import answer_of_passkey
from voting.web.limits import at_most
from voting.web.session import enter_with
from voting.web.sessions import browser_secret

room = Blueprint("enrolment", __name__)
INVITATION = "invitation"
"""Where the cookie of this browser keeps the link's secret between its two pages."""


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/enrol")
@enter(ANYONE)
def begin() -> Answer:
    """The page of the link."""
    return _begin_page(Entered())


@room.post("/enrol")
@enter(ANYONE)
@at_most(PASSKEYS)
def take_link() -> Answer:
    """Look whether the link is good, and go on to the explanation; nothing is used up."""
    token = request.form.get("link", "").strip()[:200]
    try:
        if not token:
            raise InputError(N_("Open the link of your invitation, or paste it here."), "token")
        look_at_invitation(service(), token.rpartition("#")[2])
    except VotingError as fault:
        return _begin_page(Entered("enrol", fault, {"link": token}))
    session[INVITATION] = token.rpartition("#")[2]
    return redirect(url_for("enrolment.explain"), 303)


@room.get("/enrol/passkey")
@enter(ANYONE)
def explain() -> Answer | Response:
    """What a passkey is, then the button."""
    try:
        invited = look_at_invitation(service(), session.get(INVITATION, ""))
    except VotingError:
        return redirect(url_for("enrolment.begin"))
    return _passkey_page(invited, Entered())


@room.post("/enrol/passkey/options")
@enter(ANYONE)
@at_most(PASSKEYS)
def options() -> Response:
    """What the browser needs to make the passkey."""
    invited = look_at_invitation(service(), session.get(INVITATION, ""))
    return jsonify(options=creation_options(service(), invited.person, browser_secret()))


@room.post("/enrol/passkey")
@enter(ANYONE)
def take_passkey() -> Answer | Response:
    """Store the passkey, use the invitation up, sign in with it, and try it out."""
    token, answer = session.get(INVITATION, ""), answer_of_passkey()
    try:
        invited = look_at_invitation(service(), token)
    except VotingError as fault:
        return _begin_page(Entered("enrol", fault, {}))
    try:
        secret = enrol_invited(service(), token, browser_secret(), answer.whole.get("nonce"), answer.whole,
                               request.form.get("name", ""))
    except VotingError as fault:
        return _passkey_page(invited, Entered("enrol", fault, request.form.to_dict()))
    enter_with(secret)
    return redirect(url_for("account.try_out", first=1), 303)


def _begin_page(entered: Entered) -> Answer:
    return render_template("session/enrol.html", entered=entered, faults=entered.faults, error=entered.error,
                           sign_in_url=url_for("session.ask")), entered.status


def _passkey_page(invited: Invited, entered: Entered) -> Answer:
    return render_template("session/enrol_passkey.html", invited=invited, entered=entered, faults=entered.faults,
                           error=entered.error, action=url_for("enrolment.take_passkey"),
                           options_url=url_for("enrolment.options")), entered.status
