"""Letters about a meeting: its convocation, a change of time, place or agenda, its cancelling. Each carries its entry
for calendars, with a sequence that rises, so that a calendar moves what it has instead of adding another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from voting.sentences import N_, Sentence
from voting.services.act import Act
from voting.services.letters import BallotEvent, Letter
from voting.services.write_mail import NO_HURRY, write_to_person
from voting.statutes import Ruling
from voting.store.meetings import items_of
from voting.store.tables import MeetingRow, PersonRow


def write_convocation(act: Act, meeting: MeetingRow, notice: Ruling) -> int:
    """To every member and officer of the organ: when, where, what about; a late notice says so. How many letters."""
    organ = act.statutes.organs[meeting.organ].name
    late = (notice.reason, N_("It was decided to convene all the same: %(reason)s", reason=meeting.late_reason)) \
        if meeting.late_reason else ()
    return _write(act, meeting, Letter(
        N_("Convocation: %(organ)s, %(day)s", organ=_text(organ), day=date.fromisoformat(meeting.held_on)),
        (N_("You are convened to this meeting:"), _plain(meeting.title), _text(organ), *_particulars(meeting),
         *late, N_("Agenda:"), *_agenda(act, meeting), N_("Agenda, documents and ballots:")), _page(act, meeting)))


def write_change(act: Act, meeting: MeetingRow, reason: str) -> int:
    """Time, place or title have changed."""
    return _write(act, meeting, Letter(
        N_("Changed: %(title)s", title=meeting.title),
        (N_("This meeting has been changed:"), _plain(meeting.title), *_particulars(meeting),
         N_("The reason: %(reason)s", reason=reason), N_("Agenda, documents and ballots:")), _page(act, meeting)))


def write_agenda(act: Act, meeting: MeetingRow) -> int:
    """The agenda has been added to since the members were last told."""
    return _write(act, meeting, Letter(
        N_("New on the agenda: %(title)s", title=meeting.title),
        (N_("The agenda of this meeting has changed:"), _plain(meeting.title), *_particulars(meeting), N_("Agenda:"),
         *_agenda(act, meeting), N_("Agenda, documents and ballots:")), _page(act, meeting)))


def write_cancelling(act: Act, meeting: MeetingRow, reason: str) -> int:
    """The meeting does not take place."""
    return _write(act, meeting, Letter(
        N_("Cancelled: %(title)s", title=meeting.title),
        (N_("This meeting has been cancelled:"), _plain(meeting.title), *_particulars(meeting),
         N_("The reason: %(reason)s", reason=reason), N_("The meetings of your organs:")), _page(act, meeting)))


def members_to_convene(act: Act, organ: str) -> list[str]:
    """Person ids of everyone who is convened: those who sit in the organ, its officers, the secretariat; each once."""
    register, law = act.register(), act.statutes
    offices = {office for role in ("chair", "deputy", "teller", "secretariat") for office in law.offices_of_role(role)}
    held = [office.person for office in register.offices
            if office.office in offices and office.organ in ("", organ) and office.holds_at(act.now)]
    return sorted({*(seat.person for seat in register.seats_in(organ, act.now)), *held})


def event_of(meeting: MeetingRow, host: str, is_cancelled: bool = False) -> BallotEvent:
    """A meeting as calendars have it."""
    return BallotEvent(f"{meeting.id}@{host}", {"en": meeting.title}, meeting.starts_at, meeting.ends_at,
                       meeting.sequence, meeting.place, "" if meeting.starts_at else meeting.held_on, True,
                       is_cancelled)


def _write(act: Act, meeting: MeetingRow, letter: Letter) -> int:
    host = act.service.sender.rpartition("@")[2]
    whole = letter.at(event_of(meeting, host, meeting.state == "cancelled"))
    people = [act.session.get(PersonRow, person) for person in members_to_convene(act, meeting.organ)]
    return sum(write_to_person(act, person, whole, latest=meeting.starts_at or NO_HURRY) for person in people)


def _particulars(meeting: MeetingRow) -> Iterable[Sentence]:
    if meeting.starts_at:
        yield N_("It begins on %(at)s.", at=_at(meeting.starts_at))
        if meeting.ends_at:
            yield N_("It ends on %(at)s.", at=_at(meeting.ends_at))
    else:
        yield N_("It is held on %(day)s.", day=date.fromisoformat(meeting.held_on))
    if meeting.place:
        yield N_("Place: %(place)s", place=meeting.place)
    if meeting.is_remote:
        yield N_("You may take part from elsewhere.")


def _agenda(act: Act, meeting: MeetingRow) -> Sequence[Sentence]:
    return [N_("%(number)s. %(title)s", number=item.number, title=_text(item.title))
            for item in items_of(act.session, meeting.id)]


def _page(act: Act, meeting: MeetingRow) -> str:
    return f"{act.service.origin}/meetings/{meeting.id}"


def _plain(words: str) -> Sentence:
    return Sentence("%(text)s", {"text": words})


def _text(texts: Mapping[str, str]) -> Sentence:
    return Sentence("%(text)s", {"text": dict(texts)})


def _at(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
