"""Letters about a meeting: its convocation, a change of time, place or agenda, its cancelling. Each carries its entry
for calendars, with a sequence that rises, so that a calendar moves what it has instead of adding another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from voting.register.represent import may_be_represented
from voting.sentences import N_, Sentence
from voting.services.act import Act
from voting.services.letters import BallotEvent, Letter
from voting.services.write_mail import NO_HURRY, write_to_person
from voting.statutes import Ruling, serves
from voting.store.meetings import items_of
from voting.store.representations import RepresentationRow, live_designations
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
    named = {row.seat: row for row in live_designations(act.session, meeting.id)}
    represent = {row.person for row in named.values() if row.accepted_at}  # they need the agenda as well
    people = [act.session.get(PersonRow, person)
              for person in sorted({*members_to_convene(act, meeting.organ), *represent})]
    return sum(write_to_person(act, person, _for_one(act, meeting, whole, person.id, named),
                               latest=meeting.starts_at or NO_HURRY) for person in people)


@serves("V.CO.1f")
def _for_one(act: Act, meeting: MeetingRow, letter: Letter, person: str, named: Mapping[str, RepresentationRow]
             ) -> Letter:
    """The letter with what it says to this reader about representatives, before the line of the address."""
    own = [] if meeting.state == "cancelled" else [*about_representatives(act, meeting.organ, person, named)]
    return replace(letter, lines=(*letter.lines[:-1], *own, letter.lines[-1])) if own else letter


def about_representatives(act: Act, organ: str, person: str, named: Mapping[str, RepresentationRow]
                          ) -> Iterator[Sentence]:
    """To a member who may send one: how; to one who has named somebody: whom; to a representative: for whom.

    `named` are the live designations of the meeting by seat.
    """
    register = act.register()
    for seat in register.seats_in(organ, act.now):
        row = named.get(seat.id)
        if row is not None and row.person == person and row.accepted_at:
            yield N_("You represent %(member)s at this meeting, with the vote.",
                     member=register.people[seat.person].name)
        if seat.person != person:
            continue
        ruling = may_be_represented(act.statutes, register, seat, act.now)
        if not ruling.allowed:
            continue
        if row is None:
            yield N_("If you cannot attend, you may send a representative whom you name beforehand (clause "
                     "%(clause)s): on the page of the meeting, or in writing to the Coordinator.",
                     clause=ruling.clause)
        elif row.accepted_at:
            yield N_("%(name)s represents you at this meeting and votes in your place.",
                     name=register.people[row.person].name)
        else:
            yield N_("You have named %(name)s to represent you at this meeting; until they accept, the vote is yours.",
                     name=register.people[row.person].name)


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
