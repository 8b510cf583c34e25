"""The whole application on a small world, and browsers that visit it: for tests of pages.

`Site` is the web's own factory on a database of the test's; a `Visitor` is a cookie jar with the token that every
form carries. What happens behind the pages is done through `site.world`, whose acts run in the application's context.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Config
from tests.databases import database_url
from tests.world import Clock, World, settled
from voting.services.act import begin
from voting.services.sign_in import begin_session
from voting.web.app import close, create_app

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class SiteWorld:
    """The world behind a site: the same acts, each in the application's context (which no request may inherit)."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getattr__(self, name: str) -> object:
        found = getattr(self._world, name)
        if not callable(found) or name == "clock":
            return found

        @functools.wraps(found)
        def within(*args: object, **rest: object) -> object:
            with self._world.app.app_context():
                return found(*args, **rest)

        return within


class Visitor:
    """One browser. `get` and `post` answer werkzeug's response; posts carry the page's token unless told not to.

    Where a page asks for the passkey before an act, the demonstration's button is pressed, unless `taps` is False.
    """

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self._token = ""
        self.home = "/sign-in"
        self.taps = True

    @property
    def token(self) -> str:
        """What every form of this browser carries; whoever has opened no page yet opens `home` for it."""
        if not self._token:
            self.get(self.home)
        return self._token

    @token.setter
    def token(self, token: str) -> None:
        self._token = token

    def get(self, path: str, **rest: object) -> TestResponse:
        """Look at a page; its token is kept for the next form."""
        return self._keep(self.client.get(path, **rest))

    def post(self, path: str, token: bool = True, **form: object) -> TestResponse:
        """Send a form."""
        answer = self._send(path, token, form)
        if self.taps and answer.status_code == 403 and 'name="demonstration_tap"' in answer.text:
            for file in form.values():
                assert not isinstance(file, tuple), "a form that asks for the passkey holds no file"
            answer = self._send(path, token, {**form, "demonstration_tap": "yes"})
        return answer

    def _send(self, path: str, token: bool, form: dict[str, object]) -> TestResponse:
        return self._keep(self.client.post(path, data={**({"csrf_token": self.token} if token else {}), **form}))

    def follow(self, answer: TestResponse) -> TestResponse:
        """Go where an answer sends the browser."""
        assert answer.status_code == 303, answer.status_code
        return self.get(answer.location)

    def _keep(self, answer: TestResponse) -> TestResponse:
        found = TOKEN.search(answer.get_data(as_text=True)) if answer.mimetype == "text/html" else None
        if found:
            self._token = found.group(1)
        return answer


class Site:
    """An installation with its pages, in which the world of `tests.world` has been founded."""

    def __init__(self, folder: Path, url: str, is_demonstration: bool = True, origin: str = "http://localhost") -> None:
        self.clock = Clock()
        self.settings = Config(instance=folder, database_url=url, origin=origin, log_origin="localhost/register",
                               secret_key="s" * 48, is_demonstration=is_demonstration)
        self.app = create_app(self.settings, self.clock)
        self.service = self.app.extensions["scrutin"].service
        self.world: World = SiteWorld(World(self.app, folder, self.clock, self.service))

    def within(self, act: Callable[..., object], *args: object, **rest: object) -> object:
        """Do something of the services in the application's context."""
        with self.app.app_context():
            return act(*args, **rest)

    def visitor(self) -> Visitor:
        """A browser in which nobody is signed in."""
        return Visitor(self.app)

    def secret_of(self, who: str, way: str = "") -> str:
        """The secret of a new session of somebody; by passkey, or in a demonstration from its list."""
        with self.app.app_context(), begin(self.service) as act:
            way = way or ("demonstration" if self.service.is_demonstration else "passkey")
            return begin_session(act, self.world.person(who), way)

    def signed_in(self, who: str, way: str = "") -> Visitor:
        """A browser in which somebody (by code or name, as the world knows them) is signed in."""
        visitor = self.visitor()
        with visitor.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = self.secret_of(who, way), True
        visitor.home = "/today"
        return visitor

    def close(self) -> None:
        """Close the connections to both databases."""
        close(self.app)


@pytest.fixture
def empty_site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """The application on an empty database."""
    site = Site(tmp_path, database_url)
    yield site
    site.close()


@dataclass(frozen=True)
class Behind:
    """Opens the world behind a site of some kind; the address at which it stands makes no other beginning of it."""

    kind: type[Site]
    origin: str = field(default="http://localhost", compare=False)

    @contextmanager
    def __call__(self, folder: Path, url: str) -> Iterator[World]:
        """That world; its `site` is the site."""
        site = self.kind(folder, url, origin=self.origin)
        site.world.site = site
        yield site.world
        site.close()


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """Founded, with a register and the delegates of six members in the Council."""
    with settled(Behind(Site), tmp_path, database_url) as world:
        yield world.site


__all__ = ["Behind", "Site", "Visitor", "database_url", "empty_site", "site"]
