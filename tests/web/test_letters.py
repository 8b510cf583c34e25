"""Letters in their readers' languages and zones, however many are rendered within one context of the application."""

from __future__ import annotations

from tests.site import Site
from voting.services.letters import counted
from voting.web.letters import render_letter


def test_each_reader_gets_their_own_language_and_zone(site: Site) -> None:
    letter = counted({"en": "Peace?", "fr": "Paix ?"}, "http://localhost/ballots/b", 1_800_000_000)
    with site.app.app_context():  # as the clock renders a batch
        rendered = [render_letter(letter, language, zone) for language, zone in (
            ("fr", "America/Lima"), ("en", "Asia/Tokyo"), ("fr", "UTC"))]
    assert [subject.replace("\xa0", " ") for subject, _ in rendered] == [
        "Clos et dépouillé : Paix ?", "Closed and counted: Peace?", "Clos et dépouillé : Paix ?"]
    for (_, body), hour in zip(rendered, ("03:00", "17:00", "08:00 UTC"), strict=True):
        assert hour in body
