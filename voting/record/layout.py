"""Which files a record has, in one place: for the writer, the reader and the index.

A record of k stages has exactly the files of `names_of(k)`, for each secret stage those of `secret_names`, for
vacancies filled those of `vacancy_names`, and optional ones if its index lists them. The index names every file but
itself and its signature. Names that later extensions will use (`unused.jsonl`, `checkpoints/`, witnesses) are refused
until then, like any other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from voting.errors import MalformedError
from voting.evidence import PublicKey, decode, encode, expect_keys
from voting.record.part import Part
from voting.sentences import N_

README, INDEX, INDEX_SIG = "README.txt", "index.json", "index.json.sig"
AUTHORITY_PEM, LOG_PEM = "keys/authority.pem", "keys/log.pem"
MOTION, STATUTES, EFFECTS = "motion.json", "statutes.toml", "effects.json"
TALLY, TALLY_SIG = "tally.json", "tally.json.sig"
LOG, CHECKPOINT = "log.jsonl", "log.checkpoint"
NAMES, REASONS = "names.jsonl", "reasons.jsonl"
PASSKEYS, ASSERTIONS = "passkeys.jsonl", "assertions.jsonl"
OPTIONAL = frozenset({NAMES, REASONS, PASSKEYS, ASSERTIONS})
"""Files that may be left out of a copy without breaking the index; a secret stage has more, see `is_optional`."""
ISSUES, GAPS = "secret/issues.jsonl", "secret/issues.proof"
URN, URN_CHECKPOINT, URN_PEM = "secret/urn.jsonl", "secret/urn.checkpoint", "secret/urn.pem"

VACANCY = "vacancies/{}.json"

_STAGE_FILES = ("paper.json", "paper.json.sig", "roll.jsonl", "issued.jsonl", "tally.json", "tally.json.sig")
_SECRET_FILES = (ISSUES, GAPS, URN_CHECKPOINT, URN_PEM)
_VACANCY_NAME = re.compile(r"vacancies/([1-9][0-9]{0,2})\.json")
_STAGE_NAME = re.compile(r"stages/([1-9])/[a-z0-9/.-]+")
_SECRET_NAME = re.compile(r"stages/([1-9])/secret/.+")
_OPTIONAL_SECRET = re.compile(
    r"stages/[1-9]/secret/((urn|trustees/(0|[1-9]|1[0-5]))\.jsonl|trustees/(0|[1-9]|1[0-5])\.secret\.json)")
_ISSUER = re.compile(r"stages/([1-9])/secret/issuer-([1-4])\.pem")
_RELEASE = re.compile(r"stages/([1-9])/secret/trustees/(0|[1-9]|1[0-5])\.json")
_KEY = re.compile(r"stages/([1-9])/secret/trustees/(0|[1-9]|1[0-5])\.secret\.json")


def stage_file(number: int, name: str) -> str:
    """The name in the record of a file of stage `number` (from 1)."""
    return f"stages/{number}/{name}"


def issuer_file(number: int) -> str:
    """The key of issuer `number` (from 1), within its stage."""
    return f"secret/issuer-{number}.pem"


def release_file(index: int) -> str:
    """What key holder `index` signed, within its stage."""
    return f"secret/trustees/{index}.json"


def shares_file(index: int) -> str:
    """The shares that key holder `index` released, within its stage."""
    return f"secret/trustees/{index}.jsonl"


def vacancy_file(number: int) -> str:
    """The document of filling `number` (from 1) of vacancies from an election's papers."""
    return VACANCY.format(number)


def vacancy_names(names: Collection[str]) -> set[str]:
    """The files of fillings from the first to the last of which `names` speak."""
    numbers = [int(found.group(1)) for name in names if (found := _VACANCY_NAME.fullmatch(name))]
    return {vacancy_file(number) for number in range(1, max(numbers, default=0) + 1)}


def key_file(index: int) -> str:
    """The key that key holder `index` released in a dispute, within its stage."""
    return f"secret/trustees/{index}.secret.json"


def is_optional(name: str) -> bool:
    """Whether a file may be left out of a copy: what opens something, and a secret stage's urn, shares and keys."""
    return name in OPTIONAL or _OPTIONAL_SECRET.fullmatch(name) is not None


def secret_stages(names: set[str]) -> set[int]:
    """The stages that have any file of a secret stage."""
    return {int(found.group(1)) for name in names if (found := _SECRET_NAME.fullmatch(name))}


def secret_names(stage: int, issuers: int, released: Collection[int], keys: Collection[int] = ()) -> set[str]:
    """The further files that the index of a record with this secret stage must list, the optional ones too."""
    names = {*_SECRET_FILES, URN, *(issuer_file(number) for number in range(1, issuers + 1)),
             *(release_file(index) for index in released), *(shares_file(index) for index in released),
             *(key_file(index) for index in keys)}
    return {stage_file(stage, name) for name in names}


def listed_secret(stage: int, names: Collection[str]) -> tuple[int, set[int], set[int]]:
    """How many issuers, which key holders who released shares, and which who released their key, the names speak of."""
    issuers, released, keys = (
        {int(found.group(2)) for name in names if (found := form.fullmatch(name)) and int(found.group(1)) == stage}
        for form in (_ISSUER, _RELEASE, _KEY))
    return max(issuers, default=1), released, keys


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


def write_index(motion: str, authority: PublicKey, files: Mapping[str, bytes | Part]) -> bytes:
    """The bytes of index.json over `files`."""
    parts = {name: Part.of(content) if isinstance(content, bytes) else content for name, content in files.items()}
    listed = [{"name": name, "optional": is_optional(name), "sha256": parts[name].sha256(), "size": parts[name].size}
              for name in sorted(parts)]
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
