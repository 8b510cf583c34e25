"""Letters that the clock writes about ballots under way: open now, closes soon, a vote was cast in your name.

Reminders of a named ballot go to those who have not voted, those of a secret one to the whole roll, because nobody may
know who has. A reminder that something has overtaken while it waited (a vote, an early close, an extension) is not
sent: `is_overtaken` is asked of each at the moment of sending. A notice of a named vote says that one was cast, never
which; it is written from the log itself, within the minute, so that the hour when all vote pays nothing for it.
"""

from __future__ import annotations

from voting.ballots.lifecycle import State
from voting.services.act import Act, Service, begin
from voting.services.letters import opened, reminder, vote_cast
from voting.services.officers import secretariat_mail
from voting.services.settle import settle
from voting.services.write_mail import NOTICE, REMIND_BEFORE_S, REMINDER, readers_of, write_to_person
from voting.store.access import MailRow
from voting.store.database import Session, reading
from voting.store.find import entry_of, find_ballot, find_motion
from voting.store.outbox import (
    ReminderRow,
    log_size,
    note_size,
    noticed_size,
    open_ballots,
    reminders_of,
    votes_between,
)
from voting.store.tables import BallotRow, PersonRow

OPENED = "opened"
OPENED_LATER_S = 600
"""A ballot that opens this long after its announcement gets a letter when it does."""
NEW_S = 3600
"""No reminder within this time of the opening: the letter about that is still new."""
MOST_VOTES = 500
"""How many entries of the log are looked at in one go."""


def remind_of_ballots(service: Service) -> int:
    """How many letters were written. Takes no write lock when nothing is due."""
    now = service.clock()
    with reading() as session:
        due = [ballot.id for ballot in open_ballots(session, now) if _due(session, ballot, now)]
    return sum(_remind(service, ballot) for ballot in due)


def tell_of_votes(service: Service) -> int:
    """Tell voters of votes in their names since this was last done; how many letters were written."""
    with reading() as session:
        start, end = noticed_size(session), log_size(session)
        if start == end:
            return 0
    with begin(service) as act:
        start = noticed_size(act.session)
        stop = min(log_size(act.session), start + MOST_VOTES)
        latest = {(entry.ballot, entry.voter): (entry, cast) for entry, cast in
                  votes_between(act.session, start, stop)}
        note_size(act.session, stop)
        if not latest:
            return 0
        secretariat, address = secretariat_mail(act), f"{service.origin}/my-votes"
        written = 0
        for entry, cast in latest.values():
            motion = find_motion(act.session, find_ballot(act.session, entry.ballot).motion)
            letter = vote_cast(motion.question, address, cast.cast_at, secretariat)
            written += write_to_person(act, act.session.get(PersonRow, entry.person), letter, NOTICE, entry.ballot)
        return written


def is_overtaken(session: Session, letter: MailRow, now: int) -> bool:
    """Whether a letter is no longer true, so that it must not be sent."""
    if letter.until_at and now > letter.until_at:
        return True
    if letter.kind != REMINDER:
        return False
    ballot, entry = session.get(BallotRow, letter.ballot), entry_of(session, letter.ballot, letter.person)
    if ballot is None or entry is None or ballot.state not in (State.ANNOUNCED, State.OPEN):
        return True
    has_voted = entry.last_seq and not ballot.is_secret
    return bool(ballot.close_at != letter.until_at or has_voted or entry.is_replaced or entry.ended_at)


def _due(session: Session, ballot: BallotRow, now: int) -> list[str]:
    """The reminders of a ballot that are due and not done with, the earliest first."""
    done, due = reminders_of(session, ballot.id), []
    if ballot.open_at >= ballot.announced_at + OPENED_LATER_S and (OPENED, 0) not in done:
        due.append(OPENED)
    for kind, before in REMIND_BEFORE_S.items():
        at = ballot.close_at - before
        if at <= now and at >= ballot.open_at + NEW_S and (kind, ballot.close_at) not in done:
            due.append(kind)
    return due


def _remind(service: Service, ballot: str) -> int:
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        due = _due(act.session, row, act.now)
        if not due or settle(act, row) is not State.OPEN:
            return 0
        for kind in due:  # after an outage only the latest is written
            act.session.add(ReminderRow(ballot=row.id, kind=kind, close_at=0 if kind == OPENED else row.close_at))
        return _write(act, row, due[-1])


def _write(act: Act, ballot: BallotRow, kind: str) -> int:
    motion, address = find_motion(act.session, ballot.motion), f"{act.service.origin}/ballots/{ballot.id}"
    is_named = not ballot.is_secret
    letter = opened(motion.question, address, ballot.close_at) if kind == OPENED else \
        reminder(motion.question, address, ballot.close_at, is_named)
    return sum(write_to_person(act, person, letter, REMINDER, ballot.id, until_at=ballot.close_at,
                               latest=ballot.close_at)
               for entry, person in readers_of(act, ballot)
               if not entry.ended_at and not (is_named and entry.last_seq))
