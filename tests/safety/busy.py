"""A site in which much is going on at once, so that nearly every form of the service stands on some page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.passkeys import enrol
from tests.secret_site import SecretSite
from tests.site import Visitor
from voting.services.call_election import Call, call_election
from voting.services.file_requisition import file_requisition
from voting.services.nominate import answer_nomination, nominate
from voting.services.recover_passkeys import propose_recovery
from voting.services.seat_person import unseat_person
from voting.services.second_officer import propose_annulment
from voting.store.access import MailRow, SessionRow
from voting.store.database import writing
from voting.store.elections import CandidacyRow
from voting.store.tables import OfficeRow, SeatRow

DAY = 86400
ROOMS = {"/chair": ("chair",), "/coordinator": ("coordinator",), "/teller": ("teller",),
         "/elections/": ("sc_chair", "coordinator"), "/elections/new": ("coordinator",),
         "/requisitions/": ("AMBER", "BIRCH"), "/calendar": ("coordinator",)}
"""Who looks at the pages of a room (the longest name that fits); at all others AMBER, a delegate, looks."""

MORE = (("coordinator", "/coordinator/motions/new?organ=council&decision=resolution"),
        ("sc_chair", "/elections/new"))
"""Pages that show their form only to a question."""


@dataclass
class Busy:
    """The site, what there is in it (by the name of the part of an address), and who is signed in."""

    site: SecretSite
    there: dict[str, list[str]]
    readers: dict[str, Visitor]

    def reader(self, who: str) -> Visitor:
        """Somebody's browser; "" a stranger's."""
        if who not in self.readers:
            self.readers[who] = self.site.signed_in(who) if who else self.site.visitor()
        return self.readers[who]

    def pages(self) -> Iterator[tuple[str, str]]:
        """(who, path) of every page of the service, for each thing that its address can name."""
        yield from MORE
        for rule in sorted(self.site.app.url_map.iter_rules(), key=lambda rule: rule.rule):
            if "GET" not in rule.methods or rule.endpoint == "static":
                continue
            named = sorted(rule.arguments, key=lambda part: -len(self.there.get(part, [""])))
            for value in self.there.get(named[0], ["x"]) if named else [""]:
                values = {part: value if part == named[0] else self.there.get(part, ["x"])[0] for part in named}
                with self.site.app.test_request_context():
                    path = self.site.app.url_for(rule.endpoint, **values)
                room = max((room for room in ROOMS if path.startswith(room)), key=len, default="")
                for who in ROOMS.get(room, ("AMBER",)):
                    yield who, path


def busy_site(folder: Path, url: str) -> Busy:
    """The site, on the empty database at `url`."""
    site = SecretSite(folder, url)
    world = site.world
    world.found()
    world.seat_members()
    world.seat_members("steering_committee", "delegate")
    coordinator = world.person("coordinator")
    drafted, whole = world.draft("resolution", "Peace"), world.draft("suspension", "ELDER", end_on="2027-12-31")
    opened = world.announce(world.draft(), lasts=2 * DAY)
    coming = world.announce(world.draft("admission", "FRESH"), opens_in=DAY, lasts=2 * DAY)
    counted = world.announce(world.draft("exclusion", "FROST"), lasts=100)
    world.cast("BIRCH", counted, "object")
    world.cast("BIRCH", opened, "consent")
    adopted = world.announce(world.draft("resolution", "Bread"), lasts=100)
    world.cast_all(adopted, "yes")
    world.clock.now += 3600
    world.tick()
    secret = world.draft_secret("resolution", "War")
    device, _ = (site.within(enrol, world, "AMBER") for _ in range(2))
    world.seat("UNION")
    election = site.within(call_election, site.service, coordinator, Call(
        election="council", organ="steering_committee", meeting=world.convene("steering_committee"), agenda=1,
        closes_at=world.now + 7 * DAY))
    named = [site.within(nominate, site.service, coordinator, election, code, f"Candidate of {code}",
                         f"{code.lower()}@example.org" if code == "AMBER" else f"candidate.{code.lower()}@example.org",
                         is_written=True) for code in ("AMBER", "CEDAR")]
    site.within(answer_nomination, site.service, coordinator, named[1], True, "women", {}, is_written=True)
    asked = site.within(file_requisition, site.service, world.person("AMBER"), "council", "No budget")
    pending = [site.within(propose_annulment, site.service, world.person("chair"), opened, "Wrong question"),
               site.within(propose_recovery, site.service, coordinator, world.person("AMBER"), "By telephone")]
    gone = world.seat("LATER", kind="attending", name="GONE")
    site.within(unseat_person, site.service, coordinator, world.seats["council:GONE"], "Left")
    letter = world.rows(MailRow)[-1].id
    with site.app.app_context(), writing() as session:
        session.get(MailRow, letter).failed = "5.1.1"
    site.signed_in("AMBER")
    ballots = [opened, counted, coming, world.ballot(drafted), world.ballot(whole), adopted, secret]
    there = {"ballot": ballots, "motion": [world.row(ballot).motion for ballot in ballots] + [election],
             "attempt": ["a" * 20], "pending": pending, "item": ["report"], "organ": ["council", "steering_committee"],
             "code": ["AMBER", "NEW"], "person": [world.person("BIRCH"), gone, world.person("AMBER")],
             "number": [str(letter)], "language": ["en"], "sha256": ["0" * 64], "act": ["rename"],
             "filename": ["icon.svg"], "candidacy": [row.id for row in world.rows(CandidacyRow)],
             "requisition": [asked], "meeting": [world.convene(organ) for organ in ("council", "steering_committee")],
             "seat": [world.rows(SeatRow)[0].id], "office": [world.rows(OfficeRow)[0].id],
             "id": [device.passkey(0).id], "session": [world.rows(SessionRow)[0].id]}
    return Busy(site, there, {})

