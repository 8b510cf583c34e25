"""Headers of every answer (ecosystem 1.4): strict CSP with nothing inline, no framing, no caching of pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"),
    "X-Content-Type-Options": "nosniff",
    # not "no-referrer": over https the CSRF check refuses a form that comes without its referrer
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": ("camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self), "
                           "publickey-credentials-create=(self)"),
}
TRANSPORT = "max-age=63072000; includeSubDomains"


def init_safety(app: Flask, is_https: bool, urn_url: str = "") -> None:
    """Set the headers on every answer of `app`, errors included, and refuse addresses that are none; an urn on another
    host is the one other place that pages may ask."""
    own = dict(HEADERS)
    if urn_url:
        urn = urlsplit(urn_url)
        own["Content-Security-Policy"] = own["Content-Security-Policy"].replace(
            "connect-src 'self'", f"connect-src 'self' {urn.scheme}://{urn.netloc}")

    @app.before_request
    def no_such_address() -> None:
        if "\0" in request.path:  # no file and no database has anything under such a name
            abort(404)

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in own.items():
            response.headers.setdefault(name, value)
        if is_https:
            response.headers["Strict-Transport-Security"] = TRANSPORT
        if request.path.startswith("/static/dist/") and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
