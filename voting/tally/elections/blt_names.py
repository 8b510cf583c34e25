"""The names and the title at the end of a BLT file, in the spellings that occur, composed (NFC)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Protocol

from voting.errors import MalformedError
from voting.sentences import N_, Sentence

_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.|"")*)"\s*')
_ALTERNATIVE = re.compile(r"\s*#\s*ALTERNATIVE NAME\s+\d+\s*:\s*(.*)", re.IGNORECASE)
_COMMENT = re.compile(r"\s*(?:#.*|/\*.*\*/\s*)?\Z")


class Faults(Protocol):
    """Whoever knows the number of the line."""

    def fault(self, what: Sentence) -> MalformedError:
        """A fault in the line read last."""


def read_names(lines: Iterable[str], rest: str, candidates: int, faults: Faults) -> tuple[list[str], str]:
    """The names of `candidates` and the title, "" if there is none, from `rest` and the `lines` after it."""
    found: list[str] = []
    for line in _chain(rest, lines):
        for text in _texts(line, faults):
            name = unicodedata.normalize("NFC", text).strip()
            if not name and len(found) < candidates:
                raise faults.fault(N_("candidate %(number)s has an empty name.", number=len(found) + 1))
            if not _is_text(name):
                raise faults.fault(N_("a name holds characters that are not text."))
            found.append(name)
    if len(found) < candidates:
        raise faults.fault(N_("%(candidates)s candidates, but %(names)s names.", candidates=candidates,
                              names=len(found)))
    return found[:candidates], found[candidates] if len(found) > candidates else ""


def _texts(line: str, faults: Faults) -> Iterator[str]:
    """The names on a line: one PrefLib name, one or more in quotes, or the line itself."""
    alternative = _ALTERNATIVE.match(line)
    if alternative:
        yield alternative[1]
        return
    if _COMMENT.match(line):
        return
    if not line.lstrip().startswith('"'):
        yield line
        return
    place = 0
    while place < len(line) and not _COMMENT.match(line[place:]):
        quoted = _QUOTED.match(line, place)
        if not quoted:
            raise faults.fault(N_("a name is not closed with a quotation mark."))
        yield re.sub(r'\\(.)|"(")', lambda found: found[1] or found[2], quoted[1])
        place = quoted.end()


def _chain(rest: str, lines: Iterable[str]) -> Iterator[str]:
    if rest.strip():
        yield rest
    yield from lines


def _is_text(name: str) -> bool:
    return all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in name)
