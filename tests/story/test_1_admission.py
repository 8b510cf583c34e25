"""How an organisation is admitted: an application, a consensus sought, a vote of two-thirds, a place at the table."""

from __future__ import annotations

import pytest

from tests.story.minutes import APPLICATION, refusal, stranger_verifies
from voting.errors import ConflictError, InputError, RefusedError
from voting.record import pack, unpack


@pytest.mark.clause("IV.1", "IV.2a", "IV.2b", "IV.2d", "V.CD.1", "V.CO.1e", "V.COORD.4")
def test_a_council_of_thirty_six_admits_a_party_by_two_thirds_after_consensus_has_failed(full_council, tmp_path):
    """The Council seeks consensus; one delegate objects; the chair records it; 24 of 35 votes for and against admit."""
    world, admission = full_council.world, full_council.has_before_it
    assert len(admission.roll) == 36
    assert {world.person("IUSY"), world.person("coordinator")} <= admission.roll

    admission.is_answered("consent", {"SPD": "stand_aside", "ANC": "object"}).closes()
    assert admission.stands == "no_consensus"
    with pytest.raises(ConflictError, match="nothing is decided yet"):
        admission.is_declared()
    assert world.standing("X-APPLICANT-1") == "applicant"

    admission.finds_no_consensus("ANC asks for another year; the others do not want to wait.").is_announced()
    against = ["SPD", "ANC", "NDC", "FFS", "MPP", "SDF", "PAICV", "MLPC", "PS-AR", "GEN", "UN-BO"]
    admission.is_answered("yes", {**dict.fromkeys(against, "no"), "PT": "abstain"}).closes()
    assert world.counts(admission.ballot) == {"yes": 24, "no": 11, "abstain": 1}
    assert world.standing("X-APPLICANT-1") == "applicant"  # counted is not declared
    assert admission.is_declared() == "adopted"
    assert world.standing("X-APPLICANT-1") == "member"
    assert full_council.history_of("X-APPLICANT-1") == ["applicant", "member"]

    delegate = world.seat("X-APPLICANT-1", "steering_committee", "delegate", "newcomer")
    resolution = full_council.puts("resolution", "Solidarity", "steering_committee").is_announced()
    assert delegate in resolution.roll
    assert resolution.receives("newcomer", "yes").closes().stands == "adopted"

    assert admission.verdict.outcome == "adopted"
    status, answer = stranger_verifies(admission.record, tmp_path)
    assert (status, answer["ok"], answer["outcome"]) == (0, True, "adopted")
    assert answer["fingerprint"] == admission.verdict.fingerprint


@pytest.mark.clause("IV.2d")
def test_a_stranger_refuses_a_record_in_which_one_vote_was_turned(minutes, tmp_path):
    """Somebody who holds the file turns a yes into a no; the program that a stranger runs refuses it."""
    admission = minutes.puts("admission", "NEW").is_carried()
    files = unpack(admission.record)
    assert b'["yes"]' in files["log.jsonl"]
    turned = pack({**files, "log.jsonl": files["log.jsonl"].replace(b'["yes"]', b'["no"]', 1)})
    status, answer = stranger_verifies(turned, tmp_path)
    assert (status, answer["ok"], answer["outcome"]) == (1, False, "")
    assert all(failure["sentence"] for failure in answer["failures"])


@pytest.mark.clause("IV.1", "IV.2a", "IV.2d", "V.CD.1")
def test_a_foundation_becomes_an_associated_partner_by_consensus_and_its_delegate_votes(minutes):
    """No objection stands and all took part: consensus admits, no vote follows; what is no party becomes a partner."""
    admission = minutes.puts("admission", "FRESH").is_announced()
    admission.receives("AMBER", "object").is_answered("consent", {"BIRCH": "stand_aside"}).closes()
    assert admission.stands == "consensus"
    assert admission.is_declared() == "adopted"
    assert admission.stages == ["declared"]
    assert minutes.world.standing("FRESH") == "associated_partner"
    assert admission.verdict.outcome == "adopted"
    with pytest.raises(ConflictError, match="present standing"):
        minutes.world.seat("FRESH", "finance_committee", "delegate")
    minutes.world.seat("FRESH", "steering_committee", "delegate")
    assert minutes.has_vote("FRESH", "steering_committee").allowed


@pytest.mark.clause("IV.2d")
def test_an_objection_that_is_withdrawn_before_the_close_does_not_stand(minutes):
    """CEDAR objects, listens, consents; the first answer stays in the log and does not count."""
    admission = minutes.puts("admission", "NEW").is_announced()
    admission.receives("CEDAR", "object", "Not yet.").is_answered("consent").closes()
    tally = minutes.world.tally(admission.ballot)
    assert (tally["outcome"], tally["superseded"]) == ("consensus", 1)
    assert admission.is_declared() == "adopted"
    assert admission.verdict.ok


