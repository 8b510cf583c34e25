"""Seats filled from the papers of their election: a record with them holds, and every lie about them is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.ballots.electing import council, crowd, ticks
from tests.record.election_scenario import begun, finished, vacated_council
from tests.record.scenario import AUTHORITY, DAY
from tests.record.secret_scenario import START
from voting.ballots.election import Share
from voting.ballots.vacancy import VacancyAct, read_vacancy
from voting.errors import MalformedError
from voting.evidence import decode, encode, sha256_hex
from voting.record import write_record
from voting.record.compose_election import ElectionComposer
from voting.record.write import public_copy
from voting.verifier import verify


@pytest.fixture(scope="module")
def composer() -> ElectionComposer:
    return vacated_council()


def codes(composer: ElectionComposer, change: Callable[[VacancyAct], VacancyAct]) -> set[str]:
    """What is found where the last filling is another, with the log, the index and all signatures as they must be."""
    length, fillings, acts = len(composer.log), list(composer.fillings), list(composer.log)
    try:
        composer.log.pop()
        lie = change(composer.fillings[-1])
        composer.fillings[-1] = lie
        composer._act("vacancy_filled", lie.at, {"office": "chair", "subject": "p-chair"}, ballot=composer.now.ballot,
                      number=lie.number, sha256=_sha256(lie))
        return {failure.code for failure in verify(write_record(composer.contents(), AUTHORITY)).failures}
    finally:
        composer.log[:], composer.fillings[:] = acts, fillings
        assert len(composer.log) == length


def _sha256(lie: VacancyAct) -> str:
    return sha256_hex(encode(lie.document()))


def test_what_nobody_changed_holds_in_both_copies(composer: ElectionComposer) -> None:
    assert codes(composer, lambda filling: filling) == set()
    record = write_record(composer.contents(), AUTHORITY)
    assert [verify(copy).ok for copy in (record, public_copy(record))] == [True, True]


@pytest.mark.parametrize(("fault", "change"), {
    "somebody else comes": lambda f: replace(f, filled=tuple(reversed(f.filled))),
    "fewer come": lambda f: replace(f, filled=f.filled[:1]),
    "somebody is passed over for no reason": lambda f: replace(f, passed=(*f.passed, (f.filled[0], "standing"))),
    "a reason that nobody knows": lambda f: replace(f, passed=tuple((one, "chair") for one, _ in f.passed)),
    "who left is not passed over": lambda f: replace(f, passed=f.passed[1:]),
    "a seat that nobody left": lambda f: replace(f, seats=(("s-1", "c99"), *f.seats[1:])),
    "one seat is left twice": lambda f: replace(f, seats=(f.seats[0], f.seats[0])),
    "others sit": lambda f: replace(f, sitting=(*f.sitting, *_all_women())),
    "another way": lambda f: replace(f, way="countback"),
    "another number": lambda f: replace(f, number=7),
    "another ballot": lambda f: replace(f, ballot="b-other"),
    "another motion": lambda f: replace(f, motion="m-other"),
    "another transcript": lambda f: replace(f, count={**f.count, "seats": 1}),
    "something relaxed": lambda f: replace(f, relaxed=({"group": "asia", "kind": "floor", "possible": 0, "standing": 0,
                                                        "wanted": 1},)),
    "another seat begins": lambda f: replace(f, effects=({**f.effects[0], "subject": "p-mallory"}, *f.effects[1:])),
    "the seat lasts longer": lambda f: replace(f, effects=({**f.effects[0], "term_ends_on": "2099-01-01"},
                                                           *f.effects[1:])),
    "at another time": lambda f: replace(f, effects=({**f.effects[0], "at": 1}, *f.effects[1:])),
}.items())
def test_a_filling_that_the_papers_do_not_give(composer: ElectionComposer, fault: str,
                                               change: Callable[[VacancyAct], VacancyAct]) -> None:
    assert codes(composer, change) == {"vacancy_wrong"}, fault


def _all_women() -> tuple[object, ...]:
    return (Share("gender", "women", 21), Share("gender", "men", 21))


def test_a_filling_without_its_document_or_its_entry(composer: ElectionComposer) -> None:
    whole = composer.contents()
    cut = replace(whole, vacancies=whole.vacancies[:1])
    assert {f.code for f in verify(write_record(cut, AUTHORITY)).failures} == {"vacancy_wrong"}
    more = replace(whole, vacancies=(*whole.vacancies, whole.vacancies[0]))
    assert {f.code for f in verify(write_record(more, AUTHORITY)).failures} == {"vacancy_wrong"}
    rubbish = replace(whole, vacancies=(b"{}", whole.vacancies[1]))
    assert {f.code for f in verify(write_record(rubbish, AUTHORITY)).failures} == {"vacancy_wrong"}
    changed = decode(whole.vacancies[1]) | {"filled": ["c1"]}
    swapped = replace(whole, vacancies=(whole.vacancies[0], encode(changed)))
    assert {f.code for f in verify(write_record(swapped, AUTHORITY)).failures} == {"vacancy_wrong"}


def test_where_the_paper_names_a_by_election_nothing_is_filled_from_it(composer: ElectionComposer) -> None:
    election = council(crowd(36))
    plain = begun(election, "steering_committee", 3)
    for number in range(3):
        plain.vote(number, ticks(election, range(34)))
    finished(plain)
    told = replace(composer.fillings[0], ballot=plain.now.ballot, number=1, at=START + 9 * DAY)
    plain.fillings.append(told)
    plain._act("vacancy_filled", told.at, {"office": "chair", "subject": "p-chair"}, ballot=plain.now.ballot, number=1,
               sha256=_sha256(told))
    assert {f.code for f in verify(write_record(plain.contents(), AUTHORITY)).failures} == {"vacancy_wrong"}


@pytest.mark.parametrize("change", [
    {"v": 2}, {"type": "tally"}, {"number": True}, {"at": "1"}, {"filled": [1]}, {"passed": [{"candidate": "c1"}]},
    {"passed": [{"candidate": "c1", "why": 3}]}, {"seats": ["s-1"]}, {"sitting": [{"category": "", "group": "",
                                                                                  "seats": -1}]},
    {"count": []}, {"effects": ["x"]}, {"relaxed": None}, {"more": 1}])
def test_a_document_of_another_form_is_not_read(composer: ElectionComposer, change: dict[str, object]) -> None:
    with pytest.raises(MalformedError):
        read_vacancy(encode(composer.fillings[0].document() | change))
