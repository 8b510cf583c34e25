"""How text and data of the statutes are amended together, on a day, and taken back (VI.2); the review (VI.1)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from tests.story.minutes import refusal
from tests.world import principles, statutes_source
from voting.errors import ConflictError
from voting.services.install_statutes import install_statutes
from voting.services.read.changes import changes_of
from voting.services.read.duties import duties_on
from voting.services.read.law import law_in_force
from voting.services.store_document import store_document
from voting.statutes import load_statutes

NEW = f"{principles().strip()}\nVII. One more."
DAY = 86400


def data_for(text, **changes):
    """The data file in its second version, written for a text."""
    law = load_statutes(statutes_source(), "statutes.toml")
    source = statutes_source().decode().replace('version = "1"', 'version = "2"', 1).replace(
        law.principles.sha256, hashlib.sha256(text.encode()).hexdigest())
    for old, new in changes.items():
        source = source.replace(f"{old} = ", f"{old} = {new} #", 1)
    return source.encode()


def amends(steering, data=b"", day="", text=NEW):
    """A motion to amend, with a data file and a day in its dossier."""
    dossier = {"texts": {"old": steering.text_in_force(), "new": text}} | ({"in_force_on": {"on": day}} if day else {})
    question = steering.puts("amendment", "Amendment", "steering_committee", dossier=dossier)
    if data:
        world = steering.world
        store_document(world.service, world.person("coordinator"), question.motion, "data", "statutes.toml", data)
    return question


@pytest.mark.clause("VI.2")
def test_text_and_data_come_into_force_together_and_older_records_verify_against_theirs(steering):
    """From the declaration the new rule holds; records before and the amendment's own stand on the old one."""
    before = steering.puts("resolution", "Peace", "steering_committee").is_carried()
    amendment = amends(steering, data_for(NEW, last_call_s="1200")).is_announced().is_answered("consent").closes()
    assert steering.world.law.last_call_s == 600
    text, data = shown = changes_of(steering.world.service, amendment.motion)
    assert (text.before, text.after) == (principles().strip(), NEW)
    assert (data.before, data.after) == (statutes_source().decode(), data_for(NEW, last_call_s="1200").decode())
    assert amendment.is_declared() == "adopted"
    assert changes_of(steering.world.service, amendment.motion) == shown, "compared with the version before, for ever"
    assert changes_of(steering.world.service, before.motion) == []
    assert (steering.world.law.version, steering.world.law.last_call_s) == ("2", 1200)
    assert steering.text_in_force() == NEW
    law = law_in_force(steering.world.service)
    assert [version.motion for version in law.versions] == [amendment.motion, ""]
    after = steering.puts("resolution", "Work", "steering_committee").is_carried()
    assert [one.verdict.failures for one in (before, amendment, after)] == [(), (), ()]


@pytest.mark.clause("VI.2")
def test_on_its_day_and_not_before_and_nothing_comes_between(steering):
    """Adopted in January for the first of March: until then the old law, and no other version meanwhile."""
    amendment = amends(steering, data_for(NEW), "2027-03-01").is_announced().is_answered("consent").closes()
    assert amendment.is_declared() == "adopted"
    assert (steering.world.law.version, steering.text_in_force()) == ("1", principles().strip())
    assert [version.motion for version in law_in_force(steering.world.service).to_come] == [amendment.motion]
    with pytest.raises(ConflictError, match="nothing can come between"):
        install_statutes(steering.world.service, data_for("x"), "statutes.toml")
    adoption = steering.puts("readings", "", "steering_committee", dossier={"readings": {"consensus": "adopted"}})
    assert refusal(adoption.is_announced).clause == "V.CD.3"
    day = int(datetime(2027, 3, 1, tzinfo=UTC).timestamp())
    steering.world.wait(day - 1 - steering.world.now)
    assert steering.world.law.version == "1"
    steering.world.wait(1)
    assert (steering.world.law.version, steering.text_in_force()) == ("2", NEW)
    assert amendment.verdict.failures == ()


@pytest.mark.clause("VI.2")
def test_an_annulment_before_the_day_leaves_all_as_it_was(steering):
    """What waited never comes into force; the amendment can be put again."""
    amendment = amends(steering, data_for(NEW), "2027-03-01").is_announced().is_answered("consent").closes()
    amendment.is_declared()
    amendment.is_annulled()
    steering.world.wait(60 * DAY)
    assert (steering.world.law.version, steering.text_in_force()) == ("1", principles().strip())
    assert amendment.verdict.outcome == "annulled"


@pytest.mark.clause("VI.2")
def test_an_annulment_after_it_brings_the_rules_before_back_under_a_new_number(steering):
    """The same rules, a version of their own: a paper's hash names one of them."""
    amendment = amends(steering, data_for(NEW, last_call_s="1200")).is_announced().is_answered("consent").closes()
    amendment.is_declared()
    amendment.is_annulled()
    assert (steering.world.law.version, steering.world.law.last_call_s) == ("1.1", 600)
    assert steering.text_in_force() == principles().strip()
    assert amendment.verdict.failures == ()


@pytest.mark.clause("VI.2")
@pytest.mark.parametrize(("data", "says"), [
    (data_for("Another text."), "another text"), (b"not = [a statutes file", "not TOML"),
    (statutes_source(), "installed already"), (data_for(NEW).replace(b'id = "progressive-alliance"', b'id = "other"'),
                                               "another organisation")])
def test_a_data_file_that_cannot_come_into_force_keeps_the_ballot_from_being_announced(steering, data, says):
    """With the clause and the fault."""
    refused = refusal(amends(steering, data).is_announced)
    assert refused.clause == "VI.2"
    assert says in str(refused)


@pytest.mark.clause("VI.1", "VI.2")
def test_the_review_is_due_two_years_after_the_entry_into_force_that_the_data_state(steering):
    """The founding's data state none, so no day is known; the amended data do."""
    amends(steering, data_for(NEW, in_force_on='"2027-03-01"')).is_announced().is_answered("consent").closes(
        ).is_declared()
    line = next(line for line in duties_on(steering.world.service).lines
                if line.due.duty.id == "review_of_principles")
    assert line.due.by.isoformat() == "2029-03-01"