@pytest.mark.clause("IV.2d")
def test_consensus_with_less_than_half_of_the_roll_is_none(minutes):
    """Two of six consent and four are silent: nobody is admitted by two clicks."""
    silent = dict.fromkeys(("CEDAR", "DELTA", "ELDER", "FROST"), "")
    admission = minutes.puts("admission", "NEW").is_announced().is_answered("consent", silent).closes()
    assert admission.stands == "no_consensus"
    assert minutes.world.tally(admission.ballot)["bases"] == [
        {"base": "participation", "binding": True, "count": 6, "established": True, "needed": 3, "reached": False}]
    assert minutes.world.standing("NEW") == "applicant"


@pytest.mark.clause("IV.2d")
def test_consensus_of_exactly_half_of_the_roll_admits(minutes):
    """Three of six take part, one of them standing aside."""
    marks = {"BIRCH": "stand_aside", "DELTA": "", "ELDER": "", "FROST": ""}
    admission = minutes.puts("admission", "NEW").is_announced().is_answered("consent", marks).closes()
    assert (admission.stands, admission.is_declared()) == ("consensus", "adopted")


@pytest.mark.clause("IV.2d")
def test_two_thirds_are_never_asked_before_consensus_was_tried_and_its_failure_recorded(minutes):
    """There is no ballot of the vote until the chair has recorded; and after a consensus there is nothing to record."""
    admission = minutes.puts("admission", "NEW").is_announced()
    assert admission.stages == ["open"]
    with pytest.raises(ConflictError, match="cannot be declared"):
        admission.finds_no_consensus()
    admission.is_answered("consent", {"AMBER": "object"}).closes()
    with pytest.raises(InputError, match="Summarise the debate"):
        admission.finds_no_consensus(" ")
    assert admission.stages == ["counted"]
    admission.finds_no_consensus()
    assert admission.stages == ["declared", "drafted"]

    other = minutes.puts("admission", "FRESH").is_announced().is_answered("consent").closes()
    with pytest.raises(ConflictError, match="nothing to record"):
        other.finds_no_consensus()


@pytest.mark.clause("IV.2d")
def test_three_of_five_votes_are_not_two_thirds(minutes):
    """Three for, two against, one abstention: rejected, and the applicant stays an applicant."""
    admission = minutes.puts("admission", "NEW").is_announced().is_answered("object").closes().finds_no_consensus()
    admission.is_announced().is_answered("yes", {"AMBER": "no", "BIRCH": "no", "CEDAR": "abstain"}).closes()
    assert admission.is_declared() == "rejected"
    assert minutes.world.standing("NEW") == "applicant"
    assert admission.verdict.outcome == "rejected"


@pytest.mark.clause("IV.2d")
def test_abstentions_are_no_votes_against(minutes):
    """Two for, one against, three abstentions: two-thirds of the votes for and against."""
    admission = minutes.puts("admission", "NEW").is_announced().is_answered("object").closes().finds_no_consensus()
    admission.is_announced().is_answered("abstain", {"AMBER": "yes", "BIRCH": "yes", "CEDAR": "no"}).closes()
    assert admission.is_declared() == "adopted"


@pytest.mark.clause("IV.2a", "IV.2b")
@pytest.mark.parametrize(("missing", "clause"), [("application", "IV.2b"), ("received_on", "IV.2b"),
                                                 ("preparation", "IV.2a")])
def test_no_ballot_without_written_application_and_preparatory_work(minutes, missing, clause):
    """The dossier lacks one piece: the chair's announcement is refused with the clause that wants it."""
    dossier = {item: entry for item, entry in APPLICATION.items() if item != missing}
    admission = minutes.puts("admission", "NEW", dossier=dossier)
    assert refusal(admission.is_announced).clause == clause
    assert admission.stages == ["drafted"]


@pytest.mark.clause("IV.1", "IV.2a")
@pytest.mark.parametrize("code", ["AMBER", "VISIT", "GONE", "STUDY"])
def test_only_an_applicant_is_admitted(minutes, code):
    """A member, a guest, a resigned party and a partner are not applicants."""
    with pytest.raises(RefusedError) as refused:
        minutes.puts("admission", code)
    assert refused.value.clause == "IV.2a"


@pytest.mark.clause("IV.2a")
def test_the_steering_committee_admits_nobody(steering):
    """Admission is the Council's."""
    with pytest.raises(RefusedError) as refused:
        steering.puts("admission", "NEW", "steering_committee")
    assert refused.value.clause == "IV.2a"


@pytest.mark.clause("IV.2a", "IV.2d")
def test_an_admission_annulled_within_the_objection_period_is_undone_and_nothing_is_deleted(minutes):
    """Chair and teller annul; the party is an applicant again, its new seat loses its vote, its history keeps all."""
    admission = minutes.puts("admission", "NEW").is_carried()
    minutes.world.seat("NEW", "steering_committee", "delegate")
    admission.is_annulled()
    assert minutes.world.standing("NEW") == "applicant"
    assert minutes.history_of("NEW") == ["applicant", "member", "applicant"]
    assert minutes.has_vote("NEW", "steering_committee").clause == "IV.2a"
    assert admission.verdict.outcome == "annulled"
