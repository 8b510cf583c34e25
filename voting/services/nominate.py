"""Name a candidate, answer a nomination, withdraw (V.CO.1a): until nominations close; withdrawing also afterwards.

Who votes in the electing organ names for the own organisation; the coordinator enters what came in writing. Whoever is
named stands only after accepting, and states gender and words for the paper then. Everything is logged by random ids.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.errors import ConflictError, InputError, RefusedError
from voting.register.draw_up_roll import rule_on_seats
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.call_election import held_by
from voting.services.end_candidacy import end_candidacy
from voting.services.officers import secretariat
from voting.services.seat_person import enter_person
from voting.services.typed import typed
from voting.services.write_mail import write_nomination
from voting.statutes import serves
from voting.statutes.election_rule import ElectionRule
from voting.statutes.elections import may_nominate
from voting.store.elections import CandidacyRow, ElectionRow, candidacies, find_candidacy, find_election
from voting.store.find import find_motion
from voting.store.tables import MotionRow

LIVE = ("named", "accepted")


@serves("V.CO.1a")
def nominate(service: Service, by: str, motion: str, organisation: str, name: str, mail: str,
             is_written: bool = False) -> str:
    """The id of the candidacy; `RefusedError` with the clause where this organisation may name nobody."""
    with begin(service) as act:
        row, put = find_election(act.session, motion), find_motion(act.session, motion)
        _refuse_closed(act, row, put)
        rule = act.statutes.elections[row.rule]
        organisation = organisation.strip()
        officer = secretariat(act, by) if is_written else _member(act, put, rule, by, organisation)
        if organisation and organisation not in act.register().organisations:
            raise InputError(N_("The register has no organisation “%(code)s”.", code=organisation[:40]), "organisation")
        if not organisation and (rule.standings or rule.one_per_organisation):
            raise InputError(N_("Say which organisation the candidate stands for."), "organisation")
        _check_standing(act, row, rule, organisation)
        if not mail.strip():
            raise InputError(N_("The candidate is asked by mail: an address is needed."), "mail")
        person = enter_person(act, name, mail)
        _refuse_seated(act, row, rule, put.organ, person)
        if any(other.person == person and other.state in LIVE for other in candidacies(act.session, motion)):
            raise ConflictError(N_("This person has been named already; one person stands once."))
        candidacy = CandidacyRow(id=new_id("k"), motion=motion, person=person, organisation=organisation, state="named",
                                 named_by=by, named_at=act.now)
        act.session.add(candidacy)
        act.log_register("nominated", officer, motion=motion, candidacy=candidacy.id, subject=person,
                         organisation=organisation, written=is_written)
        write_nomination(act, put, person, row.closes_at)
        return candidacy.id


@serves("III", "V.CO.1a")
def answer_nomination(service: Service, by: str, candidacy: str, accepts: bool, gender: str = "",
                      statement: Mapping[str, str] | None = None, is_written: bool = False) -> None:
    """The person named accepts, with a gender and a statement in every language or in none, or declines."""
    with begin(service) as act:
        row = find_candidacy(act.session, candidacy)
        election, put = find_election(act.session, row.motion), find_motion(act.session, row.motion)
        officer = _self_or_secretariat(act, row, by, is_written)
        _refuse_closed(act, election, put)
        if row.state not in LIVE:
            raise ConflictError(N_("This candidacy has ended; it cannot be answered any more."))
        if accepts:
            rule = act.statutes.elections[election.rule]
            if gender not in act.statutes.genders:
                raise InputError(N_("Say which gender is printed beside the name; “not stated” is an answer too."),
                                 "gender")
            row.gender, row.statement = gender, _statement(act, rule, statement or {})
        row.state, row.answered_at = ("accepted" if accepts else "declined"), act.now
        row.ended_at = 0 if accepts else act.now
        act.log_register("nomination_answered", officer, motion=row.motion, candidacy=row.id, accepted=accepts)


def withdraw_candidacy(service: Service, by: str, candidacy: str, reason: str = "", is_written: bool = False) -> None:
    """A candidate gives up; once papers are issued they stay as they are, and the count passes over the name."""
    with begin(service) as act:
        row = find_candidacy(act.session, candidacy)
        officer = _self_or_secretariat(act, row, by, is_written)
        if row.state not in LIVE or find_motion(act.session, row.motion).state != "live":
            raise ConflictError(N_("This candidacy has ended already."))
        end_candidacy(act, officer, row, typed(reason))


def _member(act: Act, motion: MotionRow, rule: ElectionRule, by: str, organisation: str) -> dict[str, str]:
    """Who has a vote in the electing organ; of an organisation that names its own candidate, its delegate."""
    seats = [row.seat for row in rule_on_seats(act.statutes, act.register(), motion.organ, act.now)
             if row.seat.person == by and row.ruling.allowed]
    if not seats:
        raise RefusedError(N_("Only who has a vote in the electing organ names a candidate; others write to the "
                              "coordinator."), rule.clause)
    if rule.nominates == "organisation" and organisation not in {seat.organisation for seat in seats}:
        raise RefusedError(N_("You sit for another organisation: each names its own candidate."), rule.clause)
    return {"office": "member", "subject": by}


def _check_standing(act: Act, row: ElectionRow, rule: ElectionRule, organisation: str) -> None:
    known = act.register().organisations.get(organisation)
    named = [other for other in candidacies(act.session, row.motion)
             if other.state in LIVE and other.organisation == organisation]
    ruling = may_nominate(act.statutes, rule, known.standing_at(act.now) if known else "", len(named))
    if not ruling.allowed:
        raise RefusedError(ruling.reason, ruling.clause)
    if row.sitting and rule.one_per_organisation and any(
            seat.kind == rule.seat and seat.organisation == organisation
            for seat in act.register().seats_in(rule.organ, act.now)):
        raise RefusedError(N_("This organisation has its seat already, and in a by-election whoever sits stays: it "
                              "names no candidate."), rule.clause)


def _refuse_seated(act: Act, row: ElectionRow, rule: ElectionRule, organ: str, person: str) -> None:
    if row.sitting and person in {held.person for held in held_by(act, rule, organ)}:
        raise RefusedError(N_("This person sits there already, and in a by-election whoever sits stays."), rule.clause)


def _self_or_secretariat(act: Act, row: CandidacyRow, by: str, is_written: bool) -> dict[str, str]:
    if is_written:
        return secretariat(act, by)
    if row.person != by:
        raise RefusedError(N_("Only the person who was named answers; others write to the coordinator."),
                           act.statutes.presiding.clause)
    return {"office": "candidate", "subject": by}


def _refuse_closed(act: Act, row: ElectionRow, motion: MotionRow) -> None:
    if motion.state != "live" or row.closed_at or act.now > row.closes_at:
        raise ConflictError(N_("Nominations are closed."),
                            next=N_("Write to the coordinator if they should be reopened."))


def _statement(act: Act, rule: ElectionRule, given: Mapping[str, str]) -> dict[str, str]:
    """The words for the paper: as long as the same limit allows everyone, in every language or in none."""
    words = {language: typed(given.get(language, "")) for language in act.statutes.languages}
    for language, text in words.items():
        if len(text) > rule.statement_limit:
            raise InputError(N_("A statement has at most %(limit)s characters in each language, the same for everyone; "
                                "this has %(length)s.", limit=rule.statement_limit, length=len(text)),
                             f"statement_{language}")
        if not text and any(words.values()):
            raise InputError(N_("Write the statement in every language, or leave it empty in all of them."),
                             f"statement_{language}")
    return words if any(words.values()) else {}
