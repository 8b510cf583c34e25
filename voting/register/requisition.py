"""Who may ask for an extraordinary meeting of an organ: its members in good standing on the day (V.CD.5, V.CO.5).

The list is drawn up once, when the requisition is filed, and frozen: the share is of these members, whoever comes or
goes afterwards. One person is one member, however many seats they hold.
"""

from __future__ import annotations

from voting.register.facts import Register, Seat
from voting.statutes import Statutes, serves
from voting.statutes.requisition import requisition_of


@serves("V.CD.5", "V.CO.5")
def members_entitled(statutes: Statutes, register: Register, organ: str, at: int) -> list[Seat]:
    """The seat of each member who may sign, sorted by person; `NotFoundError` if the organ has no such rule."""
    rule, found = requisition_of(statutes, organ), {}
    for seat in sorted(register.seats_in(organ, at), key=lambda seat: (seat.person, seat.from_at, seat.id)):
        organisation = register.organisations.get(seat.organisation)
        is_good = organisation is None or organisation.standing_at(at) in rule.standings
        if seat.kind in rule.seats and is_good:
            found.setdefault(seat.person, seat)
    return [found[person] for person in sorted(found)]
