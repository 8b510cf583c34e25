"""How the principles are amended and the Alliance dissolved: two-thirds of the roll consent, or a vote (VI.2)."""

from __future__ import annotations

import pytest

from tests.story.minutes import refusal
from tests.world import principles
from voting.errors import ConflictError, RefusedError
from voting.evidence import decode

SILENT_OBJECTORS = {"AMBER": "stand_aside", "BIRCH": "stand_aside", "CEDAR": "stand_aside", "DELTA": "stand_aside"}


@pytest.mark.clause("VI.2")
def test_an_amendment_is_adopted_by_consensus_of_two_thirds_of_the_roll_and_becomes_the_base(steering):
    """Nine on the roll, six consent, three stand aside: adopted, without a vote."""
    new = f"{principles().strip()}\nVII. One more."
    amendment = steering.amends(new).is_announced()
    assert len(amendment.roll) == 9
    marks = {who: mark for who, mark in SILENT_OBJECTORS.items() if who != "DELTA"}
    amendment.is_answered("consent", marks).closes()
    assert amendment.stands == "consensus"
    assert steering.text_in_force() == principles().strip()
    assert amendment.is_declared() == "adopted"
    assert steering.text_in_force() == new
    assert amendment.verdict.outcome == "adopted"


@pytest.mark.clause("VI.2")
def test_without_consents_of_two_thirds_a_vote_follows_although_nobody_objects(steering):
    """Five of nine consent and four stand aside: no consensus; the vote needs two-thirds of those for and against."""
    amendment = steering.amends("Another text.").is_announced().is_answered("consent", SILENT_OBJECTORS).closes()
    assert amendment.stands == "no_consensus"
    amendment.finds_no_consensus("Four could not agree and did not object.").is_announced()
    amendment.is_answered("yes", {"AMBER": "no", "BIRCH": "no", "CEDAR": "no"}).closes()
    assert amendment.is_declared() == "adopted"
    assert steering.text_in_force() == "Another text."
    assert amendment.verdict.outcome == "adopted"


@pytest.mark.clause("VI.2")
def test_an_amendment_that_misses_two_thirds_changes_no_text(steering):
    """Five for, four against."""
    amendment = steering.amends("Another text.").is_announced().is_answered("object").closes().finds_no_consensus()
    amendment.is_announced().is_answered("yes", dict.fromkeys(SILENT_OBJECTORS, "no")).closes()
    assert amendment.is_declared() == "rejected"
    assert steering.text_in_force() == principles().strip()


@pytest.mark.clause("VI.2")
def test_an_amendment_starts_from_the_text_in_force(steering):
    """What was drafted against the text before is refused once another has been adopted; drafted anew it is put."""
    before = steering.text_in_force()
    stale = steering.amends("A third text.", old=before)
    steering.amends("A second text.").is_announced().is_answered("consent").closes().is_declared()
    refused = refusal(stale.is_announced)
    assert refused.clause == "VI.2"
    assert "start again from the text in force" in str(refused)
    steering.amends("A third text.", old="A second text.").is_announced()
    assert steering.text_in_force() == "A second text."


@pytest.mark.clause("VI.2")
def test_the_text_in_force_may_arrive_with_the_line_ends_of_a_browser(steering):
    """A form sends every line end as two signs; the words are the same, and so is the record's text."""
    typed = steering.text_in_force().replace("\n", "\r\n")
    assert typed != steering.text_in_force()
    amendment = steering.amends(f"{typed}\r\nVII. One more.", old=typed).is_announced().is_answered("consent").closes()
    assert amendment.is_declared() == "adopted"
    assert steering.text_in_force() == f"{principles().strip()}\nVII. One more."


@pytest.mark.clause("VI.2")
@pytest.mark.parametrize("texts", [{}, {"old": "Only one."}, {"new": "Only one."}, {"old": "Same.", "new": "Same."}])
def test_two_texts_that_differ_lie_on_the_table(steering, texts):
    """No amendment without its two texts."""
    amendment = steering.puts("amendment", "Amendment", "steering_committee", dossier={"texts": texts})
    assert refusal(amendment.is_announced).clause == "VI.2"


@pytest.mark.clause("VI.2")
def test_there_is_one_amendment_at_a_time(steering):
    """The text in force is one subject whatever the titles say."""
    steering.amends("A second text.").is_announced()
    with pytest.raises(ConflictError, match="one open ballot a subject"):
        steering.amends("A third text.").is_announced()


@pytest.mark.clause("VI.2")
@pytest.mark.parametrize("decision", ["amendment", "dissolution"])
def test_the_council_neither_amends_nor_dissolves(minutes, decision):
    """Both are the Steering Committee's."""
    with pytest.raises(RefusedError) as refused:
        minutes.puts(decision, "Everything")
    assert refused.value.clause == "VI.2"


@pytest.mark.clause("VI.2")
def test_after_the_dissolution_only_accounts_and_discharge_remain(steering):
    """Two-thirds dissolve; nothing else can be put any more, drafted motions cannot be announced."""
    waiting = steering.puts("admission", "NEW")
    dissolution = steering.puts("dissolution", "", "steering_committee").is_carried()
    assert dissolution.verdict.outcome == "adopted"
    assert refusal(waiting.is_announced).clause == "IV.2a"
    for decision, subject, organ in (("admission", "FRESH", "council"), ("resolution", "Peace", "steering_committee"),
                                     ("exclusion", "FROST", "council"), ("dissolution", "", "steering_committee")):
        with pytest.raises(RefusedError, match="is dissolved"):
            steering.puts(decision, subject, organ)
    with pytest.raises(RefusedError, match="is dissolved"):
        steering.amends("A text for nobody.")
    for decision, subject in (("accounts", "Last accounts"), ("discharge", "finance_committee")):
        remaining = steering.puts(decision, subject, "steering_committee").is_announced()
        assert remaining.is_answered("yes").closes().is_declared() == "adopted"


@pytest.mark.clause("VI.2")
def test_what_was_voted_before_the_dissolution_and_not_declared_takes_no_effect_after_it(steering):
    """Legal effects begin with the declaration, and there is nothing left to be admitted to."""
    admission = steering.puts("admission", "NEW").is_announced(lasts=86400).is_answered("consent").closes()
    steering.puts("dissolution", "", "steering_committee").is_carried()
    assert refusal(admission.is_declared).clause == "IV.2a"
    assert steering.world.standing("NEW") == "applicant"


@pytest.mark.clause("VI.2")
def test_a_dissolution_that_is_annulled_opens_everything_again(steering):
    """Two officers, with a reason, within the objection period."""
    steering.puts("dissolution", "", "steering_committee").is_carried().is_annulled("The roll lacked a delegate.")
    assert steering.puts("admission", "NEW").is_announced().stages == ["open"]


@pytest.mark.clause("VI.2")
def test_the_dissolution_is_not_done_by_one_click_while_the_rest_are_silent(steering):
    """Five of nine consent, nobody objects, four are silent: no consensus."""
    dissolution = steering.puts("dissolution", "", "steering_committee").is_announced()
    dissolution.is_answered("consent", dict.fromkeys(SILENT_OBJECTORS, "")).closes()
    assert dissolution.stands == "no_consensus"
    assert decode(bytes(steering.world.row(dissolution.ballot).tally))["bases"] == [
        {"base": "participation", "binding": True, "count": 9, "established": True, "needed": 5, "reached": True},
        {"base": "consents", "binding": True, "count": 9, "established": True, "needed": 6, "reached": False}]
