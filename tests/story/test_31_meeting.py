"""The Council meets: convened, opened, an admission that misses consensus and is voted, a report taken note of, closed.

Every line is what the minutes of such a day would say; who was not convened in time, or has no office, is told why.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.story.minutes import Minutes
from tests.world import START
from voting.errors import ConflictError, RefusedError
from voting.services.act import begin
from voting.services.change_meeting import change_meeting
from voting.services.file_requisition import file_requisition
from voting.services.hold_meeting import close_meeting, hand_over_chair, open_meeting
from voting.services.note_attendance import note_attendance
from voting.services.note_in_minutes import note_in_minutes, write_outcome
from voting.services.prepare_agenda import add_item
from voting.services.prepare_meeting import MeetingDraft, prepare_meeting
from voting.services.read.duties import duties_on
from voting.services.read.meetings import MeetingView, read_meeting
from voting.services.read.requisitions import requisitions_for
from voting.services.send_convocation import send_convocation
from voting.services.sign_requisition import sign_requisition
from voting.store.access import MailRow
from voting.store.find import find_meeting

DAY, TEN_O_CLOCK = 86400, 7200


class Day:
    """One meeting of the Council, prepared so many days ahead, at ten in the morning."""

    def __init__(self, minutes: Minutes, days: int = 40, kind: str = "ordinary", requisition: str = "") -> None:
        self.minutes, self.world, self.days = minutes, minutes.world, days
        self.id = prepare_meeting(self.world.service, self.world.person("coordinator"),
                                  self.draft(days, kind, requisition))
        self.world.meetings["council"] = self.id

    def draft(self, days: int, kind: str = "ordinary", requisition: str = "") -> MeetingDraft:
        """The particulars, if it were held in so many days."""
        starts_at = START + days * DAY + TEN_O_CLOCK
        day = date.fromordinal(date(2027, 1, 15).toordinal() + days).isoformat()
        return MeetingDraft("council", "Council in Dakar", day, "Dakar", True, kind, starts_at, 0, "Africa/Dakar",
                            requisition)

    def has_item(self, english: str, french: str) -> str:
        """An item more at the end of the agenda."""
        return add_item(self.world.service, self.world.person("coordinator"), self.id, 0,
                        {"en": english, "fr": french})

    def is_convened(self, by: str = "coordinator", reason: str = "") -> int:
        """The convocation is sent; how many letters."""
        return send_convocation(self.world.service, self.world.person(by), self.id, reason)

    def begins(self, by: str = "chair") -> None:
        """The day has come; it is opened."""
        self.world.clock.now = START + self.days * DAY + TEN_O_CLOCK
        open_meeting(self.world.service, self.world.person(by), self.id)

    def ends(self, by: str = "chair") -> None:
        """It is closed."""
        close_meeting(self.world.service, self.world.person(by), self.id)

    @property
    def seen(self) -> MeetingView:
        """As it stands."""
        with begin(self.world.service) as act:
            return read_meeting(act, find_meeting(act.session, self.id))


@pytest.mark.clause("V.COORD.3", "IV.2a", "IV.2d")
def test_a_day_of_the_council_from_the_convocation_to_the_close(minutes):
    """Forty days before, the Coordinator convenes; six delegates come; New Party is admitted by five against one."""
    world, day = minutes.world, Day(minutes)
    report = day.has_item("Report of the Coordinator", "Rapport du coordinateur")
    question = minutes.puts("admission", "NEW")
    with pytest.raises(RefusedError, match="has not been convened yet"):
        question.is_announced()
    assert day.is_convened() == 11
    day.begins()
    note_attendance(world.service, world.person("teller"), day.id, {
        world.person(code): "room" if code < "D" else "remote" for code in ("AMBER", "BIRCH", "CEDAR", "DELTA",
                                                                            "ELDER", "FROST")})
    write_outcome(world.service, world.person("chair"), report, "The Council takes note of the report.")
    question.is_announced(lasts=300).is_answered("consent", {"BIRCH": "object"}).closes()
    assert question.stands == "no_consensus"
    question.finds_no_consensus()
    question.is_announced(lasts=300).is_answered("yes", {"BIRCH": "no"}).closes()
    with pytest.raises(ConflictError, match="Item 1 is not at its end"):
        day.ends()
    assert question.is_declared() == "adopted"
    note_in_minutes(world.service, world.person("chair"), day.id, "The line to Dakar broke for five minutes.")
    day.ends()
    seen = day.seen
    assert [(item.row.number, [put.motion.state for put in item.put]) for item in seen.agenda] == [(1, ["adopted"])]
    assert (seen.row.state, len(seen.there), seen.presiding) == ("closed", 6, "The chair")
    assert world.standing("NEW") == "member"
    assert duties_on(world.service).lines


@pytest.mark.clause("V.COORD.3")
def test_nine_days_are_late_and_the_chair_answers_for_it(minutes):
    """The Coordinator may not; the chair may, with reasons that everyone reads in the convocation."""
    day = Day(minutes, days=9)
    day.has_item("Budget", "Budget")
    with pytest.raises(RefusedError, match="This notice is late"):
        day.is_convened(reason="The year ends.")
    day.is_convened("chair", "The budget year ends before the ordinary meeting.")
    assert any("The budget year ends" in str(row.letter) for row in minutes.world.rows(MailRow))
    assert day.seen.notice_days == (9, 28)


@pytest.mark.clause("V.CO.5", "V.COORD.3")
def test_members_ask_for_a_meeting_and_get_an_extraordinary_one(minutes):
    """Two of six sign; the Coordinator convenes in good time; the requisition is answered only then."""
    world = minutes.world
    asked = file_requisition(world.service, world.person("AMBER"), "council", "The budget has not been put to us.")
    sign_requisition(world.service, world.person("BIRCH"), asked)
    day = Day(minutes, days=14, kind="extraordinary", requisition=asked)
    day.has_item("The budget", "Le budget")
    assert requisitions_for(world.service, world.person("AMBER")).rows[0].row.meeting is None
    day.is_convened()
    assert requisitions_for(world.service, world.person("AMBER")).rows[0].row.meeting == day.id


@pytest.mark.clause("V.COORD.3", "V.COORD.2")
def test_the_chair_falls_ill_and_the_deputy_presides(minutes):
    """The Coordinator never presides; the deputy may an hour after the time, or at once if the chair hands over."""
    world, day = minutes.world, Day(minutes)
    day.has_item("Any other business", "Divers")
    day.is_convened()
    with pytest.raises(RefusedError, match="presiding officers"):
        day.begins("coordinator")
    with pytest.raises(RefusedError, match="This is the chair's act"):
        day.begins("deputy")
    world.wait(3600)
    open_meeting(world.service, world.person("deputy"), day.id)
    hand_over_chair(world.service, world.person("deputy"), day.id, world.person("teller"))
    day.ends("teller")
    assert day.seen.presiding == "The teller"


@pytest.mark.clause("V.COORD.3")
def test_the_hall_is_taken_and_everyone_is_told_of_another_day(minutes):
    """Two days later keeps the notice; twenty days sooner does not."""
    world, day = minutes.world, Day(minutes)
    day.has_item("Budget", "Budget")
    day.is_convened()
    world.empty_outbox()
    change_meeting(world.service, world.person("coordinator"), day.id, day.draft(42), "The hall is taken.")
    assert len(world.rows(MailRow)) == 11
    with pytest.raises(RefusedError, match="late"):
        change_meeting(world.service, world.person("coordinator"), day.id, day.draft(20), "Sooner is better.")
