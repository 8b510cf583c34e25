"""Who may be designated to represent a member of an organ at one meeting (V.CO.1f). No other proxy exists.

Only where the statutes' data know seats of designated representatives. Whoever has a vote in the organ themselves, or
stands in for somebody else at that meeting already, cannot: one person never has two votes.
"""

from __future__ import annotations

from voting.register.draw_up_roll import DESIGNATED, rule_on_seats, seat_ruling
from voting.register.facts import Register, Seat
from voting.sentences import N_
from voting.statutes import Ruling, Statutes, serves, words


def knows_representatives(statutes: Statutes, organ: str) -> bool:
    """Whether members of this organ may send a representative to a meeting."""
    return any(rule.kind == DESIGNATED and rule.votes for rule in statutes.organs[organ].seats)


@serves("V.CO.1f")
def may_be_represented(statutes: Statutes, register: Register, seat: Seat, at: int) -> Ruling:
    """Whether the holder of a seat may name a representative: it carries a vote, and the data let it be represented."""
    organ = statutes.organs[seat.organ]
    if not knows_representatives(statutes, seat.organ):
        return Ruling(False, organ.clause, N_("In the organ “%(organ)s” nobody sends a representative (clause "
                                              "%(clause)s).", organ=words(organ.name), clause=organ.clause))
    own = seat_ruling(statutes, register, seat, at)
    if not own.allowed:
        return own
    return seat_ruling(statutes, register, Seat(seat.id, seat.organ, DESIGNATED, "", seat.organisation, at), at)


@serves("V.CO.1f")
def may_represent(statutes: Statutes, register: Register, seat: Seat, person: str, meeting: str, at: int) -> Ruling:
    """Whether `person` may stand in for the holder of `seat` at `meeting`; the clause is that of representatives."""
    found = may_be_represented(statutes, register, seat, at)
    if not found.allowed:
        return found
    if person == seat.person:
        return Ruling(False, found.clause, N_("Nobody represents themselves; name somebody else."))
    if any(row.seat.person == person and row.ruling.allowed
           for row in rule_on_seats(statutes, register, seat.organ, at)):
        return Ruling(False, found.clause, N_("This person has a vote of their own in the organ; one person never has "
                                              "two votes (clause %(clause)s).", clause=found.clause))
    if any(one.meeting == meeting and one.person == person and one.seat != seat.id and one.holds_at(at)
           for one in register.representations):
        return Ruling(False, found.clause, N_("This person represents another member at this meeting already; one "
                                              "person never has two votes (clause %(clause)s).", clause=found.clause))
    return found
