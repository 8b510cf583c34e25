"""Import organisations with their standings from CSV: all lines or none, differences only, logged with the file's hash.

An organisation that the register knows keeps its history: a new standing is a new event. Organisations that the
file leaves out stay as they are; nothing is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass

from voting.errors import InputError
from voting.evidence import sha256_hex
from voting.register.read_csv import CsvRow, all_rows
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.change_standing import change_standing, silence
from voting.services.officers import secretariat
from voting.statutes import Statutes, serves
from voting.store.people import open_contributions
from voting.store.tables import ContributionRow, OrganisationRow, StandingRow


@dataclass(frozen=True, slots=True)
class Difference:
    """What one line changes: `field` is new, name, kind, country, continent, standing or contributes."""

    code: str
    field: str
    before: str
    after: str
    clause: str = ""
    """For a standing that only a decision or a resignation gives: the clause that says so."""


def differences(act: Act, rows: list[CsvRow]) -> list[Difference]:
    """What importing `rows` would change."""
    register = act.register()
    found: list[Difference] = []
    for row in rows:
        known = register.organisations.get(row.code)
        if known is None:
            found.append(Difference(row.code, "new", "", row.name))
            continue
        pairs = (("name", known.name, row.name), ("kind", known.kind, row.kind),
                 ("country", known.country, row.country), ("continent", known.continent, row.continent),
                 ("standing", known.standing_at(act.now), row.standing),
                 ("contributes", _yes(known.contributes), _yes(row.contributes)))
        found += [Difference(row.code, name, before, after,
                             reserved(act.statutes, before, after) if name == "standing" else "")
                  for name, before, after in pairs if before != after]
    return found


def reserved(statutes: Statutes, before: str, after: str) -> str:
    """The clause by which a standing changes, where the secretariat alone may not change it; "" where it may."""
    rule = statutes.register
    if {before, after} <= {"", rule.visiting, rule.applying}:
        return ""
    if after == rule.resigned:
        return rule.resignation_clause
    decisions = [decision for decision in statutes.decisions.values()
                 if after == decision.to_standing or after in decision.grants.values()]
    return decisions[0].clause if decisions else statutes.standings[after].clause


def import_register(service: Service, by: str, data: bytes, reason: str = "imported",
                    is_correction: bool = False) -> list[Difference]:
    """The coordinator imports a register file; `InputError` with every fault, and nothing taken, if it has any.

    A standing that only a decision gives (IV.2) is refused for an organisation that the register knows, unless the
    coordinator states that the file corrects the register; the log then carries the reason.
    """
    with begin(service) as act:
        officer = secretariat(act, by)
        locked = [row for row in differences(act, all_rows(data, act.statutes)) if row.clause]
        if locked and not is_correction:
            raise InputError(N_("%(codes)s: such a standing changes by a decision or a resignation only (clause "
                                "%(clause)s).", codes=", ".join(row.code for row in locked[:10]),
                                clause=locked[0].clause), "is_correction", kept=N_("The register is as it was."))
        return take_register(act, officer, data, reason)


@serves("IV.1", "IV.4")
def take_register(act: Act, by: dict[str, str], data: bytes, reason: str) -> list[Difference]:
    """Import within an act under way."""
    rows = all_rows(data, act.statutes)
    found = differences(act, rows)
    for row in rows:
        _take(act, by, row, reason)
    act.forget_register()
    act.log_register("imported", by, file_sha256=sha256_hex(data), organisations=len(rows), changes=len(found))
    return found


def _take(act: Act, by: dict[str, str], row: CsvRow, reason: str) -> None:
    known = act.register().organisations.get(row.code)
    if known is None:
        act.session.add(OrganisationRow(code=row.code, name=row.name, kind=row.kind, country=row.country,
                                        continent=row.continent))
        act.session.flush()
    else:
        stored = act.session.get(OrganisationRow, row.code)
        stored.name, stored.kind, stored.country, stored.continent = row.name, row.kind, row.country, row.continent
    if known is not None and known.standing_at(act.now) != row.standing:
        change_standing(act, by, row.code, row.standing, reason)
    if known is None:
        act.session.add(StandingRow(organisation=row.code, standing=row.standing, from_at=act.now, reason=reason))
    if row.contributes and not (known and known.contributes):
        act.session.add(ContributionRow(organisation=row.code, from_at=act.now))
    if known and known.contributes and not row.contributes:
        for contribution in open_contributions(act.session, row.code):
            contribution.until_at = act.now
        act.forget_register()
        silence(act, by, row.code, reason)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
