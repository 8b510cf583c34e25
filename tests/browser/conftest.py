"""The whole application behind a real socket, a real browser before it, and axe beside them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from playwright.sync_api import Error as BrowserError
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from tests.site import Behind, Site, database_url
from tests.world import settled
from voting.web.looks import DIST

__all__ = ["database_url"]

TAP = 'button[name="demonstration_tap"]'
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    """Answers without a line on the terminal."""

    def log(self, *_: object) -> None:
        """Nothing."""


class InHand:
    """An application, and how many of its answers are still being made.

    A page that a browser has left may still be asked for: whoever closes the databases waits for it first, for a
    connection that is given back to a closed pool is nobody's any more.
    """

    def __init__(self, app: Callable) -> None:
        self.app, self.asked, self.is_over = app, {}, False
        self.changed = threading.Condition()

    def __call__(self, environ: dict[str, object], start_response: Callable) -> Iterable[bytes]:
        """Answer, unless it is over."""
        with self.changed:
            if self.is_over:
                return Response(status=503)(environ, start_response)
            self.asked[id(environ)] = environ
        return self._answer(environ, start_response)

    def _answer(self, environ: dict[str, object], start_response: Callable) -> Iterator[bytes]:
        try:
            with closing(self.app(environ, start_response)) as answer:
                yield from answer
        finally:
            with self.changed:
                del self.asked[id(environ)]
                self.changed.notify_all()

    def finish(self) -> None:
        """Take nothing more in, and wait until every answer is made."""
        with self.changed:
            self.is_over = True
            assert self.changed.wait_for(lambda: not self.asked, 60), [
                environ["PATH_INFO"] for environ in self.asked.values()]


@contextmanager
def served(app: Callable, door: socket.socket) -> Iterator[None]:
    """The application behind a socket, until all that was asked is answered."""
    hand = InHand(app)
    server = make_server("127.0.0.1", door.getsockname()[1], hand, threaded=True, request_handler=Quiet,
                         fd=door.fileno())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        hand.finish()
        server.server_close()


@pytest.fixture
def door() -> Iterator[socket.socket]:
    """The socket behind which the site will be: its number is known before, for passkeys belong to an origin."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def empty_site(database_url: str, tmp_path: Path, door: socket.socket) -> Iterator[Site]:
    """The application on an empty database, under the address at which it will be served."""
    site = Site(tmp_path, database_url, origin=f"http://localhost:{door.getsockname()[1]}")
    yield site
    site.close()


@pytest.fixture
def site(request: pytest.FixtureRequest, database_url: str, tmp_path: Path, door: socket.socket) -> Iterator[Site]:
    """Founded, with a register and the delegates of six members in the Council.

    A module of tests that votes in secret says `SITE = SecretSite`.
    """
    behind = Behind(getattr(request.module, "SITE", Site), f"http://localhost:{door.getsockname()[1]}")
    with settled(behind, tmp_path, database_url) as world:
        yield world.site


@pytest.fixture
def address(site: Site, door: socket.socket) -> Iterator[str]:
    """Where the site is served, as a browser writes it."""
    assert (DIST / "manifest.json").is_file(), "the browser's part has not been built: make .venv/ready"
    with served(site.app, door):
        yield f"http://localhost:{door.getsockname()[1]}"


@pytest.fixture
def signed_in(site: Site, address: str) -> Callable[..., Page]:
    """`signed_in(page, "AMBER")`: the page's browser now belongs to somebody; their first page is open.

    Where an act asks for the passkey, they press the demonstration's button, unless `taps` is False.
    """

    def come(page: Page, who: str, lang: str = "en", taps: bool = True) -> Page:
        page.context.add_cookies([{"name": "lang", "value": lang, "url": address}])
        page.goto(f"{address}/demo")
        page.locator(f'button[name="person"][value="{site.world.person(who)}"]').click()
        page.wait_for_url(lambda url: "/demo" not in url)
        if taps:
            page.add_locator_handler(page.locator(TAP), lambda button: button.click())
        return page

    return come


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """A browser whose console must stay empty: the strict headers break nothing that a page wants."""
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        is_expected = "status of 4" in message.text or "net::ERR" in message.text  # refusals and lost lines of a test
        if message.type in ("error", "warning") and not is_expected:
            said.append(message.text)

    context.on("console", listen)
    yield context
    assert said == []


def faults_of(page: Page) -> list[str]:
    """What axe finds on the page, each as rule and place.

    A click may still be on its way: a page that gave way to the next one while axe read it has said nothing, and the
    next one is read.
    """
    for attempt in range(3):
        page.wait_for_load_state()
        try:
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
            break
        except BrowserError as error:
            has_gone = "documentElement" in error.message or "navigation" in error.message
            if attempt == 2 or not has_gone:
                raise
    return [f"{fault['id']}: {node['target']}" for fault in found.response["violations"] for node in fault["nodes"]]


def is_wider_than_its_window(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def sound(page: Page) -> None:
    """The page has no fault that axe finds and does not scroll sideways."""
    assert faults_of(page) == []
    assert not is_wider_than_its_window(page)
