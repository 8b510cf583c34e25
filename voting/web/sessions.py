"""The signed-in reader: flask-login over our own, revocable sessions table.

The cookie holds the secret of a row, nothing else; every request looks the row up, so signing out, a lost mandate or
an ended session takes effect at once. flask-login's own fingerprint of address and browser is switched off: it is
personal data and signs phones out when they change network.
"""

from __future__ import annotations

from functools import cached_property

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from voting.register.facts import Person
from voting.services.act import Service
from voting.services.read.roles import Roles, roles_of
from voting.services.sign_in import find_session, had_session


class Reader(UserMixin):
    """Whoever is signed in; `id` is the person's."""

    def __init__(self, secret: str, person: Person, service: Service) -> None:
        self.secret, self.id, self.name = secret, person.id, person.name
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
        person = find_session(service, secret)
        return Reader(secret, person, service) if person else None

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
    person = find_session(service, secret)
    is_same = had_session(str(session.get("_user_id", ""))) == person.id
    kept = {name: session[name] for name in ("lang", *(("csrf_token",) if is_same else ())) if name in session}
    session.clear()
    session.update(kept)
    login_user(Reader(secret, person, service))
