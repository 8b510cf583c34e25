"""Mail to those whose duty is near or over (V.COORD.3, V.CO.4, V.COORD.5): once before its day, once after it.

Looked at once a UTC day by the service's own clock. Without holders there is nobody to write to; the page says so.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from voting.services.act import Act, Service, begin
from voting.services.letters import duty_due
from voting.services.read.duties import DutyLine, read_duties
from voting.services.write_mail import put
from voting.statutes import serves
from voting.store.database import reading
from voting.store.duties import DutyReminderRow, founded_at, was_reminded

LOOKED = ("", "looked")
"""The row that says that a day's look has been done: no duty, this state."""


@serves("V.COORD.3", "V.CO.4", "V.COORD.5")
def remind_of_duties(service: Service) -> int:
    """How many letters were written; none if today's look has been done, or nothing is founded."""
    day = datetime.fromtimestamp(service.clock(), UTC).date().isoformat()
    with reading() as session:
        if was_reminded(session, LOOKED[0], day, LOOKED[1]) or not founded_at(session):
            return 0
    with begin(service) as act:
        if was_reminded(act.session, LOOKED[0], act.today.isoformat(), LOOKED[1]) or not founded_at(act.session):
            return 0
        act.session.add(DutyReminderRow(duty=LOOKED[0], due_on=act.today.isoformat(), state=LOOKED[1],
                                        written_at=act.now))
        return sum(_remind(act, line) for line in read_duties(act.session, act.today, act.now).lines)


def _remind(act: Act, line: DutyLine) -> int:
    due, duty = line.due, line.due.duty
    is_near = due.state == "due" and due.by is not None and (due.by - act.today).days <= duty.lead_days
    if not (is_near or due.state == "overdue") or due.by is None:
        return 0
    if was_reminded(act.session, duty.id, due.by.isoformat(), due.state):
        return 0
    act.session.add(DutyReminderRow(duty=duty.id, due_on=due.by.isoformat(), state=due.state, written_at=act.now))
    letter = duty_due(duty.title, duty.clause, int(datetime.combine(due.by, time.max, UTC).timestamp()),
                      due.state == "overdue", f"{act.service.origin}/calendar")
    people = [act.register().people[holder] for holder in line.holders]
    for person in people:
        if person.mail:
            put(act, person.mail, person.language, person.zone, letter)
    return sum(bool(person.mail) for person in people)
