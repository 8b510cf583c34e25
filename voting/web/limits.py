"""What a request may cost: its size, and how often it may come. Declared on the view, as its door is.

A view that takes more than a form's worth of bytes says so with `@largest`; one that must not be called without end
says so with `@at_most`. Everything else keeps the small size that fits its door. The client's address is used for
its network prefix only, hashed at once, and is never logged (`services/limits`).
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app, request
from flask_login import current_user

from voting.errors import TooOftenError, UnavailableError
from voting.services.limits import Limit, count, network
from voting.web.access import ANYONE, DEMONSTRATION, access_of

LARGEST_FORM = 300_000
"""Bytes of a form of whoever is signed in: the longest text of a dossier, percent-encoded, fits."""

LARGEST_OF_ANYONE = 20_000
"""Bytes of a form at a door that is open to everyone."""

LARGEST_FILE = 2_800_000
"""Bytes of a form with a file: the largest register file, as the preview hands it back, fits."""

LARGEST_APPLICATION = 13_000_000
"""Bytes of an application for admission: as many documents as it may have, each as large as one may be, and the letter;
so that those who send too much in all are told so on the form, with what they have written."""


def largest(size: int) -> Callable:
    """Declare how many bytes a request to a view may have."""
    def declare(view: Callable) -> Callable:
        view.largest = size
        return view

    return declare


def at_most(limit: Limit) -> Callable:
    """Declare how often a view may be called: by a reader who is signed in, else by a network."""
    def declare(view: Callable) -> Callable:
        view.at_most = limit
        return view

    return declare


def init_sizes(app: Flask) -> None:
    """Refuse what is too large before anything of it is read; comes before whatever reads forms."""

    @app.before_request
    def set_size() -> None:
        view = app.view_functions.get(request.endpoint or "")
        is_open = request.url_rule is None or getattr(
            access_of(app, request.url_rule), "role", ANYONE) in (ANYONE, DEMONSTRATION)
        size = getattr(view, "largest", LARGEST_OF_ANYONE if is_open else LARGEST_FORM)
        request.max_content_length = request.max_form_memory_size = size


def init_limits(app: Flask) -> None:
    """Count requests to views that declare `@at_most`; comes after the doors."""
    service = app.extensions["scrutin"].service

    @app.before_request
    def not_too_often() -> None:
        limit = getattr(app.view_functions.get(request.endpoint or ""), "at_most", None)
        who = current_user.id if limit and current_user.is_authenticated else client_network()
        if limit is None or not who:
            return
        try:
            count(service, limit, who)
        except TooOftenError:
            raise
        except UnavailableError:  # what can only be read must stay readable when nothing can be stored
            return


def client_network() -> str:
    """The network from which the request comes; "" if it cannot be known, because a proxy stands before us that the
    settings do not name."""
    settings = current_app.extensions["scrutin"].settings
    if settings.is_production and not settings.proxies:
        return ""
    return network(request.remote_addr or "")
