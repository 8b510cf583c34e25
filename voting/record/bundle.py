"""The archive of an organisation: every record, all minutes and certificates, the versions of the law, the whole log.

One plain zip that a court's expert or a successor opens without any server. Its index is signed; its log is complete,
so that a record that was left out, or one of another log, is found. While a ballot is under way the log ends before the
first entry of that ballot (nobody is served a vote, or how many there are, before the close), and the index says of
which files the log tells only after that end. Formats of what is inside stand beside each part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from voting.errors import MalformedError
from voting.evidence import PublicKey, b64u, decode, encode, expect_keys, unb64u
from voting.record.part import Part
from voting.sentences import N_

README, INDEX, INDEX_SIG = "README.txt", "archive.json", "archive.json.sig"
AUTHORITY_PEM, LOG_PEM = "keys/authority.pem", "keys/log.pem"
LOG, CHECKPOINT = "log.jsonl", "log.checkpoint"
COUNTERSIGNATURES = "countersignatures.jsonl"
"""What opens the countersignatures by passkey that the log names; archives made before there were any lack it."""
FILES_LIMIT = 60_000
ALWAYS = frozenset({README, AUTHORITY_PEM, LOG_PEM, LOG, CHECKPOINT})
_KINDS = re.compile(r"records/[a-z0-9]+\.zip|minutes/[a-z0-9]+-[a-z]{2}\.pdf|requisitions/[a-z0-9]+\.json"
                    r"|statutes/[0-9a-f]{64}\.toml|countersignatures\.jsonl")
_LATER = re.compile(r"(records|minutes|requisitions)/.+")


def record_file(motion: str) -> str:
    """Where the record of a motion lies in the archive."""
    return f"records/{motion}.zip"


def minutes_file(motion: str, language: str) -> str:
    """Where the minutes of a motion in a language lie."""
    return f"minutes/{motion}-{language}.pdf"


def certificate_file(requisition: str) -> str:
    """Where the certificate of a requisition lies."""
    return f"requisitions/{requisition}.json"


def statutes_file(sha256: str) -> str:
    """Where a version of the statutes' data lies."""
    return f"statutes/{sha256}.toml"


@dataclass(slots=True)
class Told:
    """What the entries of a log say should be in an archive; `take` each in order."""

    declared: set[str] = field(default_factory=set)
    minutes: dict[tuple[str, str], str] = field(default_factory=dict)
    """SHA-256 by motion or meeting and language: the last that was named."""
    certificates: dict[str, str] = field(default_factory=dict)
    strays: list[tuple[str, str]] = field(default_factory=list)
    """(motion or meeting, language) of each countersignature under other minutes than those of its time."""

    def take(self, document: object) -> None:
        """Take in one entry; `MalformedError` unless it is an object."""
        if not isinstance(document, dict):
            raise MalformedError(N_("A line of the log cannot be read."))
        kind, sha256 = document.get("type"), str(document.get("sha256"))
        language = str(document.get("language"))
        if kind == "declared":
            self.declared.add(str(document.get("motion")))
        elif kind == "minutes":
            self.minutes[str(document.get("subject_motion")), language] = sha256
        elif kind == "meeting_minutes":
            self.minutes[str(document.get("subject_meeting")), language] = sha256
        elif kind == "minutes_countersign":
            which = (str(document.get("subject_meeting") or document.get("subject_motion")), language)
            if self.minutes.get(which) != sha256:
                self.strays.append(which)
        elif kind == "requisition_met":
            self.certificates[str(document.get("requisition"))] = str(document.get("certificate_sha256"))

    def named(self) -> dict[str, str]:
        """SHA-256 of each file of minutes and certificates that the entries name."""
        return {minutes_file(*which): sha256 for which, sha256 in self.minutes.items()} | {
            certificate_file(which): sha256 for which, sha256 in self.certificates.items()}


@dataclass(frozen=True, slots=True)
class ArchiveIndex:
    """What archive.json says; `made_at` in UTC seconds, (SHA-256, size) of each file by its name.

    `later` is None of an archive with the whole log; otherwise the files of which the log tells after the end that it
    has here, a record's with the proof that the log it was made from is this one, continued.
    """

    authority: PublicKey
    made_at: int
    files: Mapping[str, tuple[str, int]]
    later: Mapping[str, tuple[bytes, ...]] | None


def write_archive_index(authority: PublicKey, made_at: int, files: Mapping[str, Part],
                        later: Mapping[str, Sequence[bytes]] | None = None) -> bytes:
    """The bytes of archive.json over `files`; `made_at` in UTC seconds, `later` as in `ArchiveIndex`."""
    listed = [{"name": name, "sha256": files[name].sha256(), "size": files[name].size} for name in sorted(files)]
    document: dict[str, object] = {"type": "archive", "v": 1, "authority": authority.b64u, "made": made_at,
                                   "files": listed}
    if later is not None:
        document["later"] = [{"name": name, "proof": [b64u(node) for node in later[name]]} for name in sorted(later)]
    return encode(document)


def read_archive_index(data: bytes) -> ArchiveIndex:
    """What is in archive.json; `MalformedError` unless complete and exact."""
    document = expect_keys(decode(data), {"authority", "files", "made", "type", "v"}, {"later"}, what=INDEX)
    rows, made = document["files"], document["made"]
    if document["type"] != "archive" or document["v"] != 1 or document["v"] is True or not isinstance(rows, list) or \
            type(made) is not int or not isinstance(document["authority"], str):
        raise MalformedError(N_("archive.json is of another type or version."))
    files: dict[str, tuple[str, int]] = {}
    for row in rows:
        expect_keys(row, {"name", "sha256", "size"}, what=INDEX)
        if not isinstance(row["name"], str) or not isinstance(row["sha256"], str) or type(row["size"]) is not int:
            raise MalformedError(N_("A line of archive.json cannot be read."))
        if row["name"] not in ALWAYS and not _KINDS.fullmatch(row["name"]):
            raise MalformedError(N_("archive.json lists a file that an archive does not have: %(name)s",
                                    name=row["name"][:80]))
        files[row["name"]] = (row["sha256"], row["size"])
    if [row["name"] for row in rows] != sorted(files) or not ALWAYS.issubset(files):
        raise MalformedError(N_("archive.json is not sorted, names a file twice, or lacks one that must be there."))
    return ArchiveIndex(PublicKey.from_b64u(document["authority"]), made, files,
                        _read_later(document["later"], files) if "later" in document else None)


def _read_later(rows: object, files: Mapping[str, object]) -> dict[str, tuple[bytes, ...]]:
    if not isinstance(rows, list):
        raise MalformedError(N_("A line of archive.json cannot be read."))
    later: dict[str, tuple[bytes, ...]] = {}
    for row in rows:
        name, proof = (expect_keys(row, {"name", "proof"}, what=INDEX)[key] for key in ("name", "proof"))
        if not isinstance(name, str) or not isinstance(proof, list) or not all(isinstance(node, str) for node in proof):
            raise MalformedError(N_("A line of archive.json cannot be read."))
        if name not in files or not _LATER.fullmatch(name) or bool(proof) is not name.startswith("records/"):
            raise MalformedError(N_("archive.json says of a file that the log tells of it later, and may not: %(name)s",
                                    name=name[:80]))
        later[name] = tuple(unb64u(node, 32) for node in proof)
    if [row["name"] for row in rows] != sorted(later):
        raise MalformedError(N_("archive.json is not sorted, names a file twice, or lacks one that must be there."))
    return later
