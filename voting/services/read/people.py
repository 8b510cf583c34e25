"""The people of a demonstration, by what they come to do; each stands in one group only, the first that fits.

Groups come from offices and seats as the register has them today: chairs, deputies, delegates by organ (organs that
are voting first), tellers, the coordinator, auditors, guests. A guest here is whoever sits somewhere without a vote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.register.draw_up_roll import seat_ruling
from voting.register.duties import day_of
from voting.register.facts import Register
from voting.services.act import Service, statutes_at
from voting.statutes import Statutes
from voting.store.database import reading
from voting.store.listings import organs_voting
from voting.store.load_register import load_register
from voting.store.representations import named_ahead

Text = Mapping[str, str]

OFFICE_ROLES = ("chair", "deputy", "teller", "secretariat", "auditor")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody, the organ or organisation they come for, and that organisation's standing ("" where there is none)."""

    id: str
    name: str
    organ: Text | str
    organisation: str
    standing: Text | str


@dataclass(frozen=True, slots=True)
class Group:
    """People with one role (chair, deputy, delegate, teller, secretariat, auditor, guest); delegates of one organ."""

    role: str
    organ: Text | str
    people: list[KnownPerson] = field(default_factory=list)


def people_by_group(service: Service) -> list[Group]:
    """Everyone with a seat or an office now, or named to represent somebody; no group is empty."""
    now = service.clock()
    with reading() as session:
        statutes, register = statutes_at(session, now), load_register(session)
        voting = organs_voting(session, now)
        named = named_ahead(session, day_of(now).isoformat())
    seats = [(seat, seat_ruling(statutes, register, seat, now).allowed)
             for seat in register.seats if seat.holds_at(now)]
    by_role: dict[str, list[tuple[str, str, str]]] = {role: [] for role in OFFICE_ROLES}
    for office in register.offices:
        role = statutes.offices[office.office].role
        if office.holds_at(now) and role in by_role:
            by_role[role].append((office.person, office.organ, ""))
    delegates = [("delegate", organ, [(seat.person, organ, seat.organisation) for seat, votes in seats
                                      if votes and seat.organ == organ])
                 for organ in sorted(statutes.organs, key=lambda organ: organ not in voting)]
    guests = [(seat.person, seat.organ, seat.organisation) for seat, votes in seats if not votes] + named
    wanted = [("chair", "", by_role["chair"]), ("deputy", "", by_role["deputy"]), ("teller", "", by_role["teller"]),
              ("secretariat", "", by_role["secretariat"]), *delegates, ("auditor", "", by_role["auditor"]),
              ("guest", "", guests)]
    groups, taken = [], set()
    for role, organ, members in wanted:
        group = Group(role, statutes.organs[organ].name if organ else "")
        for person, sits_in, organisation in members:
            if person not in taken:
                taken.add(person)
                group.people.append(_known(statutes, register, now, person, sits_in, organisation))
        if group.people:
            groups.append(group)
    return groups


def _known(statutes: Statutes, register: Register, now: int, person: str, organ: str, organisation: str) -> KnownPerson:
    known = register.organisations.get(organisation)
    standing = known.standing_at(now) if known else ""
    return KnownPerson(person, register.people[person].name, statutes.organs[organ].name if organ else "",
                       known.name if known else "", statutes.standings[standing].name if standing else "")
