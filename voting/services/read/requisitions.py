"""Requisitions as their readers see them: the count and the threshold; who signed, for members of the organ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.errors import NotFoundError
from voting.register.requisition import members_entitled
from voting.sentences import N_
from voting.services.act import Service, statutes_at, statutes_by_hash
from voting.services.read.roles import roles_in
from voting.statutes import Ruling, Statutes, is_requisition_met, signers_needed
from voting.store.database import Session, reading
from voting.store.load_register import load_register
from voting.store.requisitions import (
    RequisitionRow,
    all_requisitions,
    counts_of,
    find_requisition,
    members_of,
)


@dataclass(frozen=True, slots=True)
class SignerLine:
    """A member on the frozen list; `signed_at` 0 if they have not signed."""

    name: str
    organisation: str
    signed_at: int


@dataclass(frozen=True, slots=True)
class RequisitionView:
    """One requisition for one reader: `lines` is None for whoever is no member and no officer of the organ."""

    row: RequisitionRow
    statutes: Statutes
    ruling: Ruling
    signers: int
    members: int
    needed: int
    lines: Sequence[SignerLine] | None
    may_sign: bool
    has_signed: bool


@dataclass(frozen=True, slots=True)
class RequisitionsView:
    """All of them, and the organs for which this reader may file one now."""

    statutes: Statutes
    rows: Sequence[RequisitionView]
    may_file: Sequence[str]


def requisitions_for(service: Service, reader: str) -> RequisitionsView:
    """Every requisition of the organs in which `reader` sits or holds office."""
    now = service.clock()
    with reading() as session:
        statutes, register = statutes_at(session, now), load_register(session)
        views = [_view(session, service, row, reader) for row in all_requisitions(session)]
        may_file = [organ for organ in statutes.requisitions
                    if any(seat.person == reader for seat in members_entitled(statutes, register, organ, now))]
    return RequisitionsView(statutes, [view for view in views if view.lines is not None], may_file)


def requisition_view(service: Service, requisition: str, reader: str) -> RequisitionView:
    """One of them; `NotFoundError` for whoever has nothing to do with the organ."""
    with reading() as session:
        view = _view(session, service, find_requisition(session, requisition), reader)
    if view.lines is None:
        raise NotFoundError(N_("There is no such requisition here."))
    return view


def certificate(service: Service, requisition: str, reader: str) -> bytes:
    """The signed certificate; `NotFoundError` before enough members have signed."""
    return _certificate(requisition_view(service, requisition, reader).row)


@dataclass(frozen=True, slots=True)
class RequisitionLine:
    """A requisition without names; `state` open, met, convened or ended."""

    id: str
    organ: str
    state: str
    signers: int
    members: int
    needed: int
    filed_at: int
    met_at: int


def every_requisition() -> list[RequisitionLine]:
    """All of them for the operator, the latest first."""
    with reading() as session:
        return [_operators_line(session, row) for row in all_requisitions(session)]


def stored_certificate(requisition: str) -> bytes:
    """The signed certificate for the operator; `NotFoundError` before enough members have signed."""
    with reading() as session:
        return _certificate(find_requisition(session, requisition))


def _operators_line(session: Session, row: RequisitionRow) -> RequisitionLine:
    signers, members = counts_of(session, row.id)
    law = statutes_by_hash(session, row.statutes_sha256)
    state = "convened" if row.meeting else "met" if row.met_at else "ended" if row.ended_at else "open"
    return RequisitionLine(row.id, row.organ, state, signers, members, signers_needed(law, row.organ, members),
                           row.filed_at, row.met_at)


def _certificate(row: RequisitionRow) -> bytes:
    if row.certificate is None:
        raise NotFoundError(N_("Not enough members have signed yet: there is no certificate."))
    return bytes(row.certificate)


def _view(session: Session, service: Service, row: RequisitionRow, reader: str) -> RequisitionView:
    law, register = statutes_by_hash(session, row.statutes_sha256), load_register(session)
    members = members_of(session, row.id)
    signed = sum(bool(member.signed_at) for member in members)
    own = next((member for member in members if member.person == reader), None)
    roles = roles_in(session, service, reader)
    held = frozenset().union(*roles.offices.values()) if roles.offices else frozenset()
    is_within = own is not None or row.organ in roles.members or row.organ in held or "" in held
    names = {code: organisation.name for code, organisation in register.organisations.items()}
    lines = sorted((SignerLine(register.people[member.person].name, names.get(member.organisation, ""),
                               member.signed_at) for member in members),
                   key=lambda line: (line.signed_at or 1 << 62, line.organisation.casefold(), line.name.casefold()))
    is_open = not row.met_at and not row.ended_at
    return RequisitionView(row, law, is_requisition_met(law, row.organ, signed, len(members)), signed, len(members),
                           signers_needed(law, row.organ, len(members)), lines if is_within else None,
                           own is not None and is_open, own is not None and bool(own.signed_at))
