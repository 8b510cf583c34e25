"""/healthz: the process answers. /readyz: it can be given requests; a sentence for each check, and no figure."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing

import pytest

from tests.site import Site
from voting.store import engine


def checks(site: Site) -> tuple[int, dict[str, bool]]:
    answer = site.visitor().get("/readyz")
    return answer.status_code, {check["check"]: check["ok"] for check in answer.get_json()["checks"]}


def test_a_sound_installation_is_ready_before_it_is_founded_too(empty_site: Site) -> None:
    assert checks(empty_site) == (200, {"database": True, "clock": True, "log": True, "disk": True})
    assert empty_site.visitor().get("/healthz").get_json() == {"ok": True, "founded": False}


def test_asking_writes_nothing(site: Site) -> None:
    before = site.world.leaves()
    with closing(sqlite3.connect(site.settings.instance / "register.sqlite")) as held:
        at, = held.execute("SELECT last_at FROM head").fetchone()
        site.clock.now += 60
        assert checks(site)[0] == 200
        assert held.execute("SELECT last_at FROM head").fetchone() == (at,)
    assert site.world.leaves() == before


def test_a_clock_that_was_set_back(site: Site) -> None:
    site.clock.now -= 3600
    status, found = checks(site)
    assert (status, found["clock"], found["database"]) == (503, False, True)


def test_a_full_disk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 10**12 - 10**8, 10**8))
    status, found = checks(site)
    assert (status, found["disk"]) == (503, False)


def test_a_database_that_another_program_has_locked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PRAGMAS", tuple("busy_timeout=50" if pragma.startswith("busy_timeout") else pragma
                                                   for pragma in engine.PRAGMAS))
    site.close()  # connections made from now on wait 50 ms, not 15 s
    with closing(sqlite3.connect(site.settings.instance / "register.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, found = checks(site)
    assert (status, found["database"]) == (503, False)
    assert checks(site)[0] == 200


def test_nobody_learns_how_many_have_voted(site: Site) -> None:
    ballot = site.world.open_ballot()
    before = site.visitor().get("/readyz").get_data()
    site.world.cast("AMBER", ballot, "consent")
    site.within(site.service.memory.remember)
    after = site.visitor().get("/readyz").get_data()
    assert before == after
    assert not re.search(rb"[0-9]", after.replace(b"1 GB", b""))
