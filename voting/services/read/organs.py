"""Organs as a reader may see them: how each is made up, which seats are taken and free, who sits there.

Numbers are for everyone. Names are for members and officers of the organ, and for everyone else only where the data
publishes them (`publication.names_outside_organ`). The reader's own ruling, as of now, stands beside each organ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from voting.register.draw_up_roll import SeatRuling, person_ruling, rule_on_seats
from voting.register.duties import terms_running
from voting.register.facts import Organisation, Register, Seat
from voting.services.act import Service, statutes_at
from voting.services.read.results import is_within
from voting.services.read.roles import Roles, roles_in
from voting.statutes import OfficeRule, Organ, Ruling, SeatRule, Statutes
from voting.store.database import reading
from voting.store.load_register import load_register


@dataclass(frozen=True, slots=True)
class SeatCount:
    """One way of sitting in an organ: seats taken, and places there could be (None: the statutes set no number).

    `by_continent`: continent -> (taken, places), where the statutes fix places.
    """

    rule: SeatRule
    taken: int
    places: int | None
    by_continent: Mapping[str, tuple[int, int]]

    @property
    def free(self) -> int | None:
        """Places that nobody holds; None where no number is set."""
        return None if self.places is None else max(self.places - self.taken, 0)


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody with a seat: for which organisation ("" for none), in which way, with a vote today or not."""

    name: str
    organisation: str
    kind: str
    votes: bool


@dataclass(frozen=True, slots=True)
class OfficeCount:
    """An office held in an organ: by how many, by whom where this reader may know, and the days on which terms end."""

    office: OfficeRule
    held: int
    names: Sequence[str]
    ends_on: Sequence[date]


@dataclass(frozen=True, slots=True)
class OrganChart:
    """One organ now. `sitting` is None where names stay within it; `own` is the reader's ruling, None if signed out."""

    organ: Organ
    counts: Sequence[SeatCount]
    counted: int
    seated: int
    voting: int
    offices: Sequence[OfficeCount]
    sitting: Sequence[Sitting] | None
    own: Ruling | None
    ends_on: date | None
    """The day on which the term of its elected members ends; None if it has none."""


@dataclass(frozen=True, slots=True)
class OrgansView:
    """Every organ of the statutes, and the offices of the whole organisation (how many hold each)."""

    statutes: Statutes
    charts: Sequence[OrganChart]
    offices: Sequence[OfficeCount]


def organ_charts(service: Service, person: str = "") -> OrgansView:
    """Every organ as `person` ("" for somebody not signed in) may see it at this instant."""
    now = service.clock()
    with reading() as session:
        statutes, register = statutes_at(session, now), load_register(session)
        roles = roles_in(session, service, person) if person else None
    charts = [_chart(statutes, register, organ, now, person, roles) for organ in statutes.organs.values()]
    is_open = statutes.publication.names_outside_organ
    return OrgansView(statutes, charts, _offices(statutes, register, "", now, is_open))


def count_seats(statutes: Statutes, register: Register, organ: Organ, at: int) -> list[SeatCount]:
    """How the seats of an organ stand, rule by rule; a seat belongs to the first rule of its kind that it fits."""
    taken: dict[int, list[Seat]] = {place: [] for place in range(len(organ.seats))}
    for seat in register.seats_in(organ.id, at):
        fitting = [place for place, rule in enumerate(organ.seats) if rule.kind == seat.kind]
        held = [place for place in fitting if not organ.seats[place].office
                or register.holds_office(seat.person, [organ.seats[place].office], "", at)]
        for place in (held or fitting)[:1]:
            taken[place].append(seat)
    return [_count(statutes, register, organ, rule, taken[place], at) for place, rule in enumerate(organ.seats)]


def _count(statutes: Statutes, register: Register, organ: Organ, rule: SeatRule, seats: Sequence[Seat],
           at: int) -> SeatCount:
    continents: dict[str, int] = dict.fromkeys(rule.places, 0)
    for seat in seats:
        known = register.organisations.get(seat.organisation)
        if known is not None and known.continent in continents:
            continents[known.continent] += 1
    return SeatCount(rule, len(seats), _places(statutes, register, organ, rule, at),
                     {name: (count, rule.places[name]) for name, count in continents.items()})


def _places(statutes: Statutes, register: Register, organ: Organ, rule: SeatRule, at: int) -> int | None:
    """How many could sit by this rule: fixed places, or one share an organisation; None where no number follows."""
    if rule.places:
        return sum(rule.places.values())
    if rule.office:
        return sum(1 for held in register.offices if held.office == rule.office and held.holds_at(at))
    if rule.per_organisation is None or (organ.max_counted_seats is not None and rule.counted):
        return None
    return rule.per_organisation * sum(1 for known in register.organisations.values() if _may_send(rule, known, at))


def _may_send(rule: SeatRule, known: Organisation, at: int) -> bool:
    standing = known.standing_at(at)
    return bool(standing) and (not rule.standings or standing in rule.standings) and \
        (known.contributes or not rule.contributes)


def _chart(statutes: Statutes, register: Register, organ: Organ, at: int, person: str,
           roles: Roles | None) -> OrganChart:
    seats = rule_on_seats(statutes, register, organ.id, at)
    counts = count_seats(statutes, register, organ, at)
    is_open = statutes.publication.names_outside_organ or (roles is not None and is_within(roles, organ.id))
    return OrganChart(
        organ, counts, sum(count.taken for count in counts if count.rule.counted), len(seats),
        sum(1 for row in seats if row.ruling.allowed), _offices(statutes, register, organ.id, at, is_open),
        _sitting(register, seats) if is_open else None,
        person_ruling(statutes, register, person, organ.id, at) if person else None,
        next((end.ends_on for end in terms_running(statutes, register, at) if end.term.id == organ.id), None))


def _sitting(register: Register, seats: Sequence[SeatRuling]) -> list[Sitting]:
    rows = []
    for row in seats:
        known = register.organisations.get(row.seat.organisation)
        rows.append(Sitting(register.people[row.seat.person].name, known.name if known else "", row.seat.kind,
                            row.ruling.allowed))
    return sorted(rows, key=lambda row: (row.organisation.casefold(), row.name.casefold()))


def _offices(statutes: Statutes, register: Register, organ: str, at: int, is_open: bool) -> list[OfficeCount]:
    """The offices that are held in `organ`, or with "" those of the whole organisation, held or vacant."""
    counts, ends = [], terms_running(statutes, register, at)
    for office in statutes.offices.values():
        if office.organ_bound == bool(organ):
            names = sorted(register.people[held.person].name for held in register.offices
                           if held.office == office.id and held.organ == organ and held.holds_at(at))
            counts.append(OfficeCount(office, len(names), tuple(names) if is_open else (), sorted(
                {end.ends_on for end in ends if (end.term.id, end.organ) == (office.id, organ)})))
    return counts
