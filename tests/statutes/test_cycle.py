"""The cycle's steps: each in its turn, none passed over without a reason, whatever happened and in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.statutes import check, load_statutes, progressive_alliance
from voting.statutes.cycle import Happened, about, may_come_now, steps_of

LAW = progressive_alliance()
STEPS = LAW.cycle.steps
BEGUN = 1000
pytestmark = pytest.mark.clause("V.CD.4a", "V.CD.4b", "V.CO.4")


def fulfilled(step, at):
    return Happened(step.kind, about(step), at, f"ref-{step.id}", step.meeting)


def states(happened=(), skipped=None):
    return {view.step.id: view.state for view in steps_of(LAW, BEGUN, happened, skipped or {})}


def test_at_the_beginning_only_what_waits_for_nothing_is_next():
    found = states()
    assert {name for name, state in found.items() if state == "next"} == {
        "nominations", "electing_meeting", "activity_report", "financial_statement"}
    assert set(found.values()) == {"next", "waiting"}


def test_done_one_after_the_other_the_cycle_is_over():
    happened = [fulfilled(step, BEGUN + number) for number, step in enumerate(STEPS)]
    views = steps_of(LAW, BEGUN, happened, {})
    assert {view.state for view in views} == {"done"}
    assert [view.ref for view in views] == [f"ref-{step.id}" for step in STEPS]


def test_what_happened_before_the_cycle_or_before_its_turn_does_not_count():
    discharge = next(step for step in STEPS if step.id == "discharge_council")
    meeting = next(step for step in STEPS if step.id == "electing_meeting")
    assert states([fulfilled(meeting, BEGUN - 1)])["electing_meeting"] == "next"
    early = [fulfilled(discharge, BEGUN + 1), fulfilled(meeting, BEGUN + 2)]
    assert states(early)["discharge_council"] == "next"
    assert states([*early, fulfilled(discharge, BEGUN + 3)])["discharge_council"] == "done"


def test_a_meeting_of_another_kind_or_a_procedure_in_writing_fulfils_no_step_that_asks_for_a_meeting():
    electing, first = (next(step for step in STEPS if step.id == name)
                       for name in ("electing_meeting", "first_council_meeting"))
    other = Happened("meeting", "steering_committee", BEGUN + 1, "g1", "ordinary")
    view = next(view for view in steps_of(LAW, BEGUN, [other], {}) if view.step is electing)
    assert (view.state, view.unlike) == ("next", ("g1",))
    before = [fulfilled(step, BEGUN + number) for number, step in enumerate(STEPS) if step.id != first.id]
    for form, state in (("written", "next"), ("ordinary", "done"), ("extraordinary", "done")):
        found = Happened("meeting", "council", BEGUN + 50, "g2", form)
        assert {view.step.id: view.state for view in steps_of(LAW, BEGUN, [*before, found], {})}[first.id] == state


def test_the_election_waits_for_both_discharges_and_says_so():
    done = [fulfilled(step, BEGUN + number) for number, step in enumerate(STEPS[:3])]
    views = steps_of(LAW, BEGUN, done, {})
    ruling = may_come_now(views, "election", "council")
    assert (ruling.allowed, ruling.clause) == (False, "V.CD.4a")
    assert "Discharge of the outgoing Council" in str(ruling.reason)
    assert may_come_now(views, "decision", "discharge:council").allowed
    assert may_come_now(views, "decision", "resolution:") is None
    assert may_come_now(views, "decision", "discharge:finance_committee") is None, "it is over"


def test_a_step_passed_over_lets_the_next_come_and_keeps_its_reason():
    done = [fulfilled(step, BEGUN + number) for number, step in enumerate(STEPS[:3])]
    views = steps_of(LAW, BEGUN, done, {"discharge_council": (BEGUN + 9, "Its report is not there yet.")})
    passed = next(view for view in views if view.step.id == "discharge_council")
    assert (passed.state, passed.reason) == ("skipped", "Its report is not there yet.")
    assert may_come_now(views, "election", "council").allowed


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(BEGUN - 5, BEGUN + 30)), max_size=25),
       st.sets(st.sampled_from([step.id for step in STEPS])))
def test_nothing_is_done_before_what_it_waits_for(found, skipped):
    happened = [fulfilled(step, at) for step, at in found]
    views = {view.step.id: view for view in steps_of(LAW, BEGUN, happened, dict.fromkeys(skipped, (BEGUN + 31, "R")))}
    for view in views.values():
        before = [views[name] for name in view.step.after]
        assert view.waits_for == tuple(one.step for one in before if not one.is_over)
        if view.state == "done":
            assert all(one.is_over and one.at <= view.at for one in before)
            assert view.at >= BEGUN
        if view.state == "skipped":
            assert view.reason
        if not view.is_over:
            assert view.state == ("waiting" if view.waits_for else "next")


@pytest.mark.parametrize(("old", "new", "says"), [
    ('meeting = "electing"', 'meeting = "solemn"', "the organ has that kind"),
    ('organ = "council"', 'organ = "council"\nmeeting = "electing"', "the organ has that kind"),
    ('after = ["electing_meeting"]', 'after = ["council_election"]', "no step before this one"),
    ('id = "discharge_council"', 'id = "discharge_finance_committee"', "twice"),
    ('decision = "discharge"\nsubject = "council"', 'decision = "discharge"', "does not say what fulfils it"),
    ('duty = "activity_report"', 'duty = "nothing"', "nothing"),
])
def test_a_cycle_that_makes_no_sense_is_refused_by_name(old, new, says):
    source = LAW.source.decode()
    start = source.index("[cycle]")
    changed = source[:start] + source[start:].replace(old, new, 1)
    assert any(says in str(problem.what) for problem in check(changed.encode())), check(changed.encode())


def test_statutes_without_a_cycle_have_no_steps():
    source = LAW.source.decode()
    start, end = source.index("[cycle]"), source.index("[publication]")
    law = load_statutes((source[:start] + source[end:]).encode())
    assert law.cycle is None
    assert steps_of(law, BEGUN, [], {}) == []
