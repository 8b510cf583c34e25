"""Coming in and going out: a passkey; for delegates a code by mail; in a demonstration a person from a list.

The code works only in the browser that asked, whose secret is kept in its session cookie; opening a link signs
nobody in. Everyone gets the same answers, whether the address is known or not. Afterwards one goes only to an
address of our own.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, session, url_for
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from voting.errors import InputError, RefusedError
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.confirm_act import confirm_options as options_to_confirm
from voting.services.limits import PASSKEYS
from voting.services.read.people import Group, KnownPerson, people_by_group
from voting.services.sign_in import CODE_MINUTES, ask_code, end_session, sign_in_demonstration, use_code
from voting.services.sign_in_passkey import sign_in_options, sign_in_passkey
from voting.web.access import ANYONE, DEMONSTRATION, SIGNED_IN, enter
from voting.web.fresh import answer_of_passkey
from voting.web.limits import at_most, client_network
from voting.web.sessions import browser_secret, sign_in
from voting.web.words import LANGUAGE_COOKIE, LANGUAGES, language

room = Blueprint("session", __name__)
DEMONSTRATION_CODE = "DEM0NS-TRAT10-N0T0NE-SECRET"
"""What opens the tellers' keys that the demonstration makes (`demonstration/secret_votes.py`; a test compares)."""

YEAR_S = 365 * 24 * 3600
BROWSER = "sign_in"
"""Where the session cookie keeps the secret of the browser that asked for a code."""

HEADINGS: dict[str, Sentence] = {
    "chair": N_("Chairs"), "deputy": N_("Deputies of the chair"), "teller": N_("Tellers"),
    "secretariat": N_("Coordinator"), "auditor": N_("Auditors"),
    "guest": N_("Guests and others without a vote"),
}
FIRST_PAGES = (("chair", "chair.motions"), ("deputy", "chair.motions"), ("secretariat", "coordinator.desk"),
               ("delegate", "delegate.today"), ("teller", "teller.desk"), ("auditor", "teller.desk"))


def service() -> Service:
    """The service of this application."""
    return current_app.extensions["scrutin"].service


@room.get("/sign-in")
@enter(ANYONE)
def ask() -> str:
    """The form for the address; after it was sent, the same page for every address."""
    if request.args.get("sent"):
        return render_template("session/sent.html", minutes=CODE_MINUTES, confirm_url=_with_next("session.code"),
                               sign_in_url=_with_next("session.ask"))
    return _ask_page("", [])


@room.post("/sign-in")
@enter(ANYONE)
def send_code() -> Response | tuple[str, int]:
    """Send a code if somebody has this address; this browser keeps the secret without which it is worthless."""
    email = request.form.get("email", "")[:300]
    try:
        session[BROWSER] = ask_code(service(), email, client_network())
    except InputError as fault:
        return _ask_page(email, [{"field": fault.field, "message": fault.what}]), 422
    return redirect(_with_next("session.ask", sent=1), 303)


@room.post("/sign-in/passkey/options")
@enter(ANYONE)
@at_most(PASSKEYS)
def passkey_options() -> Response:
    """A nonce for this browser, and what it needs to ask for a passkey."""
    return jsonify(sign_in_options(service(), browser_secret()))


@room.post("/sign-in/passkey")
@enter(ANYONE)
def take_passkey() -> Response | tuple[str, int]:
    """Sign in with the passkey that signed this browser's nonce."""
    answer = answer_of_passkey()
    try:
        secret = sign_in_passkey(service(), browser_secret(), answer.nonce, answer.assertion)
    except RefusedError as refusal:
        return _ask_page("", [{"field": "", "message": refusal.what}]), refusal.status
    return enter_with(secret)


@room.post("/confirm/options")
@enter(SIGNED_IN)
@at_most(PASSKEYS)
def confirm_options() -> Response:
    """A nonce for this sign-in, and what the browser needs to have the reader's passkey confirm an act."""
    return jsonify(options_to_confirm(service(), current_user.id, browser_secret()))


