"""What waits for a second officer, the log as it stands, the records that have been made: the tellers' view.

The log is recomputed from its stored bytes each time the page is asked for, and compared with the head that acts have
carried forward: an entry changed in the database shows here as a difference. Before a ballot closes no entry of its
casts is shown, only how many entries the log has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.errors import MalformedError
from voting.evidence import Checkpoint, Frontier, Tree, fingerprint, leaf_hash, sign_checkpoint
from voting.record import layout
from voting.record.archive import unpack
from voting.services.act import Service
from voting.services.make_record import full_record
from voting.services.read.dry_act import look
from voting.statutes import Statutes
from voting.store.access import PendingRow
from voting.store.find import find_ballot, find_motion
from voting.store.log import HeadRow
from voting.store.overview import all_leaves, all_proposals, is_voting, log_counts, records
from voting.store.tables import MotionRow, RecordRow


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
class LogRoom:
    """The log's signed head, and whether the stored entries still give it."""

    note: str
    size: int
    is_whole: bool
    counts: Sequence[tuple[str, int]]
    root_fingerprint: str
    key: str
    is_voting: bool
    root: str
    last_at: int
    """When the last act was; 0 while a ballot is under way, for the last act may be somebody's vote."""
    last_kind: str


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


def log_room(service: Service) -> LogRoom:
    """The log now, recomputed."""
    with look(service) as act:
        leaves = all_leaves(act.session)
        head = act.session.get(HeadRow, 1)
        root = Tree([leaf_hash(bytes(leaf.body)) for leaf in leaves]).root()
        is_whole = head is not None and head.size == len(leaves) and \
            Frontier.from_bytes(bytes(head.frontier)).root() == root and \
            all(leaf.index == place for place, leaf in enumerate(leaves))
        note = sign_checkpoint(Checkpoint(service.log_origin, len(leaves), root), service.keys.log).decode()
        running = is_voting(act.session)
        counts = [] if running else log_counts(act.session)
        is_told = bool(leaves) and not running
        return LogRoom(note, len(leaves), is_whole, counts, fingerprint(root), service.keys.log.public.id, running,
                       root.hex(), head.last_at if is_told and head else 0, leaves[-1].type if is_told else "")


def kept_records(service: Service, organs: frozenset[str] | None) -> list[KeptRecord]:
    """The records of declared motions of `organs` (None: of all), the latest first."""
    with look(service) as act:
        return [KeptRecord(motion, made_at, digits_of_record(bytes(act.session.get(RecordRow, motion.id).body)))
                for motion, made_at in records(act.session) if organs is None or motion.organ in organs]


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
