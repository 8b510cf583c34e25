"""The application factory: one configuration in, one Flask application out, nothing global.

Order matters and is all here: the store, the service, words and looks, sessions, rooms, safety, errors, and last
the guard that refuses to start if a route does not say who may enter.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from voting.services.act import Service
from voting.services.issuer_keys import IssuerKeys
from voting.services.keyring import open_keyring
from voting.services.limits import refuse_unknown
from voting.services.log_memory import LogMemory
from voting.services.rotate_keys import finish_rotation
from voting.services.send_mail import Carrier, Folder, Smtp
from voting.services.urn.desk import Urn
from voting.services.urn.http_door import HttpDoor
from voting.services.urn.local_door import LocalDoor
from voting.services.urn.open_urn import open_urn
from voting.store.database import apply_engine_rules, db
from voting.store.migrate import REGISTER
from voting.web import safety
from voting.web.access import ANYONE, enter, guard
from voting.web.errors import init_errors
from voting.web.limits import LARGEST_OF_ANYONE, init_limits, init_sizes
from voting.web.logs import init_logs
from voting.web.looks import client_sha256, init_looks
from voting.web.rooms import register_rooms
from voting.web.sessions import init_sessions
from voting.web.urn_app import UrnApp
from voting.web.words import init_words

URN = "/urn"
"""Where the urn is mounted in this process."""


class Settings(Protocol):
    """What the factory reads of a configuration; see `config.Config`."""

    instance: Path
    database_url: str
    origin: str
    secret_key: str
    key_passphrase: bytes | None
    log_origin: str
    zone: str
    sender: str
    bounces: str
    security_contact: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    is_demonstration: bool
    is_production: bool
    proxies: int
    urn_database_url: str
    urn_url: str
    limits: Mapping[str, int]
    templates: Path
    is_https: bool
    host: str


@dataclass(frozen=True)
class Scrutin:
    """What hangs on the application: the service and the carrier of its mail."""

    service: Service
    carrier: Carrier
    settings: Settings
    urn: Urn | None = None
    """The urn in this process; None where it runs on another host."""


def create_app(settings: Settings, clock: Callable[[], int] | None = None) -> Flask:
    """The application of one installation; its database is brought up to date first."""
    app = Flask("voting.web", template_folder=str(settings.templates), static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret_key, SQLALCHEMY_DATABASE_URI=settings.database_url,
        # a database server that was restarted costs nobody a refusal; a file needs no asking
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": not settings.database_url.startswith("sqlite")},
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_OF_ANYONE, MAX_FORM_MEMORY_SIZE=LARGEST_OF_ANYONE,  # more where a view says so
        TRUSTED_HOSTS=[settings.host, "127.0.0.1"] if not settings.is_production else [settings.host])
    refuse_unknown(settings.limits)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)
    db.init_app(app)
    with app.app_context():
        apply_engine_rules(db.engine)
        REGISTER.upgrade(db.engine)
        finish_rotation(settings.instance / "keys", settings.key_passphrase)
    reads = clock or (lambda: int(time.time()))
    keys = open_keyring(settings.instance / "keys", settings.key_passphrase)
    urn = None if settings.urn_url else open_urn(
        settings.urn_database_url, settings.instance, settings.key_passphrase, reads, keys.authority.public,
        f"{settings.origin}{URN}")
    service = Service(clock=reads, keys=keys, origin=settings.origin, log_origin=settings.log_origin,
                      sender=settings.sender, bounces=settings.bounces, is_demonstration=settings.is_demonstration,
                      memory=LogMemory(settings.instance, settings.log_origin, keys.log),
                      hash_key=hmac.digest(settings.secret_key.encode(), b"scrutin/rate", hashlib.sha256),
                      urn=LocalDoor(urn) if urn else HttpDoor(settings.urn_url),
                      issuers=IssuerKeys(settings.instance / "keys" / "issuers", settings.key_passphrase),
                      bundles=client_sha256(), limits=settings.limits)
    carrier = (Smtp(settings.smtp_host, settings.smtp_port, settings.smtp_user, settings.smtp_password)
               if settings.smtp_host else Folder(settings.instance / "outbox"))
    app.extensions["scrutin"] = Scrutin(service, carrier, settings, urn)
    if urn is not None:  # outside of everything that follows: sessions, forms, logs, sign-in
        app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {URN: UrnApp(urn)})
    init_words(app, settings.zone, lambda: datetime.fromtimestamp(reads(), UTC))
    init_looks(app)
    init_sizes(app)
    CSRFProtect(app)
    init_sessions(app)
    init_logs(app)
    register_rooms(app)
    safety.init_safety(app, settings.is_https, settings.urn_url)
    init_errors(app)
    enter(ANYONE)(app.view_functions["static"])
    guard(app)
    init_limits(app)
    return app


def forget_connections(app: Flask) -> None:
    """In a process that has just been forked: leave the parent's database connections to the parent."""
    with app.app_context():
        db.engine.dispose(close=False)
    if app.extensions["scrutin"].urn is not None:
        app.extensions["scrutin"].urn.store.leave()


def close(app: Flask) -> None:
    """Close the connections to the database: the end of a process that serves nobody."""
    with app.app_context():
        db.engine.dispose()
    if app.extensions["scrutin"].urn is not None:
        app.extensions["scrutin"].urn.store.close()
