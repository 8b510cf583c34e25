"""The names and the title at the end of a BLT file, in the spellings that occur, composed (NFC)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from voting.errors import MalformedError
from voting.sentences import N_, Sentence

_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.|"")*)"[\s,]*')
_WHOLE = re.compile(r'\s*"(.*\S)"[\s,]*\Z')
_ALTERNATIVE = re.compile(r"\s*#\s*ALTERNATIVE NAME\s+(\d{1,6})\s*:\s*(.*)", re.IGNORECASE)
_COMMENT = re.compile(r"\s*(?:#.*|/\*.*\*/\s*)?\Z")


class Faults(Protocol):
    """Whoever knows the number of the line."""

    def fault(self, what: Sentence) -> MalformedError:
        """A fault in the line read last."""


def preflib_name(line: str) -> dict[int, str]:
    """The number and the name on a line `# ALTERNATIVE NAME 1: Ann`; empty for any other line."""
    found = _ALTERNATIVE.match(line)
    return {int(found[1]): found[2].strip()} if found else {}


def read_names(lines: Iterable[str], rest: str, candidates: int, faults: Faults,
               before: Mapping[int, str]) -> tuple[list[str], str]:
    """The names of `candidates` and the title, "" if there is none, from `rest` and the `lines` after it.

    `before` are names by number that stood above the papers: all of them, or they are left aside.
    """
    rows: list[list[str]] = []
    for line in _chain(rest, lines):
        row = [unicodedata.normalize("NFC", text).strip() for text in _texts(line, faults)]
        if row and not any(row) and len(rows) < candidates:
            raise faults.fault(N_("candidate %(number)s has an empty name.", number=len(rows) + 1))
        for name in row:
            if not _is_text(name):
                raise faults.fault(N_("a name holds characters that are not text."))
        rows += [row] if row else []
    found = _joined(rows, candidates)
    if "" in found[:candidates]:
        raise faults.fault(N_("candidate %(number)s has an empty name.", number=found.index("") + 1))
    if len(found) < candidates and set(before) == set(range(1, candidates + 1)):
        return [before[number] for number in sorted(before)], found[0] if found else ""
    if len(found) < candidates:
        raise faults.fault(N_("%(candidates)s candidates, but %(names)s names.", candidates=candidates,
                              names=len(found)))
    return found[:candidates], found[candidates] if len(found) > candidates else ""


def _joined(rows: list[list[str]], candidates: int) -> list[str]:
    """The texts in order; a line of first name, name, party, … is one name, if all candidates have such lines."""
    if 1 < candidates <= len(rows) <= candidates + 1 and len({len(row) for row in rows[:candidates]}) == 1:
        return [" ".join(filter(None, row)) for row in rows]
    return [text for row in rows for text in row]


def _texts(line: str, faults: Faults) -> Iterator[str]:
    """The names on a line: one PrefLib name, one or more in quotes, or the line itself."""
    alternative = _ALTERNATIVE.match(line)
    if alternative:
        yield alternative[2]
        return
    if _COMMENT.match(line):
        return
    if not line.lstrip().startswith('"'):
        yield line.strip().rstrip(",")
        return
    place, found = 0, []
    while place < len(line) and not _COMMENT.match(line[place:]):
        quoted = _QUOTED.match(line, place)
        if not quoted:
            whole = _WHOLE.match(line)  # quotation marks within a name, as in "Ann "Nan" Bell"
            if whole and not re.search(r'"\s*,?\s*"', whole[1]):
                yield whole[1]
                return
            raise faults.fault(N_("a name is not closed with a quotation mark."))
        name = re.sub(r'\\(.)|"(")', lambda found: found[1] or found[2], quoted[1])
        found.append(preflib_name(name).popitem()[1] if preflib_name(name) else name)
        place = quoted.end()
    yield from found


def _chain(rest: str, lines: Iterable[str]) -> Iterator[str]:
    if rest.strip():
        yield rest
    yield from lines


def _is_text(name: str) -> bool:
    return all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in name)
