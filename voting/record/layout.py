"""Which files a record has, in one place: for the writer, the reader and the index.

A record of k stages has exactly the files of `names_of(k)`, and those of `OPTIONAL` if its index lists them. The
index names every file but itself and its signature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voting.errors import MalformedError
from voting.evidence import PublicKey, decode, encode, expect_keys, sha256_hex
from voting.sentences import N_

README, INDEX, INDEX_SIG = "README.txt", "index.json", "index.json.sig"
AUTHORITY_PEM, LOG_PEM = "keys/authority.pem", "keys/log.pem"
MOTION, STATUTES, EFFECTS = "motion.json", "statutes.toml", "effects.json"
TALLY, TALLY_SIG = "tally.json", "tally.json.sig"
LOG, CHECKPOINT = "log.jsonl", "log.checkpoint"
NAMES, REASONS = "names.jsonl", "reasons.jsonl"
PASSKEYS, ASSERTIONS = "passkeys.jsonl", "assertions.jsonl"
OPTIONAL = frozenset({NAMES, REASONS, PASSKEYS, ASSERTIONS})
"""Files that may be left out of a copy without breaking the index."""

_STAGE_FILES = ("paper.json", "paper.json.sig", "roll.jsonl", "issued.jsonl", "tally.json", "tally.json.sig")
_STAGE_NAME = re.compile(r"stages/([1-9])/[a-z.]+")


def stage_file(number: int, name: str) -> str:
    """The name in the record of a file of stage `number` (from 1)."""
    return f"stages/{number}/{name}"


def names_of(stages: int) -> set[str]:
    """The files that the index of a record with this many stages must list."""
    once = {README, AUTHORITY_PEM, LOG_PEM, MOTION, STATUTES, EFFECTS, TALLY, TALLY_SIG, LOG, CHECKPOINT}
    return once | {stage_file(number, name) for number in range(1, stages + 1) for name in _STAGE_FILES}


def count_stages(names: set[str]) -> int:
    """How many stages a set of file names speaks of: the highest stage number, at least 1."""
    numbers = [int(found.group(1)) for name in names if (found := _STAGE_NAME.fullmatch(name))]
    return max(numbers, default=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the index."""

    sha256: str
    size: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Index:
    """What index.json says."""

    motion: str
    authority: PublicKey
    files: dict[str, Listed]


def write_index(motion: str, authority: PublicKey, files: dict[str, bytes]) -> bytes:
    """The bytes of index.json over `files`."""
    listed = [{"name": name, "optional": name in OPTIONAL, "sha256": sha256_hex(files[name]), "size": len(files[name])}
              for name in sorted(files)]
    return encode({"type": "index", "v": 1, "motion": motion, "authority": authority.b64u, "files": listed,
                   "fingerprint_of": "index"})


def read_index(data: bytes) -> Index:
    """The index in `data`, or `MalformedError`; whether the files agree with it is the caller's question."""
    document = expect_keys(decode(data), {"authority", "files", "fingerprint_of", "motion", "type", "v"}, what=INDEX)
    rows = document["files"]
    if document["type"] != "index" or document["v"] != 1 or document["v"] is True or \
            document["fingerprint_of"] != "index" or not isinstance(rows, list) or \
            not isinstance(document["motion"], str) or not isinstance(document["authority"], str):
        raise MalformedError(N_("index.json is of another type or version."))
    files: dict[str, Listed] = {}
    for row in rows:
        expect_keys(row, {"name", "optional", "sha256", "size"}, what="index.json: files")
        name, digest, size, optional = row["name"], row["sha256"], row["size"], row["optional"]
        if not isinstance(name, str) or not isinstance(digest, str) or isinstance(size, bool) or \
                not isinstance(size, int) or not isinstance(optional, bool):
            raise MalformedError(N_("A line of index.json cannot be read."))
        files[name] = Listed(digest, size, optional)
    if [row["name"] for row in rows] != sorted(files):
        raise MalformedError(N_("index.json is not sorted, or names a file twice."))
    return Index(document["motion"], PublicKey.from_b64u(document["authority"]), files)
