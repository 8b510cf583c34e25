"""How the organisation adopts its readings: an ordinary resolution of the Steering Committee (V.CD.3)."""

from __future__ import annotations

import pytest

from tests.story.minutes import refusal
from tests.world import statutes_source
from voting.ballots.dossier import ADOPT
from voting.ballots.paper import read_paper
from voting.errors import ConflictError, RefusedError
from voting.services.install_statutes import install_statutes
from voting.services.read.law import law_in_force
from voting.verifier import verify


def adopts(minutes, *readings):
    """A motion of the Steering Committee to adopt these readings."""
    return minutes.puts("readings", "", "steering_committee", dossier={"readings": dict.fromkeys(readings, ADOPT)})


def status_on(question, reading):
    """What the paper of the ballot at hand says of a reading."""
    paper = read_paper(bytes(question.minutes.world.row(question.ballot).paper))
    return next(row["status"] for row in paper["readings"] if row["id"] == reading)


@pytest.mark.clause("V.CD.3")
def test_provisional_readings_become_adopted_ones_and_papers_before_and_after_say_which(steering):
    """Before: provisional; after: adopted that day by that organ; each record verifies against its own version."""
    before = steering.puts("resolution", "Peace", "steering_committee").is_announced()
    adoption = adopts(steering, "ordinary_majority", "secrecy").is_announced()
    assert status_on(adoption, "ordinary_majority") == "provisional"
    adoption.is_answered("yes", {"AMBER": "no"}).closes()
    assert steering.world.law.readings["ordinary_majority"].status == "provisional"
    assert adoption.is_declared() == "adopted"
    reading = steering.world.law.readings["ordinary_majority"]
    assert (reading.status, reading.adopted_on, reading.adopted_by) == ("adopted", steering.day(0),
                                                                       "steering_committee")
    assert steering.world.law.readings["consensus"].status == "provisional"
    after = steering.puts("resolution", "Work", "steering_committee").is_announced()
    assert (status_on(before, "ordinary_majority"), status_on(after, "ordinary_majority")) == ("provisional", "adopted")
    for question in (before, after):
        question.is_answered("yes").closes()
        assert question.is_declared() == "adopted"
    assert [question.verdict.failures for question in (before, adoption, after)] == [(), (), ()]
    assert verify(adoption.record).failures == ()


@pytest.mark.clause("V.CD.3")
def test_the_page_of_the_statutes_knows_by_which_decision_a_reading_stands(steering):
    """And the version that it brought into force; the log says it as well."""
    adoption = adopts(steering, "consensus").is_carried()
    law = law_in_force(steering.world.service)
    assert law.adopted_in == {"consensus": adoption.motion}
    assert [version.motion for version in law.versions] == [adoption.motion, ""]
    installed = steering.world.leaves(kind="statutes_installed")[-1]
    assert (installed["motion"], installed["statutes_sha256"]) == (adoption.motion, law.statutes.sha256)
    assert installed["by"]["office"] == "chair"


@pytest.mark.clause("V.CD.3")
def test_an_annulment_makes_them_provisional_again_and_they_can_be_put_anew(steering):
    """A third version, with the words of the first; the record of the annulled adoption verifies."""
    adoption = adopts(steering, "consensus").is_carried()
    adoption.is_annulled()
    assert steering.world.law.readings["consensus"].status == "provisional"
    assert steering.world.law.version == "1.2"
    assert law_in_force(steering.world.service).adopted_in == {}
    assert adoption.verdict.outcome == "annulled"
    assert adoption.verdict.failures == ()
    adopts(steering, "consensus").is_carried()
    assert steering.world.law.readings["consensus"].status == "adopted"


@pytest.mark.clause("V.CD.3")
def test_an_adopted_reading_is_not_adopted_twice_nor_an_unknown_one_once(steering):
    """Nothing chosen, something unknown, something adopted: refused before the announcement, with the clause."""
    adopts(steering, "consensus").is_carried()
    for readings in ((), ("unheard_of",), ("consensus",)):
        assert refusal(adopts(steering, *readings).is_announced).clause == "V.CD.3"


@pytest.mark.clause("V.CD.3")
def test_a_rejected_adoption_changes_no_version(steering):
    """Four for, five against."""
    adoption = adopts(steering, "consensus").is_announced()
    adoption.is_answered("no", dict.fromkeys(("AMBER", "BIRCH", "CEDAR", "DELTA"), "yes")).closes()
    assert adoption.is_declared() == "rejected"
    assert steering.world.law.version == "1"


@pytest.mark.clause("V.CD.3")
def test_only_the_steering_committee_adopts_readings(minutes):
    """Not the Council."""
    with pytest.raises(RefusedError) as refused:
        minutes.puts("readings", "", dossier={})
    assert refused.value.clause == "V.CD.3"


@pytest.mark.clause("V.CD.3")
def test_what_was_voted_is_not_adopted_if_its_words_have_changed_meanwhile(steering):
    """A version with other words of the reading comes into force during the vote: refused, and annulled by two."""
    adoption = adopts(steering, "consensus").is_announced().is_answered("yes").closes()
    other = statutes_source().replace(b'version = "1"', b'version = "2"').replace(b"Consensus: no objection",
                                                                                b"Consensus: no grave objection")
    install_statutes(steering.world.service, other, "statutes.toml")
    assert "can no longer be adopted" in str(refusal(adoption.is_declared))
    adoption.is_annulled()


@pytest.mark.clause("V.CD.3")
def test_the_operator_cannot_forget_an_adoption(steering):
    """A newer file that calls an adopted reading provisional is refused; one that starts from the version in force is
    not."""
    adopts(steering, "consensus").is_carried()
    service = steering.world.service
    newer = statutes_source().replace(b'version = "1"', b'version = "2"')
    with pytest.raises(ConflictError, match="was adopted on"):
        install_statutes(service, newer, "statutes.toml")
    install_statutes(service, steering.world.law.source.replace(b'version = "1.1"', b'version = "2"'), "statutes.toml")
    assert steering.world.law.readings["consensus"].status == "adopted"
