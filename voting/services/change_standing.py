"""Standings that change without a ballot: an application in writing (IV.2b), a guest (IV.3), a resignation (IV.5).

A resignation ends standing and seats from its date; an adopted motion changes standings in `declare_result`.
"""

from __future__ import annotations

from voting.errors import ConflictError, InputError, NotFoundError
from voting.register.draw_up_roll import seat_ruling
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.end_candidacy import end_candidacies_of
from voting.services.officers import secretariat
from voting.services.seat_person import end_seat, mark_ended
from voting.services.typed import typed
from voting.statutes import serves
from voting.store.people import seats_of_organisation
from voting.store.tables import StandingRow


@serves("IV.2c", "IV.5")
def change_standing(act: Act, by: dict[str, str], organisation: str, standing: str, reason: str, until_at: int = 0,
                    document_sha256: str = "", motion: str = "") -> None:
    """Give an organisation a standing from now on; its seats end if the standing keeps none, else lose their votes."""
    register = act.register()
    if organisation not in register.organisations:
        raise NotFoundError(N_("The register has no organisation “%(code)s”.", code=organisation))
    if standing not in act.statutes.standings:
        raise InputError(N_("The statutes know no standing “%(standing)s”.", standing=standing))
    act.session.add(StandingRow(organisation=organisation, standing=standing, from_at=act.now, until_at=until_at,
                                reason=reason, document_sha256=document_sha256, motion=motion))
    act.forget_register()
    act.log_register("standing", by, organisation=organisation, standing=standing, until=until_at, reason=reason)
    end_candidacies_of(act, by, organisation, standing, reason)
    if not act.statutes.standings[standing].keeps_seats:
        for seat in seats_of_organisation(act.session, organisation):
            end_seat(act, by, seat.id, reason)
    else:
        silence(act, by, organisation, reason)


def silence(act: Act, by: dict[str, str], organisation: str, reason: str) -> None:
    """Mark the running roll entries of seats that keep their place and have lost their vote (IV.2c, V.CF.1)."""
    register = act.register()
    for seat in register.seats:
        is_theirs = seat.organisation == organisation and seat.holds_at(act.now)
        if is_theirs and not seat_ruling(act.statutes, register, seat, act.now).allowed:
            mark_ended(act, by, reason, seat.id)


@serves("IV.5")
def resign(service: Service, by: str, organisation: str, document_sha256: str, reason: str) -> None:
    """The coordinator enters a written resignation; it takes effect now."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Say how and when the resignation was received."), "reason")
    with begin(service) as act:
        officer = secretariat(act, by)
        refuse_resignation(act, organisation)
        change_standing(act, officer, organisation, act.statutes.register.resigned, reason,
                        document_sha256=document_sha256)


def refuse_resignation(act: Act, organisation: str) -> None:
    """`ConflictError` if there is nothing to resign from: a guest, or one that has left or was made to leave."""
    known = act.register().organisations.get(organisation)
    standing = known.standing_at(act.now) if known else ""
    rule = act.statutes.standings.get(standing)
    if known is not None and (rule is None or standing == act.statutes.register.visiting or not rule.keeps_seats):
        raise ConflictError(N_("%(name)s does not belong to the organisation, so it cannot resign (%(clause)s).",
                               name=known.name, clause=act.statutes.register.resignation_clause))
