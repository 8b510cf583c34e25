"""What a record holds, as values, before it is a zip: who writes one fills these, and knows nothing of file names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from voting.evidence import PublicKey, Tree
from voting.evidence.blind_rsa import IssuerKey
from voting.record.part import Part


@dataclass(frozen=True, slots=True)
class LoggedLeaf:
    """One entry of the log: where it stands, its bytes, and its inclusion proof under the record's checkpoint."""

    index: int
    leaf: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SecretContents:
    """What a secret ballot adds. The long ones are parts of a file or of memory: `issues` of `issue_line`s, `gaps` of
    `gap_hashes`, `urn` the leaves as lines, and by index of key holder the release (bytes) and its lines; `keys` what
    some released in a dispute."""

    issues: Part
    gaps: Part
    issuers: tuple[IssuerKey, ...]
    urn: Part
    urn_checkpoint: bytes
    urn_key: PublicKey
    releases: Mapping[int, bytes]
    shares: Mapping[int, Part]
    keys: Mapping[int, bytes] = field(default_factory=dict)


def issue_line(index: int, leaf: bytes) -> bytes:
    """A line of `issues.jsonl`: a leaf of the issue list and its place in the register log."""
    return b'{"index":%d,"leaf":%s}\n' % (index, leaf)


def gap_hashes(tree: Tree, indices: Iterable[int]) -> Iterator[bytes]:
    """The content of `issues.proof`: the roots of the complete subtrees that fill the log between the issues."""
    place = 0
    for index in (*indices, tree.size):
        yield from tree.fill(place, index)
        place = index + 1


@dataclass(frozen=True, slots=True)
class StageContents:
    """One ballot that was held: all as bytes; `issued` the signed ballots, the frozen roll's first, then addenda."""

    paper: bytes
    paper_sig: bytes
    roll: bytes
    issued: tuple[Mapping[str, object], ...]
    tally: bytes
    tally_sig: bytes
    secret: SecretContents | None = None


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
    vacancies: tuple[bytes, ...] = ()
