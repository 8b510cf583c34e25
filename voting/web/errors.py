"""Refusals as pages: each `VotingError` to its status once; anything else to a plain page that gives nothing away."""

from __future__ import annotations

import logging

from flask import Flask, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from voting.errors import ConflictError, InputError, NotFoundError, RefusedError, TooOftenError, VotingError
from voting.sentences import N_
from voting.web.access import SignInNeeded
from voting.web.fresh import ConfirmationNeeded, confirmation_page
from voting.web.logs import note_refusal
from voting.web.words import render

log = logging.getLogger("scrutin")
Answer = tuple[str, int, dict[str, str]]

_PLAIN = {
    400: InputError(N_("The page that was sent is incomplete or too old."), kept=N_("Nothing was changed."),
                    next=N_("Open the page again and send it once more.")),
    404: NotFoundError(N_("There is no such page here.")),
    405: ConflictError(N_("This address cannot be used in this way."), next=N_("Start again from the first page.")),
    413: InputError(N_("What was sent is too large."), kept=N_("Nothing was changed."),
                    next=N_("Send a smaller file or a shorter text.")),
}


def init_errors(app: Flask) -> None:
    """Give `app` its pages for refusals."""

    @app.errorhandler(SignInNeeded)
    def sign_in_first(error: SignInNeeded) -> Response | tuple[str, int]:
        if request.method in ("GET", "HEAD"):
            return redirect(url_for("session.ask", next=request.full_path.rstrip("?")))
        note_refusal(401)
        return page(error, 401)

    @app.errorhandler(ConfirmationNeeded)
    def confirm_first(asked: ConfirmationNeeded) -> tuple[str, int]:
        if asked.fault:
            note_refusal(asked.status)
        return confirmation_page(app.extensions["scrutin"].service, asked), asked.status

    @app.errorhandler(VotingError)
    def refused(error: VotingError) -> Answer:
        if isinstance(error, RefusedError):
            note_refusal(error.status, error.clause)
        elif isinstance(error, TooOftenError):
            note_refusal(error.status)
        elif error.status >= 500:
            log.error("unavailable", extra={"act": request.endpoint, "what": str(error)})
        return *page(error, error.status), retry_after(error)

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> tuple[str, int]:
        note_refusal(400)
        return page(_PLAIN[400], 400)

    @app.errorhandler(SecurityError)
    def foreign_host(_error: SecurityError) -> Response:
        """A name that is not ours: no page, because each of its links would carry that name."""
        return Response("This service does not answer under that name.\n", 400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def plain(error: HTTPException) -> tuple[str, int]:
        status = error.code or 500
        return page(_PLAIN.get(status, _PLAIN[400] if status < 500 else VotingError(
            N_("Something went wrong on our side."))), status)

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> tuple[str, int]:
        log.exception("unforeseen", exc_info=error, extra={"act": request.endpoint})
        return page(VotingError(
            N_("Something went wrong on our side."), kept=N_("Whatever was confirmed to you is stored."),
            next=N_("Try again; sending twice is safe. If it happens again, tell the secretariat.")), 500)


def retry_after(error: VotingError) -> dict[str, str]:
    """The header that says when it is possible again, for whoever came too often."""
    return {"Retry-After": str(error.wait_s)} if isinstance(error, TooOftenError) else {}


def page(error: VotingError, status: int) -> tuple[str | Response, int]:
    """The page of one refusal; for a program of ours that asked for JSON, its sentence alone."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(sentence=render(error.what), next=render(error.next)), status
    home = url_for("public.home")
    return render_template("error.html", error=error, status=status, back_url=_back(), home_url=home), status


def _back() -> str:
    """The page of ours from which the reader came, if any."""
    referrer, own = request.referrer or "", request.host_url
    return referrer[len(own) - 1:] if referrer.startswith(own) else ""
