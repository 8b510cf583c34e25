"""The difference of two texts, line by line and word by word, for a page that shows what goes and what comes.

An organ opens its ballots at the same minute; what was compared once is remembered.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache

from voting.services.read.changes import Change
from voting.statutes.model import Text

Piece = tuple[str, str]
"""(what, words) where what is same, gone or new."""


def shown(changes: Sequence[Change]) -> list[tuple[Text, list[list[Piece]]]]:
    """(title, difference) of each text that a motion changes."""
    return [(change.title, difference(change.before, change.after)) for change in changes]


@lru_cache(maxsize=64)
def difference(old: str, new: str) -> list[list[Piece]]:
    """Paragraphs of pieces; unchanged paragraphs far from any change are left out and shown as one empty paragraph."""
    before, after = old.splitlines(), new.splitlines()
    shown: list[list[Piece]] = []
    for group in difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(1):
        if shown:
            shown.append([])
        for tag, a1, a2, b1, b2 in group:
            if tag == "equal":
                shown += [[("same", line)] for line in before[a1:a2]]
            elif tag == "replace" and a2 - a1 == b2 - b1:
                shown += [_words(*pair) for pair in zip(before[a1:a2], after[b1:b2], strict=True)]
            else:
                shown += [[("gone", line)] for line in before[a1:a2]] + [[("new", line)] for line in after[b1:b2]]
    return shown


def _words(old: str, new: str) -> list[Piece]:
    before, after = re.findall(r"\s+|[^\s]+", old), re.findall(r"\s+|[^\s]+", new)
    pieces: list[Piece] = []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(before[a1:a2])))
            continue
        if a2 > a1:
            pieces.append(("gone", "".join(before[a1:a2])))
        if b2 > b1:
            pieces.append(("new", "".join(after[b1:b2])))
    return pieces
