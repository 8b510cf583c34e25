"""Note that a report was given or the principles were reviewed (V.CO.4, V.COORD.5, V.CF.4, V.CAC.1, VI.1).

Logged and kept. Meetings, decisions and elections are seen in the service's own acts and are never noted by hand.
"""

from __future__ import annotations

from datetime import date

from voting.ballots.motion import is_day
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError
from voting.evidence import sha256_hex
from voting.register.presiding import office_for
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.officers import secretariat
from voting.services.store_document import kind_of, printed
from voting.services.typed import typed
from voting.statutes import serves
from voting.statutes.model import Duty
from voting.store.documents import DocumentRow
from voting.store.duties import DutyDoneRow, duties_noted

BY_HAND = ("report", "review")


@serves("V.CO.4", "V.COORD.5", "V.CF.4", "V.CAC.1", "VI.1")
def note_duty(service: Service, by: str, duty: str, done_on: str, words: str,
              file: tuple[str, bytes] = ("", b"")) -> None:
    """Note a duty as done on a day that is not ahead, in words, with a document (name, bytes) if there is one."""
    words = typed(words)
    with begin(service) as act:
        known = act.statutes.calendar.get(duty)
        if known is None:
            raise NotFoundError(N_("The statutes' calendar has no such duty."))
        if known.kind not in BY_HAND:
            raise ConflictError(N_("This is not noted by hand: the calendar sees it when it is done here."))
        officer = _responsible(act, known, by)
        if not is_day(done_on) or date.fromisoformat(done_on) > act.today:
            raise InputError(N_("Give the day on which it was done, written like 2027-03-12 and not ahead."), "done_on")
        if not words:
            raise InputError(N_("Say in a sentence what was done; it stands in the calendar."), "words")
        if any((row.duty, row.done_on) == (duty, done_on) for row in duties_noted(act.session)):
            raise ConflictError(N_("This is noted for this day already."))
        sha256 = _keep(act, by, *file) if file[1] else ""
        act.session.add(DutyDoneRow(duty=duty, done_on=done_on, words=words[:2000], document_sha256=sha256, noted_by=by,
                                    noted_at=act.now))
        act.log_register("duty_done", officer, duty=duty, done_on=done_on, document=sha256)


def _responsible(act: Act, duty: Duty, by: str) -> dict[str, str]:
    """The officer whose duty it is, or the secretariat that keeps the calendar."""
    if duty.office and any(held.person == by and held.office == duty.office and held.organ in ("", duty.organ)
                           and held.holds_at(act.now) for held in act.register().offices):
        return {"office": duty.office, "subject": by}
    if office_for(act.statutes, act.register(), "", by, "secretariat", act.now):
        return secretariat(act, by)
    raise RefusedError(N_("Only the officer whose duty this is, or the coordinator, notes it as done."), duty.clause)


def _keep(act: Act, by: str, name: str, data: bytes) -> str:
    kind, sha256 = kind_of(data), sha256_hex(data)
    if act.session.get(DocumentRow, sha256) is None:
        act.session.add(DocumentRow(sha256=sha256, name=printed(name, kind), kind=kind, size=len(data), body=data,
                                    stored_at=act.now, stored_by=by))
    return sha256
