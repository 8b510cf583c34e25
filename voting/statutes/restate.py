"""The readings of a statutes file restated: adopted by an organ on a day, or provisional again; nothing else changes.

For the declaration of a result by which an organ adopts its readings, and for the annulment of it. The file stays the
organisation's own, with its comments and its order: only the lines of status in the tables `[readings.…]` and the
line of the version are written anew. Afterwards the file is read again and compared; a file that writes its readings
in another way is refused with a sentence, before the ballot is announced.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from voting.errors import StatutesError
from voting.sentences import N_
from voting.statutes.clauses import serves
from voting.statutes.load import load_statutes
from voting.statutes.model import Reading, Statutes
from voting.statutes.ruling import Ruling

TABLE = re.compile(r"\s*\[\s*readings\s*\.\s*([a-z][a-z0-9_]*)\s*\]\s*(#.*)?")
ANY_TABLE = re.compile(r"\s*\[")
STATUS = re.compile(r'(\s*)status\s*=\s*"(?:provisional|adopted)"(.*)', re.DOTALL)
ADOPTED = re.compile(r"\s*adopted_(?:on|by)\s*=")
VERSION = re.compile(r'version\s*=\s*"[^"\\]*"(.*)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Adoption:
    """By which organ, and on which ISO day, a reading was adopted; both "" for one that is provisional."""

    on: str = ""
    by: str = ""

    @property
    def status(self) -> str:
        """The word in the file."""
        return "adopted" if self.on else "provisional"


@serves("V.CD.3")
def may_adopt(statutes: Statutes, named: Collection[str], organ: str, clause: str) -> Ruling:
    """Whether these readings can be adopted now: there are some, all are known, and all are provisional."""
    if not named:
        return Ruling(False, clause, N_("No reading is chosen; name at least one."))
    for name in sorted(named):
        reading = statutes.readings.get(name)
        if reading is None:
            return Ruling(False, clause, N_("The statutes in force have no reading “%(reading)s”.", reading=name[:40]))
        if reading.status == "adopted":
            return Ruling(False, clause, N_("The reading “%(reading)s” was adopted on %(day)s.", reading=name,
                                            day=reading.adopted_on))
    try:
        restate(statutes, dict.fromkeys(named, Adoption("2000-01-01", organ)))
    except StatutesError as fault:
        return Ruling(False, clause, fault.what)
    return Ruling(True, clause, N_("The readings named are provisional and can be adopted."))


def restate(statutes: Statutes, changes: Mapping[str, Adoption]) -> bytes:
    """The file of `statutes` with these readings restated, as its next version; `StatutesError` if it cannot be."""
    written, table, version = [], "", next_version(statutes.version)
    for line in statutes.source.decode("utf-8").splitlines(keepends=True):
        opened = TABLE.fullmatch(line.rstrip("\r\n"))
        if opened or ANY_TABLE.match(line):
            table = opened.group(1) if opened else " "
        if not table and (found := VERSION.fullmatch(line)):
            line = f'version = "{version}"{found.group(1)}'
        elif table in changes and ADOPTED.match(line):
            continue
        elif table in changes and (found := STATUS.fullmatch(line)):
            line = _status(changes[table], found.group(1), found.group(2))
        written.append(line)
    source = "".join(written).encode()
    restated = load_statutes(source, "statutes.toml")
    expected = {name: _with(reading, changes[name]) if name in changes else reading
                for name, reading in statutes.readings.items()}
    if restated != replace(statutes, source=source, sha256=restated.sha256, version=version, readings=expected):
        raise StatutesError(N_("The statutes file does not write each reading as a table of its own with a line "
                               "“status”; the operator has to write it so first."))
    return source


def next_version(version: str) -> str:
    """The version that follows: a point and a number are added, or that number is raised."""
    whole, point, last = version.rpartition(".")
    if point and last.isascii() and last.isdigit():
        return f"{whole}.{int(last) + 1}"
    return f"{version}.1"


def lost_adoptions(before: Statutes, after: Statutes) -> list[Reading]:
    """Readings that an organ has adopted in `before` and that `after` has with the same words as provisional."""
    return [reading for name, reading in before.readings.items() if reading.status == "adopted"
            and name in after.readings and after.readings[name].status != "adopted"
            and after.readings[name].text == reading.text]


def _status(adoption: Adoption, indent: str, rest: str) -> str:
    line = f'{indent}status = "{adoption.status}"{rest}'
    if not adoption.on:
        return line
    end = "" if line.endswith("\n") else "\n"
    return f'{line}{end}{indent}adopted_on = "{adoption.on}"\n{indent}adopted_by = "{adoption.by}"\n'


def _with(reading: Reading, adoption: Adoption) -> Reading:
    return replace(reading, status=adoption.status, adopted_on=adoption.on, adopted_by=adoption.by)
