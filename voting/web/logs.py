"""The service's log for operators: one JSON object a line, with the fields of a list and no others (ASVS 16.2, 16.3).

Who (a person's random id), what (event and act), when (UTC), how it ended: sign-ins, refusals, every act of an officer.
Never an address, a browser, what a form held, the words of an error: an exception is its class and the places in our
source. Of a cast there is the event and the hour, nothing else, not even whose it was. Each value is one line,
whatever was put into it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import TextIO

from flask import Flask, Response, g, request
from flask_login import current_user

from voting.web.access import OFFICER, PREPARER, PRESIDING, SECRETARIAT, access_of

FIELDS = ("act", "person", "clause", "status", "duration_ms", "error", "where", "what")
"""What a line may say besides `at`, `level` and `event`; everything else that a record carries stays out."""

LONGEST = 300
CAST = "delegate.cast"
BOX = frozenset({CAST, "delegate.check", "delegate.choose", "delegate.attempt_status", "delegate.done"})
"""Where a choice comes by: no person, no duration, no exact time."""
BOX_FIELDS = frozenset({"act", "clause", "error", "where"})
SIGN_IN = {"session.take_code": "sign_in", "session.take_passkey": "sign_in", "enrolment.take_passkey": "sign_in",
           "session.become": "sign_in", "session.leave": "sign_out",
           "session.send_code": "code_asked"}
OFFICES = {PRESIDING, SECRETARIAT, PREPARER, OFFICER}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
ROUND_MS = 10
_ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?|"
                      r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}")
log = logging.getLogger("scrutin")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; see the module for what never stands in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Only our own logger's records give their event and fields; others say where they come from."""
        is_ours = record.name == log.name or record.name.startswith(f"{log.name}.")
        fields = {name: getattr(record, name) for name in FIELDS if getattr(record, name, "") not in ("", None)}
        if record.exc_info and record.exc_info[0] is not None:
            fields["error"] = record.exc_info[0].__name__
            fields["where"] = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
                                         for frame in reversed(traceback.extract_tb(record.exc_info[2])[-4:]))
        at = datetime.fromtimestamp(record.created, UTC)
        if fields.get("act") in BOX or (is_ours and record.msg == "cast"):
            fields = {name: value for name, value in fields.items() if name in BOX_FIELDS}
            at = at.replace(minute=0, second=0)
        line = {"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "level": record.levelname.lower()}
        if is_ours:
            line["event"] = _plain(str(record.msg))
        else:
            line |= {"event": "message", "logger": _plain(record.name)}
            fields = {**{name: fields[name] for name in ("error", "where") if name in fields},
                      "what": _ADDRESS.sub("(address)", record.getMessage())}
        return json.dumps(line | {name: value if isinstance(value, int) else _plain(str(value))
                                  for name, value in fields.items()})


def write_logs(stream: TextIO | None = None) -> None:
    """From here on this process logs in JSON lines, to the standard error unless told otherwise."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    log.setLevel(logging.INFO)
    logging.captureWarnings(True)
    for name in ("gunicorn.error", "gunicorn.access"):
        server = logging.getLogger(name)
        server.handlers[:], server.propagate = [], True


def init_logs(app: Flask) -> None:
    """Log what people do in the rooms of `app`."""

    @app.before_request
    def begin() -> None:
        g.log_began = time.monotonic()
        g.log_person = current_user.id if current_user.is_authenticated else ""

    @app.after_request
    def note(response: Response) -> Response:
        if request.method in UNSAFE and request.url_rule is not None:
            _note(app, response.status_code)
        return response


def note_refusal(status: int, clause: str = "") -> None:
    """Log that this request was refused, whoever asked; once a request."""
    g.log_refused = True
    log.warning("refused", extra={"act": request.endpoint or "", "clause": clause, "status": status,
                                  "person": g.get("log_person", "")})


def _note(app: Flask, status: int) -> None:
    endpoint, access = request.endpoint or "", access_of(app, request.url_rule)
    person = current_user.id if current_user.is_authenticated else g.get("log_person", "")
    spent = (time.monotonic() - g.get("log_began", time.monotonic())) * 1000
    told = {"act": endpoint, "person": person, "status": status,
            "duration_ms": round(spent / ROUND_MS) * ROUND_MS}
    is_done = status < 400
    if endpoint == CAST and is_done:
        log.info("cast", extra={"act": CAST})
    elif g.get("log_refused"):
        return
    elif endpoint in SIGN_IN:
        log.log(logging.INFO if is_done else logging.WARNING,
                SIGN_IN[endpoint] if is_done else f"{SIGN_IN[endpoint]}_failed", extra=told)
    elif access is not None and access.role in OFFICES:
        log.info("act" if is_done else "act_failed", extra=told)


def _plain(text: str) -> str:
    """One line of printable text, not too long."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:LONGEST])
