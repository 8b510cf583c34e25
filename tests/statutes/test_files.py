"""The two statutes files: the Alliance's says all that it must, and a quite different one decides without code."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from voting.services.read.rules import load_rules
from voting.statutes import (
    ConsensusFigures,
    SeatFacts,
    check,
    clause_report,
    consensus_reached,
    due_on,
    is_requisition_met,
    load_statutes,
    may_decide,
    may_open_stage,
    may_vote,
    progressive_alliance,
    rules_of,
    serves,
    standing_after,
)
from voting.statutes.model import Clause, Duty

STATUTES = progressive_alliance()
PRESIDIUM = Path(__file__).with_name("presidium.toml").read_bytes()
CLAUSES = [
    "III", "IV.1", "IV.2a", "IV.2b", "IV.2c", "IV.2d", "IV.3", "IV.4", "IV.5", "V.CD.1", "V.CD.2", "V.CD.3",
    "V.CD.4a", "V.CD.4b", "V.CD.5", "V.CO.1a", "V.CO.1b", "V.CO.1c", "V.CO.1d", "V.CO.1e", "V.CO.1f",
    "V.CO.2a", "V.CO.2b", "V.CO.3", "V.CO.4", "V.CO.5", "V.COORD.1", "V.COORD.2", "V.COORD.3", "V.COORD.4",
    "V.COORD.5", "V.CF.1", "V.CF.2", "V.CF.3", "V.CF.4", "V.CAC.1", "VI.1", "VI.2",
]


def test_every_clause_is_there_in_its_order() -> None:
    assert list(STATUTES.clauses) == CLAUSES


def test_every_reading_is_provisional_until_an_organ_adopts_it() -> None:
    assert len(STATUTES.readings) == 28
    assert {reading.status for reading in STATUTES.readings.values()} == {"provisional"}


def test_numbers_and_periods_come_from_the_file() -> None:
    assert STATUTES.organs["council"].max_counted_seats == 35
    assert (STATUTES.last_call_s, STATUTES.objection_period_days, STATUTES.recovery_wait_s) == (600, 14, 7200)
    assert {term.years for term in STATUTES.terms.values()} == {2}
    assert len(STATUTES.continents) == 5
    assert STATUTES.offices_of_role("secretariat") == ("coordinator",)


def test_a_version_is_known_by_the_hash_of_its_bytes() -> None:
    assert STATUTES.sha256 == hashlib.sha256(STATUTES.source).hexdigest()
    changed = load_statutes(STATUTES.source.replace(b"last_call_s = 600", b"last_call_s = 601"))
    assert changed.sha256 != STATUTES.sha256


def test_every_clause_that_is_not_due_later_is_served_by_a_rule() -> None:
    load_rules()
    missing = [row["id"] for row in clause_report(STATUTES, {}) if not row["due"] and not row["rules"]]
    assert missing == []


def test_the_report_joins_rules_tests_and_what_is_due() -> None:
    report = {row["id"]: row for row in clause_report(STATUTES, {"IV.3": ["test_b", "test_a"], "X.1": ["test_c"]})}
    assert list(report) == CLAUSES
    assert report["IV.3"]["tests"] == ["test_a", "test_b"]
    assert "voting.statutes.franchise.may_vote" in report["IV.3"]["rules"]
    waiting = replace(STATUTES, clauses={"Z.1": Clause("Z.1", {"en": "Later."}, "a later part")})
    assert clause_report(waiting, {}) == [{"id": "Z.1", "rules": [], "tests": [], "due": "a later part"}]


def test_serves_notes_a_rule_once_and_leaves_it_as_it_was() -> None:
    def rule() -> int:
        return 7

    assert serves("Z.9")(serves("Z.9")(rule)) is rule
    assert len(rules_of("Z.9")) == 1
    assert rule() == 7


def test_another_federation_loads_without_a_fault() -> None:
    assert check(PRESIDIUM) == ()


def test_another_federation_decides_a_motion_from_its_own_data() -> None:
    league = load_statutes(PRESIDIUM, "presidium.toml")
    mooring = league.decisions["mooring"]
    assert may_decide(league, "presidium", mooring).allowed
    assert may_vote(league, "presidium", SeatFacts("elected", "moored")).allowed
    refused = may_vote(league, "presidium", SeatFacts("elected", "observer"))
    assert (refused.allowed, refused.clause) == (False, "A2")
    (stage,) = mooring.stages
    assert consensus_reached(stage, ConsensusFigures(9, 0, 0, 9)).adopted
    assert not consensus_reached(stage, ConsensusFigures(8, 0, 0, 9)).adopted  # all nine must take part
    assert not consensus_reached(stage, ConsensusFigures(8, 0, 1, 9)).adopted
    assert not may_open_stage(mooring, 1, before_closed=True, recorded=True).allowed  # no fallback
    assert standing_after(mooring, "harbour") == "moored"


def test_another_federation_has_its_own_places_terms_and_share() -> None:
    league = load_statutes(PRESIDIUM)
    assert dict(league.organs["presidium"].seats[0].places) == {"north": 3, "south": 3, "islands": 3}
    assert league.terms["presidium"].years == 3
    assert is_requisition_met(league, "presidium", 3, 9).allowed
    assert not is_requisition_met(league, "presidium", 2, 9).allowed
    assert league.calendar == {}


@pytest.mark.parametrize("duty", STATUTES.calendar.values(), ids=STATUTES.calendar)
def test_every_duty_is_in_time_on_the_day_of_its_deed(duty: Duty) -> None:
    day = date(2026, 1, 15)
    assert due_on(duty, day, [day, day], day).state in ("done", "due")
