"""Words as people type them, made fit for a signed document: the same words, whatever keyboard and browser sent them.

Canonical documents hold text in composed form only (NFC), and a text in force is compared by its hash. A keyboard that
sends an accent as a sign of its own, or a form that ends lines with two signs, must not keep an objection out of the
record or an amendment off the table. Refuses nothing; limits and meaning are each act's own.
"""

from __future__ import annotations

import unicodedata


def typed(words: str) -> str:
    """`words` composed, each line ended by one sign, half characters replaced, without space around."""
    whole = words.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", whole.replace("\r\n", "\n").replace("\r", "\n")).strip()
