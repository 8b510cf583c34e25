"""Who votes where: the table of seats and standings, refusals with the clause that says so."""

from __future__ import annotations

import pytest

from voting.errors import NotFoundError
from voting.statutes import SeatFacts, may_take_part, may_vote, progressive_alliance

STATUTES = progressive_alliance()

# organ, facts, allowed, clause
TABLE = [
    ("steering_committee", SeatFacts("delegate", "member"), True, "V.CD.1"),
    ("steering_committee", SeatFacts("delegate", "associated_partner"), True, "V.CD.1"),
    ("steering_committee", SeatFacts("delegate", "guest"), False, "IV.3"),
    ("steering_committee", SeatFacts("attending", "guest"), False, "IV.3"),
    ("steering_committee", SeatFacts("delegate", "applicant"), False, "IV.2a"),
    ("steering_committee", SeatFacts("delegate", "suspended"), False, "IV.2c"),
    ("steering_committee", SeatFacts("delegate", "excluded"), False, "IV.2c"),
    ("steering_committee", SeatFacts("delegate", "resigned"), False, "IV.5"),
    ("steering_committee", SeatFacts("delegate"), False, "V.CD.1"),
    ("steering_committee", SeatFacts("ex_officio", office_held=True), False, "V.CD.1"),
    ("steering_committee", SeatFacts("", "guest"), False, "IV.3"),
    ("steering_committee", SeatFacts(""), False, "V.CD.1"),
    ("council", SeatFacts("elected", "member"), True, "V.CO.1b"),
    ("council", SeatFacts("elected", "suspended"), False, "IV.2c"),
    ("council", SeatFacts("elected", "member", represented=True), False, "V.CO.1f"),
    ("council", SeatFacts("designated", "member"), True, "V.CO.1f"),
    ("council", SeatFacts("designated", "resigned"), False, "IV.5"),
    ("council", SeatFacts("co_opted", "associated_partner"), True, "V.CO.1e"),
    ("council", SeatFacts("attending", "member"), False, "V.CO.2a"),
    ("council", SeatFacts("ex_officio", office_held=True), True, "V.COORD.4"),
    ("council", SeatFacts("ex_officio", office_held=True, office="coordinator"), True, "V.COORD.4"),
    ("council", SeatFacts("ex_officio", office_held=True, office="auditor"), False, "V.CO.1a"),
    ("council", SeatFacts("ex_officio", office_held=False), False, "V.COORD.4"),
    ("council", SeatFacts("delegate", "member"), False, "V.CO.1a"),
    ("finance_committee", SeatFacts("delegate", "member", contributes=True), True, "V.CF.1"),
    ("finance_committee", SeatFacts("delegate", "member", contributes=False), False, "V.CF.1"),
    ("finance_committee", SeatFacts("delegate", "associated_partner", contributes=True), False, "V.CF.1"),
    ("finance_committee", SeatFacts("delegate", "guest", contributes=True), False, "IV.3"),
    ("finance_committee", SeatFacts("ex_officio", office_held=True), True, "V.COORD.4"),
]


@pytest.mark.clause("IV.3")
@pytest.mark.clause("IV.5")
@pytest.mark.clause("V.CD.1")
@pytest.mark.clause("V.CO.1e")
@pytest.mark.clause("V.CO.1f")
@pytest.mark.clause("V.CO.2a")
@pytest.mark.clause("V.COORD.4")
@pytest.mark.clause("V.CF.1")
@pytest.mark.clause("IV.4")
@pytest.mark.parametrize(("organ", "facts", "allowed", "clause"), TABLE)
def test_who_votes_where(organ: str, facts: SeatFacts, allowed: bool, clause: str) -> None:
    ruling = may_vote(STATUTES, organ, facts)
    assert (ruling.allowed, ruling.clause) == (allowed, clause)
    assert clause in str(ruling.reason)


@pytest.mark.clause("IV.3")
def test_a_guest_is_told_why_in_the_words_of_the_statutes() -> None:
    reason = may_vote(STATUTES, "council", SeatFacts("attending", "guest")).reason
    assert str(reason) == "Guests take part without a vote. No vote in the organ “Council” (clause IV.3)."
    assert reason.params["organ"].in_language("fr") == "Conseil"


@pytest.mark.clause("V.COORD.4")
def test_the_coordinator_is_not_counted_in_the_size_of_the_council() -> None:
    counted = {seat.kind for seat in STATUTES.organs["council"].seats if seat.counted}
    assert counted == {"elected", "co_opted"}


def test_an_organ_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="senate"):
        may_vote(STATUTES, "senate", SeatFacts("delegate", "member"))


@pytest.mark.clause("V.CD.4b")
def test_nobody_discharges_an_organ_in_which_they_sit() -> None:
    refused = may_take_part(STATUTES.decisions["discharge"], seated_in_subject=True)
    assert (refused.allowed, refused.clause) == (False, "V.CD.4b")
    assert may_take_part(STATUTES.decisions["discharge"], seated_in_subject=False).allowed


@pytest.mark.clause("IV.2c")
def test_a_party_keeps_its_vote_on_its_own_exclusion() -> None:
    assert may_take_part(STATUTES.decisions["exclusion"], seated_in_subject=True).allowed


def test_a_ruling_is_never_a_truth_value() -> None:
    with pytest.raises(TypeError, match="allowed"):
        bool(may_vote(STATUTES, "council", SeatFacts("elected", "member")))
