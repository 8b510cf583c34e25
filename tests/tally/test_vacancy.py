"""Vacant seats filled from the papers: the next in the same count, within what those who sit leave of guarantees."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.ballots.electing import STATUTES, candidate, council, crowd, ranking, ticks
from tests.tally.test_election import counted, crowd_votes, subjects
from voting.ballots.election import ElectionPaper, Share
from voting.errors import ConflictError, MalformedError
from voting.tally.elections import Seed
from voting.tally.vacancy import Filled, Vacancy, fill_from_papers, loaded_by

RULE = STATUTES.elections["council"]


def shares_of(election: ElectionPaper, names: list[str]) -> list[Share]:
    """What those who sit have, as the register would say it."""
    found = Counter((category, getattr(election.by_id[name], category)) for name in names
                    for category in ("continent", "gender"))
    return [Share("", "", len(names)), *(Share(category, group, seats) for (category, group), seats in found.items())]


def fill(election: ElectionPaper, tally: dict, votes: list[dict], gone: list[str], number: int = 1,
         before: list[Filled] | None = None, passed: tuple[str, ...] = ()) -> Filled:
    """The seats of `gone` are filled; `before` are earlier fillings, whose candidates sit unless they are gone too."""
    earlier = before or []
    sat = [*tally["election"]["elected"], *(name for one in earlier for name in one.candidates)]
    sitting = [name for name in sat if name not in gone]
    counts = (tally["election"]["count"], *(one.count for one in earlier))
    loads = [name for count in counts for name in loaded_by(count)]
    return fill_from_papers(RULE, election, tally, votes, Vacancy(
        len(gone) - len(earlier), number, [*gone, *passed], sitting, shares_of(election, sitting), loads))


def ladder(election: ElectionPaper, people: int) -> list[dict]:
    """Papers by which candidate n has one tick more than candidate n + 1; the last two have ten more."""
    return [ticks(election, range(n + 1)) for n in range(people)] + [ticks(election, [people - 2, people - 1])] * 10


@pytest.mark.clause("V.CO.1b")
def test_the_next_on_the_list_takes_the_seat_and_then_the_one_after() -> None:
    election = council(crowd(40), vacancy="reading_on")
    votes = [*ladder(election, 34), *([ticks(election, [34])] * 2), ticks(election, [35])]
    tally = counted(election, votes, lots=Seed("x"))
    first = election_id(election, 3)
    one = fill(election, tally, votes, [first])
    assert subjects(election, one.candidates) == ["p-34"]
    two = fill(election, tally, votes, [first, *one.candidates], 2, [one])
    assert subjects(election, two.candidates) == ["p-35"]


def election_id(election: ElectionPaper, number: int) -> str:
    return next(one.id for one in election.candidates if one.subject == f"p-{number}")


@pytest.mark.clause("V.CO.1c")
def test_a_seat_of_the_only_member_of_a_continent_goes_to_its_next_however_few_ticks() -> None:
    people = [candidate(n, CONTINENTS[n % 4]) for n in range(38)] + [candidate(38, "oceania"), candidate(39, "oceania")]
    election = council(people, vacancy="reading_on")
    votes = [*ladder(election, 38), ticks(election, [38, 39]), ticks(election, [38])]
    tally = counted(election, votes, lots=Seed("x"))
    elected = tally["election"]["elected"]
    assert {one for one in elected if election.by_id[one].continent == "oceania"} == {election_id(election, 38)}
    found = fill(election, tally, votes, [election_id(election, 38)])
    assert subjects(election, found.candidates) == ["p-39"]
    assert {stage["kind"] for stage in found.count["stages"]} >= {"passed_over", "seat"}
    again = fill(election, tally, votes, [election_id(election, 38), election_id(election, 39)], 2, [found])
    assert [(row["group"], row["wanted"], row["possible"]) for row in again.relaxed] == [("oceania", 1, 0)]
    assert len(again.candidates) == 1


CONTINENTS = ("africa", "americas", "asia", "europe")


@pytest.mark.clause("V.CO.1d")
def test_a_ceiling_of_gender_holds_for_who_comes_into_a_seat() -> None:
    people = [candidate(n, gender="women" if n < 21 else "men") for n in range(34)] + [
        candidate(34, gender="women"), candidate(35, gender="men")]
    election = council(people, vacancy="reading_on")
    votes = [*ladder(election, 34), *([ticks(election, [34])] * 5), ticks(election, [35])]
    tally = counted(election, votes, lots=Seed("x"))
    sits = [name for name in tally["election"]["elected"] if election.by_id[name].gender == "women"]
    assert len(sits) == 21, "as many women as the ceiling allows"
    man = next(name for name in tally["election"]["elected"] if election.by_id[name].gender == "men")
    assert election.by_id[fill(election, tally, votes, [man]).candidates[0]].gender == "men"
    assert subjects(election, fill(election, tally, votes, [sits[0]]).candidates) == ["p-34"]


def test_under_phragmén_the_order_of_seats_is_one_list() -> None:
    people = crowd(50)
    shorter, longer = council(people, method="phragmen", vacancy="reading_on", wanted=20), \
        council(people, method="phragmen", vacancy="reading_on", wanted=21)
    votes = crowd_votes(shorter, 60)
    tally, further = (counted(one, votes, lots=Seed("x")) for one in (shorter, longer))
    elected, longer_list = tally["election"]["elected"], further["election"]["elected"]
    assert longer_list[:20] == elected
    gone = next(name for name in elected if _is_spare(shorter, elected, name))
    found = fill(shorter, tally, votes, [gone])
    assert found.candidates == (longer_list[20],)
    assert [stage["of"] for stage in found.count["stages"] if stage["kind"] == "seated_before"] == \
        [[name] for name in elected], "who left keeps the load that the seat cost"


def _is_spare(election: ElectionPaper, elected: list[str], name: str) -> bool:
    return sum(election.by_id[other].continent == election.by_id[name].continent for other in elected) > 1


def test_a_countback_counts_all_papers_again_without_who_left() -> None:
    election = council(crowd(8), method="scottish-stv", vacancy="countback", wanted=6)
    votes = [ranking(election, [n % 8, (n + 1) % 8, (n + 3) % 8, (n + 5) % 8]) for n in range(24)] + [
        ranking(election, [6, 0])] * 3
    tally = counted(election, votes, lots=Seed("x"))
    elected = tally["election"]["elected"]
    gone = elected[-1]
    found = fill(election, tally, votes, [gone])
    assert (found.count["rule"], found.count["withdrawn"]) == ("scottish-stv", [gone])
    assert found.candidates == tuple(name for name in found.count["elected"] if name not in elected)[:1]


def test_nobody_left_or_another_way_on_the_paper_leaves_it_to_a_by_election() -> None:
    election = council(crowd(36), vacancy="reading_on")
    votes = ladder(election, 34)
    tally = counted(election, votes, lots=Seed("x"))
    with pytest.raises(ConflictError, match="Nobody is left"):
        fill(election, tally, votes, [tally["election"]["elected"][0]])
    rest = tuple(name for name in election.by_id if name not in tally["election"]["elected"])
    with pytest.raises(ConflictError, match="Nobody is left"):
        fill(election, tally, votes, [tally["election"]["elected"][0]], passed=rest)
    other = council(crowd(36))
    with pytest.raises(ConflictError, match="by-election"):
        fill(other, tally, votes, [tally["election"]["elected"][0]])
    with pytest.raises(MalformedError):
        fill(election, tally, votes, ["c99"])


def test_each_filling_draws_lots_of_its_own() -> None:
    election = council(crowd(60), vacancy="reading_on")
    votes = [*ladder(election, 34), ticks(election, range(34, 60))]
    tally = counted(election, votes, lots=Seed("x"))
    gone = tally["election"]["elected"][0]
    drawn = {fill(election, tally, votes, [gone], number).candidates for number in range(1, 9)}
    assert len(drawn) > 1
    assert fill(election, tally, votes, [gone]) == fill(election, tally, votes, [gone])
