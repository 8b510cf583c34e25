"""The door to an urn on another organisation's host: the same documents over HTTPS, and no other trust than signatures.

Every answer is checked by what the paper says (the urn's key signs checkpoints and promises), so that who stands
between can delay and never forge. Nothing that a person sent passes here, only the register's own documents.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping

from voting.errors import ConflictError, UnavailableError
from voting.evidence import b64u, decode, encode, expect_keys
from voting.sentences import N_, Sentence
from voting.services.urn_door import UrnKeys

WAIT_S = 20
KEYS = {"key", "origin", "relay_key", "url"}
BROKEN = (OSError, urllib.error.URLError, http.client.HTTPException)


class HttpDoor:
    """An urn at `url` (its own address, as browsers reach it); see `urn_door.UrnDoor`."""

    is_elsewhere = True

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def prepare(self, order: Mapping[str, object]) -> UrnKeys:
        """Make the keys of a ballot."""
        answer = expect_keys(decode(self._ask("orders/prepare", encode(dict(order)))), KEYS, what="urn")
        return UrnKeys(**{name: str(value) for name, value in answer.items()})

    def take_paper(self, ballot: str, paper: bytes, signature: bytes) -> None:
        """Open the box."""
        self._ask(f"{ballot}/paper", encode({"paper": b64u(paper), "paper_sig": b64u(signature)}))

    def take_state(self, document: Mapping[str, object]) -> None:
        """Extend, close or void."""
        self._ask("orders/state", encode(dict(document)))

    def final(self, ballot: str) -> bytes:
        """The last checkpoint of a closed ballot."""
        return self._ask(f"{ballot}/final")

    def leaves(self, ballot: str, reading_key: str) -> Iterator[bytes]:
        """The leaves of finished batches."""
        with self._open(f"{ballot}/casts.jsonl", None, {"X-Reading-Key": reading_key}) as answer:
            try:
                for line in answer:
                    if not line.endswith(b"\n"):
                        raise _unreachable()
                    yield line[:-1]
            except BROKEN as fault:
                raise _unreachable() from fault

    def concern(self) -> Sentence | None:
        """Why the urn cannot be reached, or None: any answer of its own tells that it is there."""
        try:
            self._ask("b0/checkpoint")
        except ConflictError:
            return None
        except UnavailableError as fault:
            return fault.what
        return None

    def tick(self) -> None:
        """The urn there has a clock of its own."""

    def _ask(self, path: str, body: bytes | None = None) -> bytes:
        with self._open(path, body, {}) as answer:
            try:
                return answer.read()
            except BROKEN as fault:
                raise _unreachable() from fault

    def _open(self, path: str, body: bytes | None, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        request = urllib.request.Request(f"{self.url}/{path}", body, {  # noqa: S310 - https or http, by the configuration
            "Content-Type": "application/json", **headers})
        try:
            return urllib.request.urlopen(request, timeout=WAIT_S)  # noqa: S310
        except urllib.error.HTTPError as fault:
            with fault:
                status = fault.code
            if status >= 500:
                raise _unreachable() from fault
            raise ConflictError(N_("The urn refused what the register handed to it (status %(status)s).",
                                   status=status),
                                next=N_("Tell the operator: both hosts must name the same key of the authority.")
                                ) from fault
        except BROKEN as fault:
            raise _unreachable() from fault


def _unreachable() -> UnavailableError:
    return UnavailableError(N_("The urn, which runs on another host, cannot be reached just now."))
