"""The urn as an application of its own: it takes votes without a name and shows what is in its log.

Mounted under /urn by default, outside everything that knows people (sessions, sign-in, logs of requests, cookies), or
run on another organisation's host. It reads no cookie, sets none, logs no request and stores no time. Cheap checks come
first: where to, how long, then the rest. Answers are JSON; a refusal is a code and a sentence in the reader's language.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from urllib.parse import parse_qs

from voting.ballots.secret_cast import cast_bytes
from voting.errors import (
    ConflictError,
    InputError,
    MalformedError,
    NotFoundError,
    RefusedError,
    UnavailableError,
    VotingError,
)
from voting.evidence import decode, encode, unb64u
from voting.sentences import N_
from voting.services.urn import take_documents
from voting.services.urn.cast_secret import cast_secret, paper_of
from voting.services.urn.desk import BALLOT_ID, Urn, UrnRefusal
from voting.services.urn.read_urn import checkpoint, signed_paper
from voting.web.catalogues import LANGUAGES, say

Environ = dict[str, object]
Start = Callable[[str, list[tuple[str, str]]], object]

LARGEST_PAPER = 500_000
HEADERS = (
    ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))
CODES = ((MalformedError, "malformed"), (InputError, "malformed"), (NotFoundError, "not_found"),
         (ConflictError, "conflict"), (RefusedError, "refused"), (UnavailableError, "unavailable"))
STATUS = {200: "200 OK", 202: "202 Accepted", 204: "204 No Content", 400: "400 Bad Request", 403: "403 Forbidden",
          404: "404 Not Found", 405: "405 Method Not Allowed", 409: "409 Conflict", 422: "422 Unprocessable Entity",
          500: "500 Internal Server Error", 503: "503 Service Unavailable"}
TEXT = "text/plain; charset=utf-8"
READING_KEY = "X-Reading-Key"
log = logging.getLogger("scrutin.urn")


class UrnApp:
    """The WSGI application over one `urn`; `booth` is the origin of the voting page where that is another host's."""

    def __init__(self, urn: Urn, booth: str = "") -> None:
        self.urn, self.booth = urn, booth

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request."""
        method, path = str(environ["REQUEST_METHOD"]), str(environ.get("PATH_INFO", ""))
        try:
            if method == "OPTIONS":
                return self._answer(start, 204, b"", "text/plain")
            return self._route(environ, start, method, path.strip("/").split("/"))
        except VotingError as fault:
            return self._refuse(environ, start, fault)
        except Exception as fault:
            log.exception("unforeseen", exc_info=fault)
            return self._refuse(environ, start, VotingError(
                N_("Something went wrong on our side."), next=N_("Try again; sending twice is safe.")))

    def _route(self, environ: Environ, start: Start, method: str, parts: list[str]) -> Iterable[bytes]:
        match (method, parts):
            case ("POST", [ballot, "casts"]):
                promise = cast_secret(self.urn, _id(ballot), self._cast_body(environ, ballot))
                return self._answer(start, 202, encode(promise))
            case ("GET", [ballot, "checkpoint"]):
                return self._answer(start, 200, checkpoint(self.urn, _id(ballot)), TEXT)
            case ("GET", [ballot, "paper"]):
                return self._answer(start, 200, encode(signed_paper(self.urn, _id(ballot))))
            case ("GET", [ballot, "final"]):
                return self._answer(start, 200, take_documents.final(self.urn, _id(ballot)), TEXT)
            case ("GET", [ballot, "casts.jsonl"]):
                return self._leaves(environ, start, ballot)
            case ("POST", ["orders", "prepare"]):
                keys = take_documents.prepare(self.urn, _document(environ))
                return self._answer(start, 200, encode(asdict(keys)))
            case ("POST", ["orders", "state"]):
                take_documents.take_state(self.urn, _document(environ))
                return self._answer(start, 200, b"{}")
            case ("POST", [ballot, "paper"]):
                sent = _document(environ)
                take_documents.take_paper(self.urn, _id(ballot), unb64u(sent.get("paper")),
                                          unb64u(sent.get("paper_sig"), 64))
                return self._answer(start, 200, b"{}")
        raise NotFoundError(N_("There is no such page here."))

    def _cast_body(self, environ: Environ, ballot: str) -> bytes:
        """The body of a cast, exactly as long as every cast of this ballot; nothing longer is ever read."""
        wanted = cast_bytes(paper_of(self.urn, _id(ballot)).form)
        if environ.get("CONTENT_LENGTH") != str(wanted):
            raise MalformedError(N_("The vote that was sent does not have the length of a vote of this ballot."))
        return _read(environ, wanted)

    def _leaves(self, environ: Environ, start: Start, ballot: str) -> Iterable[bytes]:
        lines = take_documents.leaves(self.urn, _id(ballot), str(environ.get("HTTP_X_READING_KEY", "")))
        first = next(lines, None)  # a refusal comes before the first byte of the answer
        self._start(start, 200, "application/jsonl")
        return _lines(first, lines)

    def _refuse(self, environ: Environ, start: Start, fault: VotingError) -> Iterable[bytes]:
        wish = parse_qs(str(environ.get("QUERY_STRING", ""))).get("lang", [""])[0]
        code = wish if wish in LANGUAGES else "en"
        name = next((word for kind, word in CODES if isinstance(fault, kind)), "failed")
        told: dict[str, object] = {"error": name, "sentence": " ".join(
            say(part, code) for part in (fault.what, fault.kept, fault.next))}
        if isinstance(fault, UrnRefusal):
            told |= {"error": fault.code} | ({"last": fault.last} if fault.last else {})
        return self._answer(start, fault.status, json.dumps(told, ensure_ascii=False).encode())

    def _answer(self, start: Start, status: int, body: bytes, kind: str = "application/json") -> Iterable[bytes]:
        self._start(start, status, kind, len(body))
        return [body]

    def _start(self, start: Start, status: int, kind: str, length: int | None = None) -> None:
        headers = [("Content-Type", kind), *HEADERS]
        if length is not None:
            headers.append(("Content-Length", str(length)))
        if self.booth:
            headers += [("Access-Control-Allow-Origin", self.booth), ("Access-Control-Max-Age", "86400"),
                        ("Access-Control-Allow-Headers", f"Content-Type, {READING_KEY}"),
                        ("Access-Control-Allow-Methods", "GET, POST"), ("Cross-Origin-Resource-Policy", "cross-origin")]
        start(STATUS.get(status, f"{status} Refused"), headers)


def _id(ballot: str) -> str:
    if not BALLOT_ID.fullmatch(ballot):
        raise NotFoundError(N_("This urn knows no such ballot."))
    return ballot


def _read(environ: Environ, wanted: int) -> bytes:
    body = environ["wsgi.input"].read(wanted)
    if len(body) != wanted:
        raise MalformedError(N_("The line broke before all of it had arrived."),
                             next=N_("Send it again; sending twice is safe."))
    return body


def _document(environ: Environ) -> dict[str, object]:
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not length.isascii() or not length.isdigit() or int(length) > LARGEST_PAPER:
        raise MalformedError(N_("What was handed to the urn cannot be read."))
    document = decode(_read(environ, int(length)))
    if not isinstance(document, dict):
        raise MalformedError(N_("What was handed to the urn cannot be read."))
    return document


def _lines(first: bytes | None, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first is not None:
        yield first + b"\n"
    for line in rest:
        yield line + b"\n"
