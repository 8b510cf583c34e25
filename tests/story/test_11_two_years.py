"""Two years of the Alliance, as `voting demo` plays them: what the minutes say, and that anyone can check all of it.

One play, told clause by clause; slow, because it casts some fourteen hundred votes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from config import Config
from tests.world import Clock
from voting.demonstration.two_years import LASTS_DAYS, SCENES, play
from voting.errors import ConflictError
from voting.evidence import decode
from voting.record.archive import unpack
from voting.register.duties import audit_conflicts, day_of
from voting.services.act import Service
from voting.services.make_record import full_record, public_record
from voting.services.read.business import MotionLine, entries, letters, motions
from voting.services.read.cycle import cycle_view
from voting.services.read.dry_act import look
from voting.services.read.duties import duties_on
from voting.services.read.meetings import read_meeting
from voting.services.read.requisitions import every_requisition
from voting.statutes.meetings import notice_ruling
from voting.store.tables import MeetingRow
from voting.verifier import verify
from voting.web.app import close, create_app

pytestmark = pytest.mark.slow
DAY = 86400
NOW = 1_800_000_000


@pytest.fixture(scope="module")
def alliance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service after the play."""
    folder: Path = tmp_path_factory.mktemp("two-years")
    app = create_app(Config(instance=folder, database_url=f"sqlite:///{folder / 'register.sqlite'}",
                            origin="http://localhost", secret_key="s" * 48, is_demonstration=True), Clock(NOW))
    with app.app_context():
        service = app.extensions["scrutin"].service
        assert len(list(play(service))) == len(SCENES) + 1
        yield service
    close(app)


def declared(service: Service) -> list[MotionLine]:
    """Every motion with a declared result, the first declared first."""
    return sorted((line for line in motions(service) if line.ended_at), key=lambda line: line.ended_at)


def test_what_was_decided_in_order(alliance):
    assert [(line.decision, line.state) for line in declared(alliance)] == [
        ("readings", "adopted"),
        ("admission", "adopted"), ("admission", "adopted"), ("admission", "adopted"),
        ("funds", "adopted"), ("resolution", "rejected"), ("exclusion", "adopted"), ("resolution", "adopted"),
        ("amendment", "adopted"), ("discharge", "adopted"), ("discharge", "adopted"), ("election_council", "elected"),
        ("election_coordinator", "elected"), ("election_auditor", "elected")]
    assert "admission" in [line.decision for line in motions(alliance) if line.state == "live"], "one is open today"


@pytest.mark.clause("III")
def test_every_record_holds_for_a_stranger_and_says_what_was_declared(alliance):
    for line in declared(alliance):
        for record in (public_record(line.id), full_record(line.id)):
            verdict = verify(record)
            assert verdict.ok, (line.decision, verdict.failures)
            assert verdict.outcome == line.state


@pytest.mark.clause("IV.1", "IV.2a", "IV.2c", "IV.2d")
def test_an_organisation_came_and_was_excluded_and_keeps_its_history(alliance):
    with look(alliance) as act:
        register = act.register()
        events = register.organisations["X-APPLICANT-3"].events
        seats = [seat for seat in register.seats if seat.organisation == "X-APPLICANT-3"]
    assert [event.standing for event in events] == ["applicant", "member", "excluded"]
    assert seats
    assert all(seat.until_at for seat in seats)
    with look(alliance) as act:
        standings = {code: act.register().organisations[code].standing_at(act.now)
                     for code in ("X-APPLICANT-2", "X-APPLICANT-4")}
    assert standings == {"X-APPLICANT-2": "associated_partner", "X-APPLICANT-4": "member"}


@pytest.mark.clause("V.CF.3")
def test_the_decision_on_funds_has_both_organs_in_one_record(alliance):
    motion = next(line.id for line in motions(alliance) if line.decision == "funds")
    files = unpack(full_record(motion))
    assert [decode(files[f"stages/{number}/paper.json"])["organ"] for number in (1, 2)] == [
        "finance_committee", "council"]


