"""The reader's language and clock: sentences, texts and instants as a person reads them.

For every page and mail. The core answers with English `Sentence`s and UTC instants; this module translates them
through the catalogues in `translations/` and writes instants in the reader's own zone. The catalogues are read
from their `.po` files when the service starts, so no compiled copy can be stale. Refuses to guess: an instant
without a zone is an error, and a language that has no catalogue is never chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date as babel_date
from babel.dates import format_datetime, get_timezone_location
from babel.support import Translations
from babel.units import format_unit
from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, Domain, get_locale, gettext

from voting.sentences import N_, Sentence
from voting.web.catalogues import LANGUAGES, TRANSLATIONS, read_catalogue

LANGUAGE_COOKIE = "lang"
_YEAR_S = 365 * 24 * 3600
_DAY_PATTERN = "EEEE d MMMM y"
_UNITS = (("day", 86_400, 2 * 86_400), ("hour", 3_600, 3_600), ("minute", 60, 120), ("second", 1, 0))
"""Units of `relative`: name, seconds, and from how many seconds on it is used."""
_EXACT_BELOW_S = 12 * 3_600


class Catalogues(Domain):
    """The message domain of the service, made in memory from the `.po` files."""

    def __init__(self, folder: Path = TRANSLATIONS) -> None:
        super().__init__()
        self._by_language = {language: read_catalogue(folder, language) for language in LANGUAGES}

    def get_translations(self) -> Translations:
        """The catalogue of the reader's language."""
        return self._by_language[language()]


class _Words(Babel):
    domain_instance = None  # a plain attribute in place of Flask-Babel's folder-searching default


def init_words(app: Flask, zone: str = "UTC", now: Callable[[], datetime] | None = None) -> None:
    """Give `app` its catalogues, filters and language cookie; `zone` serves readers who have told none.

    A room that knows the person may set `g.language` and `g.zone` before the page is rendered.
    """
    words = _Words()
    words.domain_instance = Catalogues()
    ZoneInfo(zone)
    app.extensions["scrutin.words"] = (zone, now or (lambda: datetime.now(UTC)))
    words.init_app(app, default_locale="en", locale_selector=choose_language)
    app.jinja_env.filters.update(
        sentence=render, text=text, text_language=text_language, instant=instant, utc=utc, iso=iso, date=day,
        relative=relative)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, language=language, language_url=language_url)
    app.after_request(_remember_language)


