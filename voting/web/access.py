"""Who may enter: every route says so, or the application refuses to start.

A view declares its access with `@enter(...)`; `guard` walks the map of routes when the application is made and
raises if one is silent, then checks every request before the view runs. This is the door of the room; the act
behind it asks the statutes and the register again, with clause and reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, request
from flask_login import current_user
from werkzeug.routing import Rule

from voting.errors import RefusedError
from voting.sentences import N_, Sentence
from voting.services.confirm_act import has_passkey
from voting.services.sign_in import GET_PASSKEY, NO_CODE
from voting.web.fresh import ask_to_confirm

ANYONE, SIGNED_IN = "anyone", "signed in"
DELEGATE, PRESIDING, SECRETARIAT, PREPARER, OFFICER, DEMONSTRATION = (
    "delegate", "presiding", "secretariat", "preparer", "officer", "demonstration")

MEANS: dict[str, tuple[str, ...]] = {
    DELEGATE: ("delegate",),
    PRESIDING: ("chair", "deputy", "teller"),
    SECRETARIAT: ("secretariat",),
    PREPARER: ("secretariat", "chair", "deputy"),
    OFFICER: ("chair", "deputy", "teller", "secretariat", "auditor"),
}
"""Which roles a door lets in; roles come from seats and offices of the register."""
OFFICERS_DOORS = frozenset(MEANS) - {DELEGATE}
"""Doors that a code by mail does not open."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a route declares: who enters, whether a fresh proof is asked, whether a second officer must confirm.

    `act` says in a sentence what the proof is for. What `signs` is signed by the passkey itself, which is kept as
    evidence: whoever has one is not asked for another proof at the door, and the act takes nothing else.
    """

    role: str
    fresh: bool = False
    second: bool = False
    act: Sentence | None = None
    signs: bool = False


class SignInNeeded(RefusedError):
    """Nobody is signed in; the web answers with the sign-in page."""

    status = 401


def enter(role: str, *, fresh: bool = False, second: bool = False, act: Sentence | None = None,
          signs: bool = False) -> Callable:
    """Declare who may enter a view."""
    if role not in MEANS and role not in (ANYONE, SIGNED_IN, DEMONSTRATION):
        raise ValueError(f"no such door: {role}")
    if fresh and role in (ANYONE, DEMONSTRATION):
        raise ValueError("only somebody who is signed in can confirm")

    def declare(view: Callable) -> Callable:
        view.access = Access(role, fresh, second, act, signs)
        return view

    return declare


def access_of(app: Flask, rule: Rule) -> Access | None:
    """What the view behind a rule declares; None if it is silent."""
    return getattr(app.view_functions[rule.endpoint], "access", None)


def guard(app: Flask) -> None:
    """Refuse to start if a route declares nothing; from then on check each request at the door."""
    silent = sorted({rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule) is None})
    if silent:
        raise RuntimeError("these routes do not say who may enter: " + ", ".join(silent))

    @app.before_request
    def at_the_door() -> None:
        if request.url_rule is not None:
            access = access_of(app, request.url_rule)
            check(app, access)
            if access.fresh and request.method not in ("GET", "HEAD", "OPTIONS") and not (
                    access.signs and has_passkey(app.extensions["scrutin"].service, current_user.id)):
                ask_to_confirm(app.extensions["scrutin"].service, access.act, access.role == DELEGATE)


def check(app: Flask, access: Access) -> None:
    """Return if the reader may enter; else `SignInNeeded` or `RefusedError`."""
    if access.role == ANYONE:
        return
    if access.role == DEMONSTRATION:
        if not app.extensions["scrutin"].service.is_demonstration:
            raise RefusedError(N_("This page is there only in a demonstration."))
        return
    if not current_user.is_authenticated:
        raise SignInNeeded(N_("You are not signed in, or were signed out after a while."),
                           kept=N_("Nothing that was stored is lost."), next=N_("Sign in, then go on."))
    if access.role == SIGNED_IN:
        return
    if not any(current_user.roles.has(role) for role in MEANS[access.role]):
        raise RefusedError(N_("This room is for others: you hold no seat or office that leads here."))
    if access.role in OFFICERS_DOORS and current_user.way == "mail":
        raise RefusedError(NO_CODE, kept=N_("Nothing was changed."), next=GET_PASSKEY)


def routes(app: Flask) -> list[dict[str, object]]:
    """Every route with its door, for `voting routes --json`."""
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        access = access_of(app, rule)
        found.append({"route": rule.rule, "endpoint": rule.endpoint, "role": access.role,
                      "methods": sorted(rule.methods - {"HEAD", "OPTIONS"}),
                      "roles": list(MEANS.get(access.role, ())), "fresh": access.fresh,
                      "second_officer": access.second})
    return found
