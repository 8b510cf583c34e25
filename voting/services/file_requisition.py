"""File a requisition: a member asks for an extraordinary meeting, with reasons (V.CD.5, V.CO.5).

The list of members who may sign is frozen now. Filing signs: who asks is the first to have signed.
"""

from __future__ import annotations

from voting.errors import InputError, RefusedError
from voting.evidence import sha256_hex
from voting.register.requisition import members_entitled
from voting.sentences import N_
from voting.services.act import Service, begin, new_id
from voting.services.letters import requisition_filed
from voting.services.sign_requisition import certify_if_met, members_sha256
from voting.services.typed import typed
from voting.services.write_mail import put
from voting.statutes import serves
from voting.statutes.requisition import requisition_of, signers_needed
from voting.store.requisitions import RequisitionMemberRow, RequisitionRow

REASONS_LIMIT = 4000


@serves("V.CD.5", "V.CO.5")
def file_requisition(service: Service, by: str, organ: str, reasons: str) -> str:
    """The id of the requisition, signed by who files it; the other members are told by mail."""
    reasons = typed(reasons)
    with begin(service) as act:
        law, register = act.statutes, act.register()
        rule = requisition_of(law, organ)
        seats = members_entitled(law, register, organ, act.now)
        if by not in {seat.person for seat in seats}:
            raise RefusedError(N_("Only a member of this organ in good standing may ask for an extraordinary meeting."),
                               rule.clause)
        if not reasons:
            raise InputError(N_("Say why the meeting is asked for; the members read it before they sign."), "reasons")
        if len(reasons) > REASONS_LIMIT:
            raise InputError(N_("The reasons have at most %(limit)s characters.", limit=REASONS_LIMIT), "reasons")
        row = RequisitionRow(id=new_id("q"), organ=organ, reasons=reasons, filed_by=by, filed_at=act.now,
                             statutes_sha256=law.sha256)
        act.session.add(row)
        act.session.flush()
        act.session.add_all([RequisitionMemberRow(requisition=row.id, person=seat.person,
                                                  organisation=seat.organisation or "",
                                                  signed_at=act.now if seat.person == by else 0) for seat in seats])
        signer = {"office": "member", "subject": by}
        act.log_register("requisition_filed", signer, requisition=row.id, organ=organ,
                         reasons_sha256=sha256_hex(reasons.encode()), members=len(seats),
                         members_sha256=members_sha256([seat.person for seat in seats]), clause=rule.clause)
        letter = requisition_filed(law.organs[organ].name, signers_needed(law, organ, len(seats)), len(seats),
                                   f"{service.origin}/requisitions/{row.id}")
        for seat in seats:
            person = register.people[seat.person]
            if person.mail and person.id != by:
                put(act, person.mail, person.language, person.zone, letter)
        certify_if_met(act, row)
        return row.id
