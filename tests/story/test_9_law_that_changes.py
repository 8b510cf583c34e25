"""A motion keeps the law under which it was put, whatever version of the statutes comes into force meanwhile (VI.2)."""

from __future__ import annotations

import pytest

from tests.story.minutes import HEARD, refusal
from tests.world import statutes_source
from voting.ballots.paper import read_paper
from voting.errors import ConflictError
from voting.services.install_statutes import install_statutes
from voting.statutes import load_statutes

STRICTER = statutes_source().replace(b'version = "1"', b'version = "2"').replace(
    b'base = "expressed"\nmajority = [2, 3]', b'base = "entitled"\nmajority = [2, 3]')
RENAMED = statutes_source().replace(b'version = "1"', b'version = "2"').replace(b"decisions.amendment",
                                                                                b"decisions.revision")


def paper_of(question):
    """The paper of the ballot at hand."""
    return read_paper(bytes(question.minutes.world.row(question.ballot).paper))


@pytest.mark.clause("IV.2d")
def test_a_motion_whose_consensus_failed_is_voted_on_by_the_rule_under_which_it_was_put(minutes):
    """Between consensus and vote a stricter version comes into force; the record of the whole procedure verifies."""
    admission = minutes.puts("admission", "NEW").is_announced().is_answered("object").closes().finds_no_consensus()
    install_statutes(minutes.world.service, STRICTER, "statutes.toml")
    admission.is_announced()
    assert paper_of(admission)["statutes"]["version"] == "1"
    assert paper_of(admission)["rule"]["base"] == "expressed"
    admission.is_answered("abstain", {"AMBER": "yes", "BIRCH": "yes", "CEDAR": "no"}).closes()
    assert admission.is_declared() == "adopted"
    assert admission.verdict.failures == ()


@pytest.mark.clause("IV.2d")
def test_a_ballot_that_is_open_keeps_the_law_on_its_paper(minutes):
    """The stricter version comes into force while votes are cast."""
    admission = minutes.puts("admission", "NEW").is_announced().is_answered("object").closes().finds_no_consensus()
    admission.is_announced()
    install_statutes(minutes.world.service, STRICTER, "statutes.toml")
    admission.is_answered("abstain", {"AMBER": "yes", "BIRCH": "yes", "CEDAR": "no"}).closes()
    assert admission.is_declared() == "adopted"
    assert admission.verdict.failures == ()


@pytest.mark.clause("IV.2d")
def test_a_motion_announced_after_the_change_is_under_the_new_law(minutes):
    """Drafted before, announced after: two-thirds of the roll are asked for now."""
    admission = minutes.puts("admission", "NEW")
    install_statutes(minutes.world.service, STRICTER, "statutes.toml")
    admission.is_announced().is_answered("object").closes().finds_no_consensus().is_announced()
    assert paper_of(admission)["statutes"]["sha256"] == load_statutes(STRICTER, "statutes.toml").sha256
    admission.is_answered("abstain", {"AMBER": "yes", "BIRCH": "yes", "CEDAR": "no"}).closes()
    assert admission.is_declared() == "rejected"
    assert admission.verdict.failures == ()


@pytest.mark.clause("IV.2c")
def test_an_exclusion_under_way_is_declared_and_annulled_by_its_own_law(minutes):
    """The version changes before the declaration and again before the annulment; effects and record hold."""
    exclusion = minutes.puts("exclusion", "FROST", dossier=HEARD).is_announced().is_answered("consent").closes()
    install_statutes(minutes.world.service, STRICTER, "statutes.toml")
    assert exclusion.is_declared() == "adopted"
    assert minutes.world.standing("FROST") == "excluded"
    exclusion.is_annulled()
    assert minutes.world.standing("FROST") == "member"
    assert exclusion.verdict.outcome == "annulled"


@pytest.mark.clause("VI.2", "IV.3")
def test_an_amendment_is_decided_to_its_end_by_a_law_that_no_longer_stands(steering):
    """The version that comes into force between its stages calls the decision something else."""
    steering.world.seat("VISIT", "steering_committee", "attending")
    amendment = steering.amends("A second text.").is_announced()
    install_statutes(steering.world.service, RENAMED, "statutes.toml")
    assert refusal(lambda: amendment.receives("VISIT", "consent")).clause == "IV.3"
    amendment.is_answered("object").closes().finds_no_consensus().is_announced()
    with pytest.raises(ConflictError, match="one open ballot a subject"):
        steering.puts("revision", "Another", "steering_committee").is_announced()
    assert amendment.is_answered("yes").closes().is_declared() == "adopted"
    assert steering.text_in_force() == "A second text."
    amendment.is_annulled()
    assert steering.text_in_force() != "A second text."
    assert amendment.verdict.outcome == "annulled"


@pytest.mark.clause("VI.2")
def test_a_motion_that_the_law_in_force_no_longer_knows_is_not_announced(steering):
    """Drafted as an amendment, of which the new version speaks under another name: a sentence, and nothing is lost."""
    amendment = steering.amends("A second text.")
    install_statutes(steering.world.service, RENAMED, "statutes.toml")
    assert "no longer know this decision" in str(refusal(amendment.is_announced))
    assert amendment.stages == ["drafted"]


@pytest.mark.clause("V.CO.1a")
def test_the_council_has_no_thirty_sixth_counted_seat(full_council):
    """34 elected and one co-opted fill it; the Coordinator sits outside the number, and so do those who attend."""
    with pytest.raises(ConflictError, match="All 35 seats"):
        full_council.world.seat("LABOUR-UK", "council", "elected", "surplus")
    full_council.world.seat("FEPS", "council", "attending", "listener")
    assert full_council.has_vote("coordinator").allowed
