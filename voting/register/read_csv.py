"""The register as CSV: code, name, kind, status, country, continent, contributes. All rows or none.

Reads bytes, answers rows, or one `InputError` that lists every fault with its line. Kinds, standings and
continents are those of the statutes' data.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

from voting.errors import InputError
from voting.sentences import N_, Sentence
from voting.statutes import Statutes

COLUMNS = ("code", "name", "kind", "status", "country", "continent", "contributes")
SIZE_LIMIT = 2_000_000


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One organisation as the file states it; the codes of countries are ISO 3166-1 alpha-2, ZZ for none."""

    line: int
    code: str
    name: str
    kind: str
    standing: str
    country: str
    continent: str
    contributes: bool


@dataclass(frozen=True, slots=True)
class CsvFault:
    """A line and what is wrong with it."""

    line: int
    what: Sentence


def read_register_csv(data: bytes, statutes: Statutes) -> tuple[list[CsvRow], list[CsvFault]]:
    """All rows and all faults of a register file; take the rows only if there is no fault."""
    if len(data) > SIZE_LIMIT:
        return [], [CsvFault(0, N_("The file is larger than %(limit)s bytes.", limit=SIZE_LIMIT))]
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return [], [CsvFault(0, N_("The file is not UTF-8 text."))]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[CsvRow] = []
    faults: list[CsvFault] = []
    codes: set[str] = set()
    try:
        if tuple(next(reader, ())) != COLUMNS:
            return [], [CsvFault(1, N_("The first line must be: %(columns)s", columns=",".join(COLUMNS)))]
        for cells in reader:
            line = reader.line_num
            if not cells:
                continue
            fault = _fault(cells, codes, statutes)
            if fault is not None:
                faults.append(CsvFault(line, fault))
                continue
            code, name, kind, standing, country, continent, contributes = cells
            codes.add(code)
            rows.append(CsvRow(line, code, name.strip(), kind, _standings(statutes)[standing], country, continent,
                               contributes == "yes"))
    except csv.Error:
        faults.append(CsvFault(reader.line_num, N_("The line is not well-formed CSV.")))
    if not rows and not faults:
        faults.append(CsvFault(1, N_("The file has no organisation in it.")))
    return rows, faults


def all_rows(data: bytes, statutes: Statutes) -> list[CsvRow]:
    """The rows of a file without fault; else one `InputError` with every fault and its line."""
    rows, faults = read_register_csv(data, statutes)
    if faults:
        shown = " ".join(f"[{fault.line}] {fault.what}" for fault in faults[:20])
        raise InputError(N_("The register file has %(count)s faults, so no line of it was taken. %(faults)s",
                            count=len(faults), faults=shown), "file", kept=N_("The register is as it was."))
    return rows


def _fault(cells: list[str], codes: set[str], statutes: Statutes) -> Sentence | None:
    if len(cells) != len(COLUMNS):
        return N_("It has %(found)s cells instead of %(wanted)s.", found=len(cells), wanted=len(COLUMNS))
    code, name, kind, standing, country, continent, contributes = cells
    if len(code) > 40 or not re.fullmatch(r"[^\W_][^\W_]*(?:-[^\W_]+)*", code):
        return N_("“%(code)s” is not a code of letters, digits and hyphens.", code=code[:40])
    if code in codes:
        return N_("The code %(code)s stands in the file twice.", code=code)
    if not name.strip() or len(name) > 200 or any(ord(char) < 32 for char in name):
        return N_("%(code)s has no name of one line.", code=code)
    if kind not in statutes.kinds:
        return N_("%(code)s: “%(kind)s” is not a kind of organisation.", code=code, kind=kind[:40])
    if standing not in _standings(statutes):
        return _standing_fault(code, standing)
    kinds = statutes.standings[_standings(statutes)[standing]].kinds
    if kinds and kind not in kinds:
        return N_("%(code)s: this kind of organisation cannot have the standing “%(standing)s”.", code=code,
                  standing=standing)
    if not re.fullmatch(r"[A-Z]{2}", country):
        return N_("%(code)s: “%(country)s” is not a country code of two letters.", code=code, country=country[:40])
    if continent not in statutes.continents:
        return N_("%(code)s: “%(continent)s” is not a continent of the statutes.", code=code, continent=continent[:40])
    if contributes not in ("yes", "no"):
        return N_("%(code)s: “contributes” must be yes or no.", code=code)
    return None


def _standings(statutes: Statutes) -> dict[str, str]:
    """The ids of standings by the words that files use for them."""
    return {standing.written: standing.id for standing in statutes.standings.values()}


def _standing_fault(code: str, standing: str) -> Sentence:
    return N_("%(code)s: “%(standing)s” is not a standing of the statutes.", code=code, standing=standing[:40])
