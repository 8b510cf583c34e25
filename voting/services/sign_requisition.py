"""Sign a requisition, or withdraw the signature, until enough have signed (V.CD.5, V.CO.5).

When the share of the frozen list is reached, a certificate is signed and logged: from then on the meeting has to be
convened, and no signature is withdrawn any more. The count is exact: 10 x signers >= 3 x members, by the data.
"""

from __future__ import annotations

from voting.errors import ConflictError, RefusedError
from voting.evidence import encode, encode_lines, sha256_hex, sign_document
from voting.register.requisition import members_entitled
from voting.sentences import N_
from voting.services.act import Act, Service, begin, statutes_by_hash
from voting.services.letters import requisition_met
from voting.services.write_mail import put
from voting.statutes import is_requisition_met, serves
from voting.store.requisitions import RequisitionMemberRow, RequisitionRow, find_requisition, members_of


def sign_requisition(service: Service, by: str, requisition: str) -> None:
    """Sign; signing again changes nothing."""
    with begin(service) as act:
        row, member = _load(act, requisition, by)
        if member.signed_at:
            return
        _refuse_ended(row)
        _refuse_lost(act, row, by)
        member.signed_at = act.now
        act.log_register("requisition_signed", {"office": "member", "subject": by}, requisition=row.id)
        certify_if_met(act, row)


def withdraw_signature(service: Service, by: str, requisition: str) -> None:
    """Take one's signature back; a requisition that nobody signs any more has ended."""
    with begin(service) as act:
        row, member = _load(act, requisition, by)
        if row.met_at:
            raise ConflictError(N_("Enough members have signed and the certificate is in the log: no signature can be "
                                   "withdrawn any more."))
        if not member.signed_at:
            return
        _refuse_ended(row)
        member.signed_at = 0
        act.log_register("requisition_unsigned", {"office": "member", "subject": by}, requisition=row.id)
        if not any(other.signed_at for other in members_of(act.session, row.id)):
            row.ended_at = act.now
            act.log_register("requisition_ended", {"office": "member", "subject": by}, requisition=row.id)


@serves("V.CD.5", "V.CO.5")
def certify_if_met(act: Act, row: RequisitionRow) -> None:
    """Sign and log the certificate if the share is reached, and write to who has to convene."""
    act.session.flush()
    members = members_of(act.session, row.id)
    signers = [member for member in members if member.signed_at]
    law = statutes_by_hash(act.session, row.statutes_sha256)
    ruling = is_requisition_met(law, row.organ, len(signers), len(members))
    if row.met_at or not ruling.allowed:
        return
    row.met_at = act.now
    row.certificate = encode(sign_document(act.service.keys.authority, "requisition", {
        "type": "requisition", "v": 1, "requisition": row.id, "organ": row.organ, "filed": row.filed_at,
        "met": act.now, "clause": ruling.clause, "members": len(members),
        "members_sha256": members_sha256([member.person for member in members]),
        "reasons_sha256": sha256_hex(row.reasons.encode()),
        "signatures": [{"at": member.signed_at, "subject": member.person} for member in signers],
        "statutes": {"id": law.id, "sha256": law.sha256, "version": law.version}}))
    act.log_register("requisition_met", {"office": "clock", "subject": ""}, requisition=row.id, organ=row.organ,
                     certificate_sha256=sha256_hex(row.certificate))
    letter = requisition_met(law.organs[row.organ].name, len(signers), len(members),
                             f"{act.service.origin}/requisitions/{row.id}")
    register, offices = act.register(), law.offices_of_role("secretariat")
    for person in sorted({held.person for held in register.offices if held.office in offices
                          and held.holds_at(act.now)} | {member.person for member in members}):
        if register.people[person].mail:
            put(act, register.people[person].mail, register.people[person].language, register.people[person].zone,
                letter)


def members_sha256(people: list[str]) -> str:
    """The hash by which log and certificate name the frozen list: of its sorted subject ids, a line each."""
    return sha256_hex(encode_lines([{"subject": person} for person in sorted(people)]))


def _load(act: Act, requisition: str, by: str) -> tuple[RequisitionRow, RequisitionMemberRow]:
    row = find_requisition(act.session, requisition)
    member = next((member for member in members_of(act.session, row.id) if member.person == by), None)
    if member is None:
        law = statutes_by_hash(act.session, row.statutes_sha256)
        raise RefusedError(N_("You are not on the list of members that was frozen when this requisition was filed."),
                           law.requisitions[row.organ].clause)
    return row, member


def _refuse_lost(act: Act, row: RequisitionRow, by: str) -> None:
    """Who has left the organ since, or whose organisation has lost its standing, signs no more (IV.2c, IV.5)."""
    law = statutes_by_hash(act.session, row.statutes_sha256)
    if by not in {seat.person for seat in members_entitled(law, act.register(), row.organ, act.now)}:
        raise RefusedError(N_("You are no longer a member of this organ in good standing, so you cannot sign."),
                           law.requisitions[row.organ].clause)


def _refuse_ended(row: RequisitionRow) -> None:
    if row.ended_at:
        raise ConflictError(N_("This requisition has ended: nobody signs it any more."),
                            next=N_("Any member may file another one."))
