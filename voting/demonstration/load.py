"""Load the demonstration: found, import, seat, convene, draft, announce, all by the services that everyone uses.

What is loaded stands in `alliance.toml` and `organisations.csv`. Runs once, on an empty database; afterwards it
leaves everything as it is.
"""

from __future__ import annotations

import importlib.resources
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from voting.demonstration.open_election import put_election
from voting.demonstration.secret_votes import put_secret_votes
from voting.evidence import sha256_hex
from voting.register.read_csv import CsvRow, all_rows
from voting.services.act import Act, Service, begin
from voting.services.announce_ballot import announce_ballot
from voting.services.convene_meeting import convene_meeting
from voting.services.draft_motion import MotionDraft, draft_motion, prepare_dossier
from voting.services.found import FoundingOfficer, found
from voting.services.import_register import take_register
from voting.services.officers import secretariat
from voting.services.read.organisation import first_ballot, is_founded
from voting.services.seat_person import enter_person, seat
from voting.statutes import Statutes, load_statutes


def packaged(package: str, name: str) -> bytes:
    """The bytes of a file of ours."""
    return importlib.resources.files(package).joinpath(name).read_bytes()


def plan() -> dict[str, object]:
    """What the demonstration consists of."""
    return tomllib.loads(packaged("voting.demonstration", "alliance.toml").decode())


def load_demonstration(service: Service) -> bool:
    """Load everything; False, and nothing done, if the database has been founded already."""
    if is_founded():
        return False
    wanted = plan()
    put_open_business(service, wanted, enter_alliance(service, wanted))
    return True


def enter_alliance(service: Service, wanted: Mapping[str, object]) -> str:
    """Found the organisation, enter its register, seat everybody; the coordinator."""
    source = packaged("voting.statutes", "progressive_alliance.toml")
    statutes = load_statutes(source, "progressive_alliance.toml")
    principles = packaged("voting.statutes", statutes.principles.file).decode()
    founders = [FoundingOfficer(office, "", wanted[key]["name"], wanted[key]["mail"])
                for office, key in _whole_offices(statutes)]
    founders += [FoundingOfficer(row["office"], row["organ"], _name(wanted, row["code"]), address(row["code"]))
                 for row in wanted["offices"]]
    coordinator = found(service, source, principles, founders)[0]
    register = packaged("voting.demonstration", "organisations.csv")
    with begin(service) as act:
        officer = secretariat(act, coordinator)
        take_register(act, officer, register, "demonstration")
        _seat_all(act, officer, wanted, all_rows(register, statutes), coordinator)
    return coordinator


def put_open_business(service: Service, wanted: Mapping[str, object], coordinator: str) -> None:
    """Convene a meeting of today and put what is open when somebody comes to look around."""
    meeting = wanted["meeting"]
    today = datetime.fromtimestamp(service.clock(), UTC).date()
    convened = convene_meeting(service, coordinator, meeting["organ"], meeting["title"], today.isoformat(),
                               meeting["place"], meeting["is_remote"])
    _put_motion(service, wanted, coordinator, convened)
    put_secret_votes(service, wanted, coordinator, convened)
    put_election(service, wanted, coordinator, convened)


def _whole_offices(statutes: Statutes) -> list[tuple[str, str]]:
    """(office, key of the plan) of the offices that belong to the whole organisation; the secretariat first."""
    return [*((office, "coordinator") for office in statutes.offices_of_role("secretariat")),
            *((office, "auditor") for office in statutes.offices_of_role("auditor"))]


def _seat_all(act: Act, officer: dict[str, str], wanted: Mapping[str, object], rows: list[CsvRow],
              coordinator: str) -> None:
    for row in wanted["seats"]:
        rule = next(rule for rule in act.statutes.organs[row["organ"]].seats if rule.kind == row["kind"])
        codes = row["codes"]
        if isinstance(codes, str):
            codes = [known.code for known in rows if known.standing in rule.standings
                     and (codes == "all" or known.contributes)]
        for code in codes:
            word = row.get("name", "delegate")
            person = enter_person(act, _name(wanted, code, word), address(code, word))
            seat(act, officer, row["organ"], row["kind"], person, code)
    for row in wanted["coordinator_seats"]:
        seat(act, officer, row["organ"], row["kind"], coordinator)


def _put_motion(service: Service, wanted: Mapping[str, object], coordinator: str, meeting: str) -> None:
    organ, motion, now = wanted["meeting"]["organ"], wanted["motion"], service.clock()
    drafted = draft_motion(service, coordinator, MotionDraft(organ, motion["decision"], motion["subject"], meeting,
                                                             motion["agenda"], {}))
    for entry in motion["dossier"]:
        written = {"text": entry.get("text", "")}
        if written["text"]:
            written["sha256"] = sha256_hex(written["text"].encode())
        if "days_ago" in entry:
            written["on"] = (datetime.fromtimestamp(now, UTC) - timedelta(days=entry["days_ago"])).date().isoformat()
        prepare_dossier(service, coordinator, drafted, entry["item"], written)
    ballot, chair = first_ballot(service, drafted, organ)
    closes = now + motion["hours_open"] * 3600
    announce_ballot(service, chair, ballot, 0, closes - closes % 3600)


def _name(wanted: Mapping[str, object], code: str, word: str = "delegate") -> str:
    return wanted[word] % {"code": code}


def delegate_name(code: str) -> str:
    """What an organisation's delegate is called."""
    return _name(plan(), code)


def address(code: str, word: str = "delegate") -> str:
    """The address of an organisation's delegate, at which nobody reads."""
    return f"{word}.{code.lower()}@demonstration.invalid"
