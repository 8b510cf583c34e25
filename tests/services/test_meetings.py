"""A meeting: prepared, convened in good time or late and plainly so, changed, held and closed; its members are told."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import default
from itertools import product
from pathlib import Path

import pytest

from tests.world import START, World
from voting.ballots.meeting import MEETING_LIFE, MeetingMove, MeetingState, follow_meeting
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError
from voting.services.change_meeting import cancel_meeting, change_meeting
from voting.services.convene_meeting import convene_meeting
from voting.services.declare_result import declare_result
from voting.services.draft_motion import MotionDraft, draft_motion
from voting.services.hold_meeting import close_meeting, hand_over_chair, open_meeting, take_chair
from voting.services.note_attendance import note_attendance
from voting.services.note_in_minutes import note_in_minutes, write_outcome
from voting.services.prepare_agenda import add_item, move_item, remove_item
from voting.services.prepare_meeting import MeetingDraft, prepare_meeting
from voting.services.read.duties import duties_on
from voting.services.read.meetings import MeetingView, meeting_view, meetings_for
from voting.services.send_convocation import send_agenda, send_convocation
from voting.services.send_mail import Folder, send_mail
from voting.services.store_agenda_document import store_agenda_document
from voting.services.store_document import document
from voting.statutes.meetings import notice_ruling
from voting.store.access import MailRow
from voting.store.database import writing
from voting.store.meetings import AgendaItemRow, MeetingNoteRow
from voting.store.tables import PersonRow

DAY = 86400
PDF = b"%PDF-1.7\nA report.\n"


def draft(days: int = 40, **rest: object) -> MeetingDraft:
    """A remote meeting of the Council at 10:00 UTC in so many days."""
    starts_at = START + days * DAY + 7200
    day = date.fromordinal(date(2027, 1, 15).toordinal() + days).isoformat()
    return MeetingDraft(**{"organ": "council", "title": "Spring", "held_on": day, "place": "Dakar", "is_remote": True,
                           "starts_at": starts_at, "ends_at": starts_at + 7200, "zone": "Africa/Dakar", **rest})


def prepared(world: World, days: int = 40, by: str = "coordinator", **rest: object) -> str:
    """A meeting with one item on its agenda."""
    meeting = prepare_meeting(world.service, world.person(by), draft(days, **rest))
    item(world, meeting, "Report of the Coordinator")
    return meeting


def item(world: World, meeting: str, title: str, number: int = 0) -> str:
    return add_item(world.service, world.person("coordinator"), meeting, number, {"en": title, "fr": f"{title} (fr)"})


def convene(world: World, meeting: str, by: str = "coordinator", reason: str = "") -> int:
    return send_convocation(world.service, world.person(by), meeting, reason)


def seen(world: World, meeting: str, reader: str = "coordinator") -> MeetingView:
    return meeting_view(world.service, meeting, world.person(reader))


def agenda(world: World, meeting: str) -> list[tuple[int, str]]:
    return [(line.row.number, line.row.title["en"]) for line in seen(world, meeting).agenda]


def letters(world: World) -> list[MailRow]:
    return world.rows(MailRow)


@pytest.mark.parametrize(("state", "move"), list(product(MeetingState, MeetingMove)))
def test_only_what_the_table_has_can_be_done(state: MeetingState, move: MeetingMove) -> None:
    if (state, move) in MEETING_LIFE:
        assert follow_meeting(state, move) is MEETING_LIFE[state, move]
    else:
        with pytest.raises(ConflictError, match=r"[Tt]h?i?s? ?meeting.*\. .+\."):
            follow_meeting(state, move)


@pytest.mark.clause("V.COORD.3")
@pytest.mark.parametrize(("organ", "kind", "days", "allowed"), [
    ("council", "ordinary", 28, True), ("council", "ordinary", 27, False), ("council", "extraordinary", 14, True),
    ("steering_committee", "electing", 55, False), ("steering_committee", "electing", 56, True),
    ("finance_committee", "ordinary", 13, False)])
def test_the_notice_is_counted_in_days_up_to_the_meeting(world: World, organ: str, kind: str, days: int,
                                                         allowed: bool) -> None:
    held_on = date.fromordinal(date(2027, 1, 1).toordinal() + days)
    ruling = notice_ruling(world.law, organ, kind, date(2027, 1, 1), held_on)
    assert (ruling.allowed, ruling.clause) == (allowed, "V.COORD.3")
    assert f"{days} days of notice are given" in str(ruling.reason)


@pytest.mark.clause("V.COORD.3")
def test_nobody_is_told_before_the_convocation_and_everybody_by_it(world: World, tmp_path: Path) -> None:
    world.empty_outbox()
    meeting = prepared(world)
    assert letters(world) == []
    with pytest.raises(NotFoundError):
        seen(world, meeting, "AMBER")
    people = len(seen(world, meeting).people)
    assert convene(world, meeting) == len(letters(world)) == people == 11  # six members, four officers, the coordinator
    leaf = world.leaves(kind="convened")[-1]
    assert leaf["notice"] == {"given": 40, "needed": 28, "reason": ""}
    assert seen(world, meeting, "AMBER").row.state == "convened"
    send_mail(world.service, Folder(tmp_path / "out"),
              lambda letter, *_: (str(letter.subject), "\n".join(map(str, letter.lines))))
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in (tmp_path / "out").iterdir()]
    one = next(mail for mail in mails if mail["To"] == "amber@example.org")
    body, attached = one.get_body().get_content(), next(one.iter_attachments()).get_content()
    assert "Report of the Coordinator" in body
    assert "Place: Dakar" in body
    for line in ("METHOD:PUBLISH", "SEQUENCE:0", "LOCATION:Dakar", "DTSTART:20270224T100000Z", f"UID:{meeting}@"):
        assert line in attached, line


@pytest.mark.clause("V.COORD.3")
def test_a_late_convocation_is_the_chairs_to_decide_and_says_why(world: World) -> None:
    meeting = prepared(world, days=9)
    with pytest.raises(RefusedError, match=r"This notice is late.*chair of the organ"):
        convene(world, meeting, reason="It is urgent.")
    with pytest.raises(RefusedError, match="chair"):
        convene(world, meeting, by="deputy", reason="It is urgent.")
    with pytest.raises(InputError, match="shorter notice"):
        convene(world, meeting, by="chair")
    world.empty_outbox()
    convene(world, meeting, by="chair", reason="The budget year ends.")
    assert world.leaves(kind="convened")[-1]["notice"] == {"given": 9, "needed": 28, "reason": "The budget year ends."}
    assert "The budget year ends." in str(letters(world)[0].letter)
    assert seen(world, meeting, "AMBER").row.late_reason == "The budget year ends."


def test_nobody_is_convened_to_nothing_or_to_yesterday(world: World) -> None:
    meeting = prepare_meeting(world.service, world.person("coordinator"), draft())
    with pytest.raises(ConflictError, match="agenda is empty"):
        convene(world, meeting)
    item(world, meeting, "Opening")
    world.wait(41 * DAY)
    with pytest.raises(ConflictError, match="in the past"):
        convene(world, meeting)


@pytest.mark.parametrize(("wrong", "field"), [
    ({"kind": "electing"}, "kind"), ({"zone": "Mars/Olympus"}, "zone"), ({"ends_at": START}, "ends"),
    ({"title": ""}, "title"), ({"is_remote": False, "place": ""}, "place"), ({"organ": "senate"}, "organ")])
def test_what_a_meeting_cannot_be(world: World, wrong: dict, field: str) -> None:
    with pytest.raises(InputError) as refused:
        prepare_meeting(world.service, world.person("coordinator"), draft(**wrong))
    assert refused.value.field == field


def test_who_may_not_prepare_or_convene(world: World) -> None:
    meeting = prepared(world)
    for who in ("AMBER", "teller", "sc_chair"):
        with pytest.raises(RefusedError):
            prepared(world, by=who)
        with pytest.raises(RefusedError):
            convene(world, meeting, by=who)
    with pytest.raises(NotFoundError):
        seen(world, meeting, "sc_chair")


def test_items_keep_their_order_and_motions_their_item(world: World) -> None:
    meeting = prepared(world)
    budget = item(world, meeting, "Budget")
    item(world, meeting, "Any other business", 9)
    with pytest.raises(ConflictError, match="Item 9 is on the agenda already"):
        item(world, meeting, "Again", 9)
    motion = draft_motion(world.service, world.person("coordinator"), MotionDraft(
        "council", "resolution", "Budget", meeting, 2, {"en": "Shall it?", "fr": "Le faut-il ?"}))
    draft_motion(world.service, world.person("coordinator"), MotionDraft(
        "council", "resolution", "Other", meeting, 5, {"en": "Shall it too?", "fr": "Aussi ?"}))
    assert agenda(world, meeting) == [(1, "Report of the Coordinator"), (2, "Budget"), (5, "Shall it too?"),
                                      (9, "Any other business")]
    with pytest.raises(ConflictError, match="stands under this item"):
        remove_item(world.service, world.person("coordinator"), budget)
    move_item(world.service, world.person("coordinator"), budget, 1)
    assert agenda(world, meeting)[:2] == [(1, "Budget"), (2, "Report of the Coordinator")]
    assert [put.motion.id for put in seen(world, meeting).agenda[0].put] == [motion]
    report = next(row.id for row in world.rows(AgendaItemRow) if row.number == 2)
    convene(world, meeting)
    with pytest.raises(ConflictError, match="have been told of this item"):
        remove_item(world.service, world.person("coordinator"), report)
    world.wait(60)
    item(world, meeting, "Something new")
    assert [line.is_late for line in seen(world, meeting).agenda] == [False, False, False, False, True]


def test_an_item_on_a_signed_paper_keeps_its_number(world: World) -> None:
    world.draft()
    motion = world.draft("resolution", "A")
    world.announce(motion)
    first = world.rows(AgendaItemRow)[0].id
    with pytest.raises(ConflictError, match="bears the number"):
        move_item(world.service, world.person("coordinator"), first, 7)


def test_documents_of_a_prepared_meeting_are_for_those_who_prepare_it(world: World) -> None:
    meeting = prepared(world)
    first = seen(world, meeting).agenda[0].row.id
    sha256 = store_agenda_document(world.service, world.person("coordinator"), first, "report.pdf", PDF)
    with pytest.raises(ConflictError, match="lies under the item already"):
        store_agenda_document(world.service, world.person("coordinator"), first, "again.pdf", PDF)
    with pytest.raises(RefusedError):
        document(world.service, sha256, world.person("AMBER"))
    convene(world, meeting)
    assert document(world.service, sha256, world.person("AMBER")) == ("report.pdf", "application/pdf", PDF)
    world.seat("LATER", "steering_committee", "delegate")
    with pytest.raises(RefusedError):
        document(world.service, sha256, world.person("LATER"))


@pytest.mark.clause("V.COORD.3")
def test_a_change_and_a_cancelling_reach_everyone_with_a_higher_sequence(world: World) -> None:
    meeting = prepared(world)
    convene(world, meeting)
    world.empty_outbox()
    with pytest.raises(InputError, match="Say why"):
        change_meeting(world.service, world.person("coordinator"), meeting, draft(days=42))
    change_meeting(world.service, world.person("coordinator"), meeting, draft(days=42), "The hall is taken.")
    events = {str(row.letter["event"]["sequence"]) + str(row.letter["event"]["is_cancelled"]) for row in letters(world)}
    assert events == {"1False"}
    send_agenda(world.service, world.person("coordinator"), meeting)
    assert letters(world)[-1].letter["event"]["sequence"] == 2
    world.empty_outbox()
    cancel_meeting(world.service, world.person("coordinator"), meeting, "No hall at all.")
    events = {(row.letter["event"]["sequence"], row.letter["event"]["is_cancelled"]) for row in letters(world)}
    assert events == {(3, True)}
    with pytest.raises(ConflictError, match="was cancelled"):
        open_meeting(world.service, world.person("chair"), meeting)


@pytest.mark.clause("V.COORD.3")
def test_a_day_that_comes_nearer_must_keep_the_notice_again(world: World) -> None:
    meeting = prepared(world)
    convene(world, meeting)
    with pytest.raises(RefusedError, match="late"):
        change_meeting(world.service, world.person("coordinator"), meeting, draft(days=20), "Sooner.")
    change_meeting(world.service, world.person("chair"), meeting, draft(days=20), "The vote cannot wait.")
    assert seen(world, meeting).row.late_reason == "The vote cannot wait."


def test_nothing_changes_once_a_paper_names_the_meeting(world: World) -> None:
    meeting = world.convene()
    world.open_ballot()
    for act in (lambda: change_meeting(world.service, world.person("chair"), meeting, draft(), "Later."),
                lambda: cancel_meeting(world.service, world.person("chair"), meeting, "No.")):
        with pytest.raises(ConflictError, match="has been announced"):
            act()


@pytest.mark.clause("V.CD.2", "V.CO.2b")
def test_a_meeting_that_was_only_prepared_or_called_off_fulfils_no_duty(world: World) -> None:
    def done() -> object:
        lines = duties_on(world.service).lines
        return next(line for line in lines if line.due.duty.id == "council_meetings").last_on

    held = convene_meeting(world.service, world.person("coordinator"), "council", "January", "2027-01-15", "", True)
    prepare_meeting(world.service, world.person("coordinator"), draft(0))
    assert done() == date(2027, 1, 15)
    cancel_meeting(world.service, world.person("coordinator"), held, "Ill.")
    assert done() is None


@pytest.mark.clause("V.COORD.2", "V.CO.2a")
def test_a_meeting_held_from_its_opening_to_its_close(world: World) -> None:
    world.seat("VISIT", kind="attending")
    meeting = prepared(world)
    convene(world, meeting)
    with pytest.raises(ConflictError, match="not opened so long before"):
        open_meeting(world.service, world.person("chair"), meeting)
    world.wait(40 * DAY)
    with pytest.raises(RefusedError, match="presiding officers"):
        open_meeting(world.service, world.person("coordinator"), meeting)
    open_meeting(world.service, world.person("chair"), meeting)
    assert seen(world, meeting).presiding == "The chair"
    noted = {world.person(who): how for who, how in (("AMBER", "room"), ("BIRCH", "remote"), ("VISIT", "room"))}
    assert note_attendance(world.service, world.person("teller"), meeting, noted) == 3
    assert note_attendance(world.service, world.person("teller"), meeting, noted) == 0
    world.wait(600)
    note_attendance(world.service, world.person("teller"), meeting, {world.person("BIRCH"): "left"})
    there = {one.person.id: one for one in seen(world, meeting, "AMBER").there}
    assert there[world.person("BIRCH")].attendance.left_at == world.now
    assert not there[world.person("VISIT")].votes
    with pytest.raises(InputError, match="Only members and officers"):
        note_attendance(world.service, world.person("chair"), meeting, {world.person("sc_chair"): "room"})
    note_in_minutes(world.service, world.person("chair"), meeting, "The line was down for five minutes.", 1)
    with pytest.raises(InputError, match="no item 8"):
        note_in_minutes(world.service, world.person("chair"), meeting, "x", 8)
    first = seen(world, meeting).agenda[0].row.id
    write_outcome(world.service, world.person("chair"), first, "The report is taken note of.")
    with pytest.raises(RefusedError, match="This is the chair's act"):
        take_chair(world.service, world.person("deputy"), meeting)
    with pytest.raises(InputError, match="Choose the chair"):
        hand_over_chair(world.service, world.person("chair"), meeting, world.person("AMBER"))
    hand_over_chair(world.service, world.person("chair"), meeting, world.person("deputy"))
    close_meeting(world.service, world.person("deputy"), meeting)
    assert world.leaves(kind="meeting_closed")[0]["attended"] == 3
    assert [row.words for row in world.rows(MeetingNoteRow)] == ["The line was down for five minutes."]
    with pytest.raises(ConflictError, match="closed"):
        note_in_minutes(world.service, world.person("chair"), meeting, "Too late.")
    assert "Delegate" not in str(world.leaves()), "the log knows ids, never names"


def test_a_meeting_closes_when_what_was_put_has_its_end(world: World) -> None:
    meeting = world.convene()
    ballot = world.open_ballot("resolution", "A")
    open_meeting(world.service, world.person("chair"), meeting)
    with pytest.raises(ConflictError, match="Item 1 is not at its end"):
        close_meeting(world.service, world.person("chair"), meeting)
    world.cast_all(ballot, "yes")
    world.wait(7201)
    world.tick()
    declare_result(world.service, world.person("chair"), ballot)
    close_meeting(world.service, world.person("chair"), meeting)
    with pytest.raises(ConflictError, match="This meeting is closed"):
        draft_motion(world.service, world.person("coordinator"), MotionDraft(
            "council", "resolution", "B", meeting, 1, {"en": "B?", "fr": "B ?"}))


def test_each_sees_the_meetings_of_their_own_organs(world: World) -> None:
    meeting = prepared(world)
    other = prepared(world, organ="steering_committee")
    assert [row.id for row in meetings_for(world.service, world.person("AMBER")).coming] == []
    convene(world, meeting)
    convene(world, other)
    assert [row.id for row in meetings_for(world.service, world.person("AMBER")).coming] == [meeting]
    assert {row.id for row in meetings_for(world.service, world.person("coordinator")).coming} == {meeting, other}


def test_the_hour_where_each_member_lives_is_shown_and_the_night_marked(world: World) -> None:
    with writing() as session:
        session.get(PersonRow, world.person("AMBER")).zone = "Pacific/Auckland"
        session.get(PersonRow, world.person("BIRCH")).zone = "Nowhere/Land"
    meeting = prepared(world)
    people = {one.person.id: one for one in seen(world, meeting).people}
    amber, birch = people[world.person("AMBER")], people[world.person("BIRCH")]
    assert (amber.starts.hour, amber.is_night) == (23, True)
    assert (birch.starts.hour, birch.is_night) == (10, False)
