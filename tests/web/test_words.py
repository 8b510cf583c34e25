"""Sentences, texts and instants as a person reads them, and catalogues that leave no sentence in another language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask, g, render_template_string

from voting.sentences import N_
from voting.web import words

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2027, 3, 2, 13, 0, tzinfo=UTC)
CLOSE = datetime(2027, 3, 2, 18, 0, tzinfo=UTC)


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    words.init_words(app, zone="Europe/Paris", now=lambda: NOW)

    @app.get("/page")
    def page() -> str:
        return render_template_string("{{ _('Yes') }} {{ language() }} {{ language_url('en') }}")

    return app


def in_french(app: Flask, path: str = "/?lang=fr"):
    return app.test_request_context(path)


def test_an_instant_names_the_readers_zone_and_utc(app: Flask) -> None:
    with app.test_request_context("/"):
        assert words.instant(CLOSE) == "Tuesday 2 March 2027, 19:00 (Paris time)"
        assert words.utc(CLOSE) == "18:00 UTC"
    with in_french(app):
        assert words.instant(CLOSE) == "mardi 2 mars 2027, 19:00 (heure de Paris)"


def test_utc_names_its_day_where_the_reader_has_another(app: Flask) -> None:
    with app.test_request_context("/"):
        g.zone = "Pacific/Auckland"
        assert words.instant(CLOSE) == "Wednesday 3 March 2027, 07:00 (Auckland time)"
        assert words.utc(CLOSE) == "2 March 2027, 18:00 UTC"


def test_a_reader_in_utc_is_told_it_once_and_an_unknown_zone_falls_back(app: Flask) -> None:
    with app.test_request_context("/"):
        g.zone = "UTC"
        assert (words.instant(CLOSE), words.utc(CLOSE)) == ("Tuesday 2 March 2027, 18:00 UTC", "")
    with app.test_request_context("/"):
        g.zone = "Nowhere/At-All"
        assert "Paris" in words.instant(CLOSE)


def test_seconds_show_unless_they_are_nought_or_unwanted(app: Flask) -> None:
    odd = int(CLOSE.timestamp()) + 7
    with app.test_request_context("/"):
        assert "19:00:07" in words.instant(odd)
        assert "19:00 " in words.instant(odd, to_minute=True)
        assert words.iso(odd) == "2027-03-02T18:00:07Z"


def test_an_instant_without_a_zone_is_refused_and_one_in_another_zone_is_understood(app: Flask) -> None:
    with app.test_request_context("/"):
        with pytest.raises(ValueError, match="zone"):
            words.instant(datetime(2027, 3, 2, 18, 0))
        assert words.iso(datetime(2027, 3, 2, 20, 0, tzinfo=timezone(timedelta(hours=2)))) == "2027-03-02T18:00:00Z"


@pytest.mark.parametrize(("ahead", "english", "french"), [
    (timedelta(hours=5), "in 5 hours", "dans 5 heures"),
    (timedelta(hours=1, minutes=59, seconds=59), "in 1 hour 59 minutes", "dans 1 heure 59 minutes"),
    (timedelta(seconds=119), "in 119 seconds", "dans 119 secondes"),
    (timedelta(hours=47, minutes=59), "in 47 hours", "dans 47 heures"),
    (timedelta(days=3, hours=23), "in 3 days", "dans 3 jours"),
    (timedelta(0), "now", "maintenant"),
    (timedelta(minutes=-40), "40 minutes ago", "il y a 40 minutes"),
])
def test_time_left_is_never_overstated(app: Flask, ahead: timedelta, english: str, french: str) -> None:
    with app.test_request_context("/"):
        assert words.relative(NOW + ahead) == english
    with in_french(app):
        assert words.relative(NOW + ahead).replace("\u00a0", " ") == french


def test_a_sentence_is_rendered_with_the_sentences_in_it(app: Flask) -> None:
    outer = N_("%(majority)s of the votes for and against", majority=N_("two-thirds"))
    with in_french(app):
        assert words.render(outer) == "deux tiers des suffrages exprimés (pour et contre)"
        assert words.render(N_("It opens on %(at)s.", at=CLOSE)) == (
            "Ouverture\u00a0: mardi 2 mars 2027, 19:00 (heure de Paris) – 18:00 UTC.")
        assert words.render(N_("%(name)s: %%", name=date(2027, 3, 2))) == "mardi 2 mars 2027: %"
        assert words.render("as it is, 100 %") == "as it is, 100 %"


def test_a_text_falls_back_and_says_which_language_it_is_in(app: Flask) -> None:
    with in_french(app):
        assert words.text({"en": "Council", "fr": "Conseil"}) == "Conseil"
        assert (words.text({"en": "Council", "fr": ""}), words.text_language({"en": "Council"})) == ("Council", "en")
        assert (words.text({"es": "Consejo"}), words.text_language({"es": "Consejo"})) == ("Consejo", "es")
        assert words.text({}) == ""


def test_language_is_asked_remembered_and_never_invented(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/page", headers={"Accept-Language": "de, fr;q=0.8"}).text.startswith("Oui fr")
    assert client.get("/page?lang=xx").text.startswith("Yes en")
    asked = client.get("/page?a=1&lang=fr")
    assert asked.text == "Oui fr /page?a=1&amp;lang=en"
    assert "HttpOnly" in asked.headers["Set-Cookie"]
    assert client.get("/page").text.startswith("Oui fr")


@pytest.fixture(scope="module")
def messages() -> set[tuple[str, str]]:
    found = set()
    keywords = {**DEFAULT_KEYWORDS, "N_": None}
    for folder, method in (("voting", "python"), ("templates", "jinja2")):
        pattern = "**.py" if method == "python" else "**.html"
        for _, _, message, _, context in extract_from_dir(ROOT / folder, [(pattern, method)], {}, keywords=keywords):
            found.add((context or "", message[0] if isinstance(message, tuple) else message))
    return found


@pytest.mark.parametrize("code", list(words.LANGUAGES))
def test_every_sentence_stands_in_every_catalogue_with_its_places_for_values(
        code: str, messages: set[tuple[str, str]]) -> None:
    with (words.TRANSLATIONS / code / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = read_po(source, locale=code)
    strings = {(entry.context or "", entry.id[0] if isinstance(entry.id, tuple) else entry.id): entry.string
               for entry in catalogue if entry.id and not entry.fuzzy}
    assert len(messages) > 200
    assert sorted(message for message in messages if not strings.get(message)) == []
    for (_, english), string in strings.items():
        last = string[-1] if isinstance(string, tuple) else string
        if not isinstance(string, tuple):
            assert places(last) == places(english), english


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%%", text))
