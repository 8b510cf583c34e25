"""As it stood on that day: standings, suspensions that end by themselves, seats and offices with their dates."""

from __future__ import annotations

import pytest

from voting.register.draw_up_roll import person_ruling, rule_on_seats
from voting.register.facts import OfficeHeld, Organisation, Person, Register, Seat, StandingEvent
from voting.register.presiding import may_preside
from voting.statutes import progressive_alliance

LAW = progressive_alliance()
DAY = 86_400


def organisation(code: str, *events: StandingEvent, kind: str = "party", contributes: bool = False,
                 ) -> Organisation:
    since = events or (StandingEvent("member", 0, "founding"),)
    return Organisation(code, f"Party {code}", kind, "ZZ", "europe", since, contributes)


def register(seats: list[Seat], offices: list[OfficeHeld] | None = None, *organisations: Organisation) -> Register:
    known = {o.code: o for o in organisations or (organisation("A"), organisation("B"), organisation("C"))}
    people = {person: Person(person, f"Delegate {person}") for person in {seat.person for seat in seats}}
    return Register(known, people, seats, offices or [])


def seat(person: str, code: str, kind: str = "elected", organ: str = "council", from_at: int = 0,
         until_at: int = 0) -> Seat:
    return Seat(f"s-{person}-{organ}-{kind}", organ, kind, person, code, from_at, until_at)


def allowed(found: Register, at: int, organ: str = "council", **more: object) -> set[str]:
    return {row.seat.person for row in rule_on_seats(LAW, found, organ, at, **more) if row.ruling.allowed}


def test_the_past_stays_as_it_was() -> None:
    party = organisation("A", StandingEvent("applicant", 10, "letter"), StandingEvent("member", 20, "admitted"),
                         StandingEvent("resigned", 30, "letter"))
    assert [party.standing_at(at) for at in (9, 10, 19, 20, 29, 30, 99)] == [
        "", "applicant", "applicant", "member", "member", "resigned", "resigned"]


@pytest.mark.clause("IV.2c")
def test_a_suspension_ends_by_itself() -> None:
    party = organisation("A", StandingEvent("member", 0, "founding"),
                         StandingEvent("suspended", 10, "breach", until_at=20))
    assert [party.standing_at(at) for at in (9, 10, 19, 20)] == ["member", "suspended", "suspended", "member"]
    found = register([seat("p", "A")], None, party)
    assert [allowed(found, at) for at in (9, 10, 20)] == [{"p"}, set(), {"p"}]


def test_seats_and_offices_hold_from_their_beginning_to_before_their_end() -> None:
    held = seat("p", "A", from_at=10, until_at=20)
    assert [held.holds_at(at) for at in (9, 10, 19, 20)] == [False, True, True, False]
    office = OfficeHeld("o", "chair", "council", "p", 10, 20)
    assert [office.holds_at(at) for at in (9, 10, 19, 20)] == [False, True, True, False]


@pytest.mark.clause("V.CD.1")
def test_one_person_has_one_vote_however_many_seats() -> None:
    found = register([seat("p", "A"), seat("p", "B", kind="co_opted"), seat("q", "C")])
    assert allowed(found, 0) == {"p", "q"}
    refused = [row for row in rule_on_seats(LAW, found, "council", 0) if not row.ruling.allowed]
    assert "one person has one vote" in str(refused[0].ruling.reason)


@pytest.mark.clause("V.CD.4b")
def test_nobody_votes_on_their_own_discharge() -> None:
    discharge = LAW.decisions["discharge"]
    seats = [seat("p", "A"), seat("p", "A", "delegate", "steering_committee"),
             seat("q", "B", "delegate", "steering_committee")]
    assert allowed(register(seats), 0, "steering_committee") == {"p", "q"}
    assert allowed(register(seats), 0, "steering_committee", decision=discharge, subject="council") == {"q"}


@pytest.mark.clause("IV.3", "V.CO.2a")
def test_who_has_no_vote_learns_the_clause() -> None:
    guest = organisation("G", StandingEvent("guest", 0, "invited"))
    found = register([seat("g", "G", "attending"), seat("l", "A", "attending"), seat("q", "B")], None, guest,
                     organisation("A"), organisation("B"))
    assert person_ruling(LAW, found, "g", "council", 0).clause == "IV.3"
    assert person_ruling(LAW, found, "l", "council", 0).clause == "V.CO.2a"
    assert not person_ruling(LAW, found, "nobody", "council", 0).allowed
    assert person_ruling(LAW, found, "q", "council", 0).allowed


def test_the_deputy_acts_when_the_chair_does_not_and_then_the_tellers() -> None:
    offices = [OfficeHeld(f"o{n}", office, "council", person, 0)
               for n, (office, person) in enumerate((("chair", "c"), ("deputy", "d"), ("teller", "t")))]
    found, due = register([seat("c", "A")], offices), 1000
    after = {"c": 0, "d": LAW.presiding.deputy_after_s, "t": LAW.presiding.tellers_after_s}
    assert 0 < after["d"] < after["t"]
    for person, delay in after.items():
        if delay:
            assert not may_preside(LAW, found, "council", person, due + delay - 1, due).allowed
        assert may_preside(LAW, found, "council", person, due + delay, due).allowed
    for person, organ in (("x", "council"), ("c", "steering_committee")):
        assert not may_preside(LAW, found, organ, person, due + 10**9, due).allowed
