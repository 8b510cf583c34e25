"""The coordinator enters a designation that a member sent in writing (V.CO.1f): the letter kept under its hash.

It moves nothing by itself. The person named accepts as always, with a passkey; the member is told at once by mail and
can take it back until a roll has frozen with it; letter and reason stand in the log and before the officers of the
organ. What the coordinator never does is name somebody of their own choice: whoever reads the letter can compare.
"""

from __future__ import annotations

from voting.errors import ConflictError, InputError
from voting.register.facts import Seat
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.designate_representative import place_designation
from voting.services.designation_letters import entered_for_you
from voting.services.officers import secretariat
from voting.services.store_document import keep_document
from voting.services.typed import typed
from voting.services.write_mail import write_to_person
from voting.statutes import serves
from voting.store.find import find_meeting
from voting.store.tables import MeetingRow, PersonRow

REASON_LIMIT = 500


@serves("V.CO.1f")
def enter_designation(service: Service, by: str, meeting: str, seat: str, name: str, mail: str, reason: str,
                      document: tuple[str, bytes]) -> str:
    """The id of the designation of the member who holds `seat`; `document` is name and bytes of what they wrote."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Say how the designation came in and why the member does not enter it; it stands in the "
                            "log."), "reason")
    if len(reason) > REASON_LIMIT:
        raise InputError(N_("The reasons have at most %(limit)s characters.", limit=REASON_LIMIT), "reason")
    with begin(service) as act:
        officer, where = secretariat(act, by), find_meeting(act.session, meeting)
        held = _seat(act, where, seat)
        sha256 = keep_document(act, by, *document)
        row = place_designation(act, officer, where, held, name, mail, document_sha256=sha256, reason=reason)
        write_to_person(act, act.session.get(PersonRow, held.person), entered_for_you(
            act.session.get(PersonRow, row.person).name, where.title, where.held_on, reason,
            f"{service.origin}/representatives"))
        return row.id


def _seat(act: Act, meeting: MeetingRow, seat: str) -> Seat:
    """The seat of the member who wrote; `ConflictError` if nobody of this organ holds it now."""
    for held in act.register().seats_in(meeting.organ, act.now):
        if held.id == seat:
            return held
    raise ConflictError(N_("Nobody holds this seat in the organ that meets."), next=N_("Choose the member again."))
