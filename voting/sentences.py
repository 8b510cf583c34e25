"""Sentences that people read, kept apart from the language in which they read them.

The pure core never translates: it answers with a `Sentence`, an English message and its values. The web
renders it in the reader's language from the catalogue (Babel extracts the keyword `N_`), the command line and
the verifier print the English. Refuses nothing; a missing value shows as an error where the sentence is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Value = "str | int | datetime | Sentence"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message with its values; `str()` gives the English."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % {name: _plain(value) for name, value in self.params.items()}

    def __hash__(self) -> int:
        return hash((self.msgid, str(self)))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S UTC")
    return str(value) if isinstance(value, Sentence) else value


def N_(msgid: str, **params: object) -> Sentence:
    """Mark an English message for the catalogues and bind its values: `N_("%(n)s seats", n=3)`."""
    sentence = Sentence(msgid, params)
    str(sentence)  # a placeholder without a value is a mistake of ours: fail where it is made, not on a page
    return sentence
