"""An installation opened for one command: the application of the configuration, in its context."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from config import Config
from voting.web.app import Scrutin, close, create_app


@contextmanager
def opened(**overrides: object) -> Iterator[Scrutin]:
    """The installation that the environment describes; its database is brought up to date.

    What the command has added to the log is remembered outside the database at the end, as the clock's work does.
    """
    app = create_app(Config.from_environment(**overrides))
    try:
        with in_context(app) as scrutin:
            yield scrutin
            scrutin.service.memory.remember()
    finally:
        close(app)


@contextmanager
def in_context(app: Flask) -> Iterator[Scrutin]:
    """What hangs on an application, within its context."""
    with app.app_context():
        yield app.extensions["scrutin"]
