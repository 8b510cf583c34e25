"""Every address of the site with plausible values in it, for tests that walk them all."""

from __future__ import annotations

from collections.abc import Iterator

from tests.site import Site

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def values(site: Site, ballot: str) -> dict[str, object]:
    """What stands for each part of an address."""
    return {"ballot": ballot, "motion": site.world.row(ballot).motion, "attempt": "a" * 20, "pending": "a1",
            "item": "report", "organ": "council", "code": "AMBER", "person": site.world.person("BIRCH"), "number": 1,
            "application": "l1", "language": "en", "sha256": "0" * 64, "act": "add", "filename": "icon.svg"}


def addresses(site: Site, ballot: str, unsafe: bool = False) -> Iterator[tuple[str, str]]:
    """(endpoint, path) of every route but files that takes GET, or of every one that takes an unsafe method."""
    known = values(site, ballot)
    for rule in sorted(site.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint != "static" and ((rule.methods & UNSAFE) if unsafe else "GET" in rule.methods):
            with site.app.test_request_context():
                yield rule.endpoint, site.app.url_for(rule.endpoint, **{
                    name: known.get(name, "x") for name in rule.arguments})
