"""Fill vacant seats from the papers of their own election, where its paper said so (V.CO.1, reading "council_count").

By whoever presides over the electing organ, as a counted act: the votes in the record are counted again by the rule on
the paper, the document of the count is logged by its hash, the seats begin, and the record is made again with it.
Nobody chooses who comes next. Who is seated and does not wish to sit leaves the seat in writing: it is vacant again.
Where the paper names a by-election, or nobody is left on it, a by-election is called (`call_election`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.election import ElectionPaper, read_election
from voting.ballots.lifecycle import Move, State, follow
from voting.ballots.vacancy import ERASED, LEFT, SEATED, STANDING, VacancyAct, read_vacancy, vacancy_effects
from voting.errors import ConflictError
from voting.evidence import decode, encode, sha256_hex
from voting.sentences import N_
from voting.services.act import Act, Service, begin, statutes_by_hash
from voting.services.call_election import sitting_shares
from voting.services.count_secret import revealed_of
from voting.services.fill_seats import apply_election_effect
from voting.services.make_record import renew_record
from voting.services.officers import officer as any_of_organ
from voting.services.officers import preside_over
from voting.statutes import serves
from voting.statutes.election_rule import ElectionRule
from voting.store.elections import VacancyRow, elections, fillings, find_election
from voting.store.find import ballots_of, find_motion
from voting.store.people import seats_begun_at
from voting.store.secret import secret_of
from voting.store.tables import BallotRow, MotionRow, PersonRow, SeatRow
from voting.tally.opened import count_urn
from voting.tally.vacancy import Vacancy, fill_from_papers, loaded_by


@dataclass(frozen=True, slots=True)
class Vacant:
    """The seats of an election that are vacant and could be filled from its papers: each row, and whose it was."""

    election: ElectionPaper
    rule: ElectionRule
    ballot: BallotRow
    seats: Sequence[tuple[SeatRow, str]]
    sitting: Sequence[str]
    left: Sequence[str]


@serves("V.CO.1b")
def fill_vacancy(service: Service, by: str, motion: str) -> VacancyAct:
    """Fill every seat that is vacant now; `ConflictError` where none is, or the papers give nobody."""
    with begin(service) as act:
        put = find_motion(act.session, motion)
        any_of_organ(act, put.organ, by)
        found = vacant_seats(act, put)
        due_at = max((row.until_at for row, _ in found.seats), default=act.now)
        officer = preside_over(act, put, by, due_at)
        follow(State(found.ballot.state), Move.FILL)
        filling = next_filling(act, put, found)
        document = encode(filling.document())
        act.session.add(VacancyRow(motion=motion, number=filling.number, filled_at=act.now, document=document))
        act.log("vacancy_filled", officer, motion, found.ballot.id, number=filling.number, sha256=sha256_hex(document))
        renew_record(act, found.ballot, put)
        for effect in filling.effects:
            apply_election_effect(act, officer, put, dict(effect))
        return filling


def vacant_seats(act: Act, motion: MotionRow) -> Vacant:
    """Which seats that began by this election, or were filled from its papers, have ended and not been filled since.

    `ConflictError` where the election gave no seats, or its term is over since another was declared.
    """
    row = find_election(act.session, motion.id)
    if motion.state != "elected" or row.document is None:
        raise ConflictError(N_("Nobody holds a seat by this election."))
    election = read_election(decode(bytes(row.document)))
    rule = statutes_by_hash(act.session, motion.statutes_sha256).elections[row.rule]
    if not election.organ:
        raise ConflictError(N_("An office that falls vacant is filled by a by-election."))
    if _is_over(act, motion, row.rule):
        raise ConflictError(N_("Another election has been declared since; the term of this one is over."))
    ballot = next(one for one in reversed(ballots_of(act.session, motion.id)) if one.tally is not None)
    begun = _begun(act, motion, election)
    ended = [(seat, name) for seat, name in begun if seat.until_at and seat.until_at <= act.now]
    filled = {seat for filling in fillings(act.session, motion.id)
              for seat, _ in read_vacancy(bytes(filling.document)).seats}
    held = [seat for seat in act.register().seats_in(rule.organ, act.now) if seat.kind == rule.seat]
    room = max(0, rule.seats - len(held))
    waiting = sorted(((seat, name) for seat, name in ended if seat.id not in filled),
                     key=lambda pair: (pair[0].until_at, pair[0].id))
    sitting = [name for seat, name in begun if not seat.until_at or seat.until_at > act.now]
    return Vacant(election, rule, ballot, waiting[:room], sitting, [name for _, name in ended])


def next_filling(act: Act, motion: MotionRow, found: Vacant) -> VacancyAct:
    """What filling the vacant seats now would be; `ConflictError` where there is none or the papers give nobody."""
    if not found.seats:
        raise ConflictError(N_("No seat of this election is vacant."))
    earlier = [read_vacancy(bytes(row.document)) for row in fillings(act.session, motion.id)]
    tally = decode(bytes(found.ballot.tally))
    passed = _passed(act, found)
    shares = tuple(sitting_shares(act, found.rule, motion.organ))
    vacancy = Vacancy(
        len(found.seats), len(earlier) + 1, [name for name, _ in passed], found.sitting, shares,
        [name for count in (tally["election"]["count"], *(one.count for one in earlier)) for name in loaded_by(count)])
    filled = fill_from_papers(found.rule, found.election, tally, _choices(act, found.ballot), vacancy)
    statutes = statutes_by_hash(act.session, motion.statutes_sha256)
    return VacancyAct(
        motion.id, found.ballot.id, vacancy.number, act.now, found.election.vacancy,
        tuple((seat.id, name) for seat, name in found.seats), tuple(passed), shares, filled.candidates, filled.count,
        filled.relaxed, vacancy_effects(statutes, found.election, filled.candidates, act.now, motion.ended_at))


def _is_over(act: Act, motion: MotionRow, rule: str) -> bool:
    return any(row.rule == rule and other.organ == motion.organ and other.state == "elected" and not row.sitting
               and other.ended_at > motion.ended_at for row, other in elections(act.session))


def _begun(act: Act, motion: MotionRow, election: ElectionPaper) -> list[tuple[SeatRow, str]]:
    """The seats that began by this election and from its papers, each with the id of its holder on the paper."""
    effects = decode(bytes(motion.effects))["effects"]
    effects += [effect for row in fillings(act.session, motion.id)
                for effect in read_vacancy(bytes(row.document)).effects]
    by_instant: dict[int, dict[str, str]] = {}
    for effect in effects:
        if effect["effect"] == "seat_filled" and effect["organ"] == election.organ:
            by_instant.setdefault(int(effect["at"]), {})[str(effect["subject"])] = str(effect["candidate"])
    return [(seat, names[seat.person]) for at, names in sorted(by_instant.items())
            for seat in seats_begun_at(act.session, election.organ, election.seat, at) if seat.person in names]


def _passed(act: Act, found: Vacant) -> list[tuple[str, str]]:
    """Who cannot come into it, and why: who left, whose organisation may not sit now or sits already, who is gone."""
    register, now = act.register(), act.now
    held = [seat for seat in register.seats_in(found.rule.organ, now) if seat.kind == found.rule.seat]
    people, organisations = {seat.person for seat in held}, {seat.organisation for seat in held}
    passed = []
    for name, one in found.election.by_id.items():
        organisation = register.organisations.get(one.organisation)
        person = act.session.get(PersonRow, one.subject)
        if name in found.sitting:
            continue
        if name in found.left:
            passed.append((name, LEFT))
        elif person is None or person.name == person.id:
            passed.append((name, ERASED))
        elif one.subject in people or (found.rule.one_per_organisation and one.organisation in organisations):
            passed.append((name, SEATED))
        elif found.rule.standings and (organisation is None or
                                       organisation.standing_at(now) not in found.rule.standings):
            passed.append((name, STANDING))
    return passed


def _choices(act: Act, ballot: BallotRow) -> Sequence[Mapping[str, object]]:
    """The votes of a counted ballot, opened again as the record lets anyone open them."""
    kept = secret_of(act.session, ballot.id)
    shares, keys = revealed_of(act.session, ballot.id)
    return count_urn(bytes(ballot.paper), bytes(kept.urn_leaves).splitlines(), shares, keys).opened()