@pytest.mark.clause("V.CD.4b")
def test_nobody_who_sat_in_an_organ_discharged_it(alliance):
    with look(alliance) as act:
        register = act.register()
    for line in (line for line in motions(alliance) if line.decision == "discharge"):
        files = unpack(full_record(line.id))
        subject, paper = decode(files["motion.json"])["subject"]["id"], decode(files["stages/1/paper.json"])
        voters = {decode(row)["subject"] for row in files["names.jsonl"].splitlines()}
        inside = {seat.person for seat in register.seats_in(subject, paper["announced"])}
        assert voters
        assert not voters & inside, f"{subject} discharges itself"
        names = {decode(row)["name"]: decode(row)["organisation"] for row in files["names.jsonl"].splitlines()}
        assert names["Second delegate of SPD (demonstration)"] == "SPD", "its organisation sent another delegate"
        assert "Delegate of SPD" not in names


@pytest.mark.clause("V.CD.4a", "V.CO.1b", "V.CO.4", "V.COORD.1", "V.CAC.1")
def test_the_cycle_went_through_every_step_in_order_and_passed_over_none(alliance):
    view = cycle_view(alliance)
    assert not view.is_running
    assert {line.view.state for line in view.lines} == {"done"}
    at = {line.view.step.id: line.view.at for line in view.lines}
    for line in view.lines:
        assert all(at[before] <= at[line.view.step.id] for before in line.view.step.after)
    with look(alliance) as act:
        register = act.register()
        elected = [seat for seat in register.seats_in("council", act.now) if seat.kind == "elected"]
        continents = {register.organisations[seat.organisation].continent for seat in elected}
        assert audit_conflicts(act.statutes, register, act.now) == []
    assert len(elected) == 34
    assert continents == {"africa", "americas", "asia", "europe", "oceania"}


@pytest.mark.clause("V.COORD.3")
def test_every_meeting_of_the_past_was_convened_in_time_held_and_closed_with_each_item_dealt_with(alliance):
    with look(alliance) as act:
        rows = sorted(act.session.query(MeetingRow).all(), key=lambda row: row.convened_at)
        *past, today = [read_meeting(act, row) for row in rows]
    assert len(past) == 12
    assert (today.row.state, today.row.held_on) == ("convened", day_of(NOW).isoformat())
    for view in past:
        row = view.row
        assert row.state == "closed", row.title
        assert row.convened_at < row.opened_at < row.ended_at < NOW
        assert row.opened_at == row.starts_at, "it was opened at the hour of the convocation"
        assert notice_ruling(act.statutes, row.organ, row.kind, day_of(row.convened_at),
                             date.fromisoformat(row.held_on)).allowed, row.title
        assert len(view.there) > 5
        assert view.agenda
        for item in view.agenda:
            assert item.row.outcome or item.put, (row.title, item.row.title)
            assert all(put.motion.state in ("adopted", "rejected", "elected") for put in item.put)
            assert not item.is_late, (row.title, item.row.title)
    assert [view.row.kind for view in past if view.row.kind != "ordinary"] == ["extraordinary", "electing"]
    assert {leaf.document["type"] for leaf in entries(alliance) if leaf.document is not None} >= {
        "meeting_opened", "attended", "item_outcome", "noted", "meeting_closed"}


@pytest.mark.clause("V.CO.5")
def test_the_requisition_was_met_and_its_meeting_convened(alliance):
    line, = every_requisition()
    assert (line.state, line.signers, line.needed) == ("convened", 13, 11)


def test_nothing_is_late_but_what_no_date_is_known_for_and_no_letter_of_the_past_waits(alliance):
    late = [line.due.duty.id for line in duties_on(alliance).lines if line.due.state == "overdue"]
    assert late == []
    assert {line.written_at for line in letters(alliance)} == {NOW}


def test_everything_happened_on_the_days_of_the_play_and_nothing_after_today(alliance):
    at = [leaf.document["at"] for leaf in entries(alliance)
          if leaf.document is not None and "at" in leaf.document]
    assert at == sorted(at)
    assert at[0] > NOW - (LASTS_DAYS + 1) * DAY
    assert at[-1] == NOW
    assert max(second - first for first, second in itertools.pairwise(at)) < 120 * DAY


def test_it_is_marked_as_a_demonstration_and_played_once_only(alliance):
    with look(alliance) as act:
        invented = [known.name for code, known in act.register().organisations.items() if code.startswith("X-")]
        people = [person.name for person in act.register().people.values()]
    assert all("Demonstration" in name for name in invented)
    assert all(name.startswith(("Candidate of ", "Delegate of ", "Guest of ", "Leader of ")) or "demonstration" in name
               for name in people), "nobody has a name of their own"
    with pytest.raises(ConflictError, match="empty one only"):
        next(play(alliance))
