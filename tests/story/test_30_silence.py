"""A decision in writing, by silence: three days in which one objection is enough; kept, broken, taken back.

Told in the League of Harbours, whose data allow a written procedure; the Alliance's do not, and say so.
"""

from __future__ import annotations

import pytest

from tests.story.minutes import Minutes, stranger_verifies
from voting.errors import ConflictError, InputError
from voting.services.cast_named import cast_named
from voting.services.declare_result import declare_result
from voting.services.direct_ballot import call_last, close_early
from voting.services.draft_motion import MotionDraft, draft_motion
from voting.services.hold_meeting import close_meeting, open_meeting
from voting.services.make_record import full_record
from voting.services.prepare_meeting import MeetingDraft, prepare_meeting
from voting.services.send_convocation import send_convocation
from voting.store.access import MailRow
from voting.store.database import reading
from voting.store.find import find_motion

THREE_DAYS = 3 * 86400
WORDS = {"en": "Shall we hoist the flag?", "es": "¿Izamos la bandera?", "fr": "Faut-il hisser le pavillon ?"}


def in_writing(league: Minutes) -> str:
    """A written procedure of the presidium, its members told."""
    world = league.world
    meeting = prepare_meeting(world.service, world.people["coordinator"], MeetingDraft(
        "presidium", "Round by letter", "2027-01-20", "", True, "written"))
    league.world.meetings["presidium"] = meeting
    return meeting


def put(league: Minutes, meeting: str, decision: str = "signal") -> str:
    """The flag, as a motion; then the convocation."""
    world = league.world
    motion = draft_motion(world.service, world.people["coordinator"], MotionDraft(
        "presidium", decision, "the flag", meeting, 1, WORDS))
    send_convocation(world.service, world.people["coordinator"], meeting)
    return motion


def ends(league: Minutes, motion: str) -> str:
    """The three days are over; the harbourmaster declares."""
    league.world.wait(THREE_DAYS + 1)
    league.world.tick()
    declare_result(league.world.service, league.world.people["chair"], league.world.ballot(motion))
    with reading() as session:
        return find_motion(session, motion).state


def test_nobody_says_a_word_for_three_days_and_the_flag_is_adopted(league, tmp_path):
    """Nine on the roll, no vote cast: silence is agreement here, and the record verifies from the zip alone."""
    world = league.world
    motion = put(league, in_writing(league))
    ballot = world.announce(motion, lasts=THREE_DAYS)
    assert any("Whoever says nothing agrees" in str(row.letter) for row in world.rows(MailRow))
    assert ends(league, motion) == "adopted"
    assert (world.tally(ballot)["outcome"], world.tally(ballot)["cast"]) == ("adopted", 0)
    status, answer = stranger_verifies(full_record(motion), tmp_path)
    assert (status, answer["ok"], answer["outcome"]) == (0, True, "adopted")


def test_one_harbour_breaks_the_silence_with_its_reason_whoever_agrees(league):
    """Eight agree in words; one objects in writing; nothing is adopted."""
    world = league.world
    motion = put(league, in_writing(league))
    ballot = world.announce(motion, lasts=THREE_DAYS)
    world.cast_all(ballot, "consent", {"S2": "object"})
    assert ends(league, motion) == "rejected"
    assert world.counts(ballot) == {"consent": 8, "object": 1}


def test_an_objection_has_a_reason_and_can_be_taken_back(league):
    """Without a reason it is refused; taken back before the end, the silence holds again."""
    world = league.world
    motion = put(league, in_writing(league))
    ballot = world.announce(motion, lasts=THREE_DAYS)
    with pytest.raises(InputError, match="needs a written reason"):
        cast_named(world.service, world.person("N1"), ballot, {"q1": ["object"]}, "a" * 24, " ")
    world.cast("N1", ballot, "object")
    world.cast("N1", ballot, "consent")
    assert ends(league, motion) == "adopted"


def test_three_days_are_three_days(league):
    """Shorter is refused, and nothing ends it early: not the last call, not everybody's answer."""
    world = league.world
    motion = put(league, in_writing(league))
    with pytest.raises(InputError, match="at least 259200 seconds"):
        world.announce(motion, lasts=THREE_DAYS - 1)
    ballot = world.announce(motion, lasts=THREE_DAYS)
    world.cast_all(ballot, "consent")
    for act in (call_last, close_early):
        with pytest.raises(ConflictError, match="runs its whole time"):
            act(world.service, world.people["chair"], ballot)


def test_silence_is_kept_in_writing_and_everything_else_at_a_meeting(league):
    """The flag cannot be put at a meeting to be silent at; a mooring cannot be decided by letter."""
    world = league.world
    spring = world.meetings["presidium"]
    with pytest.raises(InputError, match="convene a written procedure"):
        put(league, spring)
    with pytest.raises(InputError, match="put this at a meeting"):
        draft_motion(world.service, world.people["coordinator"], MotionDraft(
            "presidium", "mooring", "NEWPORT", in_writing(league), 1, {}))


def test_the_procedure_is_closed_like_a_meeting_when_it_has_its_end(league):
    """The harbourmaster opens and closes it, so that its minutes are made."""
    world = league.world
    meeting = in_writing(league)
    motion = put(league, meeting)
    world.announce(motion, lasts=THREE_DAYS)
    open_meeting(world.service, world.people["chair"], meeting)
    with pytest.raises(ConflictError, match="not at its end"):
        close_meeting(world.service, world.people["chair"], meeting)
    ends(league, motion)
    close_meeting(world.service, world.people["chair"], meeting)


def test_the_alliance_knows_no_written_procedure(minutes):
    """Its data say so, and no written procedure can be prepared."""
    with pytest.raises(InputError, match="no meetings of this kind"):
        prepare_meeting(minutes.world.service, minutes.world.people["coordinator"], MeetingDraft(
            "council", "By letter", "2027-03-01", "", True, "written"))
