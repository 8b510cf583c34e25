"""What a record holds, as values, before it is a zip: who writes one fills these, and knows nothing of file names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voting.evidence import PublicKey


@dataclass(frozen=True, slots=True)
class LoggedLeaf:
    """One entry of the log: where it stands, its bytes, and its inclusion proof under the record's checkpoint."""

    index: int
    leaf: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class StageContents:
    """One ballot that was held: all as bytes; `issued` the signed ballots, the frozen roll's first, then addenda."""

    paper: bytes
    paper_sig: bytes
    roll: bytes
    issued: tuple[Mapping[str, object], ...]
    tally: bytes
    tally_sig: bytes


@dataclass(frozen=True, slots=True)
class RecordContents:
    """One declared motion. What opens something is documents in any order; None leaves the file out for good."""

    motion_id: str
    motion: bytes
    statutes: bytes
    stages: tuple[StageContents, ...]
    tally: bytes
    tally_sig: bytes
    effects: bytes
    leaves: tuple[LoggedLeaf, ...]
    checkpoint: bytes
    log_key: PublicKey
    names: tuple[Mapping[str, object], ...] | None = None
    reasons: tuple[Mapping[str, object], ...] | None = None
    passkeys: tuple[Mapping[str, object], ...] | None = None
    assertions: tuple[Mapping[str, object], ...] | None = None
