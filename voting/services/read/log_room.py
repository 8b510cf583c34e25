"""The log as it stands, for tellers: its signed head, and its entries page by page.

Stored bytes are compared with what acts have carried forward, so that an entry changed in the database shows as a
difference: those of the page always, the whole log if it is short or if that is asked for. Before a ballot closes no
entry is shown, only how many there are: which one came last would say when somebody voted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.evidence import Checkpoint, Frontier, fingerprint, leaf_hash, sign_checkpoint
from voting.services.act import Act, Service
from voting.services.read.dry_act import look
from voting.services.read.page import Page, page_of
from voting.store.log import HeadRow
from voting.store.overview import each_leaf, is_voting, latest_leaves, log_counts, log_size

ENTRIES_A_PAGE = 50
SHORT = 5_000
"""A log of so many entries is recomputed without being asked: a moment's work."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of the log: its number, its kind, its hash, and whether its stored bytes still give that hash."""

    index: int
    kind: str
    hash: str
    is_intact: bool


@dataclass(frozen=True)
class LogRoom:
    """The log's signed head, whether the stored entries that were recomputed still give it, and a page of them."""

    note: str
    size: int
    is_whole: bool
    is_recomputed: bool
    """Whether all entries were; otherwise those of the page."""
    counts: Sequence[tuple[str, int]]
    root_fingerprint: str
    key: str
    is_voting: bool
    root: str
    last_at: int
    """When the last act was; 0 while a ballot is under way, for the last act may be somebody's vote."""
    last_kind: str
    entries: Sequence[LogEntry]
    page: Page


def log_room(service: Service, number: int = 1, is_whole_asked: bool = False) -> LogRoom:
    """The log now, with page `number` of its entries, the latest first."""
    with look(service) as act:
        head = act.session.get(HeadRow, 1) or HeadRow(size=0, frontier=Frontier(0, ()).to_bytes(), last_at=0)
        size, root = log_size(act.session), Frontier.from_bytes(bytes(head.frontier)).root()
        is_all = is_whole_asked or size <= SHORT
        running = is_voting(act.session)
        page = page_of(number, size, ENTRIES_A_PAGE)
        shown = [_entry(leaf) for leaf in latest_leaves(act.session, page.offset, page.most)]
        is_whole = head.size == size and all(entry.is_intact for entry in shown)
        if is_all:
            is_whole = is_whole and _recomputed(act) == (size, root)
        note = sign_checkpoint(Checkpoint(service.log_origin, head.size, root), service.keys.log).decode()
        last = latest_leaves(act.session, 0, 1)
        is_told = bool(last) and not running
        return LogRoom(
            note, size, is_whole, is_all, [] if running else log_counts(act.session), fingerprint(root),
            service.keys.log.public.id, running, root.hex(), head.last_at if is_told else 0,
            last[0].type if is_told else "", [] if running else shown, page)


def _recomputed(act: Act) -> tuple[int, bytes]:
    """Size and root of the tree over the stored bytes; size -1 if they are not numbered without a gap."""
    tree = Frontier(0, ())
    for leaf in each_leaf(act.session):
        if leaf.index != tree.size:
            return -1, b""
        tree = tree.append(leaf_hash(bytes(leaf.body)))
    return tree.size, tree.root()


def _entry(leaf: object) -> LogEntry:
    return LogEntry(leaf.index, leaf.type, bytes(leaf.hash).hex(), leaf_hash(bytes(leaf.body)) == bytes(leaf.hash))
