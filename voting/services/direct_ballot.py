"""What the presiding officer does to a ballot: last call, extension, early close, attendance, cancelling.

Live turnout must not be a lever: a ballot closes early only if everyone on the roll has voted, or after a last
call that was displayed for as long as the data says (reading "early close"). An extension gives its reason.
"""

from __future__ import annotations

from voting.ballots.lifecycle import Move, State, follow
from voting.errors import ConflictError, InputError
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.announce_ballot import LONGEST_S
from voting.services.draft_motion import law_of
from voting.services.officers import preside_over
from voting.services.settle import close, settle
from voting.services.typed import typed
from voting.services.write_mail import write_extension
from voting.store.find import (
    another_ballot,
    ballots_of,
    find_ballot,
    find_motion,
    is_anyone_to_vote,
    organ_asked,
    turnout_of,
)
from voting.store.tables import BallotRow, MotionRow


def call_last(service: Service, by: str, ballot: str) -> int:
    """Give the last call; the instant (UTC seconds) from which the ballot may be closed."""
    with begin(service) as act:
        row, _, officer = _load(act, by, ballot)
        follow(State(row.state), Move.CALL_LAST)
        _refuse_in_silence(act, row)
        if row.last_call_ends_at:
            raise ConflictError(N_("The last call has been given already."))
        row.last_call_ends_at = act.now + act.statutes.last_call_s
        act.log("last_call", officer, row.motion, row.id, ends=row.last_call_ends_at)
        return row.last_call_ends_at


def close_early(service: Service, by: str, ballot: str) -> None:
    """Close before the time on the paper; `ConflictError` unless all have voted or the last call is over."""
    with begin(service) as act:
        row, _, officer = _load(act, by, ballot)
        follow(State(row.state), Move.CLOSE)
        _refuse_in_silence(act, row)
        is_called = row.last_call_ends_at and act.now >= row.last_call_ends_at
        if row.is_secret and not is_called:
            raise ConflictError(
                N_("Nobody knows who has voted in a secret ballot: it can be closed early only after a last call of "
                   "%(minutes)s minutes.", minutes=act.statutes.last_call_s // 60),
                next=N_("Give the last call, or wait for the time on the paper."))
        if is_anyone_to_vote(act.session, row.id) and not is_called:
            voted, entitled = turnout(act, row)
            raise ConflictError(
                N_("%(voted)s of %(entitled)s have voted: the ballot can be closed early only when all have, or after "
                   "a last call of %(minutes)s minutes.", voted=voted, entitled=entitled,
                   minutes=act.statutes.last_call_s // 60),
                next=N_("Give the last call, or wait for the time on the paper."))
        close(act, row, officer, is_early=True)


def extend_ballot(service: Service, by: str, ballot: str, close_at: int, reason: str) -> None:
    """Move the close to a later instant, with a reason; told to everyone on the roll."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Say why the ballot is extended."), "reason")
    with begin(service) as act:
        row, motion, officer = _load(act, by, ballot)
        follow(State(row.state), Move.EXTEND)
        if close_at <= row.close_at:
            raise InputError(N_("An extension only ever moves the close to a later time."), "close_at")
        if close_at > act.now + LONGEST_S:
            raise InputError(N_("The ballot would close more than three months from now."), "close_at")
        row.close_at, row.last_call_ends_at = close_at, 0
        act.log("extended", officer, row.motion, row.id, close=close_at, reason=reason)
        write_extension(act, row, motion)


def record_attendance(service: Service, by: str, ballot: str, present: int) -> None:
    """Enter how many of those on the roll are present; it stands in the close and makes the base "present" known."""
    with begin(service) as act:
        row, _, _ = _load(act, by, ballot)
        if row.state not in (State.ANNOUNCED, State.OPEN):
            raise ConflictError(N_("Attendance can be recorded only before the ballot closes."))
        voted, entitled = turnout(act, row)
        if not 0 <= present <= entitled:
            raise InputError(N_("Between 0 and %(entitled)s of those on the roll can be present.", entitled=entitled),
                             "present")
        if present < voted:
            raise InputError(N_("%(voted)s have voted already; no fewer can be present.", voted=voted), "present")
        row.present = present


def cancel_ballot(service: Service, by: str, ballot: str, reason: str) -> None:
    """Cancel before opening; the same stage may be announced anew."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Say why the ballot is cancelled."), "reason")
    with begin(service) as act:
        row, _, officer = _load(act, by, ballot)
        was_announced = row.state == State.ANNOUNCED
        row.state = follow(State(row.state), Move.CANCEL)
        if was_announced:
            act.log("cancelled", officer, row.motion, row.id, reason=reason)
        act.session.add(another_ballot(row, new_id("b"), act.now))


def withdraw_motion(service: Service, by: str, motion: str, reason: str) -> None:
    """Take a motion off the table while none of its ballots is announced, open or awaiting its declaration."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Say why the motion is withdrawn."), "reason")
    with begin(service) as act:
        row = find_motion(act.session, motion)
        ballots = ballots_of(act.session, motion)
        officer = preside_over(act, row, by, row.filed_at, organ_asked(row, ballots[-1]) if ballots else "")
        if row.state != "live" or any(ballot.state in (State.ANNOUNCED, State.OPEN, State.CLOSED, State.COUNTED)
                                      for ballot in ballots):
            raise ConflictError(N_("A motion can be withdrawn only while none of its ballots is under way."))
        for ballot in ballots:
            if ballot.state == State.DRAFTED:
                ballot.state = follow(State.DRAFTED, Move.CANCEL)
        row.state, row.ended_at = "withdrawn", act.now
        act.log("withdrawn", officer, motion, reason=reason)


def _refuse_in_silence(act: Act, ballot: BallotRow) -> None:
    """`ConflictError` in a silence procedure: whoever says nothing must have the whole time to speak."""
    motion = find_motion(act.session, ballot.motion)
    if law_of(act, motion).decisions[motion.decision].is_written:
        raise ConflictError(N_("A silence procedure runs its whole time; nothing ends it early."),
                            next=N_("Wait for the time on the paper."))


def turnout(act: Act, ballot: BallotRow) -> tuple[int, int]:
    """(how many have voted, how many are entitled) in a ballot."""
    return turnout_of(act.session, ballot.id)


def _load(act: Act, by: str, ballot: str) -> tuple[BallotRow, MotionRow, dict[str, str]]:
    row = find_ballot(act.session, ballot)
    motion = find_motion(act.session, row.motion)
    officer = preside_over(act, motion, by, row.due_at, organ_asked(motion, row))
    settle(act, row)
    return row, motion, officer
