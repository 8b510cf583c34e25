"""The server of `voting run`: gunicorn in one process with threads, and the clock's work in a thread beside them."""

from __future__ import annotations

import logging
import threading
import time

from flask import Flask
from gunicorn.app.base import BaseApplication

from voting.cli.opened import in_context
from voting.services.tick import tick
from voting.web.app import forget_connections
from voting.web.letters import render_letter

EVERY_S = 1.0
log = logging.getLogger("scrutin")


class Server(BaseApplication):
    """Gunicorn on an application that exists already."""

    def __init__(self, app: Flask, options: dict[str, object]) -> None:
        self.application, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Take our options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application."""
        return self.application


def serve(app: Flask, port: int, threads: int) -> None:
    """Serve until stopped; requests under way are finished. No access log: addresses are nobody's business."""
    Server(app, {
        "bind": f"127.0.0.1:{port}", "workers": 1, "threads": threads, "worker_class": "gthread", "accesslog": None,
        "loglevel": "warning", "graceful_timeout": 20, "control_socket_disable": True,
        "post_fork": lambda _server, _worker: forget_connections(app),
        "post_worker_init": lambda _worker: threading.Thread(target=keep_time, args=(app,), daemon=True).start(),
    }).run()


def keep_time(app: Flask) -> None:
    """Do the clock's work every second, for ever; one failure is logged and does not end it."""
    while True:
        try:
            with in_context(app) as scrutin:
                tick(scrutin.service, scrutin.carrier, render_letter)
        except Exception:
            log.exception("the clock's work failed; it is tried again")
        time.sleep(EVERY_S)
