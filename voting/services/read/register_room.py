"""The register as it stood on any day, the history of one organisation, an organ's seats; differences before an import.

Everything is asked "at an instant": the end of a UTC day, or now for today. Nothing is deleted, so every day that was
can be shown again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from voting.errors import InputError, NotFoundError
from voting.register.draw_up_roll import SeatRuling, rule_on_seats
from voting.register.facts import OfficeHeld, Organisation, Register
from voting.register.read_csv import COLUMNS, CsvFault, read_register_csv
from voting.sentences import N_
from voting.services.act import Act, Service
from voting.services.import_register import Difference, differences
from voting.services.read.dry_act import look
from voting.statutes import Statutes
from voting.store.applications import ApplicationRow, applications_of
from voting.store.overview import contributions, motions_about, seats_ever_of, standings_of
from voting.store.tables import MotionRow, SeatRow, StandingRow

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by spreadsheets."""


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation on a day."""

    organisation: Organisation
    standing: str
    contributes: bool
    seats: int


@dataclass(frozen=True)
class RegisterOn:
    """The register at an instant."""

    statutes: Statutes
    day: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class History:
    """One organisation from its application to today; `people` are names by id, `motions` those about it."""

    statutes: Statutes
    organisation: Organisation
    standing: str
    standings: Sequence[StandingRow]
    seats: Sequence[SeatRow]
    people: Mapping[str, str]
    applications: Sequence[ApplicationRow]
    motions: Sequence[MotionRow]


@dataclass(frozen=True)
class OrganRoom:
    """Who sits in an organ now, with each seat's ruling, and who holds office in it or in the whole organisation."""

    statutes: Statutes
    register: Register
    organ: str
    seats: Sequence[SeatRuling]
    offices: Sequence[OfficeHeld]


@dataclass(frozen=True)
class ImportPreview:
    """What a file would change, or why none of it can be taken."""

    organisations: int
    faults: Sequence[CsvFault]
    differences: Sequence[Difference]

    @property
    def clauses(self) -> list[str]:
        """Clauses that reserve some of the changes to a decision."""
        return sorted({row.clause for row in self.differences if row.clause})


def register_on(service: Service, day: str = "") -> RegisterOn:
    """The register at the end of an ISO day (UTC), now if the day is today or empty."""
    with look(service) as act:
        at = _instant_of(act, day)
        register = act.register()
        contributing = {row.organisation for row in contributions(act.session)
                        if row.from_at <= at and (not row.until_at or at < row.until_at)}
        seats = [seat for seat in register.seats if seat.holds_at(at)]
        lines = [Line(organisation, organisation.standing_at(at), organisation.code in contributing,
                      sum(1 for seat in seats if seat.organisation == organisation.code))
                 for organisation in register.organisations.values() if organisation.standing_at(at)]
        return RegisterOn(act.statutes, datetime.fromtimestamp(at, UTC).date().isoformat(),
                          sorted(lines, key=lambda line: line.organisation.name.casefold()))


def history(service: Service, code: str) -> History:
    """Everything about one organisation."""
    with look(service) as act:
        register = act.register()
        organisation = register.organisations.get(code)
        if organisation is None:
            raise NotFoundError(N_("The register has no organisation “%(code)s”.", code=code[:40]))
        return History(act.statutes, organisation, organisation.standing_at(act.now), standings_of(act.session, code),
                       seats_ever_of(act.session, code),
                       {person.id: person.name for person in register.people.values()},
                       applications_of(act.session, code), motions_about(act.session, code))


def organ_room(service: Service, organ: str) -> OrganRoom:
    """An organ's seats and offices now."""
    with look(service) as act:
        if organ not in act.statutes.organs:
            raise NotFoundError(N_("The statutes know no organ “%(organ)s”.", organ=organ[:40]))
        register = act.register()
        offices = [held for held in register.offices if held.organ in ("", organ) and held.holds_at(act.now)]
        return OrganRoom(act.statutes, register, organ, rule_on_seats(act.statutes, register, organ, act.now), offices)


def organ_rooms(service: Service) -> list[OrganRoom]:
    """Every organ of the statutes, in their order."""
    with look(service) as act:
        organs = list(act.statutes.organs)
    return [organ_room(service, organ) for organ in organs]


def preview_import(service: Service, data: bytes) -> ImportPreview:
    """What importing `data` would do; nothing is changed."""
    with look(service) as act:
        rows, faults = read_register_csv(data, act.statutes)
        return ImportPreview(len(rows), faults, () if faults else differences(act, rows))


def export_csv(shown: RegisterOn) -> bytes:
    """The register of a day as a file that can be imported again; no cell is one that a spreadsheet would run."""
    written = {standing.id: standing.written or standing.id for standing in shown.statutes.standings.values()}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in shown.lines:
        known = line.organisation
        cells = (known.code, known.name, known.kind, written[line.standing], known.country, known.continent,
                 "yes" if line.contributes else "no")
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue().encode()


def safe_cell(cell: str) -> str:
    """The cell with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _instant_of(act: Act, day: str) -> int:
    if not day or day == act.today.isoformat():
        return act.now
    try:
        wanted = datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError as fault:
        raise InputError(N_("Give a day, written like 2027-03-12."), "on") from fault
    if wanted.date() > act.today:
        raise InputError(N_("The register can be shown for days that were, not for days to come."), "on")
    return int((wanted.replace(hour=0, minute=0, second=0) + timedelta(days=1)).timestamp()) - 1
