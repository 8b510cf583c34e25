"""A simulator: a voting service at the far end of a bad line. Serves the browser's built files under the real headers.

It counts an attempt once however often it arrives, as the real service must. What the line does to each sending of a
cast is scripted: "through", "lost on the way", "answer lost", "gateway", "refused".
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Route
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from voting.web.looks import DIST, Assets
from voting.web.safety import HEADERS

FORM = """<h1>Not sent yet</h1>
<form method="post" action="/cast" data-cast data-status="/attempts/a1" data-sending="Sending…">
<input type="hidden" name="choice" value="yes"><input type="hidden" name="attempt" value="a1">
<div data-unknown hidden>We do not know yet</div><div data-retry hidden>Press again</div>
<button>Cast my vote</button></form>"""
CODE = """<a href="#main">To the content</a><main id="main"><h1>Code</h1>
<form><input type="text" name="code" data-from-fragment></form></main>"""
TURNOUT = """<h1>Ballot {state}</h1><form><textarea></textarea></form>
<div data-turnout-url="/turnout" data-state="{state}">
<b data-turnout>0 of 41</b><meter min="0" max="41" value="0"></meter></div>"""


@dataclass(slots=True)
class BadLine:
    """What the line will do next, and what the service at its end has seen."""

    script: list[str] = field(default_factory=list)
    status: Callable[[bool], object] = lambda is_known: {"known": is_known, "url": "/done"}
    is_cut: bool = False
    state: str = "open"
    voted: int = 7
    sendings: list[dict[str, str]] = field(default_factory=list)
    counted: set[str] = field(default_factory=set)

    def answer(self, request: Request) -> Response:
        """One request; a lost one ends with its socket closed and nothing said."""
        if self.is_cut and request.path != "/check":
            return self.hang_up(request)
        if request.path == "/cast":
            return self.cast(request)
        if request.path.startswith("/attempts/"):
            return Response(json.dumps(self.status("a1" in self.counted)), mimetype="application/json")
        if request.path == "/turnout":
            told = {"voted": self.voted, "entitled": 41, "text": f"{self.voted} of 41", "state": self.state}
            return Response(json.dumps(told), mimetype="application/json")
        if request.path.startswith("/static/dist/"):
            file = Path(DIST) / Path(request.path).name
            return Response(file.read_bytes(), mimetype="text/javascript")
        pages = {"/check": FORM, "/done": "<h1>In the ballot box</h1>", "/code": CODE,
                 "/ballot": TURNOUT.format(state=self.state)}
        return page(pages.get(request.path, "<h1>Nothing here</h1>"))

    def cast(self, request: Request) -> Response:
        what = self.script.pop(0) if self.script else "through"
        self.sendings.append(request.form.to_dict())
        if what == "refused":
            return page("<h1>This ballot is closed</h1>", 409)
        if what in ("through", "answer lost", "gateway"):
            self.counted.add(request.form["attempt"])
        if what == "through":
            return Response(status=303, headers={"Location": "/done"})
        return Response("no answer in time", 504) if what == "gateway" else self.hang_up(request)

    def hang_up(self, request: Request) -> Response:
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return Response()

    def serve(self) -> tuple[str, Callable[[], None]]:
        """Start; the address, and what ends it."""
        application = Request.application(self.answer)
        server = make_server("127.0.0.1", 0, application, threaded=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://localhost:{server.server_port}", lambda: (server.shutdown(), server.server_close())


@contextmanager
def held(page: Page, url: str) -> Iterator[None]:
    """Requests to `url` wait in the browser until the block is left, so that what is shown meanwhile can be seen."""
    waiting: list[Route] = []
    page.route(url, lambda route: waiting.append(route))
    yield
    page.unroute(url)
    for route in waiting:
        route.continue_()


def page(main: str, status: int = 200) -> Response:
    """A page that loads the browser's part as every page does."""
    script = Assets()("app.mjs")
    head = f'<title>Test</title><script type="module" src="{script.url}" integrity="{script.integrity}"></script>'
    return Response(f"<!doctype html><html lang=en>{head}<body>{main}", status, HEADERS, mimetype="text/html")
