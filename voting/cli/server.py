"""The server of `voting run`: gunicorn in one process with threads, and the clock's work in a thread beside them."""

from __future__ import annotations

import logging
import threading
import time

from flask import Flask
from gunicorn.app.base import BaseApplication

from voting.cli.opened import in_context
from voting.errors import VotingError
from voting.services.keep_final_archive import keep_final_archive
from voting.services.tick import tick
from voting.web.app import forget_connections
from voting.web.letters import render_letter
from voting.web.meeting_minutes import make_missing_meetings
from voting.web.minutes import can_make, make_missing

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
        "post_worker_init": lambda _worker: start_clock(app),
    }).run()


def start_clock(app: Flask) -> None:
    """Do the clock's work beside a worker of a server, for as long as it lives; several workers may."""
    threading.Thread(target=keep_time, args=(app,), daemon=True).start()


def keep_time(app: Flask) -> None:
    """Do the clock's work every second, for ever; a failure is logged when it begins, and does not end it."""
    before = ""
    while True:
        failed = ""
        try:
            with in_context(app) as scrutin:
                tick(scrutin.service, scrutin.carrier, render_letter)
                if can_make():
                    make_missing(app)
                    make_missing_meetings(app)
                keep_final_archive(scrutin.service, scrutin.settings.instance)
        except VotingError as fault:
            failed = str(fault)
            if failed != before:
                log.error("clock_failed", extra={"what": failed})
        except Exception as fault:
            failed = type(fault).__name__
            if failed != before:
                log.exception("clock_failed")
        if before and not failed:
            log.info("clock_works")
        before = failed
        time.sleep(EVERY_S)
