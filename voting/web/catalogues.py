"""The catalogues of sentences, read from their `.po` files when a service starts; knows no Flask and no request.

For the pages (`words`) and for the urn, whose few sentences are written without anything that a page has.
"""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from voting.sentences import Sentence

LANGUAGES: dict[str, str] = {"en": "English", "fr": "Français"}
"""Every language with a complete catalogue, in its own name and in the order of the page's switch."""

TRANSLATIONS = Path(__file__).with_name("translations")


@cache
def read_catalogue(folder: Path, code: str) -> Translations:
    """The catalogue of language `code` under `folder`, compiled in memory, once a process."""
    with (folder / code / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def say(sentence: Sentence, code: str) -> str:
    """A sentence in a language that has a catalogue; instants in UTC."""
    values = {name: say(value, code) if isinstance(value, Sentence) else
              value.strftime("%Y-%m-%d %H:%M:%S UTC") if isinstance(value, datetime) else value
              for name, value in sentence.params.items()}
    return str(read_catalogue(TRANSLATIONS, code).gettext(sentence.msgid)) % values
