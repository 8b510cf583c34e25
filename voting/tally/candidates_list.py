"""The closed list of candidates turned into an election that can be held: seats, guarantees, relaxations (V.CO.1c, d).

Asked before anything is announced, and again by whoever checks a paper: the same facts give the same election. In
this order: 1. The candidates stand in the order of the lot. 2. A group with a floor and nobody to fill it: its seats
are kept vacant for a by-election. 3. As many candidates as seats, or fewer: yes or no for each, no guarantee. 4. Floors
and ceilings are asked of the oracle; what cannot be kept is relaxed in the published order. Nothing is relaxed later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from voting.ballots.election import EACH, RANKS, TICKS, Bound, Candidate, ElectionPaper, Relaxation, Share
from voting.ballots.election import in_order as ordered
from voting.ballots.election import members as members_of
from voting.errors import InputError
from voting.sentences import N_
from voting.statutes import Statutes, serves, words
from voting.statutes.election_rule import READ_ON, TICKED, ElectionRule, GuaranteeRule
from voting.tally.elections import Category, Group, Guarantees, feasible, relax

_NO_FLOOR = ""
"""The group of those whose organisation's standing fills no floor."""


@serves("V.CO.1a", "V.CO.1c", "V.CO.1d", "V.CO.4", "V.COORD.1", "V.CAC.1")
def draw_up_list(statutes: Statutes, rule: ElectionRule, candidates: Iterable[Candidate], order_seed: str,
                 method: str = "", vacancy: str = "", wanted: int = 0, sitting: Sequence[Share] = ()) -> ElectionPaper:
    """The election of `candidates`; `method`, `vacancy` and `wanted` (seats) are the rule's unless given.

    `sitting` are seats of members who stay, by category and group (a by-election). `InputError` names what is wrong.
    """
    method, vacancy, wanted = method or rule.methods[0], vacancy or rule.vacancies[0], wanted or rule.seats
    standing = ordered(candidates, order_seed)
    _check(statutes, rule, standing, method, vacancy, wanted)
    seats, kept = _keep_vacant(rule, standing, wanted, sitting)
    bounds, relaxed = [], []
    form = EACH if len(standing) <= seats else TICKS if method in TICKED else RANKS
    if form != EACH and rule.guarantees:
        asked = [bounds_of(rule, guarantee, standing, seats, sitting) for guarantee in rule.guarantees]
        seats, bounds, relaxed = _relaxed(asked, seats, standing)
    return ElectionPaper(
        rule=rule.id, organ=rule.organ, seat=rule.seat, office=rule.office, wanted=wanted, seats=seats, method=method,
        form=form, min_support=rule.min_support, vacancy=vacancy, order_seed=order_seed, candidates=standing,
        guarantees=tuple(bounds), relaxed=tuple(relaxed), kept_vacant=kept, sitting=tuple(sitting))


def _check(statutes: Statutes, rule: ElectionRule, candidates: Sequence[Candidate], method: str, vacancy: str,
           wanted: int) -> None:
    if not candidates:
        raise InputError(N_("Nobody stands: there is nothing to vote on."), "candidates",
                         next=N_("Reopen the nominations, or leave the seats to a by-election."))
    if method not in rule.methods:
        raise InputError(N_("The statutes do not allow the method “%(method)s” for this election.", method=method[:40]),
                         "method")
    if vacancy not in rule.vacancies or method not in READ_ON.get(vacancy, {method}):
        raise InputError(N_("Vacancies cannot be filled in this way after a count by “%(method)s”.", method=method),
                         "vacancy")
    if not 1 <= wanted <= rule.seats:
        raise InputError(N_("This election fills from 1 to %(seats)s seats.", seats=rule.seats), "seats")
    seen: dict[str, str] = {}
    for one in candidates:
        _check_candidate(statutes, rule, one, seen)


def _check_candidate(statutes: Statutes, rule: ElectionRule, one: Candidate, seen: dict[str, str]) -> None:
    if one.subject in seen:
        raise InputError(N_("%(name)s stands twice; one person stands once.", name=one.name), "candidates")
    seen[one.subject] = one.name
    if rule.one_per_organisation and one.organisation in seen:
        raise InputError(N_("%(organisation)s has two candidates, %(first)s and %(second)s; it may name one.",
                            organisation=one.organisation_name or one.organisation, first=seen[one.organisation],
                            second=one.name), "candidates",
                         next=N_("A reasoned ruling decides which of them stands."))
    if one.organisation:
        seen[one.organisation] = one.name
    if rule.standings and one.standing not in rule.standings:
        known = statutes.standings.get(one.standing)
        raise InputError(N_("%(name)s cannot stand: the organisation is “%(standing)s” (clause %(clause)s).",
                            name=one.name, standing=words(known.name) if known else one.standing or "–",
                            clause=rule.clause), "candidates")
    for guarantee in rule.guarantees:
        group = getattr(one, guarantee.category)
        known = statutes.continents if guarantee.category == "continent" else statutes.genders
        if group not in known:
            sentence = N_("%(name)s has no continent: the register does not say where the organisation belongs.",
                          name=one.name) if guarantee.category == "continent" else N_(
                "%(name)s has not stated a gender; “not stated” is an answer too.", name=one.name)
            raise InputError(sentence, "candidates")


