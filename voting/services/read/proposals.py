"""What waits for a second officer, and the records that have been made: the tellers' view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.errors import MalformedError
from voting.evidence import fingerprint
from voting.record import layout
from voting.record.archive import unpack
from voting.services.act import Service
from voting.services.make_record import full_record
from voting.services.read.dry_act import look
from voting.services.read.page import Page, page_of
from voting.statutes import Statutes
from voting.store.access import PendingRow
from voting.store.find import find_ballot, find_motion
from voting.store.overview import all_proposals, record_count, records
from voting.store.tables import MotionRow

RECORDS_A_PAGE = 10
"""Each is unpacked to tell its digits."""


@dataclass(frozen=True)
class Proposal:
    """An act that waits, or was settled: who proposed it, about which ballot (None: about the whole), what it would
    do."""

    row: PendingRow
    motion: MotionRow | None
    proposer: str
    person: str
    replaces: str
    settled_by: str


@dataclass(frozen=True)
class Proposals:
    """All proposals of some organs."""

    statutes: Statutes
    rows: Sequence[Proposal]


@dataclass(frozen=True)
class KeptRecord:
    """A declared motion, when its record was made, and the twelve digits of the record ("" if it cannot be read)."""

    motion: MotionRow
    made_at: int
    fingerprint: str


def proposals(service: Service, organs: frozenset[str] | None) -> Proposals:
    """The proposals of `organs` (None: of all) and those about the whole, those that wait first."""
    with look(service) as act:
        people = act.register().people

        def name(person: str) -> str:
            return people[person].name if person in people else ""

        found = []
        for row in all_proposals(act.session):
            if organs is not None and row.ballot and row.organ not in organs:
                continue
            motion = find_motion(act.session, find_ballot(act.session, row.ballot).motion) if row.ballot else None
            found.append(Proposal(row, motion, name(row.proposed_by),
                                  name(row.payload.get("person", "")), name(row.payload.get("replaces", "")),
                                  name(row.settled_by)))
        return Proposals(act.statutes, found)


def kept_records(service: Service, organs: frozenset[str] | None, number: int) -> tuple[list[KeptRecord], Page]:
    """A page of the records of declared motions of `organs` (None: of all), the latest first."""
    with look(service) as act:
        page = page_of(number, record_count(act.session, organs), RECORDS_A_PAGE)
        return [KeptRecord(motion, record.made_at, digits_of_record(bytes(record.body)))
                for motion, record in records(act.session, organs, page.offset, page.most)], page


def kept_record(service: Service, motion: str) -> tuple[MotionRow, bytes]:
    """A declared motion and its full record as it is kept, readable or not; `NotFoundError` before the declaration."""
    body = full_record(motion)
    with look(service) as act:
        return find_motion(act.session, motion), body


def digits_of_record(body: bytes) -> str:
    """Twelve digits of a kept record; "" if it has been damaged so that they cannot be told."""
    try:
        return fingerprint(unpack(body)[layout.INDEX])
    except (MalformedError, KeyError):
        return ""