@room.get("/sign-in/code")
@enter(ANYONE)
def code() -> str:
    """The form for the code. Opening it, from a mail or otherwise, uses nothing up."""
    return _code_page([])


@room.post("/sign-in/code")
@enter(ANYONE)
def take_code() -> Response | tuple[str, int]:
    """Sign in with the code; every wrong, old, used or foreign one is refused in the same words."""
    try:
        secret = use_code(service(), session.get(BROWSER, ""), request.form.get("code", "")[:100])
    except RefusedError as refusal:
        return _code_page([{"field": "code", "message": refusal.what}]), refusal.status
    return enter_with(secret)


@room.post("/sign-out")
@enter(ANYONE)
def leave() -> Response:
    """End the session at once, here and for whoever holds a copy of its cookie; the browser forgets what it kept."""
    spoken = language()
    if current_user.is_authenticated:
        end_session(service(), current_user.secret)
        logout_user()
    session.clear()
    answer = redirect(url_for("public.home", lang=spoken), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@room.get("/demo")
@enter(DEMONSTRATION)
def demonstration() -> str:
    """Everyone of the demonstration, by what they come to do."""
    groups = [{"heading": _heading(group), "people": [_shown(group, person) for person in group.people]}
              for group in people_by_group(service())]
    return render_template("session/demo.html", action=_with_next("session.become"), groups=groups,
                           recovery_code=DEMONSTRATION_CODE)


@room.post("/demo")
@enter(DEMONSTRATION)
def become() -> Response:
    """Come in as the chosen person; whoever was signed in before is signed out."""
    secret = sign_in_demonstration(service(), request.form.get("person", "")[:80])
    if current_user.is_authenticated:
        end_session(service(), current_user.secret)
    return enter_with(secret)


def own_path(wish: str) -> str:
    """`wish` if it is a path of this service, else "": nobody is sent elsewhere after signing in."""
    parts = urlsplit(wish)
    is_own = wish.startswith("/") and not parts.scheme and not parts.netloc and not wish.startswith(("//", "/\\"))
    return wish if is_own and wish.isprintable() and "\\" not in wish else ""


def enter_with(secret: str) -> Response:
    """Begin the session and go where the reader wanted to, or to the first page of what they are."""
    sign_in(current_app, secret)
    first = next((page for role, page in FIRST_PAGES if current_user.roles.has(role)), "delegate.today")
    answer = redirect(own_path(request.args.get("next", "")) or url_for(first), 303)
    if request.cookies.get(LANGUAGE_COOKIE) not in LANGUAGES and current_user.language in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, current_user.language, max_age=YEAR_S, httponly=True, samesite="Lax",
                          secure=request.is_secure)
    return answer


def _ask_page(email: str, faults: list[dict[str, object]]) -> str:
    demo_url = _with_next("session.demonstration") if service().is_demonstration else ""
    return render_template("session/sign_in.html", action=_with_next("session.send_code"), email=email, faults=faults,
                           passkey_action=_with_next("session.take_passkey"), demo_url=demo_url)


def _code_page(faults: list[dict[str, object]]) -> str:
    return render_template("session/confirm.html", action=_with_next("session.take_code"), faults=faults,
                           sign_in_url=_with_next("session.ask"))


def _with_next(endpoint: str, **values: object) -> str:
    wish = own_path(request.args.get("next", ""))
    return url_for(endpoint, **values, **({"next": wish} if wish else {}))


def _heading(group: Group) -> Sentence:
    return N_("Delegates: %(organ)s", organ=group.organ) if group.role == "delegate" else HEADINGS[group.role]


def _shown(group: Group, person: KnownPerson) -> dict[str, object]:
    if group.role == "guest" and person.standing:
        seat = N_("%(organisation)s (%(standing)s)", organisation=person.organisation, standing=person.standing)
    else:
        seat = person.organisation or person.organ
    return {"key": person.id, "name": person.name, "seat": seat}
