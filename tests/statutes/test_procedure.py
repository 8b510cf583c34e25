"""What may be put to which organ, with which dossier, in which order of stages."""

from __future__ import annotations

import pytest

from voting.statutes import (
    dossier_complete,
    may_concern,
    may_concern_organ,
    may_decide,
    may_open_stage,
    progressive_alliance,
    standing_after,
)

STATUTES = progressive_alliance()
COMPETENCE = {
    "co_option": {"council": "V.CO.1e"},
    "admission": {"council": "IV.2a"}, "exclusion": {"council": "IV.2c"}, "suspension": {"council": "IV.2c"},
    "lifting": {"council": "IV.2c"}, "amendment": {"steering_committee": "VI.2"},
    "dissolution": {"steering_committee": "VI.2"}, "discharge": {"steering_committee": "V.CD.4b"},
    "resolution": {"steering_committee": "V.CD.3", "council": "V.CO.3", "finance_committee": "V.CF.1"},
    "readings": {"steering_committee": "V.CD.3"}, "funds": {"finance_committee": "V.CF.3"},
    "accounts": {"steering_committee": "V.CO.4", "council": "V.CF.4"},
    "election_council": {"steering_committee": "V.CD.4a"}, "election_coordinator": {"council": "V.COORD.1"},
    "election_auditor": {"council": "V.CAC.1"},
    "election_chair": dict.fromkeys(STATUTES.organs, "V.COORD.3"),
    "election_deputy": dict.fromkeys(STATUTES.organs, "V.COORD.3"),
    "election_tellers": dict.fromkeys(STATUTES.organs, "III"),
}


@pytest.mark.clause("IV.2a")
@pytest.mark.clause("IV.2c")
@pytest.mark.clause("V.CD.3")
@pytest.mark.clause("V.CO.3")
@pytest.mark.clause("VI.2")
def test_each_organ_decides_what_the_statutes_give_it_and_nothing_else() -> None:
    found = {name: {organ: may_decide(STATUTES, organ, decision).clause for organ in STATUTES.organs
                    if may_decide(STATUTES, organ, decision).allowed}
             for name, decision in STATUTES.decisions.items()}
    assert found == COMPETENCE


@pytest.mark.clause("VI.2")
def test_after_dissolution_only_accounts_and_discharge_remain() -> None:
    left = {name for name, decision in STATUTES.decisions.items()
            if may_decide(STATUTES, "steering_committee", decision, dissolved=True).allowed}
    assert left == {"accounts", "discharge"}


@pytest.mark.clause("IV.1")
@pytest.mark.parametrize(("kind", "standing"), [("party", "member"), ("party_network", "member"),
                                                ("organisation", "associated_partner")])
def test_the_kind_of_organisation_decides_the_standing(kind: str, standing: str) -> None:
    for name in ("admission", "lifting"):
        assert standing_after(STATUTES.decisions[name], kind) == standing
    assert standing_after(STATUTES.decisions["exclusion"], kind) == "excluded"


@pytest.mark.clause("IV.2c")
@pytest.mark.parametrize(("decision", "standing", "allowed"), [
    ("admission", "applicant", True), ("admission", "guest", False), ("admission", "member", False),
    ("exclusion", "member", True), ("exclusion", "associated_partner", True), ("exclusion", "suspended", True),
    ("exclusion", "guest", False), ("suspension", "member", True), ("suspension", "suspended", False),
    ("lifting", "suspended", True), ("lifting", "member", False), ("lifting", "never heard of", False),
    ("dissolution", "member", False)])
def test_in_which_standing_an_organisation_may_be_decided_on(decision: str, standing: str, allowed: bool) -> None:
    assert may_concern(STATUTES, STATUTES.decisions[decision], "party", standing).allowed is allowed


@pytest.mark.clause("IV.1")
def test_an_unknown_kind_of_organisation_cannot_be_admitted() -> None:
    assert not may_concern(STATUTES, STATUTES.decisions["admission"], "company", "applicant").allowed


@pytest.mark.clause("V.CD.4b")
def test_discharge_is_about_the_finance_committee_or_the_council() -> None:
    decision = STATUTES.decisions["discharge"]
    assert [organ for organ in STATUTES.organs if may_concern_organ(STATUTES, decision, organ).allowed] == [
        "council", "finance_committee"]


@pytest.mark.clause("IV.2a")
@pytest.mark.clause("IV.2b")
@pytest.mark.clause("IV.2c")
@pytest.mark.parametrize(("decision", "missing", "clause"), [
    ("admission", "application", "IV.2b"), ("admission", "received_on", "IV.2b"), ("admission", "preparation", "IV.2a"),
    ("exclusion", "breach", "IV.2c"), ("exclusion", "notice", "IV.2c"), ("exclusion", "reply", "IV.2c"),
    ("suspension", "notice", "IV.2c"), ("amendment", "texts", "VI.2")])
def test_no_ballot_without_its_dossier(decision: str, missing: str, clause: str) -> None:
    items = {item.id for item in STATUTES.decisions[decision].dossier}
    assert dossier_complete(STATUTES.decisions[decision], items).allowed
    ruling = dossier_complete(STATUTES.decisions[decision], items - {missing})
    assert (ruling.allowed, ruling.clause) == (False, clause)


@pytest.mark.clause("IV.2d")
@pytest.mark.clause("VI.2")
@pytest.mark.parametrize("name", ["admission", "exclusion", "suspension", "amendment", "dissolution"])
def test_two_thirds_only_after_consensus_failed_and_the_chair_recorded_it(name: str) -> None:
    decision = STATUTES.decisions[name]
    assert [stage.kind for stage in decision.stages] == ["consensus", "vote"]
    assert may_open_stage(decision, 0).allowed
    assert "comes after consensus" in str(may_open_stage(decision, 1).reason)
    assert "Consensus was reached" in str(may_open_stage(decision, 1, True, before_adopted=True, recorded=True).reason)
    assert "chair has recorded" in str(may_open_stage(decision, 1, before_closed=True).reason)
    assert may_open_stage(decision, 1, before_closed=True, recorded=True).allowed
    assert not may_open_stage(decision, 2, before_closed=True, recorded=True).allowed


@pytest.mark.clause("IV.2c")
def test_only_a_suspension_asks_for_an_end_date() -> None:
    assert {name for name, decision in STATUTES.decisions.items() if decision.needs_end_date} == {
        "suspension", "co_option"}
