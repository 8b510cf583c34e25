"""Call an election: seats or an office to fill, at a meeting, with the day on which nominations close (V.CO.1, V.CO.4).

The method, and how vacancies are filled, are those of the statutes' data; another that the data lists takes an adopted
resolution of the electing organ, and is fixed here, before nominations close, never by the chair alone. What is called
is a motion like any other: it is announced, voted on and declared by the same acts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from voting.ballots.election import Share
from voting.ballots.lifecycle import State
from voting.errors import ConflictError, InputError
from voting.register.facts import OfficeHeld, Seat
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.officers import preparer
from voting.services.prepare_agenda import ensure_item
from voting.statutes import serves
from voting.statutes.election_rule import READ_ON, ElectionRule
from voting.statutes.load_elections import PREFIX
from voting.statutes.meetings import WRITTEN
from voting.store.elections import ElectionRow, elections, gender_stated
from voting.store.find import find_meeting
from voting.store.tables import BallotRow, MotionRow

LONGEST_S = 366 * 86400


@dataclass(frozen=True, slots=True)
class Call:
    """What is entered: the row of the statutes, the electing organ, the meeting, when nominations close.

    `method` and `vacancy` "" for the statutes' own; `resolution` is the motion that chose another.
    """

    election: str
    organ: str
    meeting: str
    agenda: int
    closes_at: int
    method: str = ""
    vacancy: str = ""
    resolution: str = ""
    is_by_election: bool = False


@serves("V.CD.4a", "V.CO.1b", "V.CO.4", "V.COORD.1", "V.CAC.1")
def call_election(service: Service, by: str, call: Call) -> str:
    """The id of the motion that the election is; `InputError` names what does not fit."""
    with begin(service) as act:
        officer = preparer(act, call.organ, by)
        rule = act.statutes.elections.get(call.election)
        if rule is None or call.organ not in rule.electors:
            raise InputError(N_("This organ does not hold such an election."), "election")
        meeting = find_meeting(act.session, call.meeting)
        if meeting.organ != call.organ:
            raise InputError(N_("The meeting is one of another organ."), "meeting")
        if meeting.kind == WRITTEN:
            raise InputError(N_("An election is held at a meeting, not in writing."), "meeting")
        if not 1 <= call.agenda <= 999:
            raise InputError(N_("The agenda item is a number from 1 to 999."), "agenda")
        if not act.now < call.closes_at <= act.now + LONGEST_S:
            raise InputError(N_("Nominations close at an instant to come, within a year."), "closes_at")
        method, vacancy = call.method or rule.methods[0], call.vacancy or rule.vacancies[0]
        _check_choice(act, rule, call, method, vacancy)
        _refuse_second(act, rule, call.organ)
        sitting = [share.document() for share in sitting_shares(act, rule, call.organ)] if call.is_by_election else []
        wanted = rule.seats - len(held_by(act, rule, call.organ)) if call.is_by_election else rule.seats
        if wanted < 1:
            raise ConflictError(N_("No seat is vacant: there is nothing to elect."))
        decision = act.statutes.decisions[f"{PREFIX}{rule.id}"]
        row = MotionRow(
            id=new_id("m"), organ=call.organ, decision=decision.id, subject_kind="seats", subject_id=rule.id,
            subject_name=decision.title["en"], question=dict(decision.question), dossier={}, meeting=meeting.id,
            agenda=call.agenda, filed_at=act.now, statutes_sha256=act.statutes.sha256)
        act.session.add(row)
        act.session.flush()
        act.session.add(ElectionRow(motion=row.id, rule=rule.id, method=method, vacancy=vacancy, wanted=wanted,
                                    resolution=call.resolution, sitting=sitting, closes_at=call.closes_at))
        act.session.add(BallotRow(id=new_id("b"), motion=row.id, stage=1, state=State.DRAFTED, due_at=act.now))
        ensure_item(act, meeting, call.agenda, row.question)
        act.log_register("election_called", officer, motion=row.id, election=rule.id, organ=call.organ,
                         meeting=meeting.id, method=method, vacancy=vacancy, seats=wanted, closes=call.closes_at,
                         resolution=call.resolution)
        return row.id


def _check_choice(act: Act, rule: ElectionRule, call: Call, method: str, vacancy: str) -> None:
    if method not in rule.methods:
        raise InputError(N_("The statutes do not allow the method “%(method)s” for this election.", method=method[:40]),
                         "method")
    if vacancy not in rule.vacancies or method not in READ_ON.get(vacancy, {method}):
        raise InputError(N_("Vacancies cannot be filled in this way after a count by “%(method)s”.", method=method),
                         "vacancy")
    if (method, vacancy) == (rule.methods[0], rule.vacancies[0]):
        return
    motion = act.session.get(MotionRow, call.resolution) if call.resolution else None
    if motion is None or motion.organ != call.organ or motion.state != "adopted":
        raise InputError(N_("Another method, or another way of filling vacancies, than the statutes' own takes a "
                            "resolution that this organ has adopted: choose it."), "resolution")


def _refuse_second(act: Act, rule: ElectionRule, organ: str) -> None:
    for row, motion in elections(act.session):
        if row.rule == rule.id and motion.organ == organ and motion.state == "live":
            raise ConflictError(N_("This election has been called already and is under way."),
                                next=N_("Finish or withdraw it first."))


def held_by(act: Act, rule: ElectionRule, organ: str) -> list[Seat] | list[OfficeHeld]:
    """The seats, or the offices of the electing `organ`, that an election of this kind fills and that are held now."""
    register = act.register()
    if rule.organ:
        return [seat for seat in register.seats_in(rule.organ, act.now) if seat.kind == rule.seat]
    where = organ if act.statutes.offices[rule.office].organ_bound else ""
    return [held for held in register.offices if (held.office, held.organ) == (rule.office, where)
            and held.holds_at(act.now)]


def sitting_shares(act: Act, rule: ElectionRule, organ: str) -> list[Share]:
    """Seats of those who stay, by category and group, as the guarantees see them; first how many they are in all."""
    register, found = act.register(), Counter()
    held = held_by(act, rule, organ)
    for seat in held if rule.organ else ():
        organisation = register.organisations.get(seat.organisation)
        if organisation is None:
            continue
        for guarantee in rule.guarantees:
            if guarantee.category == "gender":
                found["gender", gender_stated(act.session, seat.person)] += 1
            elif not guarantee.standings or organisation.standing_at(act.now) in guarantee.standings:
                found["continent", organisation.continent] += 1
    return [*([Share("", "", len(held))] if held else []),
            *(Share(category, group, seats) for (category, group), seats in sorted(found.items()) if group)]
