"""The signed-in reader: flask-login over our own, revocable sessions table.

The cookie holds the secret of a row, nothing else; every request looks the row up, so signing out, a lost mandate or
an ended session takes effect at once. flask-login's own fingerprint of address and browser is switched off: it is
personal data and signs phones out when they change network.
"""

from __future__ import annotations

import secrets
from functools import cached_property

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from voting.services.act import Service
from voting.services.read.roles import Roles, roles_of
from voting.services.sign_in import SignedIn, find_session, had_session


class Reader(UserMixin):
    """Whoever is signed in; `id` is the person's, `session_id` that of this sign-in, `way` how they came in."""

    def __init__(self, secret: str, found: SignedIn, service: Service) -> None:
        person = found.person
        self.secret, self.id, self.name = secret, person.id, person.name
        self.session_id, self.way = found.id, found.way
        self.language, self.zone, self._service = person.language, person.zone, service

    @cached_property
    def roles(self) -> Roles:
        """What the person is at this request; looked up when a door or a page asks."""
        return roles_of(self._service, self.id)

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.secret


def init_sessions(app: Flask) -> None:
    """Give `app` its readers."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager._session_identifier_generator = lambda: None
    service = app.extensions["scrutin"].service

    @manager.user_loader
    def load(secret: str) -> Reader | None:
        found = find_session(service, secret)
        return Reader(secret, found, service) if found else None

    @app.before_request
    def know_the_reader() -> None:
        if current_user.is_authenticated:
            g.language = g.get("language") or None
            g.zone = current_user.zone


def sign_in(app: Flask, secret: str) -> None:
    """Begin the browser's session under a new identifier; whatever the old cookie held is dropped.

    Only the forms' token stays, and only for the same person whose session ran out in this browser: a page on which
    they had marked their vote can then still be sent.
    """
    service = app.extensions["scrutin"].service
    found = find_session(service, secret)
    is_same = had_session(str(session.get("_user_id", ""))) == found.person.id
    kept = {name: session[name] for name in ("lang", *(("csrf_token",) if is_same else ())) if name in session}
    session.clear()
    session.update(kept)
    login_user(Reader(secret, found, service))


def browser_secret() -> str:
    """What only this browser knows: the secret of its sign-in, or, before that, one that its cookie keeps."""
    if current_user.is_authenticated:
        return current_user.secret
    return session.setdefault("browser", secrets.token_urlsafe(32))
