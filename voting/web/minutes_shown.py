"""Minutes as pages show them: the file, who countersigned, and the form by which the reader does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import url_for

from voting.sentences import Sentence
from voting.services.read.minutes_signed import MinutesLine
from voting.web.words import LANGUAGES


def minutes_shown(lines: Sequence[MinutesLine], title: Callable[[str], Sentence], room: str,
                  **of: str) -> list[dict[str, object]]:
    """A row for each language; `title` tells it with the language's own name, `room` is the blueprint of the pages."""
    return [{
        "line": line, "title": title(LANGUAGES[line.language]),
        "file": url_for(f"{room}.minutes", language=line.language, **of),
        "opened": url_for(f"{room}.countersignatures", language=line.language, **of),
        "sign": url_for(f"{room}.countersign", language=line.language, **of)} for line in lines]
