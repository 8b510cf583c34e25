"""The electoral roll drawn up from the register for one ballot (IV.3, V.CD.1, V.CO.1, V.COORD.4, V.CF.1).

Every seat of the organ at the instant of the announcement gets a ruling with clause and reason, refusals too, so
that everyone can read why they are, or are not, on the roll. One person has one vote, however many seats they
hold. Persons seated in an organ do not vote on its discharge where the decision's data says so (recusal). At a meeting
for which a representative was designated and has accepted, the representative stands on the roll, under the seat of
the member represented, who does not (V.CO.1f).
"""

from __future__ import annotations

from dataclasses import dataclass

from voting.register.facts import Register, Seat
from voting.sentences import N_
from voting.statutes import Decision, Ruling, SeatFacts, Statutes, may_vote, serves

DESIGNATED = "designated"
"""The kind of seat by which a representative votes."""


@dataclass(frozen=True, slots=True)
class SeatRuling:
    """A seat and whether it votes in this ballot."""

    seat: Seat
    ruling: Ruling


@serves("IV.3", "V.CD.1", "V.CD.4b", "V.CO.1e", "V.CO.1f", "V.CO.2a", "V.COORD.4", "V.CF.1")
def rule_on_seats(statutes: Statutes, register: Register, organ: str, at: int, decision: Decision | None = None,
                  subject: str = "", meeting: str = "") -> list[SeatRuling]:
    """One ruling for each seat held in `organ` at `at`; at most one seat of a person is allowed a vote.

    For each representative who has accepted for `meeting` there is a ruling more, on the same seat in their hands.
    """
    recused: set[str] = set()
    if decision is not None and decision.recusal == "seated_in_subject":
        recused = {seat.person for seat in register.seats_in(subject, at)}
    rulings = _rule_on_own(statutes, register, organ, at, decision, recused)
    return rulings + _represent(statutes, register, rulings, at, meeting, recused)


def _rule_on_own(statutes: Statutes, register: Register, organ: str, at: int, decision: Decision | None,
                 recused: set[str]) -> list[SeatRuling]:
    rulings: list[SeatRuling] = []
    voting: set[str] = set()
    for seat in sorted(register.seats_in(organ, at), key=lambda seat: (seat.person, seat.from_at, seat.id)):
        ruling = seat_ruling(statutes, register, seat, at)
        if ruling.allowed and seat.person in recused and decision is not None:
            ruling = _recused(decision)
        if ruling.allowed and seat.person in voting:
            ruling = Ruling(False, ruling.clause, N_("You hold another seat in this organ that carries your vote: one "
                                                     "person has one vote."))
        if ruling.allowed:
            voting.add(seat.person)
        rulings.append(SeatRuling(seat, ruling))
    return rulings


def _recused(decision: Decision) -> Ruling:
    return Ruling(False, decision.clause, N_("You sit in the organ whose discharge is decided, so you do not "
                                             "vote on it; your organisation may send another delegate."))


def _represent(statutes: Statutes, register: Register, rulings: list[SeatRuling], at: int, meeting: str,
               recused: set[str]) -> list[SeatRuling]:
    """What representatives for `meeting` are told; in `rulings` those whom they represent lose the vote to them.

    A representative who has come to a vote of their own, or who represents somebody else already, represents nobody:
    one person never has two votes, and the member keeps the vote.
    """
    places = {row.seat.id: place for place, row in enumerate(rulings)}
    voting = {row.seat.person for row in rulings if row.ruling.allowed}
    found: list[SeatRuling] = []
    for one in sorted(register.representations, key=lambda one: (one.from_at, one.id)):
        if not meeting or one.meeting != meeting or one.seat not in places or not one.holds_at(at):
            continue
        held = rulings[places[one.seat]]
        seat = Seat(held.seat.id, held.seat.organ, DESIGNATED, one.person, held.seat.organisation, one.from_at)
        ruling = held.ruling if not held.ruling.allowed else seat_ruling(statutes, register, seat, at)
        if ruling.allowed and one.person in voting | recused:
            ruling = Ruling(False, ruling.clause, N_("You have a vote of your own in this organ, represent somebody "
                                                     "else already, or may not vote on this; so the member whom you "
                                                     "were to represent keeps the vote."))
        if ruling.allowed:
            voting.add(one.person)
            rulings[places[one.seat]] = SeatRuling(held.seat, seat_ruling(statutes, register, held.seat, at, True))
        found.append(SeatRuling(seat, ruling))
    return found


def seat_ruling(statutes: Statutes, register: Register, seat: Seat, at: int, is_represented: bool = False) -> Ruling:
    """Whether one seat carries a vote at `at` in its holder's hands, whoever else sits where."""
    organisation = register.organisations.get(seat.organisation)
    rules = [rule for rule in statutes.organs[seat.organ].seats if rule.kind == seat.kind]
    offices = [rule.office for rule in rules if rule.office]
    return may_vote(statutes, seat.organ, SeatFacts(
        kind=seat.kind, standing=organisation.standing_at(at) if organisation else "",
        contributes=bool(organisation and organisation.contributes),
        office_held=register.holds_office(seat.person, offices, "", at), represented=is_represented))


@serves("IV.2c", "IV.3", "IV.5")
def person_ruling(statutes: Statutes, register: Register, person: str, organ: str, at: int,
                  decision: Decision | None = None, subject: str = "", meeting: str = "") -> Ruling:
    """Whether a person votes in `organ` at `at`: the allowing ruling if one seat has it, else the first refusal.

    Somebody with no seat there is refused with the clause of the organ, a guest's delegate with the clause on
    guests, and who sat for an organisation that lost its seats with the clause by which it did.
    """
    seen = [row.ruling for row in rule_on_seats(statutes, register, organ, at, decision, subject, meeting)
            if row.seat.person == person]
    for ruling in seen:
        if ruling.allowed:
            return ruling
    if seen:
        return seen[0]
    for seat in _elsewhere_or_before(statutes, register, person, at):
        standing = register.organisations[seat.organisation].standing_at(at)
        if standing in statutes.refusals.standings:
            return may_vote(statutes, organ, SeatFacts(kind=seat.kind, standing=standing, contributes=False,
                                                       office_held=False, represented=False))
    return Ruling(False, statutes.organs[organ].clause, N_("You hold no seat in this organ."))


def _elsewhere_or_before(statutes: Statutes, register: Register, person: str, at: int) -> list[Seat]:
    """A person's seats in any organ at `at`, then those that ended because their organisation's standing keeps none."""
    own = [seat for seat in register.seats if seat.person == person and seat.organisation in register.organisations]
    ended = [seat for seat in own if seat.until_at and seat.until_at <= at]
    lost = [seat for seat in ended if not _keeps_seats(statutes, register, seat.organisation, at)]
    return [seat for seat in own if seat.holds_at(at)] + sorted(lost, key=lambda seat: -seat.until_at)


def _keeps_seats(statutes: Statutes, register: Register, organisation: str, at: int) -> bool:
    standing = statutes.standings.get(register.organisations[organisation].standing_at(at))
    return standing is None or standing.keeps_seats
