"""The whole application on a small world that votes in secret: for tests of what browsers ask and of pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.secret_world import KnownIssuers, SecretWorld
from tests.site import Behind, Site, SiteWorld, Visitor
from tests.world import settled


class SecretSite(Site):
    """An installation whose world has tellers with keys; issuers' keys out of the tests' stock."""

    def __init__(self, folder: Path, url: str, **rest: object) -> None:
        super().__init__(folder, url, **rest)
        scrutin = self.app.extensions["scrutin"]
        service = replace(scrutin.service, issuers=KnownIssuers(scrutin.service.issuers.folder))
        self.service = service
        self.app.extensions["scrutin"] = replace(scrutin, service=service)
        self.world: SecretWorld = SiteWorld(SecretWorld(self.app, folder, self.clock, service))


def send(visitor: Visitor, path: str, body: Mapping[str, object] | None = None, token: bool = True) -> TestResponse:
    """Post JSON as the browser's part does, with the token in a header."""
    return visitor.client.post(path, json=body, headers={"X-CSRFToken": visitor.token} if token else {})


@pytest.fixture
def secret_site(database_url: str, tmp_path: Path) -> Iterator[SecretSite]:
    """Founded, six members in the Council, three tellers."""
    with settled(Behind(SecretSite), tmp_path, database_url) as world:
        yield world.site