def _keep_vacant(rule: ElectionRule, candidates: Sequence[Candidate], wanted: int,
                 sitting: Sequence[Share]) -> tuple[int, tuple[Share, ...]]:
    """Seats that can be filled, and those of groups with a floor and without a candidate."""
    seats, kept = wanted, []
    for guarantee in rule.guarantees:
        for group, floor in guarantee.floors.items():
            lacking = floor - _sitting(sitting, guarantee.category, group)
            if lacking > 0 and not members_of(candidates, guarantee.category, group, guarantee.standings):
                lacking = min(lacking, seats)
                kept.append(Share(guarantee.category, group, lacking))
                seats -= lacking
    if not seats:
        raise InputError(N_("Every seat belongs to a group without a candidate: there is nothing to vote on."),
                         "candidates")
    return seats, tuple(share for share in kept if share.seats)


def bounds_of(rule: ElectionRule, guarantee: GuaranteeRule, candidates: Sequence[Candidate], seats: int,
            sitting: Sequence[Share]) -> list[Bound]:
    """The groups of one category, each candidate in exactly one."""
    category, found, named = guarantee.category, [], set()
    groups = dict.fromkeys([*guarantee.floors, *guarantee.ceilings])
    for group in groups:
        who = members_of(candidates, category, group, guarantee.standings)
        named.update(who)
        there = _sitting(sitting, category, group)
        floor = max(0, guarantee.floors.get(group, 0) - there) if who else 0
        share = guarantee.ceilings.get(group)
        ceiling = seats if share is None else max(0, min(seats, -(-rule.seats * share[0] // share[1]) - there
                                                         if sitting else -(-seats * share[0] // share[1])))
        found.append(Bound(category, group, min(floor, ceiling), ceiling, guarantee.clause, tuple(who)))
    rest = tuple(one.id for one in candidates if one.id not in named)
    if rest:
        found.append(Bound(category, _NO_FLOOR, 0, seats, guarantee.clause, rest))
    return found


def _sitting(sitting: Sequence[Share], category: str, group: str) -> int:
    return sum(share.seats for share in sitting if (share.category, share.group) == (category, group))


def _relaxed(asked: Sequence[Sequence[Bound]], seats: int, candidates: Sequence[Candidate]
             ) -> tuple[int, list[Bound], list[Relaxation]]:
    place = {one.id: number for number, one in enumerate(candidates)}
    wanted = guarantees_of([bound for bounds in asked for bound in bounds], place)
    possible, granted, given_up = relax(wanted, seats, frozenset(place.values()))
    category_of = {bound.group: bound.category for bounds in asked for bound in bounds}
    relaxed = [Relaxation(one.kind, "" if one.kind == "seats" else category_of[one.group], one.group, one.wanted,
                          one.possible, one.standing) for one in given_up]
    bounds = [Bound(before.category, before.group, after.floor, after.ceiling, before.clause, before.candidates)
              for rows, category in zip(asked, granted.categories, strict=True)
              for before, after in zip(rows, category.groups, strict=True)]
    return possible, bounds, relaxed


def guarantees_of(bounds: Sequence[Bound], place: Mapping[str, int]) -> Guarantees:
    """The bounds of a paper as the oracle takes them; candidates by their `place`."""
    categories = dict.fromkeys(bound.category for bound in bounds)
    return Guarantees(tuple(
        Category(category, tuple(Group(bound.group, bound.floor, bound.ceiling,
                                       frozenset(place[one] for one in bound.candidates))
                                 for bound in bounds if bound.category == category)) for category in categories))


def clash_of(election: ElectionPaper) -> object:
    """The clash of an election's own guarantees, None where they can be kept: what the chair's list shows green."""
    if not election.guarantees:
        return None
    place = {one.id: number for number, one in enumerate(election.candidates)}
    return feasible(guarantees_of(election.guarantees, place), election.seats, place.values())