def choose_language() -> str:
    """`?lang=`, then the person's own setting, then the cookie, then the browser's wish, then English."""
    for wish in (request.args.get("lang"), g.get("language"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    return request.accept_languages.best_match(list(LANGUAGES), "en") or "en"


def language() -> str:
    """Code of the language in which this answer is written."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else "en"


def language_url(code: str) -> str:
    """This same page in another language, with everything else of its address kept."""
    kept = {name: values for name, values in request.args.lists() if name != "lang"}
    return f"{request.script_root}{request.path}?{urlencode({**kept, 'lang': [code]}, doseq=True)}"


def render(sentence: object) -> str:
    """A `Sentence` in the reader's language, its values too; a `Text` as `text` gives it; a string as it is."""
    own_words = getattr(sentence, "in_language", None)
    if own_words is not None:  # words of the statutes' data, which no catalogue knows
        return own_words(language())
    if not isinstance(sentence, Sentence):
        return text(sentence) if isinstance(sentence, Mapping) else str(sentence)
    values = {name: _value(value) for name, value in sentence.params.items()}
    return gettext(sentence.msgid) % values


def text(texts: Mapping[str, str] | str) -> str:
    """The text in the reader's language, or in the first language that there is (see `text_language`)."""
    return texts if isinstance(texts, str) else texts.get(text_language(texts), "")


def text_language(texts: Mapping[str, str] | str) -> str:
    """Which language `text` gives: the reader's, else English, else French, else any."""
    if isinstance(texts, str):
        return language()
    return next((code for code in (language(), *LANGUAGES, *texts) if texts.get(code)), language())


def instant(at: datetime | int, to_minute: bool = False) -> str:
    """`Tuesday 2 March 2027, 19:00 (Paris time)`: in the reader's zone, which is named; seconds unless they are 0."""
    moment, zone = _moment(at, to_minute), reader_zone()
    values = {"day": format_datetime(moment, _DAY_PATTERN, tzinfo=zone, locale=language()),
              "time": format_datetime(moment, _clock(moment), tzinfo=zone, locale=language())}
    if zone.key in {"UTC", "Etc/UTC"}:
        return f"{values['day']}, {values['time']} UTC"
    city = get_timezone_location(zone, locale=language(), return_city=True)
    return render(N_("%(day)s, %(time)s (%(city)s time)", **values, city=city))


def zone_word() -> str:
    """`Paris time`: the reader's zone as it stands beside an hour; empty in UTC."""
    zone = reader_zone()
    if zone.key in {"UTC", "Etc/UTC"}:
        return ""
    return render(N_("%(city)s time", city=get_timezone_location(zone, locale=language(), return_city=True)))


def utc(at: datetime | int, to_minute: bool = False) -> str:
    """`18:00 UTC`, with the day where the reader's day is another one; empty when the reader's zone is UTC."""
    moment, zone = _moment(at, to_minute), reader_zone()
    if zone.key in {"UTC", "Etc/UTC"}:
        return ""
    same_day = moment.astimezone(zone).date() == moment.date()
    clock = _clock(moment)
    return format_datetime(moment, clock if same_day else f"d MMMM y, {clock}", tzinfo=UTC, locale=language()) + " UTC"


def iso(at: datetime | int) -> str:
    """`2027-03-02T18:00:00Z`, for `<time datetime>`."""
    return _moment(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(on: date | str) -> str:
    """`Tuesday 2 March 2027` from a date or an ISO day."""
    return babel_date(date.fromisoformat(on) if isinstance(on, str) else on, _DAY_PATTERN, locale=language())


def relative(at: datetime | int) -> str:
    """`in 1 hour 59 minutes`, `3 days ago`: cut down to whole units, so that time left is never overstated."""
    seconds = int((_moment(at) - _setting()[1]()).total_seconds())
    length = abs(seconds)
    unit, size = next(((unit, size) for unit, size, least in _UNITS if length >= least), _UNITS[-1][:2])
    parts = [(length // size, unit)]
    if unit == "hour" and length < _EXACT_BELOW_S:
        parts.append((length % size // 60, "minute"))
    span = " ".join(format_unit(count, f"duration-{unit}", locale=language()) for count, unit in parts if count)
    if not span:
        return gettext("now")
    return render(N_("in %(span)s", span=span) if seconds > 0 else N_("%(span)s ago", span=span))


def reader_zone() -> ZoneInfo:
    """The zone of the person who reads (`g.zone`), else the service's."""
    try:
        return ZoneInfo(g.get("zone") or _setting()[0])
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(_setting()[0])


def _setting() -> tuple[str, Callable[[], datetime]]:
    return current_app.extensions["scrutin.words"]


def _moment(at: datetime | int, to_minute: bool = False) -> datetime:
    moment = datetime.fromtimestamp(at, UTC) if isinstance(at, int) else at
    if moment.tzinfo is None:
        raise ValueError("an instant without a zone")
    return moment.astimezone(UTC).replace(second=0) if to_minute else moment.astimezone(UTC)


def _clock(moment: datetime) -> str:
    return "HH:mm:ss" if moment.second else "HH:mm"


def _value(value: object) -> object:
    if isinstance(value, Sentence):
        return render(value)
    if isinstance(value, datetime):
        return f"{instant(value)} – {utc(value)}" if utc(value) else instant(value)
    if isinstance(value, date):
        return day(value)
    return text(value) if isinstance(value, Mapping) else value


def _remember_language(response: Response) -> Response:
    wish = request.args.get("lang")
    if wish in LANGUAGES and request.cookies.get(LANGUAGE_COOKIE) != wish:
        response.set_cookie(LANGUAGE_COOKIE, wish, max_age=_YEAR_S, httponly=True, samesite="Lax",
                            secure=request.is_secure)
    return response
