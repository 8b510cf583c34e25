"""The list closed: feasible, relaxed in the published order, kept vacant, or refused in a sentence (V.CO.1)."""

from __future__ import annotations

import pytest

from tests.ballots.electing import CONTINENTS, STATUTES, candidate, coordinator, council, crowd
from voting.ballots.election import Share
from voting.errors import InputError
from voting.statutes.election_rule import GUARANTEED, METHODS, ONE_SEAT, TICKED
from voting.tally.candidates_list import clash_of
from voting.tally.elections import APPROVAL_RULES, RULES
from voting.tally.elections import GUARANTEED as COUNTED_GUARANTEED


def test_the_statutes_know_the_methods_that_can_be_counted() -> None:
    assert set(METHODS) == set(RULES)
    assert set(COUNTED_GUARANTEED) == GUARANTEED
    assert set(APPROVAL_RULES) == TICKED
    assert {"irv", "two-round", "schulze"} == ONE_SEAT


@pytest.mark.clause("V.CO.1c")
@pytest.mark.clause("V.CO.1d")
def test_every_continent_has_a_floor_and_both_genders_a_ceiling() -> None:
    election = council(crowd(60))
    bounds = {(bound.category, bound.group): (bound.floor, bound.ceiling) for bound in election.guarantees}
    assert bounds == {**{("continent", name): (1, 34) for name in CONTINENTS}, ("gender", "women"): (0, 21),
                      ("gender", "men"): (0, 21)}
    assert (election.form, election.method, election.seats, election.relaxed) == ("ticks", "approval", 34, ())
    assert clash_of(election) is None


@pytest.mark.clause("V.CO.1c")
def test_a_partner_s_candidate_fills_no_floor() -> None:
    partner = candidate(99, "oceania", standing="associated_partner")
    people = [one for one in crowd(60) if one.continent != "oceania"]
    election = council([*people, partner])
    assert election.kept_vacant == (Share("continent", "oceania", 1),)
    assert election.seats == 33
    rest = next(bound for bound in election.guarantees if not bound.group and bound.category == "continent")
    assert len(rest.candidates) == 1
    assert (rest.floor, rest.ceiling) == (0, 33)


@pytest.mark.clause("V.CO.1c")
def test_a_continent_without_a_candidate_keeps_its_seat_for_a_by_election() -> None:
    election = council([one for one in crowd(60) if one.continent not in ("asia", "oceania")])
    assert [share.group for share in election.kept_vacant] == ["asia", "oceania"]
    assert (election.wanted, election.seats) == (34, 32)


@pytest.mark.clause("V.CO.1d")
def test_too_few_women_relax_the_ceiling_for_men_and_it_is_printed() -> None:
    women = [candidate(n, gender="women") for n in range(5)]
    men = [candidate(n, gender="men") for n in range(5, 50)]
    election = council([*women, *men])
    (one,) = election.relaxed
    assert (one.kind, one.category, one.group, one.wanted, one.possible, one.standing) == (
        "ceiling", "gender", "men", 21, 29, 45)
    assert clash_of(election) is None


def test_as_many_candidates_as_seats_or_fewer_are_put_to_yes_or_no() -> None:
    assert council(crowd(34)).form == council(crowd(3)).form == coordinator(crowd(1)).form == "each"
    assert council(crowd(35)).form == "ticks"
    assert council(crowd(34)).guarantees == ()


@pytest.mark.parametrize(("people", "says"), [
    ([], "Nobody stands"),
    ([candidate(1), candidate(1)], "Candidate 1 stands twice"),
    ([candidate(1), candidate(2, organisation="ORG1")], "has two candidates, Candidate"),
    ([candidate(1, standing="guest")], "Candidate 1 cannot stand: the organisation is “guest” (clause V.CD.4a)."),
    ([candidate(1, standing="suspended")], "“suspended”"),
    ([candidate(1, standing="")], "“–”"),
    ([candidate(1, "atlantis")], "Candidate 1 has no continent"),
    ([candidate(1, gender="?")], "Candidate 1 has not stated a gender"),
])
def test_a_list_that_cannot_be_is_refused_in_a_sentence(people: list, says: str) -> None:
    with pytest.raises(InputError) as fault:
        council(people)
    assert says in str(fault.value)


@pytest.mark.parametrize(("choices", "says"), [
    ({"method": "nz-meek"}, "do not allow the method “nz-meek”"),
    ({"vacancy": "countback"}, "Vacancies cannot be filled in this way"),
    ({"wanted": 35}, "fills from 1 to 34 seats"),
])
def test_only_what_the_statutes_list_can_be_chosen(choices: dict, says: str) -> None:
    with pytest.raises(InputError) as fault:
        council(crowd(40), **choices)
    assert says in str(fault.value)
    assert council(crowd(40), method="scottish-stv", vacancy="countback").vacancy == "countback"


def test_a_by_election_asks_only_for_what_those_who_stay_do_not_fill() -> None:
    sitting = [Share("continent", name, 6) for name in CONTINENTS if name != "asia"] + [
        Share("gender", "men", 20), Share("gender", "women", 12)]
    election = council(crowd(10), wanted=2, sitting=sitting)
    bounds = {bound.group: (bound.floor, bound.ceiling) for bound in election.guarantees}
    assert bounds == {"africa": (0, 2), "americas": (0, 2), "asia": (1, 2), "europe": (0, 2), "oceania": (0, 2),
                      "women": (0, 2), "men": (0, 1)}


def test_every_election_of_the_statutes_can_be_drawn_up() -> None:
    from voting.tally.candidates_list import draw_up_list
    for rule in STATUTES.elections.values():
        for method in rule.methods:
            election = draw_up_list(STATUTES, rule, crowd(rule.seats + 10), "seed", method)
            assert (election.method, election.seats) == (method, rule.seats)
