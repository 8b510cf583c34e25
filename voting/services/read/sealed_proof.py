"""What the register's log says of a sealed ballot, proved: for a key holder, before anything is opened.

The entry `sealed` with its place under a checkpoint of now, and that this checkpoint extends the one that the teller
got when accepting the key: the register can then show tellers two issue lists only by showing them two logs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voting.ballots.sealed_log import SealedLog
from voting.evidence import Checkpoint, Tree, decode, sign_checkpoint
from voting.services.act import Service
from voting.store.database import Session, reading
from voting.store.log import LeafRow, all_hashes
from voting.store.overview import acts_on, each_leaf
from voting.store.tables import BallotRow


@dataclass(frozen=True, slots=True)
class SealProof:
    """Signed head, the entry with its place and path, and the path from the head of `since` entries (0: none)."""

    checkpoint: bytes
    leaf: bytes
    index: int
    inclusion: tuple[bytes, ...]
    since: int
    consistency: tuple[bytes, ...]


def signed_head(service: Service) -> bytes:
    """A checkpoint of the log as it stands."""
    with reading() as session:
        return _sign(service, Tree(all_hashes(session)))


def proof_of_seal(session: Session, service: Service, row: BallotRow, since: int) -> SealProof:
    """The proof for a ballot that is sealed; `since` that the log never had counts as 0."""
    leaf, tree = _sealed(session, row), Tree(all_hashes(session))
    since = since if 0 < since <= tree.size else 0
    return SealProof(_sign(service, tree), bytes(leaf.body), leaf.index, tree.inclusion(leaf.index), since,
                     tree.consistency(since) if since else ())


def log_of_seal(session: Session, service: Service, row: BallotRow, since: Iterable[int] = ()) -> SealedLog:
    """The same for key holders who ask nothing: with the paths from the heads that they got when they accepted their
    keys, as far as nothing came between that and the key, and from `since`."""
    leaf, tree = _sealed(session, row), Tree(all_hashes(session))
    accepted = {key.index for key in each_leaf(session, kind="key_accepted")
                if decode(bytes(key.body))["ballot"] == row.id}
    return SealedLog(_sign(service, tree), bytes(leaf.body), leaf.index, tree.inclusion(leaf.index),
                     {size: tree.consistency(size) for size in accepted | set(since) if 0 < size <= tree.size})


def _sealed(session: Session, row: BallotRow) -> LeafRow:
    found, = (leaf for leaf in acts_on(session, row.motion) if leaf.type == "sealed" and leaf.ballot == row.id)
    return found


def _sign(service: Service, tree: Tree) -> bytes:
    return sign_checkpoint(Checkpoint(service.log_origin, tree.size, tree.root()), service.keys.log)
