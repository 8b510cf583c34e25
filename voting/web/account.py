"""Everyone's own account: passkeys, where one is signed in, and a vote to practise on that nobody counts."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from voting.errors import InputError, NotFoundError
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.end_passkey import remove_passkey, rename_passkey
from voting.services.end_session import end_one_session, end_other_sessions, live_sessions
from voting.services.enrol_passkey import add_passkey, creation_options
from voting.services.limits import PASSKEYS
from voting.services.read.own_account import own_passkeys
from voting.services.recover_passkeys import refuse_own_recovery
from voting.web.access import ANYONE, SIGNED_IN, enter
from voting.web.forms import Answer, Entered, page_again, perform
from voting.web.fresh import answer_of_passkey
from voting.web.law_words import span_words
from voting.web.limits import at_most
from voting.web.sessions import browser_secret

room = Blueprint("account", __name__)
COLOURS: dict[str, Sentence] = {"red": N_("Red"), "green": N_("Green"), "blue": N_("Blue"),
                                "none": N_("I abstain")}


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/.well-known/change-password")
@enter(ANYONE)
def change_password() -> Response:
    """Where password managers lead whoever wants to change a password: there is none, only passkeys."""
    return redirect(url_for("account.passkeys"))


@room.get("/me/passkeys")
@enter(SIGNED_IN)
def passkeys() -> Answer:
    """One's own passkeys."""
    return _passkeys_page(Entered())


@room.get("/me/passkeys/new")
@enter(SIGNED_IN)
def new() -> Answer:
    """The page that makes another passkey."""
    return _new_page(Entered())


@room.post("/me/passkeys/new/options")
@enter(SIGNED_IN)
@at_most(PASSKEYS)
def options() -> Response:
    """What the browser needs to make the passkey."""
    return jsonify(options=creation_options(service(), current_user.id, browser_secret()))


@room.post("/me/passkeys/new")
@enter(SIGNED_IN, fresh=True, act=N_("Add a second passkey"))
def add() -> Answer:
    """Store the new passkey."""
    def act() -> None:
        answer = answer_of_passkey()
        add_passkey(service(), current_user.id, browser_secret(), answer.whole.get("nonce"), answer.whole,
                    request.form.get("name", ""))

    return perform("enrol", act, N_("The passkey is added."), lambda: url_for("account.passkeys"), _new_page)


@room.post("/me/passkeys/rename")
@enter(SIGNED_IN)
def rename() -> Answer:
    """Give a passkey another name."""
    form = request.form
    return perform(f"rename-{form.get('id', '')[:16]}",
                   lambda: rename_passkey(service(), current_user.id, form.get("id", ""), form.get("name", "")),
                   N_("The passkey has its new name."), lambda: url_for("account.passkeys"), _passkeys_page)


@room.post("/me/passkeys/remove")
@enter(SIGNED_IN, fresh=True, act=N_("Remove a passkey"))
def remove() -> Answer:
    """Remove a passkey, not the last one."""
    return perform("remove", lambda: remove_passkey(service(), current_user.id, request.form.get("id", ""),
                                                    current_user.session_id),
                   N_("The passkey is removed; other browsers are signed out."), lambda: url_for("account.passkeys"),
                   _passkeys_page)


@room.post("/me/passkeys/not-lost")
@enter(SIGNED_IN, fresh=True, act=N_("Refuse new passkeys: nothing is lost"))
def not_lost() -> Answer:
    """Refuse a proposal that says that one's passkeys are lost."""
    return perform("not-lost", lambda: refuse_own_recovery(service(), current_user.id, request.form.get("pending", "")),
                   N_("Refused: your passkeys stay as they are."), lambda: url_for("account.passkeys"), _passkeys_page)


@room.get("/me/sessions")
@enter(SIGNED_IN)
def sessions() -> Answer:
    """Where one is signed in."""
    return _sessions_page(Entered())


@room.post("/me/sessions/end")
@enter(SIGNED_IN)
def end_session() -> Answer:
    """End one sign-in of one's own."""
    return perform("end", lambda: end_one_session(service(), current_user.id, request.form.get("id", "")[:64]),
                   N_("That browser is signed out."), lambda: url_for("account.sessions"), _sessions_page)


@room.post("/me/sessions/end-others")
@enter(SIGNED_IN)
def end_others() -> Answer:
    """End all of one's sign-ins but this one."""
    return perform("end", lambda: end_other_sessions(service(), current_user.id, current_user.session_id),
                   N_("All other browsers are signed out."), lambda: url_for("account.sessions"), _sessions_page)


@room.get("/me/try")
@enter(SIGNED_IN)
def try_out() -> Answer:
    """A vote to practise on."""
    return _try_page(Entered(), "")


@room.post("/me/try")
@enter(SIGNED_IN, fresh=True, act=N_("Try a vote: what colour?"))
def tried() -> Answer:
    """Show that it works; nothing is stored."""
    colour = request.form.get("colour", "")
    if colour not in COLOURS:
        return _try_page(Entered("try", InputError(N_("Choose one of the answers."), "colour"), {}), "")
    return _try_page(Entered(), colour)


@room.get("/me/passkeys/<act>")
@room.get("/me/sessions/<act>")
@enter(SIGNED_IN)
def whole(act: str) -> Response:
    """The page of an act's form, for a reload or another language after a refusal showed it under the act's address."""
    if act not in ("rename", "remove", "not-lost", "end", "end-others"):
        raise NotFoundError(N_("There is no such page here."))
    page = "account.sessions" if act.startswith("end") else "account.passkeys"
    return page_again(page)


def _passkeys_page(entered: Entered) -> Answer:
    own = own_passkeys(service(), current_user.id)
    return render_template("account/passkeys.html", own=own, way=current_user.way, span_words=span_words,
                           entered=entered, faults=entered.faults, error=entered.error), entered.status


def _new_page(entered: Entered) -> Answer:
    own = own_passkeys(service(), current_user.id)
    return render_template("account/new_passkey.html", own=own, entered=entered, faults=entered.faults,
                           error=entered.error), entered.status


def _sessions_page(entered: Entered) -> Answer:
    return render_template("account/sessions.html", sessions=live_sessions(service(), current_user.id),
                           here=current_user.session_id, entered=entered, faults=entered.faults,
                           error=entered.error), entered.status


def _try_page(entered: Entered, colour: str) -> Answer:
    return render_template("account/try.html", colours=COLOURS, colour=colour, is_first="first" in request.args,
                           next_url=url_for("delegate.today"), entered=entered, faults=entered.faults,
                           error=entered.error), entered.status
