"""Whoever follows links through two years of the Alliance meets no broken page, and none that scrolls sideways.

The rooms' own journeys look closer; this one forgets no page that a link leads to.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import is_wider_than_its_window
from tests.site import Site
from voting.demonstration.two_years import play

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OF_ONE_KIND = re.compile(r"/[a-z]?[0-9a-f]{16,}|(?<=/organisations/)[^/]+")
"""What of an address names one object among many: two of a kind are looked at."""
A_FILE = re.compile(r"\.\w{2,5}$|/documents/|/sign-out|/demo$|/minutes/")
NOT_FOR_READERS = re.compile(r"%\(\w+\)|\bNone\b(?! yet|\.)|\bUndefined\b|Traceback|\{[{%]|&(?:lt|gt|amp|nbsp);"
                             r"|<[a-z]+ ")
WHO = [("Coordinator", "fr", 320), ("Delegate of SPD", "en", 1280), ("Delegate of ALP", "fr", 320), ("", "en", 320)]


@pytest.fixture
def site(empty_site: Site) -> Iterator[Site]:
    """Two years have been played; it is now."""
    empty_site.clock.now = int(time.time())
    with empty_site.app.app_context():
        list(play(empty_site.service))
    return empty_site


def test_every_page_that_links_lead_to(page: Page, site: Site, address: str) -> None:
    faults: list[tuple[str, str, object]] = []
    for who, lang, width in WHO:
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "lang", "value": lang, "url": address}])
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{address}/demo")
        if who:
            page.get_by_role("button", name=re.compile(f"^{who}")).first.click()
            page.wait_for_url(lambda url: "/demo" not in url)
        else:
            page.goto(address)
        seen = list(walk(page, address))
        faults += [(who or "anyone", path, fault) for path, fault in seen if fault]
        assert len(seen) > (60 if who else 10), f"{who} met only {len(seen)} pages"
    assert faults == []


def walk(page: Page, address: str) -> Iterator[tuple[str, object]]:
    """Every page that can be reached from where the browser is, at most two of a kind, each with its fault or None."""
    todo, met, looked = [page.url], {}, set()
    while todo:
        path = urlsplit(todo.pop(0))._replace(fragment="").geturl().removeprefix(address)
        kind = OF_ONE_KIND.sub("/*", path)
        if path in looked or met.get(kind, 0) == 2 or A_FILE.search(urlsplit(path).path) or "lang=" in path:
            continue
        looked.add(path)
        met[kind] = met.get(kind, 0) + 1
        answer = page.goto(address + path)
        words = NOT_FOR_READERS.search(page.inner_text("body"))
        if answer is None or answer.status != 200:
            yield path, answer and answer.status
        elif is_wider_than_its_window(page):
            yield path, "scrolls sideways"
        else:
            yield path, words and words.group()
        todo += [link for link in page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
                 if link.startswith(address)]
