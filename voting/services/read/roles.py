"""What a person is here and now: roles from seats and offices, never from a flag."""

from __future__ import annotations

from dataclasses import dataclass

from voting.register.draw_up_roll import DESIGNATED
from voting.register.duties import day_of
from voting.services.act import Service, statutes_at
from voting.store.database import Session, reading
from voting.store.people import offices_of, seats_of
from voting.store.representations import organs_represented


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles of a person at an instant: organs in which they sit, and per role the organs for which they hold it.

    `members` are the organs in which they sit with a kind of seat that can vote; a guest or a leader who attends is no
    member; whoever represents a member at a meeting that is not over is one. The organ "" stands for an office of the
    whole organisation (the coordinator, the auditor).
    """

    seats: frozenset[str]
    members: frozenset[str]
    offices: dict[str, frozenset[str]]

    def has(self, role: str) -> bool:
        """Whether the person has the role anywhere: delegate, chair, deputy, teller, secretariat, auditor."""
        return bool(self.seats) if role == "delegate" else bool(self.offices.get(role))

    @property
    def presided(self) -> frozenset[str]:
        """The organs for which the person is chair, deputy or teller: the delays for the latter two are the act's."""
        return frozenset().union(*(self.offices.get(role, frozenset()) for role in ("chair", "deputy", "teller")))


def roles_of(service: Service, person: str) -> Roles:
    """The roles of a person now."""
    with reading() as session:
        return roles_in(session, service, person)


def roles_in(session: Session, service: Service, person: str) -> Roles:
    """The roles of a person now, within a view that is open already."""
    now = service.clock()
    statutes = statutes_at(session, now)
    seats, held = seats_of(session, person, now), offices_of(session, person, now)
    seats += [(organ, DESIGNATED) for organ in organs_represented(session, person, day_of(now).isoformat())]
    members = {organ for organ, kind in seats
               if any(rule.kind == kind and rule.votes for rule in statutes.organs[organ].seats)}
    offices: dict[str, set[str]] = {}
    for office, organ in held:
        offices.setdefault(statutes.offices[office].role, set()).add(organ)
    return Roles(frozenset(organ for organ, _ in seats), frozenset(members),
                 {role: frozenset(organs) for role, organs in offices.items()})
