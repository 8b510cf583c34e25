"""Candidates and elections for tests: made up, by numbers."""

from __future__ import annotations

from collections.abc import Sequence

from voting.ballots.election import Candidate, ElectionPaper
from voting.statutes import Statutes, progressive_alliance
from voting.tally.candidates_list import draw_up_list

STATUTES: Statutes = progressive_alliance()
CONTINENTS = tuple(STATUTES.continents)


def candidate(number: int, continent: str = "", gender: str = "", **changes: str) -> Candidate:
    """The candidate of organisation number `number`; continents and genders take turns."""
    facts = {"subject": f"p-{number}", "name": f"Candidate {number}", "organisation": f"ORG{number}",
             "organisation_name": f"Party {number}", "standing": "member",
             "continent": continent or CONTINENTS[number % len(CONTINENTS)],
             "gender": gender or ("women", "men")[number % 2]}
    return Candidate(**(facts | changes))


def crowd(number: int) -> list[Candidate]:
    """So many candidates of all continents and both genders."""
    return [candidate(n) for n in range(number)]


def council(candidates: Sequence[Candidate], seed: str = "a seed", **choices: object) -> ElectionPaper:
    """An election of the Council among `candidates`."""
    return draw_up_list(STATUTES, STATUTES.elections["council"], candidates, seed, **choices)


def coordinator(candidates: Sequence[Candidate], seed: str = "a seed", **choices: object) -> ElectionPaper:
    """An election of the Coordinator among `candidates`."""
    return draw_up_list(STATUTES, STATUTES.elections["coordinator"], candidates, seed, **choices)


def ticks(election: ElectionPaper, numbers: Sequence[int]) -> dict[str, list[str]]:
    """A paper that ticks the candidates of these numbers, in the order of the paper."""
    chosen = {f"p-{number}" for number in numbers}
    return {"q1": [one.id for one in election.candidates if one.subject in chosen]}


def ranking(election: ElectionPaper, numbers: Sequence[int]) -> dict[str, list[str]]:
    """A paper that ranks the candidates of these numbers."""
    by_subject = {one.subject: one.id for one in election.candidates}
    return {"q1": [by_subject[f"p-{number}"] for number in numbers]}
